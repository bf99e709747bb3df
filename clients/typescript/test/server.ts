// The server under test, and how to change what it has.
import { Client, graphql } from '@shanghaidoctor/client';

export const url = required('SHANGHAIDOCTOR_URL');
/** Of a publisher. */
const token = required('SHANGHAIDOCTOR_TOKEN');

export const reader = new Client({ url });
const publisher = new Client({ url, token });

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: the tests run by \`cargo nextest run typescript_client\``);
  return value;
}

const CREATE = graphql(`
  mutation ($input: CreateJournalInput!) {
    createJournal(input: $input) {
      journal {
        id
      }
      userErrors {
        message
      }
    }
  }
`);

const PUBLISH = graphql(`
  mutation ($ids: [ID!]!) {
    publish(input: { ids: $ids }) {
      userErrors {
        message
      }
    }
  }
`);

const RETRACT = graphql(`
  mutation ($ids: [ID!]!) {
    unpublish(input: { ids: $ids, reason: RETRACTED }) {
      userErrors {
        message
      }
    }
  }
`);

function done(userErrors: readonly { message: string }[]): void {
  if (userErrors.length > 0) throw new Error(userErrors.map((error) => error.message).join(' '));
}

/** Publishes a journal of this name, and gives its id. */
export async function publishJournal(name: string): Promise<string> {
  const input = { name: [{ locale: 'en', text: name }] };
  const { createJournal } = await publisher.request(CREATE, { input });
  done(createJournal.userErrors);
  if (!createJournal.journal) throw new Error('no journal was made');
  const { id } = createJournal.journal;
  done((await publisher.request(PUBLISH, { ids: [id] })).publish.userErrors);
  return id;
}

export async function retract(id: string): Promise<void> {
  done((await publisher.request(RETRACT, { ids: [id] })).unpublish.userErrors);
}

export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
