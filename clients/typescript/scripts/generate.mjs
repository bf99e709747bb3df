// Writes the types of the API: of GraphQL from schema.graphql, of /api/v1 from its description, which is read from standard
// input. Usage: shanghaidoctor schema --openapi | node generate.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: shanghaidoctor schema --openapi | node generate.mjs FOLDER');
  process.exit(2);
}

// It also declares the schema to be that of all documents of a program, which may ask other servers as well.
const FOR_ALL_DOCUMENTS = "import * as gqlTada from 'gql.tada';";

function graphqlTypes() {
  const made = mkdtempSync(join(tmpdir(), 'graphql-'));
  try {
    const file = join(made, 'graphql.d.ts');
    const cli = fileURLToPath(new URL('../node_modules/gql.tada/bin/cli.js', import.meta.url));
    const here = fileURLToPath(new URL('..', import.meta.url));
    execFileSync(process.execPath, [cli, 'generate-output', '--output', file], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });
    const [types] = readFileSync(file, 'utf8').split(FOR_ALL_DOCUMENTS);
    return types.trimEnd() + '\n';
  } finally {
    rmSync(made, { recursive: true });
  }
}

const description = JSON.parse(readFileSync(0, 'utf8'));
const restTypes = COMMENT_HEADER + astToString(await openapiTS(description));
writeFileSync(join(folder, 'rest.ts'), restTypes);
writeFileSync(join(folder, 'graphql.ts'), graphqlTypes());
