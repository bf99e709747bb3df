// What the README shows is what is run here.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { Webhook } from 'standardwebhooks';

import { collected, reader, url } from './server.js';

const client = new URL('../../', import.meta.url);

function start(example: string, variables: Record<string, string> = {}): ChildProcess {
  const file = new URL(`../examples/${example}.js`, import.meta.url);
  const env = { ...process.env, API_URL: url, ...variables };
  return spawn(process.execPath, [file.pathname], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function printed(example: string, variables?: Record<string, string>): Promise<string[]> {
  const running = start(example, variables);
  const ended = once(running, 'exit');
  const lines = await collected(createInterface({ input: running.stdout! }));
  assert.deepEqual(await ended, [0, null]);
  return lines;
}

test('the README shows the examples as they are', async () => {
  const readme = await readFile(new URL('README.md', client), 'utf8');
  const examples = await readdir(new URL('examples/', client));
  assert.equal(examples.length, 4);
  for (const example of examples) {
    const text = await readFile(new URL(`examples/${example}`, client), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${text}\`\`\`\n`), `README.md does not show examples/${example} as it is`);
  }
});

test('lists', async () => {
  const lines = await printed('lists');
  assert.ok(lines.includes('shen-muyun · Chair'), lines.join('\n'));
  assert.equal(lines.at(-1), '沈牧云');
});

test('a question in GraphQL', async () => {
  const lines = await printed('question');
  assert.ok(lines.length > 3 && lines.every((line) => /^(\d{4}|undated) ./.test(line)), lines.join('\n'));
});

test('a copy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'copy-'));
  try {
    const copy = { COPY: join(folder, 'copy.json'), FOLLOW: 'no' };
    const articles = await collected(reader.list('articles', { fields: 'id' }));
    for (const _ of ['from nothing', 'from its cursor']) {
      assert.deepEqual(await printed('copy', copy), [`${articles.length} articles`]);
    }
    const kept = JSON.parse(await readFile(copy.COPY, 'utf8')) as { run: number; documents: object };
    assert.equal(kept.run, 1);
    assert.deepEqual(Object.keys(kept.documents).sort(), articles.map(({ id }) => id!).sort());
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('webhooks', { timeout: 30_000 }, async () => {
  const secret = `whsec_${Buffer.from('a key of some length, not known').toString('base64')}`;
  const running = start('webhooks', { WEBHOOK_SECRETS: secret, PORT: '0' });
  try {
    const lines = createInterface({ input: running.stdout! })[Symbol.asyncIterator]();
    const listening = String((await lines.next()).value);
    const port = /port: (\d+)/.exec(listening)?.[1];
    const body = JSON.stringify({ type: 'article.published', timestamp: '', data: { nodeId: 'article_1' } });
    const now = new Date();
    const sent = (by: string) =>
      fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        body,
        headers: {
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(by).sign('msg_1', now, body),
        },
      });
    assert.equal((await sent(secret)).status, 204);
    assert.equal((await lines.next()).value, 'article.published article_1');
    assert.equal((await sent('whsec_AAAA')).status, 400);
  } finally {
    running.kill();
  }
});
