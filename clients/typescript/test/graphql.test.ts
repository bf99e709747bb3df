// Documents whose types the compiler makes of their text.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { graphql, GraphQLRequestError, readFragment } from '@shanghaidoctor/client';

import { collected, reader } from './server.js';

const NAME = graphql('fragment Name on Doctor { slug name { display } }');
const DOCTOR = graphql('query ($slug: String!) { doctor(slug: $slug) { ...Name } }', [NAME]);
const DOCTORS = graphql(`
  query ($first: Int, $after: String) {
    doctors(first: $first, after: $after) {
      nodes {
        slug
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

test('a document is asked with its variables and fragments', async () => {
  const { doctor } = await reader.request(DOCTOR, { slug: 'shen-muyun' });
  const name: string | undefined = readFragment(NAME, doctor)?.name.display;
  assert.equal(name, 'Shen Muyun');
  // @ts-expect-error there is no such variable
  await assert.rejects(reader.request(DOCTOR, { slgu: 'shen-muyun' }));
});

test('a list is walked to its end', async () => {
  const walked = await collected(reader.nodes(DOCTORS, { first: 4 }, ({ doctors }) => doctors));
  const listed = await collected(reader.list('doctors', { fields: 'slug' }));
  assert.ok(walked.length > 4);
  assert.deepEqual(walked, listed);
});

test('an answer with errors is an error that tells them', async () => {
  const first: unknown = await reader.request(DOCTORS, { first: 1000 }).catch((error: unknown) => error);
  assert.ok(first instanceof GraphQLRequestError);
  assert.equal(first.code, 'BAD_USER_INPUT');
  assert.match(first.message, /100/);
});
