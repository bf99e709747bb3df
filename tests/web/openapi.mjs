// Checks the description of a running server: that it is OpenAPI 3.1, and that every list, and the first record of each, is
// as it says. Usage: node openapi.mjs URL
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const url = process.argv[2];
if (!url) {
  console.error('usage: node openapi.mjs URL');
  process.exit(2);
}

async function json(address) {
  const response = await fetch(url + address, { headers: { accept: 'application/json' } });
  const body = await response.json();
  if (!response.ok) throw new Error(`${address}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

const description = await json('/openapi.json');
const checked = await new Validator().validate(description);
if (!checked.valid) {
  console.error('not OpenAPI 3.1:', JSON.stringify(checked.errors, null, 2));
  process.exit(1);
}
if (description.openapi !== '3.1.0') throw new Error(`of version ${description.openapi}`);

// What a wrong answer looks like must be told, so all that is unknown to JSON Schema is an error, but for what OpenAPI adds.
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('int32', Number.isInteger);
ajv.addVocabulary(['externalDocs', 'components']);
ajv.addSchema({ $id: 'openapi', components: description.components });

function check(address, operation, body) {
  const { schema } = operation.responses['200'].content['application/json'];
  const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components'));
  const validate = ajv.compile(rooted);
  if (!validate(body)) throw new Error(`${address}: ${ajv.errorsText(validate.errors)}`);
}

let count = 0;
for (const [path, { get }] of Object.entries(description.paths)) {
  if (!get || path.includes('{')) continue;
  const address = path === '/api/v1/search' ? `${path}?query=shen` : path;
  // Of what goes on for ever nobody knows how much there is.
  const total = get.parameters.some(({ name }) => name === 'total') ? '&total=true' : '';
  const page = await json(`${address}${address.includes('?') ? '&' : '?'}first=50${total}`);
  check(address, get, page);
  if (page.data.length === 0) throw new Error(`${address}: nothing to look at`);
  count += 1;
  const one = description.paths[`${path}/{name}`]?.get;
  for (const { id } of one ? page.data : []) {
    check(`${path}/${id}`, one, await json(`${path}/${id}`));
    count += 1;
  }
}
console.log(`${count} answers are as they are described`);
