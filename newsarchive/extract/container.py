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
_FURNITURE_TAGS = frozenset(("footer", "nav", "aside", "form", "noscript"))
_MIN_CHARS = 30


def declared(root: HtmlElement, selectors: Sequence[str]) -> tuple[HtmlElement, str] | None:
    """Return the element of the first selector that finds one with text, and that selector."""
    for selector in selectors:
        found = [el for el in root.cssselect(selector) if text_length(el) >= _MIN_CHARS]
        if found:
            return _tightest(max(found, key=text_length)), selector
    return None


def _tightest(el: HtmlElement) -> HtmlElement:
    """The innermost box of a known name that still holds nearly all running text of an element.

    A selector made for a newer layout may catch an old page's outer box.
    """
    total = sum(chars - linked for _, chars, linked in paragraphs(el))
    for inner in reversed([e for e in el.iter("div", "article", "section", "td") if e is not el and _is_named(e)]):
        if sum(chars - linked for _, chars, linked in paragraphs(inner)) >= 0.85 * total > 0:
            return inner
    return el


def text_length(el: HtmlElement) -> int:
    """Return the number of characters of text below an element, runs of white space as one."""
    length = el.xpath("string-length(normalize-space(string(.)))")
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


def find(root: HtmlElement, title_el: HtmlElement | None = None) -> tuple[HtmlElement, str] | None:
    """Return the body's container and the rule that found it: a known name, or where the running text is densest.

    `title_el` is the title's heading: text before it counts less, and where it stands in an `<article>` beside others,
    the body does too.
    """
    body = root.find("body")
    base = body if body is not None else root
    good = [(el, c, a) for el, c, a in paragraphs(base) if a < 0.5 * c]
    if not good:
        return None
    scores: dict[HtmlElement, float] = {}
    amounts: dict[HtmlElement, int] = {}
    noisy = _Noise(base, good)
    before = _elements_before(base, title_el)
    for el, chars, linked in good:
        plain = chars - linked
        if noisy.holds(el):
            plain //= 10
        if before is not None and el in before:
            plain //= 3
        value = min(plain, 600) + 20 * (plain >= 80)
        share = 1.0
        node = el if el.tag in ("div", "td", "section", "article") and _has_block_children(el) else el.getparent()
        depth = 0
        while node is not None:
            if depth < 6:
                scores[node] = scores.get(node, 0.0) + value * share
                share *= 0.62
            amounts[node] = amounts.get(node, 0) + plain
            if node is base:
                break
            depth += 1
            node = node.getparent()
    best = max(scores, key=lambda n: scores[n] * _weight(n))
    rule = "densest text"
    named = [n for n in scores if _is_named(n)]
    if named:
        top = max(named, key=lambda n: (amounts[n], scores[n]))
        inside = top is best or _contains(best, top) or _contains(top, best)
        if amounts[top] >= (0.3 if inside else 0.5) * amounts[best] and (inside or amounts[top] >= 0.8 * amounts[best]):
            inner = [n for n in named if _contains(top, n) and amounts[n] >= 0.85 * amounts[top]]
            best, rule = max(inner, key=lambda n: sum(1 for _ in n.iterancestors()), default=top), "known name"
    own = _own_article(best, title_el, amounts)
    if own is not None:
        return own, "the title's article"
    return _widen(best, amounts, base, named if rule == "known name" else None), rule


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


def holds_named(el: HtmlElement) -> bool:
    """Tell whether a box of a known body name with running text stands in the element."""
    return any(
        _is_named(inner) and text_length(inner) >= 200
        for inner in el.iter("div", "article", "section")
        if inner is not el
    )


def _has_block_children(el: HtmlElement) -> bool:
    return any(child.tag in ("p", "div", "table", "ul", "section", "article", "h2", "h3") for child in el)


def _contains(outer: HtmlElement, inner: HtmlElement) -> bool:
    return any(ancestor is outer for ancestor in inner.iterancestors())


class _Noise:
    """Tells which paragraphs stand in furniture; a box with half of all running text is none, whatever its name."""

    def __init__(self, base: HtmlElement, good: list[tuple[HtmlElement, int, int]]) -> None:
        self._base = base
        self._verdicts: dict[HtmlElement, bool] = {}
        self._raw: dict[HtmlElement, int] = {}
        for el, chars, linked in good:
            node: HtmlElement | None = el
            while node is not None and node is not base:
                self._raw[node] = self._raw.get(node, 0) + chars - linked
                node = node.getparent()
        self._half = 0.5 * sum(chars - linked for _, chars, linked in good)

    def holds(self, el: HtmlElement) -> bool:
        chain = []
        node: HtmlElement | None = el
        verdict = False
        while node is not None and node is not self._base:
            if node in self._verdicts:
                verdict = self._verdicts[node]
                break
            chain.append(node)
            if self._raw[node] < self._half and (
                node.tag in _FURNITURE_TAGS or noise.is_hidden(node) or noise.is_noise(node)
            ):
                verdict = True
                break
            node = node.getparent()
        for passed in chain:
            self._verdicts[passed] = verdict
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


def _own_article(
    best: HtmlElement, title_el: HtmlElement | None, amounts: dict[HtmlElement, int]
) -> HtmlElement | None:
    """The title's own `<article>`, or the first after it, where several stand side by side."""
    if title_el is None:
        return None
    outer = best if best.tag != "article" else best.getparent()
    if outer is None:
        return None
    full = [a for a in outer.iter("article") if amounts.get(a, 0) >= 150]
    apart = [a for a in full if not any(_contains(b, a) for b in full if b is not a)]
    if len(apart) < 2:
        return None
    own = next(title_el.iterancestors("article"), None)
    if own is not None:
        return own if own in apart and own is not best else None
    following = title_el.xpath("following::article")
    after = [a for a in apart if isinstance(following, list) and a in following]
    return after[0] if after and after[0] is not best and not _contains(best, title_el) else None


def _widen(
    best: HtmlElement, amounts: dict[HtmlElement, int], base: HtmlElement, named: list[HtmlElement] | None
) -> HtmlElement:
    """Go up where an ancestor holds clearly more running text and little else: bodies cut in several boxes.

    From a box of a known name only to where more boxes of known names are.
    """
    node = best
    length = text_length(node)
    for parent in best.iterancestors():
        if parent is base or parent.tag in ("body", "html"):
            break
        extra = amounts[parent] - amounts[node]
        if extra < 0.15 * amounts[node]:
            continue
        if any(amounts.get(a, 0) >= 150 and not _related(a, node) for a in parent.iter("article")):
            break  # other articles
        if (
            named is not None
            and sum(amounts[n] for n in named if _contains(parent, n) and not _related(n, node)) < 0.8 * extra
        ):
            break
        total = text_length(parent)
        if extra < 0.4 * max(1, total - length):
            break
        node, length = parent, total
    return node


def _related(one: HtmlElement, other: HtmlElement) -> bool:
    return one is other or _contains(one, other) or _contains(other, one)
