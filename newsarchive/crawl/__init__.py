"""A crawl: which addresses are asked for, when, and in which order, under the manners of each host. No Scrapy here."""
