import { createServer } from 'node:http';

import { verifyWebhook, WebhookError } from '@shanghaidoctor/client/webhook';

// Both secrets, while one is exchanged for another.
const secrets = (process.env.WEBHOOK_SECRETS ?? '').split(' ');
const seen = new Set<string>();

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  try {
    const { id, event } = await verifyWebhook(Buffer.concat(parts), request.headers, secrets);
    if (event.type !== 'webhook.test' && !seen.has(id)) console.log(event.type, event.data.nodeId);
    seen.add(id);
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(error instanceof WebhookError ? 400 : 500).end();
  }
});
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => console.log('listening', server.address()));
