// Messages signed by the reference implementation of Standard Webhooks, and what is wrong with those of others.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { verifyWebhook, WebhookError, type WebhookFault } from '@shanghaidoctor/client/webhook';
import { Webhook } from 'standardwebhooks';

const secret = `whsec_${Buffer.from('a key of some length, not known').toString('base64')}`;
const other = `whsec_${Buffer.from('another key of a similar length').toString('base64')}`;
const now = Date.parse('2026-03-01T12:00:00Z');
const body = JSON.stringify({
  type: 'article.published',
  timestamp: '2026-03-01T12:00:00Z',
  data: { action: 'PUBLISHED', nodeId: 'article_01kf2gfr20edr86ncvqsq95vdz', reason: null },
});

function signed(by: string[], at = now, content = body): Record<string, string> {
  const signatures = by.map((key) => new Webhook(key).sign('msg_1', new Date(at), content));
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}

function refused(fault: WebhookFault) {
  return (error: unknown) => error instanceof WebhookError && error.fault === fault;
}

test('a message of who knows the secret is read', async () => {
  for (const sent of [body, new TextEncoder().encode(body), new TextEncoder().encode(body).buffer]) {
    const { id, event } = await verifyWebhook(sent, signed([secret]), secret, { now });
    assert.equal(id, 'msg_1');
    assert.ok(event.type === 'article.published');
    assert.equal(event.data.action, 'PUBLISHED');
  }
  const { id } = await verifyWebhook(body, new Headers(signed([secret])), secret, { now });
  assert.equal(id, 'msg_1');
});

test('a secret is exchanged without a gap, on either side first', async () => {
  await verifyWebhook(body, signed([other, secret]), secret, { now });
  await verifyWebhook(body, signed([other]), [secret, other], { now });
  const headers = signed([secret]);
  headers['webhook-signature'] = `v1a,AAAA v1 v1,!!! ${headers['webhook-signature']}`;
  await verifyWebhook(body, headers, secret, { now });
});

test('a message of somebody else is refused', async () => {
  await assert.rejects(verifyWebhook(body, signed([other]), secret, { now }), refused('SIGNATURE'));
  await assert.rejects(verifyWebhook(body.replace('published', 'deleted'), signed([secret]), secret, { now }), refused('SIGNATURE'));
  await assert.rejects(verifyWebhook(body, { ...signed([secret]), 'webhook-id': 'msg_2' }, secret, { now }), refused('SIGNATURE'));
  const later = { ...signed([secret]), 'webhook-timestamp': String(now / 1000 + 1) };
  await assert.rejects(verifyWebhook(body, later, secret, { now }), refused('SIGNATURE'));
  const untyped = { ...signed([secret]), 'webhook-signature': signed([secret])['webhook-signature']!.replace('v1,', '') };
  await assert.rejects(verifyWebhook(body, untyped, secret, { now }), refused('SIGNATURE'));
});

test('a message of five minutes ago holds, an older one is refused', async () => {
  for (const seconds of [-300, 300]) {
    await verifyWebhook(body, signed([secret], now + seconds * 1000), secret, { now });
  }
  for (const seconds of [-301, 301]) {
    await assert.rejects(verifyWebhook(body, signed([secret], now + seconds * 1000), secret, { now }), refused('TIMESTAMP'));
  }
  await verifyWebhook(body, signed([secret], now - 3_000_000), secret, { now, tolerance: 3000 });
  const never = { ...signed([secret]), 'webhook-timestamp': 'now' };
  await assert.rejects(verifyWebhook(body, never, secret, { now }), refused('TIMESTAMP'));
});

test('what is no message is told apart', async () => {
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    const { [name]: _, ...rest } = signed([secret]);
    await assert.rejects(verifyWebhook(body, rest, secret, { now }), refused('HEADERS'));
  }
  await assert.rejects(verifyWebhook('no', signed([secret], now, 'no'), secret, { now }), refused('BODY'));
  for (const none of ['whsec_', 'whsec_?', '']) {
    await assert.rejects(verifyWebhook(body, signed([secret]), none, { now }), TypeError);
  }
});
