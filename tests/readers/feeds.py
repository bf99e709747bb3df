#!/usr/bin/python3
"""Prints what feedparser, a reader of many sites in Python, reads in a feed.

Usage: feeds.py URL
"""
import json
import sys

import feedparser

if len(sys.argv) != 2:
    sys.exit("usage: feeds.py URL")

feed = feedparser.parse(sys.argv[1])
items = [
    {
        "id": entry.get("id"),
        "title": entry.get("title"),
        "link": entry.get("link"),
        "author": next((author.get("name") for author in entry.get("authors", [])), None),
    }
    for entry in feed.entries
]
problem = str(feed.bozo_exception) if feed.bozo else None
print(json.dumps({"problem": problem, "version": feed.version, "title": feed.feed.get("title"), "items": items}))
