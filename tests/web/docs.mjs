// Opens the pages about /api/v1 in Chromium and uses them as a reader would: looks at what there is, tries an address, reads
// what a type has. Usage: node docs.mjs BASE_URL [--screenshot FILE]
import { ensure, report, walk } from './walk.mjs';

const TRIED = '/api/v1/doctors';

async function openDocs(page, baseUrl) {
  const answer = await page.goto(`${baseUrl}/docs`);
  ensure(answer.ok(), `GET /docs answered ${answer.status()}`);
  await page.locator('.opblock').first().waitFor();
  report('the addresses show at /docs');
}

async function listAddresses(page, baseUrl) {
  const { paths } = await (await fetch(`${baseUrl}/openapi.json`)).json();
  const shown = await page.locator('.opblock-summary-path').evaluateAll((all) => all.map((one) => one.dataset.path));
  const described = Object.keys(paths);
  ensure(described.length > 10, `only ${described.length} addresses are described`);
  ensure(shown.toSorted().join() === described.toSorted().join(), `shown: ${shown}; described: ${described}`);
  report(`${shown.length} addresses, all that are described`);
}

async function tryAddress(page) {
  const address = page.locator('.opblock', { has: page.locator(`[data-path="${TRIED}"]`) });
  await address.locator('.opblock-summary-control').click();
  await address.locator('[data-param-name="first"] input').fill('2');
  await address.locator('[data-param-name="where"] input').fill('{"slug":{"eq":"shen-muyun"}}');
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === TRIED);
  await address.getByRole('button', { name: 'Execute' }).click();
  const answer = await answered;
  const { data } = await answer.json();
  ensure(answer.ok() && data.length === 1 && data[0].slug === 'shen-muyun', `${answer.url()} answered ${answer.status()}`);
  await address.locator('.live-responses-table .highlight-code', { hasText: 'shen-muyun' }).waitFor();
  report(`${TRIED} runs and its answer shows`);
}

// A type among the types, and a field of it that holds another one.
async function readType(page) {
  const types = page.locator('section.models');
  await types.getByRole('button', { name: 'Schemas' }).click();
  const type = schema(types, 0, 'Appointment');
  await type.getByRole('button', { name: 'Appointment' }).first().click();
  const field = schema(type, 1, 'doctor');
  await field.getByRole('button', { name: 'doctor' }).first().click();
  await field.getByText('Its fields are those of Doctor, below.').waitFor();
  report('Appointment shows its doctor, who is described below');
}

function schema(within, level, title) {
  const head = within.page().getByText(title, { exact: true });
  return within.locator(`article[data-json-schema-level="${level}"]`, { has: head }).first();
}

walk(async (page, { baseUrl, screenshot }) => {
  await openDocs(page, baseUrl);
  await listAddresses(page, baseUrl);
  if (screenshot) await page.screenshot({ path: screenshot });
  await tryAddress(page);
  await readType(page);
});
