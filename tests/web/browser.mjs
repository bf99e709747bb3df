// A Chromium that can reach nothing but this machine, and a record of what its pages tried.
import { chromium } from 'playwright-core';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
// These never leave the browser: bundled fonts, images and worker code.
const IN_BROWSER = new Set(['data:', 'blob:', 'about:']);
// A refused font is reported with all its bytes.
const PROBLEM_CHARS = 300;

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

function staysHere(address) {
  const url = new URL(address);
  return IN_BROWSER.has(url.protocol) || LOOPBACK.has(url.hostname);
}

// Watches the whole context, so that requests and errors of workers are seen as well.
export function watch(context) {
  const seen = { requests: [], problems: [] };
  const problem = (text) => seen.problems.push(text.slice(0, PROBLEM_CHARS));
  const record = (address) => {
    seen.requests.push(address);
    if (!staysHere(address)) problem(`request to another host: ${address}`);
  };
  context.on('request', (request) => record(request.url()));
  context.on('response', (response) => {
    if (response.status() >= 400) problem(`status ${response.status()}: ${response.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') problem(`console error: ${message.text()}`);
  });
  context.on('weberror', (event) => problem(`page error: ${event.error().message}`));
  context.on('page', (page) => page.on('websocket', (socket) => record(socket.url())));
  return seen;
}
