// Records and lists of the running server.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ApiError } from '@shanghaidoctor/client';

import { collected, publishJournal, reader, retract } from './server.js';

test('a list is walked to its end, in pages of any size', async () => {
  const [whole] = await collected(reader.pages('publications', { first: 100, total: true, fields: 'id' }));
  assert.ok(whole?.page.total && whole.page.total > 10);
  const walked = await collected(reader.list('publications', { first: 3, fields: 'id' }));
  assert.deepEqual(walked, whole.data);
  assert.equal(walked.length, whole.page.total);
});

test('conditions are written as the schema names them, and hold together', async () => {
  const posts = await collected(
    reader.list('appointments', {
      filter: { status: { eq: 'CURRENT' }, doctor: { slug: { in: ['shen-muyun', 'no, body'] } } },
      orderBy: 'RANK',
      fields: 'role,doctor.slug',
    }),
  );
  assert.equal(posts[0]?.role, 'Vice President');
  assert.ok(posts.every((post) => post.doctor?.slug === 'shen-muyun'));
  const where = JSON.stringify({ or: [{ rank: { eq: 'CHAIR' } }] });
  const filter = { status: { eq: 'CURRENT' } } as const;
  const chairs = await collected(reader.list('appointments', { where, filter, fields: 'rank,status' }));
  assert.ok(chairs.length > 0 && chairs.every(({ rank, status }) => rank === 'CHAIR' && status === 'CURRENT'));
});

test('a record is found by its name, in the languages that are asked for', async () => {
  const doctor = await reader.one('doctors', 'shen-muyun', { fields: 'id,name.display', locales: ['zh-Hans', 'en'] });
  assert.equal(doctor.name?.display, '沈牧云');
  assert.deepEqual(await reader.one('doctors', doctor.id!, { fields: 'id' }), { id: doctor.id });
  const papers = await collected(reader.list('publications', { fields: 'id,doi' }));
  const paper = papers.find(({ doi }) => doi);
  assert.deepEqual(await reader.one('publications', paper!.doi!, { fields: 'id' }), { id: paper!.id });
});

test('what is found says of which type it is', async () => {
  const found = await collected(reader.list('search', { query: 'shen', fields: 'node(slug,name.display)' }));
  const doctors = found.flatMap(({ node }) => (node?.__typename === 'Doctor' ? [node.slug] : []));
  assert.ok(doctors.includes('shen-muyun'));
});

test('an error says what would be right', async () => {
  await assert.rejects(reader.one('doctors', 'nobody'), (error) => error instanceof ApiError && error.status === 404);
  const wrong = collected(reader.list('doctors', { first: 1000 }));
  await assert.rejects(wrong, (error) => error instanceof ApiError && error.problem.detail.includes('100'));
  const id = await publishJournal('Journal of What Was Withdrawn');
  await retract(id);
  await assert.rejects(
    reader.one('journals', id),
    (error) => error instanceof ApiError && error.status === 410 && error.problem.reason === 'RETRACTED',
  );
});

test('each address is there with the types of its description', async () => {
  const { data, response } = await reader.rest.GET('/api/v1/articles', { params: { query: { first: 1 } } });
  assert.equal(data?.data.length, 1);
  assert.match(response.headers.get('link') ?? '', /rel="next"/);
});
