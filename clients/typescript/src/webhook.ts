import type { components } from './generated/rest.js';

type Schemas = components['schemas'];
type Told = 'sequence' | 'at' | 'action' | 'reason' | 'type' | 'nodeId' | 'mergedInto';

/** What became of a document, as `/api/v1/changes` tells it; the document itself is asked for by its id. */
export type WebhookChange = Required<Pick<Schemas['Change'], Told>>;

/** What a webhook tells, and when that was: `article.published`, `doctor.removed`; or that somebody tries it. */
export type WebhookEvent =
  | {
      type: `${Lowercase<Schemas['ChangeType']>}.${Lowercase<Schemas['ChangeAction']>}`;
      timestamp: string;
      data: WebhookChange;
    }
  | { type: 'webhook.test'; timestamp: string; data: { webhookId: string } };

/** Why a message is not to be trusted. */
export type WebhookFault = 'HEADERS' | 'TIMESTAMP' | 'SIGNATURE' | 'BODY';

/** A message that is not to be trusted: answer it with 400 and do nothing. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';

  constructor(
    readonly fault: WebhookFault,
    message: string,
  ) {
    super(message);
  }
}

/** The headers of a request, as `fetch` and Node have them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a message is held against. */
export interface VerifyOptions {
  /** How old, or how far in the future, it may be, in seconds; five minutes when nothing is said. */
  tolerance?: number;
  /** What time it is, in milliseconds. */
  now?: number;
}

/** A message that was signed by who knows the secret. */
export interface VerifiedWebhook {
  /** The same at each try to deliver it: whoever keeps it does nothing twice. */
  id: string;
  event: WebhookEvent;
}

const TOLERANCE = 300;
const PREFIX = 'whsec_';
/** HMAC-SHA256; the specification keeps other versions for other keys. */
const VERSION = 'v1';

/**
 * Verifies a message by the rules of Standard Webhooks, and reads it. `body` is the body as it came, before it is parsed;
 * while a secret is exchanged for another, give both. The signatures are compared by WebCrypto, in constant time.
 *
 * @throws WebhookError where it is not to be trusted, and TypeError where a secret is none.
 */
export async function verifyWebhook(
  body: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  { tolerance = TOLERANCE, now = Date.now() }: VerifyOptions = {},
): Promise<VerifiedWebhook> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    header(headers, name),
  ) as [string, string, string];
  checkTime(timestamp, tolerance, now);
  const content = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), content);
  const keys = await Promise.all([secrets].flat().map(keyOf));
  if (!(await isSigned(signed, signatures, keys))) {
    throw new WebhookError('SIGNATURE', 'No signature of the message is by one of the secrets.');
  }
  return { id, event: read(content) };
}

function header(headers: WebhookHeaders, name: string): string {
  // Node writes names in small letters, as all of these are.
  const value = isHeaders(headers) ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookError('HEADERS', `The header ${name} is missing.`);
  return value;
}

/** By what they can do: each platform and each framework has a class of its own. */
function isHeaders(headers: WebhookHeaders): headers is Headers {
  return typeof headers.get === 'function';
}

function checkTime(timestamp: string, tolerance: number, now: number): void {
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('TIMESTAMP', 'webhook-timestamp is no time.');
  const age = now / 1000 - Number(timestamp);
  if (age > tolerance) throw new WebhookError('TIMESTAMP', 'The message is too old.');
  if (age < -tolerance) throw new WebhookError('TIMESTAMP', 'The message is of the future.');
}

/** A secret is `whsec_` and its bytes in base64. */
function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = decoded(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  if (bytes === null || bytes.length === 0) throw new TypeError('A secret is whsec_ and base64.');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

async function isSigned(signed: BufferSource, signatures: string, keys: readonly CryptoKey[]): Promise<boolean> {
  const given = signatures
    .split(' ')
    .map((signature) => signature.split(','))
    .flatMap(([version, value]) => (version === VERSION && value ? [decoded(value)] : []));
  for (const signature of given) {
    for (const key of keys) {
      if (signature !== null && (await crypto.subtle.verify('HMAC', key, signature, signed))) return true;
    }
  }
  return false;
}

function decoded(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

function read(content: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder().decode(content)) as WebhookEvent;
  } catch {
    throw new WebhookError('BODY', 'The message is not JSON.');
  }
}
