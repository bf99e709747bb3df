// A server that is not there for a moment, and one that is not what it should be.
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { ApiError, Client, graphql } from '@shanghaidoctor/client';

import { collected } from './server.js';

async function served(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const PAGE = JSON.stringify({ data: [{ slug: 'gut' }], page: { more: false, after: null, before: null } });
const NAME = graphql('{ site { name } }');

test('a list is asked for again where the server was away or busy', async () => {
  let asked = 0;
  const answer: RequestListener = (request, response) => {
    asked += 1;
    if (asked === 1) return void request.socket.destroy();
    if (asked < 4) return void response.writeHead(asked === 2 ? 503 : 429, { 'retry-after': '0' }).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(PAGE);
  };
  await served(answer, async (url) => {
    assert.deepEqual(await collected(new Client({ url }).list('journals')), [{ slug: 'gut' }]);
    assert.equal(asked, 4);
  });
});

test('it is given up in the end, and at once where it would take an hour', async () => {
  let asked = 0;
  let later = '0';
  const answer: RequestListener = (_, response) => {
    asked += 1;
    response.writeHead(503, { 'retry-after': later }).end();
  };
  await served(answer, async (url) => {
    const client = new Client({ url, attempts: 3 });
    await assert.rejects(client.one('journals', 'gut'), (error) => error instanceof ApiError && error.status === 503);
    assert.equal(asked, 3);
    later = '3600';
    await assert.rejects(client.one('journals', 'gut'), (error) => error instanceof ApiError && error.retryAfter === 3600);
    assert.equal(asked, 4);
  });
});

test('what may have been done is not done again', async () => {
  let asked = 0;
  const answer: RequestListener = (request, response) => {
    asked += 1;
    request.resume();
    if (asked === 1) return void response.writeHead(429, { 'retry-after': '0' }).end();
    response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
  };
  await served(answer, async (url) => {
    await assert.rejects(new Client({ url }).request(NAME), (error) => error instanceof ApiError && error.status === 502);
    assert.equal(asked, 2);
  });
});

test('the key is asked for before each request', async () => {
  const seen: (string | undefined)[] = [];
  const answer: RequestListener = (request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end(PAGE);
  };
  await served(answer, async (url) => {
    let turn = 0;
    const client = new Client({ url, token: async () => `key ${(turn += 1)}` });
    await collected(client.list('journals'));
    await collected(client.list('journals'));
    await collected(new Client({ url }).list('journals'));
  });
  assert.deepEqual(seen, ['Bearer key 1', 'Bearer key 2', undefined]);
});

test('a copy that nobody wants any more stops waiting', async () => {
  const ended = new AbortController();
  const page = JSON.stringify({ data: [], page: { more: false, after: '1-00000000', before: null } });
  const answer: RequestListener = (request, response) => {
    if (request.url?.includes('wait=30')) return void setTimeout(() => ended.abort(), 50);
    response.writeHead(200, { 'content-type': 'application/json' }).end(page);
  };
  await served(answer, async (url) => {
    const told = await collected(new Client({ url }).sync({ signal: ended.signal }));
    assert.deepEqual(told.map(({ kind }) => kind), ['begin', 'current']);
  });
});
