import { print } from '@0no-co/graphql.web';
import { initGraphQLTada, type DocumentDecoration, type TadaDocumentNode } from 'gql.tada';

import { ApiError, GraphQLRequestError, type GraphQLError } from './errors.js';
import type { introspection } from './generated/graphql.js';
import type { Send } from './transport.js';

/** How the API writes what GraphQL itself has no types for. */
interface Scalars {
  CountryCode: string;
  DateTime: string;
  Doi: string;
  EmailAddress: string;
  ID: string;
  Issn: string;
  Json: unknown;
  LocalDateTime: string;
  Locale: string;
  Orcid: string;
  PartialDate: string;
  Ror: string;
  TimeZone: string;
  Upload: never;
  Url: string;
}

/**
 * Makes a document whose variables and results have types, made of its text by the compiler alone:
 * `graphql('query ($slug: String!) { doctor(slug: $slug) { name { display } } }')`.
 */
export const graphql: initGraphQLTada<{ introspection: introspection; scalars: Scalars }> = initGraphQLTada();

/** A document, made here or by a code generator that knows `TypedDocumentNode`. */
export type Document<Result, Variables> = Pick<TadaDocumentNode, 'kind' | 'definitions'> &
  DocumentDecoration<Result, Variables>;

/** A page of a list. */
export interface Connection<Node> {
  nodes: readonly Node[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined };
}

interface Answer<Result> {
  data?: Result | null;
  errors?: GraphQLError[];
}

/** Asks, and gives the data of an answer without errors. */
export async function ask<Result, Variables>(
  url: string,
  send: Send,
  document: Document<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const request = new Request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: print(document as unknown as TadaDocumentNode), variables }),
  });
  const response = await send(request);
  const answer = await answered<Result>(response);
  const { data, errors = [] } = answer;
  if (errors.length > 0) throw new GraphQLRequestError(errors, data, response.status);
  if (data === undefined || data === null) throw ApiError.of(response, answer);
  return data;
}

/** What is not JSON comes from something between here and the server. */
async function answered<Result>(response: Response): Promise<Answer<Result>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer<Result>;
  } catch {
    throw ApiError.of(response, text);
  }
}

/** The nodes of a list on all its pages, each page asked for when the one before was taken. */
export async function* nodes<Result, Variables extends { after?: string | null | undefined }, Node>(
  page: (variables: Variables) => Promise<Result>,
  variables: Variables,
  connection: (result: Result) => Connection<Node> | null | undefined,
): AsyncGenerator<Node> {
  for (let asked = variables; ; ) {
    const found = connection(await page(asked));
    if (!found) return;
    yield* found.nodes;
    const { hasNextPage, endCursor } = found.pageInfo;
    if (!hasNextPage || !endCursor) return;
    asked = { ...variables, after: endCursor };
  }
}
