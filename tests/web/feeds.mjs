// Prints what rss-parser, a reader of many sites in Node, reads in a feed.
// Usage: node feeds.mjs URL
import Parser from 'rss-parser';

const url = process.argv[2];
if (!url) {
  console.error('usage: node feeds.mjs URL');
  process.exit(2);
}

const feed = await new Parser({ timeout: 30_000 }).parseURL(url);
const items = feed.items.map((item) => ({
  id: item.guid ?? item.id,
  title: item.title,
  link: item.link,
  author: [item.creator ?? item.author].flat()[0],
}));
console.log(JSON.stringify({ title: feed.title, items }));
