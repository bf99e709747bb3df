import type { components } from './generated/rest.js';

/** What is wrong, in the members of RFC 9457. */
export type Problem = components['schemas']['Problem'];

/** An answer of `/api/v1` that is none: `problem.detail` says what to change. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** The status of the answer: 404 where there is no such record, 410 where it was taken away. */
    readonly status: number,
    /** What the server says; of a server in between, its status alone. */
    readonly problem: Problem,
    /** For how many seconds to wait before asking again, where that was said. */
    readonly retryAfter: number | null,
  ) {
    super(`${status} ${problem.title}: ${problem.detail}`);
  }

  /** The error that an answer is. `body` is what was read of it. */
  static of(response: Response, body: unknown): ApiError {
    const problem = isProblem(body)
      ? body
      : { status: response.status, title: response.statusText, detail: 'The answer is not one of the API.' };
    return new ApiError(response.status, problem, retryAfter(response));
  }
}

/** One of the errors of a GraphQL answer. */
export interface GraphQLError {
  message: string;
  path?: (string | number)[];
  locations?: { line: number; column: number }[];
  /** `code` tells errors apart: `FORBIDDEN`, `CURSOR_EXPIRED` and others. */
  extensions?: { code?: string } & Record<string, unknown>;
}

/** A GraphQL answer with errors. */
export class GraphQLRequestError extends Error {
  override readonly name = 'GraphQLRequestError';

  constructor(
    readonly errors: readonly GraphQLError[],
    /** What was answered beside the errors. */
    readonly data: unknown,
    readonly status: number,
  ) {
    super(errors.map((error) => error.message).join(' '));
  }

  /** The code of the first error that has one. */
  get code(): string | undefined {
    return this.errors.find((error) => error.extensions?.code)?.extensions?.code;
  }
}

/** What `Retry-After` says, in seconds from now: a number, or a date (RFC 9110, section 10.2.3). */
export function retryAfter(response: Response): number | null {
  const said = response.headers.get('retry-after');
  if (said === null) return null;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
}
