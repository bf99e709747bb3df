/** A typed client of the ShanghaiDoctor API, for Node, Deno, browsers and workers. */
export { Client, type ClientOptions } from './client.js';
export { ApiError, GraphQLRequestError, type GraphQLError, type Problem } from './errors.js';
export { graphql, type Connection, type Document } from './graphql.js';
export type { Item, ListName, ListPage, ListQuery, OneQuery, RecordName, Rest } from './rest.js';
export type { Change, ChangeType, SyncEvent, SyncOptions } from './sync.js';
export type { Send, Token } from './transport.js';
export {
  verifyWebhook,
  WebhookError,
  type VerifiedWebhook,
  type VerifyOptions,
  type WebhookChange,
  type WebhookEvent,
  type WebhookFault,
  type WebhookHeaders,
} from './webhook.js';
export type { components, paths } from './generated/rest.js';
export { readFragment, type FragmentOf, type ResultOf, type VariablesOf } from 'gql.tada';
