import { Client, graphql } from '@shanghaidoctor/client';

const client = new Client({ url: process.env.API_URL ?? 'http://127.0.0.1:8080' });

// The types of `slug` and of the answer are made of this text by the compiler: nothing is generated.
const PAPERS = graphql(`
  query Papers($slug: String!, $after: String) {
    doctor(slug: $slug) {
      publications(first: 20, after: $after) {
        nodes {
          year
          title
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

for await (const paper of client.nodes(PAPERS, { slug: 'shen-muyun' }, ({ doctor }) => doctor?.publications)) {
  console.log(paper.year ?? 'undated', paper.title ?? 'untitled');
}
