// Checks a running server against the GraphQL over HTTP specification.
// Usage: node audit.mjs URL
import { serverAudits } from 'graphql-http';

const REQUEST_TIMEOUT_MS = 10_000;

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}

// A server that accepts a request and never answers must fail the audit, not hang the test run.
const fetchWithTimeout = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });

// An audit throws when the server cannot be reached or breaks off, which is no less a failure.
async function run(audit) {
  try {
    return await audit.fn();
  } catch (error) {
    const reason = error.cause?.message || error.message;
    return { id: audit.id, name: audit.name, status: 'error', reason };
  }
}

async function discard(result) {
  await result.response?.body?.cancel().catch(() => {});
}

const count = { error: 0, warn: 0, notice: 0, ok: 0 };
const audits = serverAudits({ url, fetchFn: fetchWithTimeout });

// One after the other, so that the report reads the same on every run.
for (const audit of audits) {
  const result = await run(audit);
  await discard(result);
  count[result.status] += 1;
  if (result.status !== 'ok') {
    console.log(`${result.id} ${result.name}: ${result.status}: ${result.reason}`);
  }
}

console.log(`${audits.length} audits: ${count.error} errors, ${count.warn} warnings, ${count.ok} ok`);
process.exitCode = count.error + count.warn > 0 ? 1 : 0;
