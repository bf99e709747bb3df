import { ask, nodes, type Connection, type Document } from './graphql.js';
import {
  one,
  pages,
  rest,
  type Item,
  type ListName,
  type ListPage,
  type ListQuery,
  type OneQuery,
  type RecordName,
  type Rest,
} from './rest.js';
import { sync, type SyncEvent, type SyncOptions } from './sync.js';
import { transport, type Send, type Token } from './transport.js';

/** Whom a client asks, and as whom. */
export interface ClientOptions {
  /** Where the server is: `https://api.example.org`. */
  url: string;
  /** An access token, a service token or a partner's key; a function is asked before each request. */
  token?: Token;
  /** What sends requests, in place of the `fetch` of the platform. */
  fetch?: Send;
  /** How often a request is sent at most where the server is not there or is busy; 5 when nothing is said. */
  attempts?: number;
}

/** A query without variables is asked without. */
type Given<Variables> = {} extends Variables ? [variables?: Variables] : [variables: Variables];
type Asked<Query> = {} extends Query ? [query?: Query] : [query: Query];

/** A copy is kept for weeks: it outlasts a quarter of an hour without a server. */
const PATIENT_ATTEMPTS = 30;
const USUAL_ATTEMPTS = 5;

/** A client of one server. It keeps nothing but how to ask. */
export class Client {
  /** `/api/v1` address by address, with the answers as they come: `rest.GET('/api/v1/doctors/{name}', …)`. */
  readonly rest: Rest;
  readonly #url: string;
  readonly #send: Send;
  readonly #patient: Rest;

  constructor({ url, token, fetch, attempts = USUAL_ATTEMPTS }: ClientOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#send = transport({ token, fetch, attempts });
    this.rest = rest(this.#url, this.#send);
    const patiently = transport({ token, fetch, attempts: Math.max(attempts, PATIENT_ATTEMPTS) });
    this.#patient = rest(this.#url, patiently);
  }

  /** One record by its id or its name in addresses; an `ApiError` of status 404 or 410 where there is none. */
  one<Name extends RecordName>(list: Name, name: string, query: OneQuery = {}): Promise<Item<Name>> {
    return one(this.rest, list, name, query);
  }

  /** All records of a list, fetched page by page as they are taken. */
  async *list<Name extends ListName>(name: Name, ...query: Asked<ListQuery<Name>>): AsyncGenerator<Item<Name>> {
    for await (const { data } of this.pages(name, ...query)) yield* data;
  }

  /** The pages of a list, with their cursors, and the total where the query asks for it. */
  pages<Name extends ListName>(
    name: Name,
    ...[query]: Asked<ListQuery<Name>>
  ): AsyncGenerator<ListPage<Item<Name>>> {
    return pages(this.rest, name, query ?? {});
  }

  /** Asks in GraphQL, by a document that `graphql` made; a `GraphQLRequestError` where the answer has errors. */
  request<Result, Variables>(document: Document<Result, Variables>, ...[variables]: Given<Variables>): Promise<Result> {
    return ask(this.#url, this.#send, document, variables as Variables);
  }

  /** All nodes of a list in GraphQL: `connection` finds it in a result, and the document takes `$after`. */
  nodes<Result, Variables extends { after?: string | null | undefined }, Node>(
    document: Document<Result, Variables>,
    variables: Variables,
    connection: (result: Result) => Connection<Node> | null | undefined,
  ): AsyncGenerator<Node> {
    return nodes((asked: Variables) => ask(this.#url, this.#send, document, asked), variables, connection);
  }

  /** Keeps a copy in step with what is published: everything first, then what becomes of it, for as long as it is read. */
  sync(options: SyncOptions = {}): AsyncGenerator<SyncEvent> {
    return sync(this.#patient, options);
  }
}
