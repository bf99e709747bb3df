// Relay 21 without React: what useLazyLoadQuery and usePaginationFragment do with the documents beside this file.
// Usage: node papers.mjs URL
import relay from 'relay-runtime';
import doctorQuery from './compiled/documentsDoctorQuery.graphql.js';
import papersQuery from './compiled/documentsPapersQuery.graphql.js';
import papers from './compiled/documents_papers.graphql.js';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, fetchQuery, getSelector } = relay;

async function fetchFunction({ text: query }, variables) {
  const response = await fetch(process.argv[2], {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

const environment = new Environment({ network: Network.create(fetchFunction), store: new Store(new RecordSource()) });

const page = createOperationDescriptor(doctorQuery, { slug: 'shen-muyun' });
environment.retain(page);
const { doctor } = await fetchQuery(environment, doctorQuery, { slug: 'shen-muyun' }).toPromise();
const read = () => environment.lookup(getSelector(papers, doctor)).data.publications;

const cursor = read().pageInfo.endCursor;
await fetchQuery(environment, papersQuery, { id: doctor.id, count: 2, cursor }).toPromise();

console.log(doctor.name.display);
read().edges.forEach(({ node }) => console.log(node.year, node.title));
