import { retryAfter } from './errors.js';

/** Sends a request. */
export type Send = (request: Request) => Promise<Response>;

/** The key that a request goes out with, or what gives it. */
export type Token = string | (() => string | Promise<string>);

/** How requests are sent. */
export interface Transport {
  /** An access token, a service token or a partner's key; a function is asked before each request. */
  token?: Token | undefined;
  /** What sends them, in place of the one of the platform. */
  fetch?: Send | undefined;
  /** How often one is sent at most, where nothing comes of it. */
  attempts: number;
}

/** No server is waited for longer, in seconds: who is told to come back later than that is told so. */
const LONGEST_WAIT = 60;
const FIRST_WAIT = 0.5;

/** Where something between here and the server, or the server itself, is not there for a moment. */
const PASSING = [502, 503, 504];
const TOO_MANY_REQUESTS = 429;

/** Sends requests with the key, and again where nothing came of them and nothing is done twice by it. */
export function transport({ token, fetch = (request) => globalThis.fetch(request), attempts }: Transport): Send {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= attempts;
      const sent = request.clone();
      const key = typeof token === 'function' ? await token() : token;
      if (key) sent.headers.set('authorization', `Bearer ${key}`);
      const answer = await fetch(sent)
        .then(whole)
        .catch((error: unknown) => {
          if (isLast || request.method !== 'GET' || request.signal.aborted) throw error;
          return null;
        });
      if (answer !== null && (isLast || !isWorthAnother(request, answer))) return answer;
      const wait = (answer && retryAfter(answer)) ?? backoff(attempt);
      if (answer !== null && wait > LONGEST_WAIT) return answer;
      await sleep(wait, request.signal);
    }
  };
}

/** An answer with all of its body: one that breaks off is none. */
async function whole(answer: Response): Promise<Response> {
  const body = await answer.arrayBuffer();
  return new Response(body.byteLength > 0 ? body : null, answer);
}

/** A request that was not taken can be sent again, whatever it is; one that may have been, only where it reads. */
function isWorthAnother(request: Request, answer: Response): boolean {
  return answer.status === TOO_MANY_REQUESTS || (request.method === 'GET' && PASSING.includes(answer.status));
}

/** Twice as long each time, and for nobody exactly as long: many that were cut off do not come back together. */
function backoff(attempt: number): number {
  return Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (0.5 + Math.random() / 2);
}

function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
