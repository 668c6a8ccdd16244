"""Stored queries for the questions that analysts ask first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A question with its SQL; `:names` become input fields, and an empty field means no restriction."""

    title: str
    description: str
    sql: str


QUERIES: dict[str, StoredQuery] = {
    "search": StoredQuery(
        "Search",
        'Full text, best first, with or without Vietnamese marks; "phrases in quotes", endings* with a star.',
        """
        SELECT a.id, a.published_on, a.outlet, a.title,
               snippet(articles_fts, -1, '', '', '…', 30) AS passage, a.url
        FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid
        WHERE articles_fts MATCH fts_query(:words)
          AND (:outlet = '' OR a.outlet = :outlet)
          AND (:since = '' OR a.published_on >= :since) AND (:until = '' OR a.published_on <= :until)
        ORDER BY bm25(articles_fts, 10.0, 4.0, 1.0) LIMIT 100
        """,
    ),
    "articles_a_day": StoredQuery(
        "Articles a day",
        "How many articles of each newspaper were published on each day, and how many stories these are.",
        """
        SELECT published_on, outlet, count(*) AS articles, count(DISTINCT story_id) AS stories, sum(word_count) AS words
        FROM articles
        WHERE published_on IS NOT NULL
          AND (:outlet = '' OR outlet = :outlet)
          AND (:since = '' OR published_on >= :since) AND (:until = '' OR published_on <= :until)
        GROUP BY published_on, outlet ORDER BY published_on DESC, articles DESC
        """,
    ),
    "outcomes": StoredQuery(
        "What became of the addresses",
        "How many addresses of each newspaper ended in each outcome; not_article is counted by its kind.",
        """
        SELECT outlet, coalesce(outcome, 'not fetched yet') AS outcome,
               iif(outcome = 'not_article', detail, NULL) AS kind, count(*) AS addresses, max(url) AS example
        FROM urls WHERE role = 'article' AND (:outlet = '' OR outlet = :outlet)
        GROUP BY 1, 2, 3 ORDER BY outlet, addresses DESC
        """,
    ),
    "bylines": StoredQuery(
        "Bylines",
        "Who wrote or photographed for which newspaper, how often, and from when to when.",
        """
        SELECT au.name, a.outlet, count(*) AS articles,
               sum(x.role IN ('text', 'both')) AS texts, sum(x.role IN ('photo', 'both')) AS photos,
               min(a.published_on) AS first_day, max(a.published_on) AS last_day
        FROM article_authors x JOIN authors au ON au.id = x.author_id JOIN articles a ON a.id = x.article_id
        WHERE (:outlet = '' OR a.outlet = :outlet)
        GROUP BY au.name, a.outlet ORDER BY articles DESC, au.name
        """,
    ),
    "republished": StoredQuery(
        "Republished pieces",
        "Articles that another newspaper printed before, with the evidence.",
        """
        SELECT r.kind, copy.outlet, copy.published_at, copy.title, original.outlet AS original_outlet,
               original.published_at AS original_published_at, original.title AS original_title, r.score, r.evidence,
               copy.url, original.url AS original_url
        FROM relations r JOIN articles copy ON copy.id = r.article_id JOIN articles original ON original.id = r.related_id
        WHERE (:outlet = '' OR copy.outlet = :outlet)
        ORDER BY copy.published_on DESC, copy.id DESC
        """,
    ),
    "revisions_seen": StoredQuery(
        "Edited articles",
        "Articles whose words changed after we first saw them: the first title, the present one, and how often.",
        """
        SELECT a.id, a.outlet, a.revision AS revisions, first.title AS first_title, a.title,
               first.observed_at AS first_seen, a.last_seen_at, length(a.text) - length(first.text) AS letters_more, a.url
        FROM articles a JOIN revisions first ON first.article_id = a.id AND first.revision = 1
        WHERE a.revision > 1 AND (:outlet = '' OR a.outlet = :outlet)
        ORDER BY a.last_seen_at DESC
        """,
    ),
    "channel_yield": StoredQuery(
        "Yield of the channels",
        "What each feed, sitemap and section page brought in all, and when last; a dead one stands at the top.",
        """
        SELECT c.outlet, c.kind, c.url, c.declared, sum(r.found) AS found, sum(r.new) AS new, c.last_yield_at
        FROM channels c LEFT JOIN run_channels r ON r.channel_id = c.id
        WHERE (:outlet = '' OR c.outlet = :outlet)
        GROUP BY c.id ORDER BY c.last_yield_at IS NOT NULL, c.last_yield_at, c.outlet
        """,
    ),
}
"""Name in the address: the question. The names differ from those of tables, which share their place."""
