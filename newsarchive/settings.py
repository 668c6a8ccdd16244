"""Scrapy settings, each with its reason. Facts of a data folder (contact, time limits) come from its newsarchive.toml."""

from newsarchive import config

_config = config.load()

BOT_NAME = "newsarchive"
SPIDER_MODULES = ["newsarchive.spiders"]

# Who we are: every request names the project and somebody to write to.
USER_AGENT = _config.user_agent
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "vi,en;q=0.5",
    # Bodies are kept as received and decoded by ourselves, within bounds, away from the reactor.
    "Accept-Encoding": "gzip, deflate, br, zstd",
}

# One connection a host; the pace of each host is set by the session (outlet, Crawl-delay, Retry-After).
CONCURRENT_REQUESTS = 128
CONCURRENT_ITEMS = 1  # an answer is one item; Scrapy starts this many tasks for each answer (by default 100)
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0  # a jitter would go below the delay that a site asked for
AUTOTHROTTLE_ENABLED = False  # our delay is a promise, not a measurement

# Bounds.
DOWNLOAD_TIMEOUT = _config.fetch_timeout_s
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # as received; the sitemap protocol's 50 MB compress to a tenth
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True  # a cut-off page is an outcome (truncated), not an article
DNS_TIMEOUT = 20

# Certificates are checked (Scrapy's default is not to); the address connected to is checked too.
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "newsarchive.handlers.PublicAddressResolver"
DOWNLOAD_HANDLERS = {
    "http": "newsarchive.handlers.PublicHTTPHandler",
    "https": "newsarchive.handlers.PublicHTTPHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}

# Nothing listens in the crawler: Scrapy 2.19 starts a server that runs code, on by default.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# The ledger decides what is fetched, again and when; robots.txt, redirects and retries are its business
# (newsarchive/crawl/session.py), so that each has an outcome.
ROBOTSTXT_OBEY = False  # not Scrapy's: it lets requests through that wait for a pending robots.txt, and 5xx allow all
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
COMPRESSION_ENABLED = False
COOKIES_ENABLED = False
HTTPCACHE_ENABLED = False
HTTPPROXY_ENABLED = False  # behind a proxy the proxy's address would be checked, not the one that is fetched
HTTPERROR_ALLOW_ALL = True
REFERER_ENABLED = False
URLLENGTH_LIMIT = 0
DEPTH_STATS = False
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "newsarchive.middlewares.MannersMiddleware": 900,
    "newsarchive.handlers.PublicNameMiddleware": 950,
}
ITEM_PIPELINES = {
    "newsarchive.pipelines.ExtractPipeline": 300,
    "newsarchive.pipelines.StorePipeline": 400,
}
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "newsarchive.extensions.Progress": 100,
}

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
