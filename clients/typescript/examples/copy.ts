import { readFile, rename, writeFile } from 'node:fs/promises';

import { Client, type Change } from '@shanghaidoctor/client';

const client = new Client({ url: process.env.API_URL ?? 'http://127.0.0.1:8080' });
const file = process.env.COPY ?? 'copy.json';

interface Copy {
  cursor: string | null;
  /** How often it was begun, and for each document in which of these runs it was told of. */
  run: number;
  documents: Record<string, { run: number; node: Change['node'] }>;
}

const copy: Copy = await readFile(file, 'utf8').then(JSON.parse, () => ({ cursor: null, run: 0, documents: {} }));

// What was taken in and how far that goes are written together, or a crash between the two would lose something.
async function keep() {
  await writeFile(`${file}.new`, JSON.stringify(copy));
  await rename(`${file}.new`, file);
}

for await (const event of client.sync({
  after: copy.cursor,
  types: ['ARTICLE'],
  fields: 'id,slug,title,html',
  follow: process.env.FOLLOW !== 'no',
})) {
  if (event.kind === 'begin') {
    copy.run += 1;
    continue;
  }
  if (event.kind === 'changes') {
    for (const { nodeId, node } of event.changes) {
      if (node === null) delete copy.documents[nodeId];
      else copy.documents[nodeId] = { run: copy.run, node };
    }
  } else {
    // All that is published was told of in this run: the rest is not published any more.
    for (const [id, { run }] of Object.entries(copy.documents)) if (run !== copy.run) delete copy.documents[id];
    console.log(Object.keys(copy.documents).length, 'articles');
  }
  copy.cursor = event.cursor;
  await keep();
}
