"""Read the JSON-LD blocks of a page into flat facts about its article."""

# ruff: noqa: SIM905 - lists of words read best as lines of words
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from newsarchive.extract.page.entities import plain

ARTICLE_TYPES = frozenset(
    """
    NewsArticle Article ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    AskPublicNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting TechArticle Report
    ScholarlyArticle Review CriticReview SatiricalArticle AdvertiserContentArticle Recipe
    """.split()
)
_MAX_BLOCKS, _MAX_NODES, _MAX_DEPTH = 40, 3000, 12
_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?://\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|-->)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_FIELD = re.compile(
    r'"(headline|name|datePublished|dateModified|description|articleSection)"\s*:\s*"((?:[^"\\]|\\.){0,2000})"'
)


@dataclass(slots=True)
class Linked:
    """What the JSON-LD of a page says of its article, plain text; empty where it says nothing.

    `authors` are (type, name) pairs in order; `types` are all @type values met on the page at top level or in @graph.
    """

    headline: str = ""
    description: str = ""
    published: str = ""
    modified: str = ""
    authors: list[tuple[str, str]] = field(default_factory=list)
    publisher: str = ""
    section: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    url: str = ""
    images: list[str] = field(default_factory=list)
    body: str = ""
    free: bool = True
    article_type: str = ""
    types: set[str] = field(default_factory=set)
    breadcrumb: list[str] = field(default_factory=list)
    source_url: str = ""


def read(blocks: list[str], url: str, title: str = "") -> Linked:
    """Return the facts of the block that speaks of this page: the one with its URL, else the one whose headline fits
    `title`, else the first article. Broken JSON is repaired where that is simple, else searched for its main fields.
    """
    linked = Linked()
    nodes: list[dict[str, Any]] = []
    broken: list[str] = []
    for block in blocks[:_MAX_BLOCKS]:
        value = _load(block)
        if value is None:
            broken.append(block)
        else:
            _collect(value, nodes, 0)
    by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    articles: list[dict[str, Any]] = []
    for node in nodes:
        types = _types(node)
        linked.types.update(types)
        if ARTICLE_TYPES.intersection(types):
            articles.append(node)
        elif "BreadcrumbList" in types and not linked.breadcrumb:
            linked.breadcrumb = _breadcrumb(node)
    best = max(articles, key=lambda n: _fits(n, url, title), default=None)
    if best is not None:
        _fill(linked, best, by_id)
    for block in broken:
        if not linked.headline and "Article" in block:
            _salvage(linked, block)
    return linked


def _load(block: str) -> Any:
    text = _COMMENT.sub("", block.strip())
    text = _COMMENT.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text.replace("\\'", "'"))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _collect(value: Any, nodes: list[dict[str, Any]], depth: int) -> None:
    if depth > _MAX_DEPTH or len(nodes) >= _MAX_NODES:
        return
    if isinstance(value, list):
        for item in value[:500]:
            _collect(item, nodes, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            nodes.append(value)
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "author", "publisher"):
            inner = value.get(key)
            if isinstance(inner, list | dict):
                _collect(inner, nodes, depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    raw = node.get("@type")
    values = raw if isinstance(raw, list) else [raw]
    return [v.rpartition("/")[2] for v in values if isinstance(v, str)]


def _fits(node: dict[str, Any], url: str, title: str) -> tuple[int, int, int]:
    own = {_bare(_url_of(node.get(key))) for key in ("url", "mainEntityOfPage", "@id")} - {""}
    headline = plain(node.get("headline") or node.get("name")).casefold()
    score = 2 * (_bare(url) in own) + (bool(title) and bool(headline) and headline[:40] in title.casefold())
    facts = sum(bool(node.get(k)) for k in ("headline", "datePublished", "author", "description"))
    return score, facts, 0


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.|m\.)?|[?#].*$|/+$", "", url)


def _url_of(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url") or value.get("contentUrl")
    if isinstance(value, list):
        return _url_of(value[0]) if value else ""
    return value.strip() if isinstance(value, str) else ""


def _fill(linked: Linked, node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> None:
    linked.article_type = next((t for t in _types(node) if t in ARTICLE_TYPES), "")
    linked.headline = plain(_lower(node, "headline")) or plain(_lower(node, "name"))
    linked.description = plain(_first(_lower(node, "description")))
    linked.published = plain(_first(_lower(node, "datePublished"))) or plain(_first(_lower(node, "dateCreated")))
    linked.modified = plain(_first(_lower(node, "dateModified")))
    linked.section = plain(_first(node.get("articleSection")))
    linked.language = plain(_first(node.get("inLanguage")))
    linked.url = _url_of(node.get("url")) or _url_of(node.get("mainEntityOfPage"))
    linked.body = node["articleBody"] if isinstance(node.get("articleBody"), str) else ""
    linked.free = str(node.get("isAccessibleForFree", True)).strip().lower() not in ("false", "0", "no")
    linked.source_url = _url_of(node.get("isBasedOn"))
    linked.publisher = _name(node.get("publisher"), by_id)[1]
    raw = node.get("keywords")
    listed = raw if isinstance(raw, list) else str(raw).split(",") if isinstance(raw, str) else []
    linked.keywords = [k for k in (plain(item) for item in listed[:100]) if k]
    images = node.get("image")
    linked.images = [u for u in (_url_of(i) for i in (images if isinstance(images, list) else [images])[:50]) if u]
    for key in ("author", "creator"):
        raw = _lower(node, key)
        for item in (raw if isinstance(raw, list) else [raw])[:30]:
            kind, name = _name(item, by_id)
            if name and (kind, name) not in linked.authors:
                linked.authors.append((kind, name))
        if linked.authors:
            break


def _lower(node: dict[str, Any], key: str) -> Any:
    """A key as written, or capitalised as some .NET systems print it."""
    return node[key] if key in node else node.get(key[0].upper() + key[1:])


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _name(value: Any, by_id: dict[str, dict[str, Any]]) -> tuple[str, str]:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        if isinstance(value.get("@id"), str) and not _lower(value, "name"):
            value = by_id.get(value["@id"], value)
        kind = next(iter(_types(value)), "")
        return kind, plain(_first(_lower(value, "name")))
    return "", plain(value)


def _breadcrumb(node: dict[str, Any]) -> list[str]:
    items = node.get("itemListElement")
    names: list[str] = []
    for item in items[:20] if isinstance(items, list) else []:
        if isinstance(item, dict):
            inner = item.get("item")
            name = plain(item.get("name")) or (plain(inner.get("name")) if isinstance(inner, dict) else "")
            if name:
                names.append(name)
    return names


def _salvage(linked: Linked, block: str) -> None:
    found: dict[str, str] = {}
    for key, value in _FIELD.findall(block[:200_000]):
        found.setdefault(key, plain(value.replace('\\"', '"').replace("\\/", "/")))
    linked.headline = found.get("headline", "")
    linked.description = found.get("description", "")
    linked.published = linked.published or found.get("datePublished", "")
    linked.modified = linked.modified or found.get("dateModified", "")
    linked.section = linked.section or found.get("articleSection", "")
    linked.types.add("NewsArticle")
