"""Pages from files (WARC, WACZ, folders of HTML) through the same steps as those of a crawl, without the network."""
