import { ApiError } from './errors.js';
import type { components } from './generated/rest.js';
import { page, type Rest } from './rest.js';

type Fields = 'sequence' | 'at' | 'action' | 'reason' | 'type' | 'nodeId' | 'mergedInto' | 'node';

/** What became of a document. Where `node` is null it is not published any more: `reason` says why. */
export type Change = Required<Pick<components['schemas']['Change'], Fields>>;

/** What of documents is told. */
export type ChangeType = components['schemas']['ChangeType'];

/** What happens as a copy is kept. */
export type SyncEvent =
  /** Everything comes, in `changes`: a copy begins, or begins anew because the log is another one. */
  | { kind: 'begin' }
  /** Take these in, and keep the cursor with them. */
  | { kind: 'changes'; changes: Change[]; cursor: string }
  /** There is no more by now. Whatever was not told of since `begin` is not published any more. */
  | { kind: 'current'; cursor: string };

/** What is kept in step, and from where. */
export interface SyncOptions {
  /** The cursor that was kept last; without one everything comes. */
  after?: string | null | undefined;
  /** Only documents of these types. */
  types?: ChangeType[] | undefined;
  /** Which fields of the documents: `id,slug,title,html`. */
  fields?: string | undefined;
  /** The languages of texts, best first. */
  locales?: string[] | undefined;
  /** Whether to wait for what comes once there is no more; otherwise it ends there. */
  follow?: boolean | undefined;
  /** How many changes come at once; 100 at most. */
  size?: number | undefined;
  /** Ends it. */
  signal?: AbortSignal | undefined;
}

/** What a server waits for at most, in seconds. */
const WAIT = 30;
/** The log does not go on from the cursor. */
const GONE = 410;

/** Tells what became of documents, nothing left out and nothing twice, from nothing on or from where it was left. */
export async function* sync(client: Rest, options: SyncOptions): AsyncGenerator<SyncEvent> {
  const { after, follow = true, signal } = options;
  let cursor = after ?? null;
  let current: string | null = null;
  if (cursor === null) yield { kind: 'begin' };
  while (!signal?.aborted) {
    const found = await since(client, options, cursor, current === null ? 0 : WAIT);
    if (found === 'ended') return;
    if (found === 'expired') {
      [cursor, current] = [null, null];
      yield { kind: 'begin' };
      continue;
    }
    cursor = found.cursor;
    if (found.changes.length > 0) yield { kind: 'changes', changes: found.changes, cursor };
    if (found.more || cursor === current) continue;
    current = cursor;
    yield { kind: 'current', cursor };
    if (!follow) return;
  }
}

interface Found {
  changes: Change[];
  cursor: string;
  more: boolean;
}

async function since(
  client: Rest,
  options: SyncOptions,
  after: string | null,
  wait: number,
): Promise<Found | 'expired' | 'ended'> {
  const { types, fields, locales, size = 100, signal } = options;
  const node = fields && `sequence,at,action,reason,type,nodeId,mergedInto,node(${fields})`;
  const query = { first: size, after, types, locales, fields: node, wait: wait || undefined };
  try {
    const found = await page<Change>(client, 'changes', query, signal);
    const cursor = found.page.after ?? after;
    if (cursor === null) throw new TypeError('The server gave no cursor.');
    return { changes: found.data, cursor, more: found.page.more };
  } catch (error) {
    if (signal?.aborted) return 'ended';
    // Without a cursor there is nothing that could have expired.
    if (after !== null && error instanceof ApiError && error.status === GONE) return 'expired';
    throw error;
  }
}
