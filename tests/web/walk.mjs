// How a script walks through a page as a reader would, and tells what it found.
// Usage of such a script: node SCRIPT.mjs BASE_URL [--screenshot FILE]
import { parseArgs } from 'node:util';
import { launch, watch } from './browser.mjs';

const TOTAL_MS = 60_000;
const STEP_MS = 15_000;
export const VIEWPORT = { width: 1440, height: 900 };

class CheckFailed extends Error {}

export function ensure(condition, message) {
  if (!condition) throw new CheckFailed(message);
}

export function report(message) {
  console.log(`ok: ${message}`);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { screenshot: { type: 'string' } },
  });
  if (positionals.length !== 1) {
    console.error('usage: node SCRIPT.mjs BASE_URL [--screenshot FILE]');
    process.exit(2);
  }
  return { baseUrl: positionals[0].replace(/\/+$/, ''), screenshot: values.screenshot };
}

async function check(browser, options, use) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB' });
  context.setDefaultTimeout(STEP_MS);
  const seen = watch(context);
  try {
    await use(await context.newPage(), options);
    ensure(seen.problems.length === 0, 'the page ran into problems');
    report(`${seen.requests.length} requests, all to this machine; no console or page error`);
  } finally {
    seen.problems.forEach((problem) => console.error(problem));
  }
}

// Leaving the process takes the browser along, also when the browser is what hangs.
function limitTotalTime() {
  const giveUp = () => {
    console.error(`failed: not done after ${TOTAL_MS / 1000} s`);
    process.exit(1);
  };
  setTimeout(giveUp, TOTAL_MS).unref();
}

async function main(use) {
  const options = readArguments();
  limitTotalTime();
  const browser = await launch();
  try {
    await check(browser, options, use);
  } finally {
    await browser.close();
  }
}

// Opens a browser, uses its page, and ends the process with an error where something was not as it should be.
export function walk(use) {
  main(use).catch((error) => {
    console.error(`failed: ${error instanceof CheckFailed ? error.message : error.stack}`);
    process.exitCode = 1;
  });
}
