// A copy is kept of the running server, however bad the way to it is.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { Client, type SyncEvent } from '@shanghaidoctor/client';

import { collected, publishJournal, reader, retract, url } from './server.js';

/** A copy as a partner keeps one: by the rules of the README. */
class Copy {
  readonly records = new Map<string, { run: number; title: string | undefined }>();
  cursor: string | null = null;
  run = 0;
  #reached = 0n;

  take(event: SyncEvent): void {
    switch (event.kind) {
      case 'begin':
        this.run += 1;
        this.#reached = 0n;
        break;
      case 'changes':
        for (const { nodeId, node, sequence } of event.changes) {
          assert.ok(BigInt(sequence) > this.#reached, 'told twice, or out of order');
          this.#reached = BigInt(sequence);
          if (node === null) this.records.delete(nodeId);
          else this.records.set(nodeId, { run: this.run, title: 'slug' in node ? node.slug : undefined });
        }
        this.cursor = event.cursor;
        break;
      case 'current':
        for (const [id, { run }] of this.records) if (run !== this.run) this.records.delete(id);
        this.cursor = event.cursor;
    }
  }

  async catchUp(client: Client): Promise<void> {
    const options = { after: this.cursor, fields: 'id,slug', follow: false, size: 7 };
    for await (const event of client.sync(options)) this.take(event);
  }

  /** Whether it is what the server says. */
  async assertWhole(): Promise<void> {
    const fresh = new Copy();
    await fresh.catchUp(reader);
    assert.deepEqual([...this.records.keys()].sort(), [...fresh.records.keys()].sort());
  }
}

test('a copy begins with everything and goes on from its cursor', async () => {
  const copy = new Copy();
  await copy.catchUp(reader);
  const articles = await collected(reader.list('articles', { fields: 'id' }));
  assert.ok(articles.length > 5 && articles.every(({ id }) => copy.records.has(id!)));
  const id = await publishJournal('Journal of Copies');
  await copy.catchUp(reader);
  assert.equal(copy.records.get(id)?.title, 'journal-of-copies');
  await retract(id);
  await copy.catchUp(reader);
  assert.ok(!copy.records.has(id));
  assert.equal(copy.run, 1, 'it began once');
  await copy.assertWhole();
});

test('a copy of another log begins again, and drops what it is not told of', async () => {
  const copy = new Copy();
  copy.records.set('article_that_is_not_there', { run: 0, title: 'gone' });
  copy.cursor = '9999999-00000000';
  const kinds: string[] = [];
  for await (const event of reader.sync({ after: copy.cursor, follow: false })) {
    kinds.push(event.kind);
    copy.take(event);
  }
  assert.deepEqual([kinds[0], kinds.at(-1)], ['begin', 'current']);
  await copy.assertWhole();
});

test('whoever follows is told as it happens', { timeout: 60_000 }, async () => {
  const ended = new AbortController();
  const told: string[] = [];
  let id: string | undefined;
  for await (const event of reader.sync({ types: ['JOURNAL'], signal: ended.signal })) {
    if (event.kind === 'current' && id === undefined) {
      // Nothing is there to tell: it is written while the next request waits.
      id = await publishJournal('Journal of Patience');
      setTimeout(() => void retract(id!), 500);
    }
    if (event.kind !== 'changes' || id === undefined) continue;
    told.push(...event.changes.filter(({ nodeId }) => nodeId === id).map(({ action, reason }) => reason ?? action));
    if (told.at(-1) === 'RETRACTED') ended.abort();
  }
  assert.deepEqual(told, ['PUBLISHED', 'RETRACTED']);
});

/** What lies between a copy and its server on a bad day: connections break, answers are cut, requests are refused. */
async function badDay(use: (url: string) => Promise<void>): Promise<void> {
  let count = 0;
  const proxy = createServer(async (request, response) => {
    count += 1;
    if (count % 5 === 4) return void request.socket.destroy();
    if (count % 5 === 2) return void response.writeHead(503, { 'retry-after': '0' }).end();
    const answer = await fetch(url + request.url, { headers: { accept: 'application/json' } });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': body.length });
    if (count % 5 !== 1) return void response.end(body);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
  assert.ok(count > 20, `only ${count} requests`);
}

test('a copy that is cut off again and again is whole in the end', { timeout: 120_000 }, async () => {
  const copy = new Copy();
  await badDay(async (bad) => {
    await copy.catchUp(new Client({ url: bad }));
    await copy.catchUp(new Client({ url: bad }));
  });
  assert.equal(copy.run, 1);
  await copy.assertWhole();
});
