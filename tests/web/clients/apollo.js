// Apollo Client 4, in a browser or in Node. Usage: node apollo.js URL
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';

async function sha256(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const client = new ApolloClient({
  link: ApolloLink.from([
    // Hashes asked for by GET: a CDN can hold the answers.
    new PersistedQueryLink({ sha256, useGETForHashedQueries: true }),
    new HttpLink({ uri: process.argv[2] }),
  ]),
  cache: new InMemoryCache({
    typePolicies: {
      // One growing list for each filter and order.
      Doctor: { fields: { publications: relayStylePagination(['where', 'orderBy']) } },
    },
  }),
});

const PAPERS = gql`
  query Papers($slug: String!, $after: String) {
    doctor(slug: $slug) {
      id
      name { display }
      publications(first: 2, after: $after) {
        totalCount
        edges { cursor node { id title year } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

const variables = { slug: 'shen-muyun' };
const papers = client.watchQuery({ query: PAPERS, variables });
papers.subscribe({});
const { data } = await client.query({ query: PAPERS, variables });
await papers.fetchMore({ variables: { after: data.doctor.publications.pageInfo.endCursor } });

const { doctor } = client.readQuery({ query: PAPERS, variables });
console.log(doctor.name.display);
doctor.publications.edges.forEach(({ node }) => console.log(node.year, node.title));
client.stop();
