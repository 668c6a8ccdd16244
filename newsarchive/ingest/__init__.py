"""One page through the steps (read, keep, decide, store), for a crawl, a replay, an import and a re-extraction alike."""
