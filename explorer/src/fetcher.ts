import { createGraphiQLFetcher } from '@graphiql/toolkit';

const endpoint = new URL('/graphql', window.location.origin);

function socketUrl(): string {
  const url = new URL(endpoint);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

export const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socketUrl(),
  // The server has no @defer or @stream; with them on, the page would ask for multipart answers
  // and never for application/graphql-response+json.
  enableIncrementalDelivery: false,
});
