// What the Relay compiler reads. In an application these stand in the components that show them.
import { graphql } from 'relay-runtime';

graphql`
  query documentsDoctorQuery($slug: String!) {
    doctor(slug: $slug) {
      id
      name { display }
      ...documents_papers
    }
  }
`;

graphql`
  fragment documents_papers on Doctor
  @refetchable(queryName: "documentsPapersQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    publications(first: $count, after: $cursor) @connection(key: "documents_publications") {
      edges { node { title year } }
    }
  }
`;
