"""Find the element that holds the article's body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract import noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

# Names that CMS families give the body (facts on Vietnamese papers, schema.org, WordPress, AMP): exact class or id.
_BODY_NAMES = frozenset(
    [
        "detail-content",
        "article__body",
        "article-body",
        "articlebody",
        "article_body",
        "entry-content",
        "post-content",
        "post__content",
        "fck_detail",
        "singular-content",
        "content-detail",
        "content-fck",
        "newscontents",
        "detail__content",
        "edittor-content",
        "maincontent",
        "the-article-body",
        "article-content",
        "article__content",
        "news-content",
        "newscontent",
        "news_content",
        "content-news",
        "contentnews",
        "detail-content-body",
        "cms-body",
        "zce-content-body",
        "ck-content",
        "content_detail",
        "contentdetail",
        "detail-body",
        "post_content",
        "td-post-content",
        "b-maincontent",
        "main-content-body",
        "news-detail-content",
        "details__content",
        "body-content",
        "news-body",
        "articlecontent",
        "story-body",
        "storybody",
        "story-content",
        "content-body",
        "entry-body",
        "single-content",
        "noidung",
        "noi-dung",
        "fck",
        "box-content-detail",
        "article-detail-content",
        "detail_content",
        "post-body",
        "blog-content",
        "fulltext",
        "editor-content",
        "abody",
        "main-contents",
        "contentview",
        "article__body-content",
        "c-article__body",
        "cate-24h-foot-arti-deta-info",
    ]
)
_GOOD = re.compile(r"article|body|content|entry|main|post|text|story|detail|noidung|noi-dung|fck", re.I)
_BAD = re.compile(
    r"comment|foot|sidebar|related|promo|banner|widget|menu|nav|header|list|relate|lienquan|sponsor|share|meta", re.I
)
_PARAGRAPH_TAGS = ("p", "div", "td", "pre", "blockquote", "li", "section", "article", "span", "h2", "h3", "dd")
_MIN_CHARS = 30


def declared(root: HtmlElement, selectors: Sequence[str]) -> tuple[HtmlElement, str] | None:
    """Return the element of the first selector that finds one with text, and that selector."""
    for selector in selectors:
        found = [el for el in root.cssselect(selector) if text_length(el) >= _MIN_CHARS]
        if found:
            return max(found, key=text_length), selector
    return None


def text_length(el: HtmlElement) -> int:
    """Return the number of characters of text below an element, scripts and white space runs left out."""
    length = el.xpath(
        "string-length(normalize-space(string(.)))"
        " - string-length(normalize-space(string(.//script))) - string-length(normalize-space(string(.//style)))"
    )
    return int(length) if isinstance(length, float) else 0


def paragraphs(root: HtmlElement) -> list[tuple[HtmlElement, int, int]]:
    """Return the elements that directly hold running text, with characters and linked characters.

    A paragraph is a `<p>` or any element with own text beside line breaks and inline markup; scripts are left out.
    """
    found: list[tuple[HtmlElement, int, int]] = []
    for el in root.iter("p", "div", "td", "pre", "li", "section", "article", "dd", "blockquote"):
        own = len(el.text.strip()) if el.text else 0
        linked = 0
        if el.tag in ("p", "pre", "blockquote"):
            if not len(el):
                if own >= _MIN_CHARS:
                    found.append((el, own, 0))
                continue
        elif own < 3 and not any(child.tail and len(child.tail.strip()) > 8 for child in el):
            if not any(
                child.tag in ("b", "strong", "em", "i", "span", "font") and child.text and len(child.text) > 60
                for child in el
            ):
                continue
        chars = own
        for child in el:
            if child.tail:
                chars += len(child.tail.strip())
            tag = child.tag
            if tag == "a":
                n = len((child.text_content() or "").strip())
                chars += n
                linked += n
            elif tag in (
                "b",
                "strong",
                "em",
                "i",
                "span",
                "font",
                "u",
                "sup",
                "sub",
                "q",
                "cite",
                "mark",
                "small",
                "abbr",
                "time",
                "bdi",
            ):
                chars += len((child.text_content() or "").strip())
                for a in child.iter("a"):
                    linked += len((a.text_content() or "").strip())
        if chars >= _MIN_CHARS:
            found.append((el, chars, linked))
    return found


def find(root: HtmlElement, anchor: HtmlElement | None = None) -> tuple[HtmlElement, str] | None:
    """Return the body's container and the rule that found it: a known name, or where the running text is densest.

    `anchor` is the title's element: text before it counts less.
    """
    body = root.find("body")
    base = body if body is not None else root
    good = [(el, c, a) for el, c, a in paragraphs(base) if a < 0.5 * c]
    if not good:
        return None
    scores: dict[HtmlElement, float] = {}
    amounts: dict[HtmlElement, int] = {}
    noisy: dict[HtmlElement, bool] = {}
    before = _elements_before(base, anchor)
    for el, chars, linked in good:
        plain = chars - linked
        if _in_noise(el, base, noisy):
            plain //= 10
        if before is not None and el in before:
            plain //= 2
        value = min(plain, 600) + 20 * (plain >= 80)
        share = 1.0
        node = el.getparent() if el.tag != "div" or _has_block_children(el) is False else el
        own_container = el if node is el else None
        for _ in range(6):
            if node is None or node is base.getparent():
                break
            scores[node] = scores.get(node, 0.0) + value * share
            amounts[node] = amounts.get(node, 0) + plain
            share *= 0.62 if own_container is None else 0.9
            own_container = None
            node = node.getparent()
    if not scores:
        return None
    best = max(scores, key=lambda n: scores[n] * _weight(n))
    rule = "densest text"
    named = [n for n in scores if _is_named(n)]
    if named:
        top = max(named, key=lambda n: (amounts[n], scores[n]))
        inside = _contains(best, top) or _contains(top, best) or top is best
        if amounts[top] >= 0.5 * amounts[best] and (inside or amounts[top] >= 0.8 * amounts[best]):
            return top, "known name"
    return _widen(best, amounts, base), rule


def _weight(el: HtmlElement) -> float:
    names = noise.hints(el)
    factor = 1.0
    if names:
        if _GOOD.search(names):
            factor *= 1.15
        if _BAD.search(names):
            factor *= 0.8
    if el.tag == "article":
        factor *= 1.1
    if el.tag in ("body", "html"):
        factor *= 0.8
    return factor


def _is_named(el: HtmlElement) -> bool:
    if (
        (el.get("itemprop") or "").lower() == "articlebody"
        or el.get("data-role") == "content"
        or el.get("data-field") == "body"
    ):
        return True
    names = (el.get("class") or "").lower().split()
    ident = (el.get("id") or "").lower()
    return ident in _BODY_NAMES or any(n in _BODY_NAMES for n in names)


def _has_block_children(el: HtmlElement) -> bool:
    return any(child.tag in ("p", "div", "table", "ul", "section", "article", "h2", "h3") for child in el)


def _contains(outer: HtmlElement, inner: HtmlElement) -> bool:
    return any(ancestor is outer for ancestor in inner.iterancestors())


def _in_noise(el: HtmlElement, base: HtmlElement, cache: dict[HtmlElement, bool]) -> bool:
    chain = []
    node: HtmlElement | None = el
    verdict = False
    while node is not None and node is not base:
        if node in cache:
            verdict = cache[node]
            break
        chain.append(node)
        if node.tag in ("footer", "nav", "aside", "form", "noscript") or noise.is_noise(node):
            verdict = True
            break
        node = node.getparent()
    for passed in chain:
        cache[passed] = verdict
    return verdict


def _elements_before(base: HtmlElement, anchor: HtmlElement | None) -> set[HtmlElement] | None:
    if anchor is None:
        return None
    before: set[HtmlElement] = set()
    for el in base.iter("p", "div", "td", "li", "section", "article", "pre", "blockquote", "dd", anchor.tag):
        if el is anchor:
            return before
        before.add(el)
    return None


def _widen(best: HtmlElement, amounts: dict[HtmlElement, int], base: HtmlElement) -> HtmlElement:
    """Go up while the parent holds clearly more running text of the same kind: bodies cut in several boxes."""
    node = best
    for _ in range(3):
        parent = node.getparent()
        if parent is None or parent is base or parent.tag in ("body", "html") or parent not in amounts:
            break
        extra = amounts[parent] - amounts[node]
        if extra < 0.2 * amounts[node]:
            break
        node = parent
    return node
