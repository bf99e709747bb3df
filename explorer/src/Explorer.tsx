import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { exampleTabs } from './exampleTabs';
import { fetcher } from './fetcher';

const plugins = [HISTORY_PLUGIN, explorerPlugin()];

export function Explorer() {
  return (
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      defaultTabs={exampleTabs}
      defaultTheme="light"
      // Otherwise deprecated arguments and input fields would be missing from the schema it fetches.
      inputValueDeprecation
    >
      <GraphiQL.Logo>
        <span className="site-name">ShanghaiDoctor</span>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}
