"""Read the JSON-LD blocks of a page into flat facts about its article."""

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
_Node = dict[str, Any]
"""One JSON object of a page's JSON-LD."""
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
    nodes, broken = _parse(blocks)
    linked = Linked()
    articles: list[_Node] = []
    for node in nodes:
        types = _types(node)
        linked.types.update(types)
        if ARTICLE_TYPES.intersection(types):
            articles.append(node)
        elif "BreadcrumbList" in types:
            linked.breadcrumb = linked.breadcrumb or _breadcrumb(node)
    if articles:
        _fill(linked, max(articles, key=lambda node: _agreement(node, url, title)), _by_id(nodes))
    for block in broken:
        if not linked.headline and "Article" in block:
            _salvage(linked, block)
    return linked


def _parse(blocks: list[str]) -> tuple[list[_Node], list[str]]:
    """Return the objects of all blocks, and the blocks that are no JSON."""
    nodes: list[_Node] = []
    broken: list[str] = []
    for block in blocks[:_MAX_BLOCKS]:
        value = _load(block)
        if value is None:
            broken.append(block)
        else:
            _collect(value, nodes, 0)
    return nodes, broken


def _by_id(nodes: list[_Node]) -> dict[str, _Node]:
    """The objects that say more than their @id, by it."""
    return {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}


def _load(block: str) -> Any:
    text = _COMMENT.sub("", block.strip())
    text = _COMMENT.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text.replace("\\'", "'"))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _collect(value: Any, nodes: list[_Node], depth: int) -> None:
    """Add the typed or named objects of a value to `nodes`, outer ones first."""
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


def _types(node: _Node) -> list[str]:
    raw = node.get("@type")
    values = raw if isinstance(raw, list) else [raw]
    return [v.rpartition("/")[2] for v in values if isinstance(v, str)]


def _agreement(node: _Node, url: str, title: str) -> tuple[int, int]:
    """How well a node's address and headline fit the page, then how many facts it has."""
    own = {_bare(_url_of(node.get(key))) for key in ("url", "mainEntityOfPage", "@id")} - {""}
    headline = plain(node.get("headline") or node.get("name")).casefold()
    score = 2 * (_bare(url) in own) + (bool(title) and bool(headline) and headline[:40] in title.casefold())
    facts = sum(bool(node.get(k)) for k in ("headline", "datePublished", "author", "description"))
    return score, facts


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.|m\.)?|[?#].*$|/+$", "", url)


def _url_of(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url") or value.get("contentUrl")
    if isinstance(value, list):
        return _url_of(value[0]) if value else ""
    return value.strip() if isinstance(value, str) else ""


def _fill(linked: Linked, node: _Node, by_id: dict[str, _Node]) -> None:
    linked.article_type = next((t for t in _types(node) if t in ARTICLE_TYPES), "")
    linked.headline = plain(_lower(node, "headline")) or plain(_lower(node, "name"))
    linked.description = _text(node, "description")
    linked.published = _text(node, "datePublished") or _text(node, "dateCreated")
    linked.modified = _text(node, "dateModified")
    linked.section = plain(_first(node.get("articleSection")))
    linked.language = plain(_first(node.get("inLanguage")))
    linked.url = _url_of(node.get("url")) or _url_of(node.get("mainEntityOfPage"))
    linked.body = node["articleBody"] if isinstance(node.get("articleBody"), str) else ""
    linked.free = str(node.get("isAccessibleForFree", True)).strip().lower() not in ("false", "0", "no")
    linked.source_url = _url_of(node.get("isBasedOn"))
    linked.publisher = _name(node.get("publisher"), by_id)[1]
    linked.keywords = _keywords(node.get("keywords"))
    linked.images = [url for url in map(_url_of, _as_list(node.get("image"))[:50]) if url]
    linked.authors = _names(node, "author", by_id) or _names(node, "creator", by_id)


def _keywords(value: Any) -> list[str]:
    listed = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return [keyword for keyword in map(plain, listed[:100]) if keyword]


def _names(node: _Node, key: str, by_id: dict[str, _Node]) -> list[tuple[str, str]]:
    """The (type, name) pairs of the persons or organisations under a key, each once."""
    pairs = (_name(item, by_id) for item in _as_list(_lower(node, key))[:30])
    return list(dict.fromkeys(pair for pair in pairs if pair[1]))


def _lower(node: _Node, key: str) -> Any:
    """The value of a key as written, or capitalised as some .NET systems print it."""
    return node[key] if key in node else node.get(key[0].upper() + key[1:])


def _text(node: _Node, key: str) -> str:
    return plain(_first(_lower(node, key)))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _name(value: Any, by_id: dict[str, _Node]) -> tuple[str, str]:
    """The (type, name) of a person or organisation: given as text, as an object or by the @id of one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        if isinstance(value.get("@id"), str) and not _lower(value, "name"):
            value = by_id.get(value["@id"], value)
        kind = next(iter(_types(value)), "")
        return kind, plain(_first(_lower(value, "name")))
    return "", plain(value)


def _breadcrumb(node: _Node) -> list[str]:
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
    """Search a block that is no JSON for its main fields."""
    found: dict[str, str] = {}
    for key, value in _FIELD.findall(block[:200_000]):
        found.setdefault(key, plain(value.replace('\\"', '"').replace("\\/", "/")))
    linked.headline = found.get("headline", "")
    linked.description = found.get("description", "")
    linked.published = linked.published or found.get("datePublished", "")
    linked.modified = linked.modified or found.get("dateModified", "")
    linked.section = linked.section or found.get("articleSection", "")
    linked.types.add("NewsArticle")
