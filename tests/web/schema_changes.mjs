// Tells what a change of the schema would break for those who ask, unless a decision record allows it in so many words.
// Usage: node schema_changes.mjs BEFORE.graphql AFTER.graphql DECISIONS
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges, parse, visit } from 'graphql';

const [before, after, decisions] = process.argv.slice(2);
if (!decisions) {
  console.error('usage: node schema_changes.mjs BEFORE.graphql AFTER.graphql DECISIONS');
  process.exit(2);
}

// A record allows a change by a line of its own: "- " and what is printed here.
const allowed = new Set(
  readdirSync(decisions)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => readFileSync(join(decisions, name), 'utf8').split('\n'))
    .map((line) => line.trim()),
);

// Clients plan by the day until which a deprecated field stays.
function undated(text) {
  const found = [];
  visit(parse(text), {
    Directive(node, _key, _parent, _path, ancestors) {
      const reason = node.arguments.find((argument) => argument.name.value === 'reason')?.value.value ?? '';
      if (node.name.value === 'deprecated' && !/\b\d{4}-\d{2}-\d{2}\b/.test(reason)) {
        const names = ancestors.flatMap((ancestor) => ancestor.name?.value ?? []);
        found.push(`${names.join('.')} is deprecated without the date until which it stays.`);
      }
    },
  });
  return found;
}

const [old, current] = [before, after].map((path) => readFileSync(path, 'utf8'));
const broken = findBreakingChanges(buildSchema(old), buildSchema(current))
  .map((change) => change.description)
  .filter((description) => !allowed.has(`- ${description}`));
const wrong = [...broken, ...undated(current)];
wrong.forEach((line) => console.log(line));
process.exitCode = wrong.length > 0 ? 1 : 0;
