// What the printed schema must keep of the Relay and naming rules. Where a rule is off, its reason stands beside it.
import graphql from '@graphql-eslint/eslint-plugin';

const { 'flat/schema-recommended': recommended, 'flat/schema-relay': relay } = graphql.configs;

export default [
  {
    files: ['schema.graphql'],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: 'schema.graphql' } } },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...recommended.rules,
      ...relay.rules,
      '@graphql-eslint/input-name': 'error',
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'error',
      // The engine's printer chooses between the two styles by length.
      '@graphql-eslint/description-style': 'off',
      // What has an identity implements Node, whose id no type can leave out; values have none.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Lists that are short by nature, the degrees of a doctor, need no pages. A search leads to a node with its score.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
      // A search goes forward only, which the specification of connections allows.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    },
  },
];
