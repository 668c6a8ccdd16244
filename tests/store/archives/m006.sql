PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (1, 'newsarchive', 'm001_first_tables', '2026-11-28 03:08:06.913283+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (2, 'newsarchive', 'm002_backfills', '2026-11-28 03:08:06.917602+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (3, 'newsarchive', 'm003_relating', '2026-11-28 03:08:06.928656+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (4, 'newsarchive', 'm004_alternates', '2026-11-28 03:08:06.931472+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (5, 'newsarchive', 'm005_declared', '2026-11-28 03:08:06.934124+00:00');
INSERT INTO _sqlite_migrations (id, migration_set, name, applied_at) VALUES (6, 'newsarchive', 'm006_runs_lease', '2026-11-28 03:08:06.938065+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE outlets (
        key TEXT PRIMARY KEY, name TEXT NOT NULL, home TEXT NOT NULL, province TEXT, family TEXT, kind TEXT NOT NULL,
        language TEXT, enabled INTEGER NOT NULL DEFAULT 1, verified TEXT
    , heir TEXT) STRICT;
INSERT INTO outlets (key, name, home, province, family, kind, language, enabled, verified, heir) VALUES ('thunghiem', 'Báo Thử Nghiệm', 'https://thunghiem.example/', 'Đồng Tháp', NULL, 'newspaper', 'vi', 1, '2026-11-22', 'tonghop');
INSERT INTO outlets (key, name, home, province, family, kind, language, enabled, verified, heir) VALUES ('tonghop', 'Tổng Hợp', 'https://tonghop.example/', NULL, NULL, 'aggregator', 'vi', 1, NULL, NULL);
CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
        version TEXT NOT NULL, config_hash TEXT NOT NULL, outcome TEXT, owner TEXT,
        discovered INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0
    , lease_until TEXT) STRICT;
INSERT INTO runs (id, command, started_at, finished_at, version, config_hash, outcome, owner, discovered, known, fetched, new, changed, unchanged, rejected, failed, lease_until) VALUES (1, 'crawl', '2026-11-21T06:00:00Z', '2026-11-21T06:05:00Z', '0.1.0', 'c0ffee', 'finished', 'here:1', 2, 0, 3, 2, 0, 0, 0, 0, NULL);
INSERT INTO runs (id, command, started_at, finished_at, version, config_hash, outcome, owner, discovered, known, fetched, new, changed, unchanged, rejected, failed, lease_until) VALUES (2, 'crawl', '2026-11-22T06:00:00Z', '2026-11-22T06:04:00Z', '0.1.0', 'c0ffee', 'finished', 'here:1', 5, 2, 6, 2, 1, 1, 1, 1, NULL);
CREATE TABLE run_outlets (
        run_id INTEGER NOT NULL REFERENCES runs(id), outlet TEXT NOT NULL REFERENCES outlets(key),
        discovered INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, outlet)
    ) STRICT, WITHOUT ROWID;
INSERT INTO run_outlets (run_id, outlet, discovered, known, fetched, new, changed, unchanged, rejected, failed) VALUES (1, 'thunghiem', 2, 0, 3, 2, 0, 0, 0, 0);
INSERT INTO run_outlets (run_id, outlet, discovered, known, fetched, new, changed, unchanged, rejected, failed) VALUES (2, 'thunghiem', 4, 2, 5, 1, 1, 1, 1, 1);
INSERT INTO run_outlets (run_id, outlet, discovered, known, fetched, new, changed, unchanged, rejected, failed) VALUES (2, 'tonghop', 1, 0, 1, 1, 0, 0, 0, 0);
CREATE TABLE channels (
        id INTEGER PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlets(key),
        kind TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'section', 'home', 'link', 'cdx')),
        url TEXT NOT NULL, declared INTEGER NOT NULL DEFAULT 0, last_yield_at TEXT,
        UNIQUE (outlet, kind, url)
    ) STRICT;
INSERT INTO channels (id, outlet, kind, url, declared, last_yield_at) VALUES (1, 'thunghiem', 'section', 'https://thunghiem.example/kinh-te/', 1, '2026-11-22T06:01:00Z');
INSERT INTO channels (id, outlet, kind, url, declared, last_yield_at) VALUES (2, 'thunghiem', 'feed', 'https://thunghiem.example/rss', 0, NULL);
CREATE TABLE run_channels (
        run_id INTEGER NOT NULL REFERENCES runs(id), channel_id INTEGER NOT NULL REFERENCES channels(id),
        found INTEGER NOT NULL DEFAULT 0, new INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, channel_id)
    ) STRICT, WITHOUT ROWID;
INSERT INTO run_channels (run_id, channel_id, found, new) VALUES (2, 1, 6, 4);
INSERT INTO run_channels (run_id, channel_id, found, new) VALUES (2, 2, 0, 0);
CREATE TABLE gaps (
        id INTEGER PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlets(key),
        channel_id INTEGER REFERENCES channels(id), since TEXT, until TEXT, closed_at TEXT
    ) STRICT;
INSERT INTO gaps (id, outlet, channel_id, since, until, closed_at) VALUES (1, 'thunghiem', 2, '2026-11-21T00:00:00Z', NULL, NULL);
CREATE TABLE host_policies (
        run_id INTEGER NOT NULL REFERENCES runs(id), host TEXT NOT NULL, robots_status TEXT NOT NULL,
        robots_digest TEXT, crawl_delay_s REAL, tdm TEXT,
        PRIMARY KEY (run_id, host)
    ) STRICT, WITHOUT ROWID;
INSERT INTO host_policies (run_id, host, robots_status, robots_digest, crawl_delay_s, tdm) VALUES (2, 'thunghiem.example', '200', 'sha1:R', 1.5, NULL);
CREATE TABLE hosts (
        host TEXT PRIMARY KEY, lease_owner TEXT, lease_until TEXT, not_before TEXT
    , wanted_at TEXT) STRICT, WITHOUT ROWID;
INSERT INTO hosts (host, lease_owner, lease_until, not_before, wanted_at) VALUES ('thunghiem.example', NULL, NULL, NULL, NULL);
CREATE TABLE urls (
        id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, normal_url TEXT NOT NULL, normal_version INTEGER NOT NULL,
        outlet TEXT NOT NULL REFERENCES outlets(key), host TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('article', 'list', 'feed', 'sitemap', 'other')),
        channel_id INTEGER REFERENCES channels(id), discovered_at TEXT NOT NULL, lastmod TEXT,
        state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'waiting', 'held', 'done')),
        outcome TEXT, detail TEXT, attempts INTEGER NOT NULL DEFAULT 0, fetched_at TEXT, next_fetch_at TEXT,
        lease_owner TEXT, lease_until TEXT, etag TEXT, last_modified TEXT,
        article_id INTEGER REFERENCES articles(id), target_id INTEGER REFERENCES urls(id),
        priority INTEGER NOT NULL DEFAULT 1, live INTEGER NOT NULL DEFAULT 0, listed_run INTEGER
    ) STRICT;
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (1, 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'done', 'unchanged', NULL, 0, '2026-11-22T06:02:00Z', '2026-11-22T06:10:00Z', NULL, NULL, '"a"', NULL, 1, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (2, 'https://thunghiem.example/van-hoa/202611/dem-nhac-hoa-binh-5d6e7f8', 'https://thunghiem.example/van-hoa/202611/dem-nhac-hoa-binh-5d6e7f8', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'done', 'changed', NULL, 0, '2026-11-22T06:02:00Z', '2026-11-23T06:00:00Z', NULL, NULL, NULL, NULL, 2, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (3, 'https://tonghop.example/kinh-te/hoi-cho-dong-thap.html', 'https://tonghop.example/kinh-te/hoi-cho-dong-thap.html', 1, 'tonghop', 'tonghop.example', 'article', NULL, '2026-11-22T06:01:00Z', NULL, 'done', 'new', NULL, 0, '2026-11-22T06:02:00Z', NULL, NULL, NULL, NULL, NULL, 3, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (4, 'https://thunghiem.example/doi-song/202611/ben-do-cu-9a0b1c2', 'https://thunghiem.example/doi-song/202611/ben-do-cu-9a0b1c2', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'done', 'new', NULL, 0, '2026-11-22T06:02:00Z', NULL, NULL, NULL, NULL, NULL, 4, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (5, 'https://thunghiem.example/kinh-te/', 'https://thunghiem.example/kinh-te', 1, 'thunghiem', 'thunghiem.example', 'list', NULL, '2026-11-22T06:01:00Z', NULL, 'done', 'listed', NULL, 0, '2026-11-22T06:02:00Z', '2026-11-22T06:20:00Z', NULL, NULL, NULL, NULL, NULL, NULL, 0, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (6, 'https://thunghiem.example/video/202611/clip-3d4e5f6', 'https://thunghiem.example/video/202611/clip-3d4e5f6', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'done', 'not_article', 'video', 0, '2026-11-22T06:02:00Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (7, 'https://thunghiem.example/kinh-te/202610/da-go-7a8b9c0', 'https://thunghiem.example/kinh-te/202610/da-go-7a8b9c0', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'done', 'forgotten', 'asked by the author', 0, '2026-11-22T06:02:00Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (8, 'https://thunghiem.example/kinh-te/202611/cham-tra-loi-1d2e3f4', 'https://thunghiem.example/kinh-te/202611/cham-tra-loi-1d2e3f4', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'waiting', 'timeout', 'no answer in 60 s', 1, '2026-11-22T06:02:00Z', '2026-11-22T07:00:00Z', NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (9, 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4?page=1', 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4?page=1', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'done', 'duplicate_url', 'same address as https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', 0, '2026-11-22T06:02:00Z', NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, 1, 2);
INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, channel_id, discovered_at, lastmod, state, outcome, detail, attempts, fetched_at, next_fetch_at, lease_owner, lease_until, etag, last_modified, article_id, target_id, priority, live, listed_run) VALUES (10, 'https://thunghiem.example/kinh-te/202611/chua-tai-0f1e2d3', 'https://thunghiem.example/kinh-te/202611/chua-tai-0f1e2d3', 1, 'thunghiem', 'thunghiem.example', 'article', 1, '2026-11-22T06:01:00Z', NULL, 'queued', NULL, NULL, 0, NULL, '2026-11-22T06:01:00Z', NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, 2);
CREATE TABLE fetches (
        id INTEGER PRIMARY KEY, url_id INTEGER NOT NULL REFERENCES urls(id), run_id INTEGER NOT NULL REFERENCES runs(id),
        at TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT, http_status INTEGER, digest TEXT,
        capture_id INTEGER REFERENCES captures(id)
    ) STRICT;
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (1, 1, 1, '2026-11-21T06:02:00Z', 'new', NULL, 200, 'sha1:A', 1);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (2, 2, 1, '2026-11-21T06:03:00Z', 'new', NULL, 200, 'sha1:B', 2);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (3, 5, 2, '2026-11-22T06:01:00Z', 'listed', NULL, 200, NULL, NULL);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (4, 1, 2, '2026-11-22T06:01:30Z', 'not_modified', NULL, 304, NULL, NULL);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (5, 2, 2, '2026-11-22T06:02:00Z', 'changed', NULL, 200, 'sha1:C', 3);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (6, 3, 2, '2026-11-22T06:02:30Z', 'new', NULL, 200, 'sha1:D', 4);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (7, 4, 2, '2026-11-22T06:03:00Z', 'new', NULL, 200, 'sha1:E', 5);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (8, 6, 2, '2026-11-22T06:03:10Z', 'not_article', 'video', 200, NULL, NULL);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (9, 8, 2, '2026-11-22T06:03:30Z', 'timeout', 'no answer in 60 s', NULL, NULL, NULL);
INSERT INTO fetches (id, url_id, run_id, at, outcome, detail, http_status, digest, capture_id) VALUES (10, 8, 2, '2026-11-22T06:03:40Z', 'timeout', 'no answer in 60 s', NULL, NULL, NULL);
CREATE TABLE captures (
        id INTEGER PRIMARY KEY, url_id INTEGER NOT NULL REFERENCES urls(id), run_id INTEGER NOT NULL REFERENCES runs(id),
        fetched_at TEXT NOT NULL, http_status INTEGER NOT NULL, mime TEXT, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('crawl', 'import', 'commoncrawl', 'wayback')), record_id TEXT NOT NULL,
        warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL, warc_length INTEGER NOT NULL,
        revisit_of INTEGER REFERENCES captures(id),
        UNIQUE (url_id, fetched_at, digest)
    ) STRICT;
INSERT INTO captures (id, url_id, run_id, fetched_at, http_status, mime, digest, bytes, origin, record_id, warc_file, warc_offset, warc_length, revisit_of) VALUES (1, 1, 1, '2026-11-21T06:02:00Z', 200, 'text/html', 'sha1:A', 1000, 'crawl', '<urn:uuid:1>', 'crawl-1.warc.gz', 0, 900, NULL);
INSERT INTO captures (id, url_id, run_id, fetched_at, http_status, mime, digest, bytes, origin, record_id, warc_file, warc_offset, warc_length, revisit_of) VALUES (2, 2, 1, '2026-11-21T06:03:00Z', 200, 'text/html', 'sha1:B', 1000, 'crawl', '<urn:uuid:2>', 'crawl-1.warc.gz', 900, 900, NULL);
INSERT INTO captures (id, url_id, run_id, fetched_at, http_status, mime, digest, bytes, origin, record_id, warc_file, warc_offset, warc_length, revisit_of) VALUES (3, 2, 2, '2026-11-22T06:02:00Z', 200, 'text/html', 'sha1:C', 1000, 'crawl', '<urn:uuid:3>', 'crawl-1.warc.gz', 1800, 900, NULL);
INSERT INTO captures (id, url_id, run_id, fetched_at, http_status, mime, digest, bytes, origin, record_id, warc_file, warc_offset, warc_length, revisit_of) VALUES (4, 3, 2, '2026-11-22T06:02:30Z', 200, 'text/html', 'sha1:D', 1000, 'crawl', '<urn:uuid:4>', 'crawl-1.warc.gz', 2700, 900, NULL);
INSERT INTO captures (id, url_id, run_id, fetched_at, http_status, mime, digest, bytes, origin, record_id, warc_file, warc_offset, warc_length, revisit_of) VALUES (5, 4, 2, '2026-11-22T06:03:00Z', 200, 'text/html', 'sha1:E', 1000, 'crawl', '<urn:uuid:5>', 'crawl-1.warc.gz', 3600, 496, NULL);
CREATE TABLE warc_files (
        name TEXT PRIMARY KEY, origin TEXT NOT NULL, owned INTEGER NOT NULL DEFAULT 1, state TEXT NOT NULL,
        bytes INTEGER NOT NULL DEFAULT 0, sha256 TEXT, lease_owner TEXT
    ) STRICT, WITHOUT ROWID;
INSERT INTO warc_files (name, origin, owned, state, bytes, sha256, lease_owner) VALUES ('crawl-1.warc.gz', 'crawl', 1, 'finished', 4096, '0000000000000000000000000000000000000000000000000000000000000000', NULL);
CREATE TABLE extractions (
        id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, version TEXT NOT NULL, libraries TEXT NOT NULL,
        rules_hash TEXT NOT NULL
    ) STRICT;
INSERT INTO extractions (id, started_at, version, libraries, rules_hash) VALUES (1, '2026-11-21T06:00:00Z', '0.1.0', '{}', 'r1');
CREATE TABLE articles (
        id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, url TEXT NOT NULL, canonical_url TEXT,
        outlet TEXT NOT NULL REFERENCES outlets(key), section TEXT,
        form TEXT NOT NULL DEFAULT 'article' CHECK (form IN ('article', 'photo_essay', 'live_blog', 'paywall_stub')),
        title TEXT NOT NULL, lead TEXT, text TEXT NOT NULL, byline TEXT,
        published_at TEXT, published_on TEXT, published_utc TEXT, modified_at TEXT,
        first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, language TEXT, word_count INTEGER NOT NULL,
        source_name TEXT, source_url TEXT, image_url TEXT, content_hash TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 1, story_id TEXT NOT NULL,
        capture_id INTEGER NOT NULL REFERENCES captures(id), extraction_id INTEGER NOT NULL REFERENCES extractions(id)
    ) STRICT;
INSERT INTO articles (id, uid, url, canonical_url, outlet, section, form, title, lead, text, byline, published_at, published_on, published_utc, modified_at, first_seen_at, last_seen_at, language, word_count, source_name, source_url, image_url, content_hash, revision, story_id, capture_id, extraction_id) VALUES (1, '28f8eb8c9c68dea6', 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', 'https://www.thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', 'thunghiem', 'Kinh tế', 'article', 'Đồng Tháp mở hội chợ bên sông', 'Hội chợ kéo dài năm ngày.', 'Sáng 20-11, tỉnh Đồng Tháp mở hội chợ xúc tiến thương mại bên sông Tiền, với 120 gian hàng.

Bà Trần Thị Mận, chủ một vựa xoài, nói rằng khách mua nhiều hơn năm ngoái.', 'Bài và ảnh: LÊ VĂN SẬY', '2026-11-20T16:45:00+07:00', '2026-11-20', '2026-11-20T09:45:00Z', NULL, '2026-11-21T06:02:00Z', '2026-11-22T06:02:30Z', 'vi', 33, NULL, NULL, 'https://thunghiem.example/anh/cho.jpg', 'dd879fb4b36471391cd1d000d96aa2a2f3f3609c55119dd834a8bee98d7fdf2f', 1, '28f8eb8c9c68dea6', 1, 1);
INSERT INTO articles (id, uid, url, canonical_url, outlet, section, form, title, lead, text, byline, published_at, published_on, published_utc, modified_at, first_seen_at, last_seen_at, language, word_count, source_name, source_url, image_url, content_hash, revision, story_id, capture_id, extraction_id) VALUES (2, 'cf5fe2dc5a824ea7', 'https://thunghiem.example/van-hoa/202611/dem-nhac-hoa-binh-5d6e7f8', NULL, 'thunghiem', 'Văn hóa', 'article', 'Đêm nhạc hoà bình ở quảng trường', NULL, 'Hàng nghìn người dự đêm nhạc.

Ban tổ chức cảm ơn khán giả đường xa.', NULL, '2026-11-21', '2026-11-21', NULL, '2026-11-21T21:00:00+07:00', '2026-11-21T06:03:00Z', '2026-11-22T06:02:30Z', 'vi', 14, NULL, NULL, NULL, 'a8a126ae58b7e24f9c230c4753f106e8d920c8efe3473d376342886c36ad76f2', 2, 'cf5fe2dc5a824ea7', 3, 1);
INSERT INTO articles (id, uid, url, canonical_url, outlet, section, form, title, lead, text, byline, published_at, published_on, published_utc, modified_at, first_seen_at, last_seen_at, language, word_count, source_name, source_url, image_url, content_hash, revision, story_id, capture_id, extraction_id) VALUES (3, '22d95a80a1ebcdc0', 'https://tonghop.example/kinh-te/hoi-cho-dong-thap.html', NULL, 'tonghop', NULL, 'article', 'Hội chợ ở Đồng Tháp', NULL, 'Sáng 20-11, tỉnh Đồng Tháp mở hội chợ xúc tiến thương mại bên sông Tiền, với 120 gian hàng.

Bà Trần Thị Mận, chủ một vựa xoài, nói rằng khách mua nhiều hơn năm ngoái.', 'Theo Báo Thử Nghiệm', '2026-11-20T18:00:00+07:00', '2026-11-20', '2026-11-20T11:00:00Z', NULL, '2026-11-22T06:02:30Z', '2026-11-22T06:02:30Z', 'vi', 33, 'Báo Thử Nghiệm', 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', NULL, '6339874e1101deb328e3c77c86edfbe124d437b4dc7dc10e915921c562152807', 1, '28f8eb8c9c68dea6', 4, 1);
INSERT INTO articles (id, uid, url, canonical_url, outlet, section, form, title, lead, text, byline, published_at, published_on, published_utc, modified_at, first_seen_at, last_seen_at, language, word_count, source_name, source_url, image_url, content_hash, revision, story_id, capture_id, extraction_id) VALUES (4, '9809c4ce2a3063a3', 'https://thunghiem.example/doi-song/202611/ben-do-cu-9a0b1c2', NULL, 'thunghiem', NULL, 'article', '=Bến đò cũ; chuyện kể, "nghe" lại', NULL, 'Bến đò nay vắng khách <b>hẳn</b>.', NULL, NULL, NULL, NULL, NULL, '2026-11-22T06:02:30Z', '2026-11-22T06:02:30Z', 'vi', 6, NULL, NULL, NULL, '23c3f0ea50969a7c7c0a8feb9287cdb5b5e6e7225f289a5a79a8821b8e5966aa', 1, '9809c4ce2a3063a3', 5, 1);
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO authors (id, name) VALUES (1, 'Lê Văn Sậy');
INSERT INTO authors (id, name) VALUES (2, 'Nguyễn Thị Bần');
CREATE TABLE article_authors (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        author_id INTEGER NOT NULL REFERENCES authors(id), position INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('text', 'photo', 'both')),
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID;
INSERT INTO article_authors (article_id, author_id, position, role) VALUES (1, 1, 0, 'both');
INSERT INTO article_authors (article_id, author_id, position, role) VALUES (1, 2, 1, 'photo');
CREATE TABLE images (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        url TEXT NOT NULL, caption TEXT, credit TEXT,
        PRIMARY KEY (article_id, position)
    ) STRICT, WITHOUT ROWID;
INSERT INTO images (article_id, position, url, caption, credit) VALUES (1, 0, 'https://thunghiem.example/anh/cho.jpg', 'Hội chợ ngày đầu.', NULL);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO tags (id, name) VALUES (1, 'hội chợ');
INSERT INTO tags (id, name) VALUES (2, 'Đồng Tháp');
CREATE TABLE article_tags (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags(id),
        PRIMARY KEY (article_id, tag_id)
    ) STRICT, WITHOUT ROWID;
INSERT INTO article_tags (article_id, tag_id) VALUES (1, 1);
INSERT INTO article_tags (article_id, tag_id) VALUES (1, 2);
CREATE TABLE revisions (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, revision INTEGER NOT NULL,
        capture_id INTEGER NOT NULL REFERENCES captures(id), extraction_id INTEGER NOT NULL REFERENCES extractions(id),
        observed_at TEXT NOT NULL, title TEXT NOT NULL, lead TEXT, text TEXT NOT NULL, byline TEXT,
        published_at TEXT, modified_at TEXT, content_hash TEXT NOT NULL,
        PRIMARY KEY (article_id, revision)
    ) STRICT, WITHOUT ROWID;
INSERT INTO revisions (article_id, revision, capture_id, extraction_id, observed_at, title, lead, text, byline, published_at, modified_at, content_hash) VALUES (1, 1, 1, 1, '2026-11-21T06:02:00Z', 'Đồng Tháp mở hội chợ bên sông', 'Hội chợ kéo dài năm ngày.', 'Sáng 20-11, tỉnh Đồng Tháp mở hội chợ xúc tiến thương mại bên sông Tiền, với 120 gian hàng.

Bà Trần Thị Mận, chủ một vựa xoài, nói rằng khách mua nhiều hơn năm ngoái.', 'Bài và ảnh: LÊ VĂN SẬY', '2026-11-20T16:45:00+07:00', NULL, 'dd879fb4b36471391cd1d000d96aa2a2f3f3609c55119dd834a8bee98d7fdf2f');
INSERT INTO revisions (article_id, revision, capture_id, extraction_id, observed_at, title, lead, text, byline, published_at, modified_at, content_hash) VALUES (2, 1, 2, 1, '2026-11-21T06:03:00Z', 'Đêm nhạc ở quảng trường', NULL, 'Hàng nghìn người dự đêm nhạc.

Ban tổ chức cảm ơn khán giả đường xa.', NULL, '2026-11-21', '2026-11-21T21:00:00+07:00', '0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO revisions (article_id, revision, capture_id, extraction_id, observed_at, title, lead, text, byline, published_at, modified_at, content_hash) VALUES (2, 2, 3, 1, '2026-11-22T06:02:00Z', 'Đêm nhạc hoà bình ở quảng trường', NULL, 'Hàng nghìn người dự đêm nhạc.

Ban tổ chức cảm ơn khán giả đường xa.', NULL, '2026-11-21', '2026-11-21T21:00:00+07:00', 'a8a126ae58b7e24f9c230c4753f106e8d920c8efe3473d376342886c36ad76f2');
INSERT INTO revisions (article_id, revision, capture_id, extraction_id, observed_at, title, lead, text, byline, published_at, modified_at, content_hash) VALUES (3, 1, 4, 1, '2026-11-22T06:02:30Z', 'Hội chợ ở Đồng Tháp', NULL, 'Sáng 20-11, tỉnh Đồng Tháp mở hội chợ xúc tiến thương mại bên sông Tiền, với 120 gian hàng.

Bà Trần Thị Mận, chủ một vựa xoài, nói rằng khách mua nhiều hơn năm ngoái.', 'Theo Báo Thử Nghiệm', '2026-11-20T18:00:00+07:00', NULL, '6339874e1101deb328e3c77c86edfbe124d437b4dc7dc10e915921c562152807');
INSERT INTO revisions (article_id, revision, capture_id, extraction_id, observed_at, title, lead, text, byline, published_at, modified_at, content_hash) VALUES (4, 1, 5, 1, '2026-11-22T06:02:30Z', '=Bến đò cũ; chuyện kể, "nghe" lại', NULL, 'Bến đò nay vắng khách <b>hẳn</b>.', NULL, NULL, NULL, '23c3f0ea50969a7c7c0a8feb9287cdb5b5e6e7225f289a5a79a8821b8e5966aa');
CREATE TABLE provenance (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, field TEXT NOT NULL,
        source TEXT NOT NULL, raw TEXT, rule TEXT NOT NULL,
        PRIMARY KEY (article_id, field)
    ) STRICT, WITHOUT ROWID;
INSERT INTO provenance (article_id, field, source, raw, rule) VALUES (1, 'published_at', 'json-ld', '2026-11-20T16:45:00+07:00', 'datePublished');
INSERT INTO provenance (article_id, field, source, raw, rule) VALUES (1, 'title', 'json-ld', 'Đồng Tháp mở hội chợ bên sông', 'headline');
CREATE TABLE relations (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        related_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('same_text', 'near_text', 'republished_from', 'translation_of')),
        score REAL, evidence TEXT, detected_at TEXT NOT NULL,
        PRIMARY KEY (article_id, related_id, kind)
    ) STRICT, WITHOUT ROWID;
INSERT INTO relations (article_id, related_id, kind, score, evidence, detected_at) VALUES (3, 1, 'republished_from', 1.0, 'the page names Báo Thử Nghiệm', '2026-11-22T06:04:00Z');
INSERT INTO relations (article_id, related_id, kind, score, evidence, detected_at) VALUES (4, 2, 'translation_of', NULL, 'its page names the original (hreflang vi)', '2026-11-22T06:04:00Z');
CREATE TABLE alarms (
        id INTEGER PRIMARY KEY, outlet TEXT REFERENCES outlets(key), kind TEXT NOT NULL, since TEXT NOT NULL,
        detail TEXT, cleared_at TEXT
    ) STRICT;
INSERT INTO alarms (id, outlet, kind, since, detail, cleared_at) VALUES (1, 'thunghiem', 'quiet', '2026-11-22T06:04:00Z', '1 article, 5 expected', NULL);
CREATE TABLE dictionary (
        table_name TEXT NOT NULL, column_name TEXT NOT NULL, meaning TEXT NOT NULL,
        PRIMARY KEY (table_name, column_name)
    ) STRICT, WITHOUT ROWID;
INSERT INTO dictionary (table_name, column_name, meaning) VALUES ('tags', '', 'Keywords that newspapers give their articles.');
INSERT INTO dictionary (table_name, column_name, meaning) VALUES ('tags', 'id', 'Number of the keyword.');
INSERT INTO dictionary (table_name, column_name, meaning) VALUES ('tags', 'name', 'The keyword as printed.');
CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, lead, text, content='articles', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
    );
CREATE INDEX urls_by_normal ON urls (normal_url);
CREATE INDEX urls_by_article ON urls (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX urls_by_target ON urls (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX urls_by_outlet ON urls (outlet, outcome);
CREATE INDEX urls_due ON urls (host, priority, next_fetch_at) WHERE next_fetch_at IS NOT NULL;
CREATE INDEX urls_leased ON urls (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX urls_listed ON urls (listed_run) WHERE listed_run IS NOT NULL;
CREATE INDEX fetches_by_url ON fetches (url_id);
CREATE INDEX fetches_by_run ON fetches (run_id);
CREATE INDEX captures_by_digest ON captures (digest);
CREATE INDEX captures_by_file ON captures (warc_file, warc_offset);
CREATE INDEX articles_by_outlet ON articles (outlet, published_on);
CREATE INDEX articles_by_day ON articles (published_on);
CREATE INDEX articles_by_url ON articles (url);
CREATE INDEX articles_by_canonical ON articles (canonical_url) WHERE canonical_url IS NOT NULL;
CREATE INDEX articles_by_hash ON articles (content_hash);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX article_authors_by_author ON article_authors (author_id);
CREATE INDEX article_tags_by_tag ON article_tags (tag_id);
CREATE INDEX relations_by_related ON relations (related_id);
CREATE INDEX alarms_standing ON alarms (outlet, kind) WHERE cleared_at IS NULL;
CREATE TABLE backfills (
        outlet TEXT NOT NULL REFERENCES outlets(key),
        source TEXT NOT NULL CHECK (source IN ('site', 'commoncrawl', 'wayback')),
        month TEXT NOT NULL, asked_at TEXT NOT NULL, listed_at TEXT, cursor TEXT,
        PRIMARY KEY (outlet, source, month)
    ) STRICT, WITHOUT ROWID;
INSERT INTO backfills (outlet, source, month, asked_at, listed_at, cursor) VALUES ('thunghiem', 'site', '2026-10', '2026-11-22T07:00:00Z', NULL, NULL);
INSERT INTO backfills (outlet, source, month, asked_at, listed_at, cursor) VALUES ('thunghiem', 'wayback', '2026-10', '2026-11-22T07:00:00Z', '2026-11-22T07:01:00Z', NULL);
CREATE TABLE backfill_urls (
        url_id INTEGER PRIMARY KEY REFERENCES urls(id), outlet TEXT NOT NULL REFERENCES outlets(key),
        host TEXT NOT NULL, month TEXT NOT NULL
    ) STRICT;
INSERT INTO backfill_urls (url_id, outlet, host, month) VALUES (1, 'thunghiem', 'thunghiem.example', '2026-10');
CREATE TABLE backfill_lists (
        url_id INTEGER PRIMARY KEY REFERENCES urls(id), outlet TEXT NOT NULL REFERENCES outlets(key),
        kind TEXT NOT NULL CHECK (kind IN ('sitemap', 'section')), first_month TEXT, last_month TEXT,
        begun_at TEXT, read_at TEXT, page_id INTEGER REFERENCES urls(id), reached_on TEXT
    ) STRICT;
INSERT INTO backfill_lists (url_id, outlet, kind, first_month, last_month, begun_at, read_at, page_id, reached_on) VALUES (3, 'thunghiem', 'section', NULL, NULL, '2026-11-22T07:00:00Z', NULL, 3, NULL);
CREATE TABLE backfill_captures (
        id INTEGER PRIMARY KEY, outlet TEXT NOT NULL, source TEXT NOT NULL, month TEXT NOT NULL, url TEXT NOT NULL,
        captured_at TEXT NOT NULL, digest TEXT NOT NULL, file TEXT, offset INTEGER, length INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0, outcome TEXT, detail TEXT,
        UNIQUE (outlet, source, url, digest),
        FOREIGN KEY (outlet, source, month) REFERENCES backfills (outlet, source, month)
    ) STRICT;
INSERT INTO backfill_captures (id, outlet, source, month, url, captured_at, digest, file, offset, length, attempts, outcome, detail) VALUES (1, 'thunghiem', 'wayback', '2026-10', 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', '2026-10-03T04:05:06Z', '3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ', NULL, NULL, NULL, 0, 'new', NULL);
CREATE INDEX backfill_urls_by_month ON backfill_urls (outlet, month);
CREATE INDEX backfill_lists_by_outlet ON backfill_lists (outlet);
CREATE INDEX backfill_captures_by_month ON backfill_captures (outlet, source, month, outcome);
CREATE TABLE texts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, words INTEGER NOT NULL, keys BLOB NOT NULL,
        label INTEGER NOT NULL
    ) STRICT;
INSERT INTO texts (id, digest, words, keys, label) VALUES (1, X'01010101010101010101010101010101', 33, X'000000000001', 1);
INSERT INTO texts (id, digest, words, keys, label) VALUES (2, X'02020202020202020202020202020202', 33, X'000000000002', 2);
CREATE INDEX texts_by_label ON texts (label);
CREATE TABLE text_bands (
        key INTEGER NOT NULL, label INTEGER NOT NULL, member INTEGER NOT NULL,
        PRIMARY KEY (key, label, member)
    ) STRICT, WITHOUT ROWID;
INSERT INTO text_bands (key, label, member) VALUES (1, 1, 0);
INSERT INTO text_bands (key, label, member) VALUES (2, 2, 0);
CREATE TABLE article_texts (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        text_id INTEGER NOT NULL REFERENCES texts(id), source_normal TEXT, credits TEXT
    ) STRICT;
INSERT INTO article_texts (article_id, text_id, source_normal, credits) VALUES (1, 1, NULL, NULL);
INSERT INTO article_texts (article_id, text_id, source_normal, credits) VALUES (3, 1, 'https://thunghiem.example/kinh-te/202611/hoi-cho-dong-thap-1a2b3c4', '[{"where": "source", "name": "Báo Thử Nghiệm"}]');
CREATE INDEX article_texts_by_text ON article_texts (text_id);
CREATE INDEX article_texts_by_source ON article_texts (source_normal) WHERE source_normal IS NOT NULL;
CREATE TABLE relate_queue (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        stage INTEGER NOT NULL DEFAULT 0 CHECK (stage IN (0, 1))
    ) STRICT;
INSERT INTO relate_queue (article_id, stage) VALUES (1, 0);
INSERT INTO relate_queue (article_id, stage) VALUES (2, 0);
INSERT INTO relate_queue (article_id, stage) VALUES (3, 0);
INSERT INTO relate_queue (article_id, stage) VALUES (4, 0);
CREATE INDEX relate_queue_by_stage ON relate_queue (stage);
CREATE TABLE relate_rules (version TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO relate_rules (version, since) VALUES ('0-of-a-test', '2026-11-22T06:04:00Z');
CREATE TABLE story_merges (
        story_id TEXT NOT NULL, merged_into TEXT NOT NULL, merged_at TEXT NOT NULL,
        PRIMARY KEY (story_id, merged_into, merged_at)
    ) STRICT, WITHOUT ROWID;
INSERT INTO story_merges (story_id, merged_into, merged_at) VALUES ('00000000000000aa', '00000000000000bb', '2026-11-22T06:04:00Z');
CREATE TABLE "tombstones" (
        url TEXT NOT NULL, content_hash TEXT, reason TEXT NOT NULL, removed_at TEXT NOT NULL, uid TEXT,
        UNIQUE (url, content_hash, removed_at)
    ) STRICT;
INSERT INTO tombstones (url, content_hash, reason, removed_at, uid) VALUES ('https://thunghiem.example/kinh-te/202610/da-go-7a8b9c0', NULL, 'asked by the author', '2026-11-22T01:00:00Z', NULL);
CREATE INDEX tombstones_by_hash ON tombstones (content_hash);
CREATE TRIGGER urls_forgotten_new AFTER INSERT ON urls
        WHEN NEW.role = 'article' AND EXISTS (SELECT 1 FROM tombstones WHERE url IN (NEW.url, NEW.normal_url))
    BEGIN
        UPDATE urls SET outcome = 'forgotten', detail = 'taken down on request', state = 'done', next_fetch_at = NULL
        WHERE id = NEW.id;
    END;
CREATE TRIGGER urls_forgotten_due AFTER UPDATE OF next_fetch_at ON urls
        WHEN NEW.next_fetch_at IS NOT NULL AND NEW.role = 'article'
            AND EXISTS (SELECT 1 FROM tombstones WHERE url IN (NEW.url, NEW.normal_url))
    BEGIN
        UPDATE urls SET outcome = 'forgotten', detail = 'taken down on request', state = 'done', next_fetch_at = NULL
        WHERE id = NEW.id;
    END;
CREATE TABLE forgetting (
        kind TEXT NOT NULL CHECK (kind IN ('capture', 'file', 'database')), what TEXT NOT NULL,
        PRIMARY KEY (kind, what)
    ) STRICT, WITHOUT ROWID;
INSERT INTO forgetting (kind, what) VALUES ('file', 'crawl-0.warc.gz');
CREATE TRIGGER articles_relate_new AFTER INSERT ON articles BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.id, 0) ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END;
CREATE TRIGGER articles_relate_changed
        AFTER UPDATE OF title, lead, text, outlet, language, published_utc, published_on, byline, source_name, source_url,
            first_seen_at, content_hash ON articles
        WHEN OLD.title IS NOT NEW.title OR OLD.lead IS NOT NEW.lead OR OLD.text IS NOT NEW.text
            OR OLD.outlet IS NOT NEW.outlet OR OLD.language IS NOT NEW.language OR OLD.published_utc IS NOT NEW.published_utc
            OR OLD.published_on IS NOT NEW.published_on OR OLD.byline IS NOT NEW.byline
            OR OLD.source_name IS NOT NEW.source_name OR OLD.source_url IS NOT NEW.source_url
            OR OLD.first_seen_at IS NOT NEW.first_seen_at OR OLD.content_hash IS NOT NEW.content_hash
    BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.id, 0) ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END;
CREATE TRIGGER urls_relate_new AFTER INSERT ON urls WHEN NEW.article_id IS NOT NULL BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.article_id, 0)
        ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END;
CREATE TRIGGER urls_relate_changed AFTER UPDATE OF article_id ON urls
        WHEN NEW.article_id IS NOT NULL AND NEW.article_id IS NOT OLD.article_id
    BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.article_id, 0)
        ON CONFLICT (article_id) DO UPDATE SET stage = 0;
    END;
CREATE VIEW stories AS
        SELECT a.story_id, f.title, f.outlet, f.url, count(*) AS articles, count(DISTINCT a.outlet) AS outlets,
            min(a.published_on) AS first_day, max(a.published_on) AS last_day, min(a.first_seen_at) AS first_seen_at
        FROM articles a JOIN articles f ON f.uid = a.story_id
        GROUP BY a.story_id;
CREATE VIEW republications AS
        SELECT c.story_id, c.outlet, c.uid, c.url, c.title, c.published_at,
            o.outlet AS original_outlet, o.uid AS original_uid, o.url AS original_url, o.title AS original_title,
            o.published_at AS original_published_at,
            round((julianday(c.published_utc) - julianday(o.published_utc)) * 24, 2) AS hours_later,
            r.score, r.evidence
        FROM relations r JOIN articles c ON c.id = r.article_id JOIN articles o ON o.id = r.related_id
        WHERE r.kind = 'republished_from';
CREATE VIEW first_publishers AS
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
        FROM ranked r JOIN many m ON m.story_id = r.story_id WHERE r.place = 1;
CREATE TABLE alternates (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, language TEXT NOT NULL,
        url TEXT NOT NULL, normal_url TEXT NOT NULL,
        PRIMARY KEY (article_id, language)
    ) STRICT, WITHOUT ROWID;
INSERT INTO alternates (article_id, language, url, normal_url) VALUES (1, 'en', 'https://thunghiem.example/en/economy/202611/dong-thap-opens-fair-4f5a6b7', 'https://thunghiem.example/en/economy/202611/dong-thap-opens-fair-4f5a6b7');
CREATE INDEX alternates_by_normal ON alternates (normal_url);
CREATE TRIGGER alternates_relate_new AFTER INSERT ON alternates BEGIN
        INSERT INTO relate_queue (article_id, stage) VALUES (NEW.article_id, 1) ON CONFLICT (article_id) DO NOTHING;
    END;
CREATE TRIGGER alternates_relate_gone AFTER DELETE ON alternates BEGIN
        INSERT INTO relate_queue (article_id, stage)
        SELECT id, 1 FROM articles WHERE id = OLD.article_id
        UNION SELECT article_id, 1 FROM urls WHERE normal_url = OLD.normal_url AND article_id IS NOT NULL
        ON CONFLICT (article_id) DO NOTHING;
    END;
CREATE TRIGGER urls_relate_gone AFTER UPDATE OF article_id ON urls
        WHEN OLD.article_id IS NOT NULL AND NEW.article_id IS NOT OLD.article_id
    BEGIN
        INSERT INTO relate_queue (article_id, stage)
        SELECT id, 1 FROM articles WHERE id = OLD.article_id AND true
        ON CONFLICT (article_id) DO NOTHING;
    END;
CREATE TABLE host_aliases (
        host TEXT PRIMARY KEY, outlet TEXT NOT NULL REFERENCES outlets(key), stands_for TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO host_aliases (host, outlet, stands_for) VALUES ('cu.thunghiem.example', 'thunghiem', 'thunghiem.example');
INSERT INTO articles_fts (rowid, title, lead, text) VALUES (1, 'dong thap mo hoi cho ben song', 'hoi cho keo dai nam ngay.', 'sang 20-11, tinh dong thap mo hoi cho xuc tien thuong mai ben song tien, voi 120 gian hang.

ba tran thi man, chu mot vua xoai, noi rang khach mua nhieu hon nam ngoai.');
INSERT INTO articles_fts (rowid, title, lead, text) VALUES (2, 'dem nhac hoa binh o quang truong', '', 'hang nghin nguoi du dem nhac.

ban to chuc cam on khan gia duong xa.');
INSERT INTO articles_fts (rowid, title, lead, text) VALUES (3, 'hoi cho o dong thap', '', 'sang 20-11, tinh dong thap mo hoi cho xuc tien thuong mai ben song tien, voi 120 gian hang.

ba tran thi man, chu mot vua xoai, noi rang khach mua nhieu hon nam ngoai.');
INSERT INTO articles_fts (rowid, title, lead, text) VALUES (4, '=ben do cu; chuyen ke, "nghe" lai', '', 'ben do nay vang khach <b>han</b>.');
COMMIT;
