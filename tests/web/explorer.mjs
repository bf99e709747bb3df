// Opens the query explorer in Chromium and uses it as a reader would: runs every example, reads the docs.
// Usage: node explorer.mjs BASE_URL [--screenshot FILE]
import { ensure, report, VIEWPORT, walk } from './walk.mjs';

const SUBSCRIPTION = 'Live';
const DOCUMENTED_TYPE = 'Appointment';

function isOperation(response, name) {
  const request = response.request();
  if (request.method() !== 'POST' || new URL(response.url()).pathname !== '/graphql') return false;
  return request.postDataJSON()?.operationName === name;
}

async function openExplorer(page, baseUrl) {
  const schema = page.waitForResponse((response) => isOperation(response, 'IntrospectionQuery'));
  // When the page itself fails, that is the error to tell, not the schema that never came.
  schema.catch(() => {});
  const document = await page.goto(`${baseUrl}/graphql`);
  ensure(document.ok(), `GET /graphql answered ${document.status()}`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  report('the editor opens at /graphql');
  const { data, errors } = await (await schema).json();
  ensure(data?.__schema && !errors, `introspection failed: ${JSON.stringify(errors)}`);
  report(`the schema came, ${data.__schema.types.length} types`);
}

// Each tab also holds a button to close it, so the role `tab` alone would give its text as well.
function tabButtons(page) {
  return page.getByRole('tablist').locator('[aria-controls="graphiql-session"]');
}

async function exampleTitles(page) {
  const titles = await tabButtons(page).allTextContents();
  ensure(titles.length > 1, `expected the example tabs, found: ${titles.join(', ') || 'none'}`);
  ensure(!titles.includes('<untitled>'), 'an example has no operation name');
  report(`${titles.length} example tabs: ${titles.join(', ')}`);
  return titles;
}

// The editor notes a new query with a delay, and until then would send the name of the old operation.
async function selectTab(page, title) {
  await tabButtons(page).getByText(title, { exact: true }).click();
  await page.waitForFunction(
    (name) => localStorage.getItem('graphiql:query')?.includes(` ${name} `),
    title,
  );
}

async function execute(page, title) {
  const answer = page.waitForResponse((response) => isOperation(response, title));
  answer.catch(() => {});
  await page.getByRole('button', { name: /^Execute query/ }).click();
  return (await answer).json();
}

// The pane only keeps its visible lines in the page, so the answer as sent is what is searched for errors.
async function runExample(page, title) {
  const { data, errors } = await execute(page, title);
  ensure(!errors, `${title} answered with errors: ${JSON.stringify(errors)}`);
  ensure(data, `${title} answered without data`);
  const pane = page.locator('.graphiql-response .view-lines');
  await pane.filter({ hasText: '"data"' }).waitFor();
  ensure(!(await pane.textContent()).includes('"errors"'), `${title} shows errors`);
  report(`${title} runs and its answer shows`);
  return data;
}

// What a subscription tells comes over a WebSocket, and goes on until it is stopped.
async function runSubscription(page, title) {
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const pane = page.locator('.graphiql-response .view-lines');
  await pane.filter({ hasText: '"data"' }).waitFor();
  const text = await pane.textContent();
  ensure(!text.includes('"errors"') && !text.includes('null'), `${title} shows ${text}`);
  await page.getByRole('button', { name: /^Stop query/ }).click();
  report(`${title} is told what is as it is`);
}

function ensureFound(title, data) {
  const missing = Object.keys(data).filter((field) => data[field] === null);
  ensure(missing.length === 0, `${title} found nothing for: ${missing.join(', ')}`);
}

async function readDocs(page) {
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const docs = page.locator('.graphiql-doc-explorer');
  await docs.getByRole('combobox').fill(DOCUMENTED_TYPE);
  await docs.getByRole('option', { name: DOCUMENTED_TYPE, exact: true }).click();
  await docs.locator('.graphiql-doc-explorer-title', { hasText: DOCUMENTED_TYPE }).waitFor();
  const description = docs.locator('.graphiql-doc-explorer-content > .graphiql-markdown-description');
  const text = (await description.first().textContent()).trim();
  ensure(text, `the docs say nothing about ${DOCUMENTED_TYPE}`);
  report(`the docs describe ${DOCUMENTED_TYPE}: ${text.slice(0, 100)}`);
}

async function saveScreenshot(page, path) {
  // A pointer left on the button would show its tooltip.
  await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height - 1);
  await page.evaluate(() => document.fonts.ready);
  const style = '.monaco-scrollable-element > .scrollbar { visibility: hidden !important }';
  await page.screenshot({ path, animations: 'disabled', caret: 'hide', style });
  report(`screenshot saved: ${path}`);
}

async function useExplorer(page, { baseUrl, screenshot }) {
  await openExplorer(page, baseUrl);
  const titles = await exampleTitles(page);
  for (const [index, title] of titles.entries()) {
    if (index > 0) await selectTab(page, title);
    if (title === SUBSCRIPTION) await runSubscription(page, title);
    else ensureFound(title, await runExample(page, title));
    if (index === 0 && screenshot) await saveScreenshot(page, screenshot);
  }
  await readDocs(page);
}

walk(useExplorer);
