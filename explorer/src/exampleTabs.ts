const files = import.meta.glob<string>('../examples/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});

// A tab's title is the name of its operation, so the file names only set the order.
export const exampleTabs = Object.entries(files)
  .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
  .map(([, query]) => ({ query }));
