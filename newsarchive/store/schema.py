"""Tables, indexes and numbered migrations of the archive.

A migration, once released, is never edited: a later one changes what it made. What each table and column means is
in `dictionary.py`, and in the archive itself (table `dictionary`).
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("newsarchive")

_TABLES = (
    """CREATE TABLE outlets (
        key TEXT PRIMARY KEY, name TEXT NOT NULL, home TEXT NOT NULL, province TEXT, family TEXT, kind TEXT NOT NULL,
        language TEXT, enabled INTEGER NOT NULL DEFAULT 1, verified TEXT
    ) STRICT""",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
        version TEXT NOT NULL, config_hash TEXT NOT NULL, outcome TEXT, owner TEXT,
        discovered INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE run_outlets (
        run_id INTEGER NOT NULL REFERENCES runs(id), outlet TEXT NOT NULL REFERENCES outlets(key),
        discovered INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, outlet)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE channels (
        id INTEGER PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlets(key),
        kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section', 'home', 'link', 'cdx')),
        url TEXT NOT NULL, declared INTEGER NOT NULL DEFAULT 0, last_yield_at TEXT,
        UNIQUE (outlet, kind, url)
    ) STRICT""",
    """CREATE TABLE run_channels (
        run_id INTEGER NOT NULL REFERENCES runs(id), channel_id INTEGER NOT NULL REFERENCES channels(id),
        found INTEGER NOT NULL DEFAULT 0, new INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, channel_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE gaps (
        id INTEGER PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlets(key),
        channel_id INTEGER REFERENCES channels(id), since TEXT, until TEXT, closed_at TEXT
    ) STRICT""",
    """CREATE TABLE host_policies (
        run_id INTEGER NOT NULL REFERENCES runs(id), host TEXT NOT NULL, robots_status TEXT NOT NULL,
        robots_digest TEXT, crawl_delay_s REAL, tdm TEXT,
        PRIMARY KEY (run_id, host)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE hosts (
        host TEXT PRIMARY KEY, lease_owner TEXT, lease_until TEXT, not_before TEXT
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE urls (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, normal_url TEXT NOT NULL, normal_version INTEGER NOT NULL,
        outlet TEXT NOT NULL REFERENCES outlets(key), host TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('article', 'list', 'feed', 'sitemap', 'other')),
        channel_id INTEGER REFERENCES channels(id), discovered_at TEXT NOT NULL, lastmod TEXT,
        state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'waiting', 'held', 'done')),
        outcome TEXT, detail TEXT, attempts INTEGER NOT NULL DEFAULT 0, fetched_at TEXT, next_fetch_at TEXT,
        lease_owner TEXT, lease_until TEXT, etag TEXT, last_modified TEXT,
        article_id INTEGER REFERENCES articles(id), target_id INTEGER REFERENCES urls(id),
        priority INTEGER NOT NULL DEFAULT 1, live INTEGER NOT NULL DEFAULT 0, listed_run INTEGER
    ) STRICT""",
    """CREATE TABLE fetches (
        id INTEGER PRIMARY KEY, url_id INTEGER NOT NULL REFERENCES urls(id), run_id INTEGER NOT NULL REFERENCES runs(id),
        at TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT, http_status INTEGER, digest TEXT,
        capture_id INTEGER REFERENCES captures(id)
    ) STRICT""",
    """CREATE TABLE captures (
        id INTEGER PRIMARY KEY, url_id INTEGER NOT NULL REFERENCES urls(id), run_id INTEGER NOT NULL REFERENCES runs(id),
        fetched_at TEXT NOT NULL, http_status INTEGER NOT NULL, mime TEXT, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('crawl', 'import', 'commoncrawl', 'wayback')), record_id TEXT NOT NULL,
        warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL, warc_length INTEGER NOT NULL,
        revisit_of INTEGER REFERENCES captures(id),
        UNIQUE (url_id, fetched_at, digest)
    ) STRICT""",
    """CREATE TABLE warc_files (
        name TEXT PRIMARY KEY, origin TEXT NOT NULL, owned INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL,
        bytes INTEGER NOT NULL DEFAULT 0, sha256 TEXT, lease_owner TEXT
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE extractions (
        id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, version TEXT NOT NULL, libraries TEXT NOT NULL,
        rules_hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, url TEXT NOT NULL, canonical_url TEXT,
        outlet TEXT NOT NULL REFERENCES outlets(key), section TEXT,
        form TEXT NOT NULL DEFAULT 'article' CHECK (form IN ('article', 'photo_essay', 'live_blog', 'paywall_stub')),
        title TEXT NOT NULL, lead TEXT, text TEXT NOT NULL, byline TEXT,
        published_at TEXT, published_on TEXT, published_utc TEXT, modified_at TEXT,
        first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, language TEXT, word_count INTEGER NOT NULL,
        source_name TEXT, source_url TEXT, image_url TEXT, content_hash TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 1, story_id TEXT NOT NULL,
        capture_id INTEGER NOT NULL REFERENCES captures(id), extraction_id INTEGER NOT NULL REFERENCES extractions(id)
    ) STRICT""",
    "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE article_authors (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        author_id INTEGER NOT NULL REFERENCES authors(id), position INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('text', 'photo', 'both')),
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE images (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        url TEXT NOT NULL, caption TEXT, credit TEXT,
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE article_tags (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags(id),
        PRIMARY KEY (article_id, tag_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE revisions (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, revision INTEGER NOT NULL,
        capture_id INTEGER NOT NULL REFERENCES captures(id), extraction_id INTEGER NOT NULL REFERENCES extractions(id),
        observed_at TEXT NOT NULL, title TEXT NOT NULL, lead TEXT, text TEXT NOT NULL, byline TEXT,
        published_at TEXT, modified_at TEXT, content_hash TEXT NOT NULL,
        PRIMARY KEY (article_id, revision)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE provenance (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, field TEXT NOT NULL,
        source TEXT NOT NULL, raw TEXT, rule TEXT NOT NULL,
        PRIMARY KEY (article_id, field)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE relations (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        related_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('same_text', 'near_text', 'republished_from', 'translation_of')),
        score REAL, evidence TEXT, detected_at TEXT NOT NULL,
        PRIMARY KEY (article_id, related_id, kind)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alarms (
        id INTEGER PRIMARY KEY, outlet TEXT REFERENCES outlets(key), kind TEXT NOT NULL, since TEXT NOT NULL,
        detail TEXT, cleared_at TEXT
    ) STRICT""",
    """CREATE TABLE tombstones (
        url TEXT NOT NULL, content_hash TEXT, reason TEXT NOT NULL, removed_at TEXT NOT NULL,
        UNIQUE (url, removed_at)
    ) STRICT""",
    """CREATE TABLE dictionary (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, meaning TEXT NOT NULL,
        PRIMARY KEY (table_name, column_name)
    ) STRICT, WITHOUT ROWID""",
    # External content: the index holds folded words, the text itself is stored once, in `articles`. Because the words
    # differ from the content table, FTS5's own 'rebuild' and triggers must never be used (see fulltext.py).
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, lead, text, content='articles', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    )""",
)

_INDEXES = (
    "CREATE INDEX urls_by_normal ON urls (normal_url)",
    "CREATE INDEX urls_by_article ON urls (article_id) WHERE article_id IS NOT NULL",
    "CREATE INDEX urls_by_target ON urls (target_id) WHERE target_id IS NOT NULL",
    "CREATE INDEX urls_by_outlet ON urls (outlet, outcome)",
    # the frontier: what is due on one host, lists before new articles before revisits
    "CREATE INDEX urls_due ON urls (host, priority, next_fetch_at) WHERE next_fetch_at IS NOT NULL",
    "CREATE INDEX urls_leased ON urls (lease_owner) WHERE lease_owner IS NOT NULL",
    "CREATE INDEX urls_listed ON urls (listed_run) WHERE listed_run IS NOT NULL",
    "CREATE INDEX fetches_by_url ON fetches (url_id)",
    "CREATE INDEX fetches_by_run ON fetches (run_id)",
    "CREATE INDEX captures_by_digest ON captures (digest)",
    "CREATE INDEX captures_by_file ON captures (warc_file, warc_offset)",
    "CREATE INDEX articles_by_outlet ON articles (outlet, published_on)",
    "CREATE INDEX articles_by_day ON articles (published_on)",
    "CREATE INDEX articles_by_url ON articles (url)",
    "CREATE INDEX articles_by_canonical ON articles (canonical_url) WHERE canonical_url IS NOT NULL",
    "CREATE INDEX articles_by_hash ON articles (content_hash)",
    "CREATE INDEX articles_by_story ON articles (story_id)",
    "CREATE INDEX article_authors_by_author ON article_authors (author_id)",
    "CREATE INDEX article_tags_by_tag ON article_tags (tag_id)",
    "CREATE INDEX relations_by_related ON relations (related_id)",
    "CREATE INDEX alarms_standing ON alarms (outlet, kind) WHERE cleared_at IS NULL",
    "CREATE INDEX tombstones_by_hash ON tombstones (content_hash)",
)


@migrations()
def m001_first_tables(db: Database) -> None:
    """All tables of the first release."""
    for statement in (*_TABLES, *_INDEXES):
        db.execute(statement)


_BACKFILLS = (
    """CREATE TABLE backfills (
        outlet TEXT NOT NULL REFERENCES outlets(key),
        source TEXT NOT NULL CHECK (source IN ('site', 'commoncrawl', 'wayback')),
        month TEXT NOT NULL, asked_at TEXT NOT NULL, listed_at TEXT, cursor TEXT,
        PRIMARY KEY (outlet, source, month)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE backfill_urls (
        url_id INTEGER PRIMARY KEY REFERENCES urls(id), outlet TEXT NOT NULL REFERENCES outlets(key),
        host TEXT NOT NULL, month TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE backfill_lists (
        url_id INTEGER PRIMARY KEY REFERENCES urls(id), outlet TEXT NOT NULL REFERENCES outlets(key),
        kind TEXT NOT NULL CHECK (kind IN ('sitemap', 'section')), first_month TEXT, last_month TEXT,
        begun_at TEXT, read_at TEXT, page_id INTEGER REFERENCES urls(id), reached_on TEXT
    ) STRICT""",
    """CREATE TABLE backfill_captures (
        id INTEGER PRIMARY KEY, outlet TEXT NOT NULL, source TEXT NOT NULL, month TEXT NOT NULL, url TEXT NOT NULL,
        captured_at TEXT NOT NULL, digest TEXT NOT NULL, file TEXT, offset INTEGER, length INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0, outcome TEXT, detail TEXT,
        UNIQUE (outlet, source, url, digest),
        FOREIGN KEY (outlet, source, month) REFERENCES backfills (outlet, source, month)
    ) STRICT""",
    "CREATE INDEX backfill_urls_by_month ON backfill_urls (outlet, month)",
    "CREATE INDEX backfill_lists_by_outlet ON backfill_lists (outlet)",
    "CREATE INDEX backfill_captures_by_month ON backfill_captures (outlet, source, month, outcome)",
    # When somebody asked the present owner, a backfill, to give the host up.
    "ALTER TABLE hosts ADD COLUMN wanted_at TEXT",
)


@migrations()
def m002_backfills(db: Database) -> None:
    """What was asked of the past, month by month, and how far it is."""
    for statement in _BACKFILLS:
        db.execute(statement)


_RELATING = (
    """CREATE TABLE texts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, words INTEGER NOT NULL, keys BLOB NOT NULL,
        label INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX texts_by_label ON texts (label)",
    # One row a band of each text. With the label before the member, a bucket that holds ten thousand copies of one
    # text is passed with one step; member 0 stands for the label's own text and takes no space.
    """CREATE TABLE text_bands (
        key INTEGER NOT NULL, label INTEGER NOT NULL, member INTEGER NOT NULL,
        PRIMARY KEY (key, label, member)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE article_texts (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        text_id INTEGER NOT NULL REFERENCES texts(id), source_normal TEXT, credits TEXT
    ) STRICT""",
    "CREATE INDEX article_texts_by_text ON article_texts (text_id)",
    "CREATE INDEX article_texts_by_source ON article_texts (source_normal) WHERE source_normal IS NOT NULL",
    """CREATE TABLE relate_queue (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        stage INTEGER NOT NULL DEFAULT 0 CHECK (stage IN (0, 1))
    ) STRICT""",
    "CREATE INDEX relate_queue_by_stage ON relate_queue (stage)",
    "CREATE TABLE relate_rules (version TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE story_merges (
        story_id TEXT NOT NULL, merged_into TEXT NOT NULL, merged_at TEXT NOT NULL,
        PRIMARY KEY (story_id, merged_into, merged_at)
    ) STRICT, WITHOUT ROWID""",
    # An article has several addresses and has had several wordings: one row each, so the pair must be what is unique.
    """CREATE TABLE tombstones_anew (
        url TEXT NOT NULL, content_hash TEXT, reason TEXT NOT NULL, removed_at TEXT NOT NULL, uid TEXT,
        UNIQUE (url, content_hash, removed_at)
    ) STRICT""",
    "INSERT INTO tombstones_anew (url, content_hash, reason, removed_at) SELECT url, content_hash, reason, removed_at FROM tombstones",
    "DROP TABLE tombstones",
    "ALTER TABLE tombstones_anew RENAME TO tombstones",
    "CREATE INDEX tombstones_by_hash ON tombstones (content_hash)",
    # Whoever enters an address or makes it due: one that was taken down is not fetched again.
    """CREATE TRIGGER urls_forgotten_new AFTER INSERT ON urls
        WHEN NEW.role = 'article' AND EXISTS (SELECT 1 FROM tombstones WHERE url IN (NEW.url, NEW.normal_url))
    BEGIN
        UPDATE urls SET outcome = 'forgotten', detail = 'taken down on request', state = 'done', next_fetch_at = NULL
        WHERE id = NEW.id;
    END""",
    """CREATE TRIGGER urls_forgotten_due AFTER UPDATE OF next_fetch_at ON urls
        WHEN NEW.next_fetch_at IS NOT NULL AND NEW.role = 'article'
            AND EXISTS (SELECT 1 FROM tombstones WHERE url IN (NEW.url, NEW.normal_url))
    BEGIN
        UPDATE urls SET outcome = 'forgotten', detail = 'taken down on request', state = 'done', next_fetch_at = NULL
        WHERE id = NEW.id;
    END""",
    # What a take-down has still to do, so that it can be killed at any moment and gone on with.
    """CREATE TABLE forgetting (
        kind TEXT NOT NULL CHECK (kind IN ('capture', 'file', 'database')), what TEXT NOT NULL,
        PRIMARY KEY (kind, what)
    ) STRICT, WITHOUT ROWID""",
    # Whatever writes an article or leads an address to one, it is related again: in the same transaction, so that a
    # crash between a crawl and the relating after it loses nothing.
    """CREATE TRIGGER articles_relate_new AFTER INSERT ON articles BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.id, 0) ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END""",
    """CREATE TRIGGER articles_relate_changed
        AFTER UPDATE OF title, lead, text, outlet, language, published_utc, published_on, byline, source_name, source_url,
            first_seen_at, content_hash ON articles
        WHEN OLD.title IS NOT NEW.title OR OLD.lead IS NOT NEW.lead OR OLD.text IS NOT NEW.text
            OR OLD.outlet IS NOT NEW.outlet OR OLD.language IS NOT NEW.language OR OLD.published_utc IS NOT NEW.published_utc
            OR OLD.published_on IS NOT NEW.published_on OR OLD.byline IS NOT NEW.byline
            OR OLD.source_name IS NOT NEW.source_name OR OLD.source_url IS NOT NEW.source_url
            OR OLD.first_seen_at IS NOT NEW.first_seen_at OR OLD.content_hash IS NOT NEW.content_hash
    BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.id, 0) ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END""",
    """CREATE TRIGGER urls_relate_new AFTER INSERT ON urls WHEN NEW.article_id IS NOT NULL BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.article_id, 0)
        ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END""",
    """CREATE TRIGGER urls_relate_changed AFTER UPDATE OF article_id ON urls
        WHEN NEW.article_id IS NOT NULL AND NEW.article_id IS NOT OLD.article_id
    BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.article_id, 0)
        ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END""",
    """CREATE VIEW stories AS
        SELECT a.story_id, f.title, f.outlet, f.url, count(*) AS articles, count(DISTINCT a.outlet) AS outlets,
            min(a.published_on) AS first_day, max(a.published_on) AS last_day, min(a.first_seen_at) AS first_seen_at
        FROM articles a JOIN articles f ON f.uid = a.story_id
        GROUP BY a.story_id""",
    """CREATE VIEW republications AS
        SELECT c.story_id, c.outlet, c.uid, c.url, c.title, c.published_at,
            o.outlet AS original_outlet, o.uid AS original_uid, o.url AS original_url, o.title AS original_title,
            o.published_at AS original_published_at,
            round((julianday(c.published_utc) - julianday(o.published_utc)) * 24, 2) AS hours_later,
            r.score, r.evidence
        FROM relations r JOIN articles c ON c.id = r.article_id JOIN articles o ON o.id = r.related_id
        WHERE r.kind = 'republished_from'""",
    """CREATE VIEW first_publishers AS
        WITH many (story_id, articles, outlets) AS (
            SELECT story_id, count(*), count(DISTINCT outlet) FROM articles GROUP BY story_id HAVING count(*) > 1
        ), member AS (
            SELECT a.story_id, a.id, a.uid, a.outlet, a.url, a.title, a.published_at, a.published_utc, a.first_seen_at,
                (SELECT count(*) FROM relations r WHERE r.related_id = a.id AND r.kind = 'republished_from') AS named_by,
                EXISTS (SELECT 1 FROM relations r WHERE r.article_id = a.id AND r.kind = 'republished_from') AS is_copy
            FROM many m JOIN articles a ON a.story_id = m.story_id
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY story_id ORDER BY is_copy, named_by = 0,
                    published_utc IS NULL, published_utc, uid) AS place,
                first_value(outlet) OVER (PARTITION BY story_id ORDER BY first_seen_at,
                    published_utc IS NULL, published_utc, uid) AS captured_first
            FROM member
        )
        SELECT r.story_id, r.outlet, r.uid, r.url, r.title, r.published_at,
            iif(r.named_by > 0, 'named as the source', iif(r.published_utc IS NULL, 'no date known', 'earliest date'))
                AS basis,
            r.named_by AS copies_that_name_it, m.articles, m.outlets, r.captured_first
        FROM ranked r JOIN many m ON m.story_id = r.story_id WHERE r.place = 1""",
    "INSERT INTO relate_queue (article_id, stage) SELECT id, 0 FROM articles",
)


@migrations()
def m003_relating(db: Database) -> None:
    """Fingerprints of texts, the queue of what is to be related, the views on stories; what a take-down leaves."""
    for statement in _RELATING:
        db.execute(statement)


_ALTERNATES = (
    """CREATE TABLE alternates (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, language TEXT NOT NULL,
        url TEXT NOT NULL, normal_url TEXT NOT NULL,
        PRIMARY KEY (article_id, language)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX alternates_by_normal ON alternates (normal_url)",
    # Stage 1: no text is to be read for it; an article whose text is still to be read stays in the queue for that.
    """CREATE TRIGGER alternates_relate_new AFTER INSERT ON alternates BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.article_id, 1) ON CONFLICT (article_id) DO NOTHING;
    END""",
    # What named an article no longer does so: then another page may be the only one that names it.
    """CREATE TRIGGER alternates_relate_gone AFTER DELETE ON alternates BEGIN
        INSERT INTO relate_queue (article_id, stage)
        SELECT id, 1 FROM articles WHERE id = OLD.article_id
        UNION SELECT article_id, 1 FROM urls WHERE normal_url = OLD.normal_url AND article_id IS NOT NULL
        ON CONFLICT (article_id) DO NOTHING;
    END""",
    # An address that goes to another article is one less of the former.
    """CREATE TRIGGER urls_relate_gone AFTER UPDATE OF article_id ON urls
        WHEN OLD.article_id IS NOT NULL AND NEW.article_id IS NOT OLD.article_id
    BEGIN
        INSERT INTO relate_queue (article_id, stage)
        SELECT id, 1 FROM articles WHERE id = OLD.article_id AND true
        ON CONFLICT (article_id) DO NOTHING;
    END""",
)


@migrations()
def m004_alternates(db: Database) -> None:
    """The languages in which a page says that its piece is elsewhere."""
    for statement in _ALTERNATES:
        db.execute(statement)


_DECLARED = (
    """CREATE TABLE host_aliases (
        host TEXT PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlets(key), stands_for TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    # No reference: the paper that took another one over need not be in the archive.
    "ALTER TABLE outlets ADD COLUMN heir TEXT",
)


@migrations()
def m005_declared(db: Database) -> None:
    """More of what outlets declare: hosts that stand for others, so that whoever has an address finds its normal form; heirs."""
    for statement in _DECLARED:
        db.execute(statement)


@migrations()
def m006_runs_lease(db: Database) -> None:
    """Until when a run is believed to go on: its process cannot be looked for from another machine."""
    db.execute("ALTER TABLE runs ADD COLUMN lease_until TEXT")
