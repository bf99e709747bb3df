import createFetch, { type Client as FetchClient } from 'openapi-fetch';

import { ApiError } from './errors.js';
import type { paths } from './generated/rest.js';
import type { Send } from './transport.js';

/** `/api/v1` as it is described: `rest.GET('/api/v1/doctors/{name}', …)`. */
export type Rest = FetchClient<paths>;

type Listing = { get: { responses: { 200: { content: { 'application/json': { data: unknown[] } } } } } };
type ListPath = { [Path in keyof paths]: paths[Path] extends Listing ? Path : never }[keyof paths];
type NameIn<Path> = Path extends `/api/v1/${infer Name}` ? Name : never;

/** The lists that have an end: `doctors`, `articles` and so on; what became of documents is followed by `sync`. */
export type ListName = Exclude<NameIn<ListPath>, 'changes'>;

/** Those among them whose records are found by a name. */
export type RecordName = { [Name in ListName]: `/api/v1/${Name}/{name}` extends keyof paths ? Name : never }[ListName];

type List<Name extends ListName> = paths[`/api/v1/${Name}`]['get'];
type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } } ? NonNullable<Query> : never;

/** One of a list's records, with those of its fields that were asked for. */
export type Item<Name extends ListName> = List<Name>['responses'][200]['content']['application/json']['data'][number];

/** What a list is asked for with. Its pages are walked from the first to the last. */
export type ListQuery<Name extends ListName> = Omit<QueryOf<List<Name>>, 'last' | 'before'>;

/** What a record is asked for with. */
export type OneQuery = { fields?: string; locales?: string[] };

/** A page of a list. */
export interface ListPage<Row> {
  data: Row[];
  page: { more: boolean; after: string | null; before: string | null; total?: number };
}

/** A client of `/api/v1` that sends by `send`. */
export function rest(url: string, send: Send): Rest {
  return createFetch<paths>({ baseUrl: url, fetch: send, querySerializer: written });
}

/** The parameters of an address: lists with commas, and conditions as JSON, which holds every value. */
export function written(query: Record<string, unknown>): string {
  const { where, filter, ...others } = query;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined && value !== null) parameters.append(name, String(value));
  }
  const conditions = [typeof where === 'string' ? (JSON.parse(where) as unknown) : where, filter];
  const [one, ...more] = conditions.filter((condition) => condition !== undefined && condition !== null);
  if (one !== undefined) parameters.append('where', JSON.stringify(more.length === 0 ? one : { and: [one, ...more] }));
  return parameters.toString();
}

/** One page of a list. */
export function page<Row>(
  client: Rest,
  name: string,
  query: object,
  signal?: AbortSignal,
): Promise<ListPage<Row>> {
  return read(client, `/api/v1/${name}`, { params: { query }, signal });
}

/** One record. */
export async function one<Row>(client: Rest, list: string, name: string, query: object): Promise<Row> {
  const params = { path: { name }, query };
  const { data } = await read<{ data: Row }>(client, `/api/v1/${list}/{name}`, { params });
  return data;
}

/** The pages of a list, each asked for when the one before was taken. */
export async function* pages<Row>(client: Rest, name: string, query: object): AsyncGenerator<ListPage<Row>> {
  for (let after: string | null | undefined; after !== null; ) {
    const behind: object = after === undefined ? query : { ...query, after };
    const found: ListPage<Row> = await page(client, name, behind);
    yield found;
    after = found.page.more ? found.page.after : null;
  }
}

type Read = (
  path: string,
  options: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** What is at an address that is put together here: its types are given by who asks. */
async function read<Answer>(client: Rest, path: string, options: object): Promise<Answer> {
  const { data, error, response } = await (client.GET as unknown as Read)(path, options);
  if (data === undefined) throw ApiError.of(response, error);
  return data as Answer;
}
