// urql 6. Usage: node urql.js URL
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';

const client = new Client({
  url: process.argv[2],
  exchanges: [cacheExchange, fetchExchange],
  // Answers to GET have an ETag and can be held by a CDN.
  preferGetMethod: true,
});

const CHAIRS = gql`
  query Chairs($society: String!) {
    articles(
      first: 5
      where: {
        subjects: {
          some: {
            appointments: {
              some: { rank: { eq: CHAIR }, organisation: { slug: { eq: $society }, descendants: true } }
            }
          }
        }
      }
    ) {
      totalCount
      nodes { id title publishedAt }
    }
  }
`;

const variables = { society: 'east-china-society-of-thoracic-medicine' };
// `toPromise` drops the request with its first result, perhaps before all of the body is read, which ends a Node process.
const { data, error } = await new Promise((resolve) => client.query(CHAIRS, variables).subscribe(resolve));
if (error) throw error;
console.log(data.articles.totalCount, 'articles');
data.articles.nodes.forEach((article) => console.log(article.title));
