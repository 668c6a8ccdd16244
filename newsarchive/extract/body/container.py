"""Find the element that holds the article's body."""

# ruff: noqa: SIM905 - lists of words read best as lines of words
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.body import density
from newsarchive.extract.page import furniture, tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

# Names that CMS families give the body (facts on Vietnamese papers, schema.org, WordPress, AMP): exact class or id.
_BODY_NAMES = frozenset(
    """
    detail-content article__body article-body articlebody article_body entry-content post-content post__content
    fck_detail singular-content content-detail content-fck newscontents detail__content edittor-content maincontent
    the-article-body article-content article__content news-content newscontent news_content content-news contentnews
    detail-content-body cms-body zce-content-body ck-content content_detail contentdetail detail-body post_content
    td-post-content b-maincontent main-content-body news-detail-content details__content body-content news-body
    articlecontent story-body storybody story-content content-body entry-body single-content noidung noi-dung fck
    box-content-detail article-detail-content detail_content post-body blog-content fulltext editor-content abody
    main-contents contentview article__body-content c-article__body cate-24h-foot-arti-deta-info
    """.split()
)
_GOOD = re.compile(r"article|body|content|entry|main|post|text|story|detail|noidung|noi-dung|fck", re.I)
_BAD = re.compile(
    r"comment|foot|sidebar|related|promo|banner|widget|menu|nav|header|list|relate|lienquan|sponsor|share|meta", re.I
)
_FURNITURE_TAGS = frozenset(("footer", "nav", "aside", "form", "noscript"))
_HOLDERS = frozenset(("div", "td", "section", "article"))


def declared(doc: Document, selectors: Sequence[str]) -> tuple[Element, str] | None:
    """Return the element of the first selector that finds one with text, and that selector."""
    for selector in selectors:
        found = [el for el in doc.select(selector) if text_length(el) >= density.MIN_CHARS]
        if found:
            return _tightest(found[0] if len(found) == 1 else max(found, key=text_length)), selector
    return None


def _tightest(el: Element) -> Element:
    """The innermost box of a known name that still holds nearly all running text of an element.

    A selector made for a newer layout may catch an old page's outer box.
    """
    named = [e for e in el.iter("div", "article", "section", "td") if e is not el and is_named(e)]
    if not named:
        return el
    total = density.Measures(list(el.iter())).running()
    for inner in reversed(named):
        if density.Measures(list(inner.iter())).running() >= 0.85 * total > 0:
            return inner
    return el


def text_length(el: Element) -> int:
    """Return the number of characters of text below an element, runs of white space as one."""
    length = el.xpath("string-length(normalize-space(string(.)))")
    return int(length) if isinstance(length, float) else 0


def find(doc: Document, title_el: Element | None = None) -> tuple[Element, str] | None:
    """Return the body's container and the rule that found it: a known name, or where the running text is densest.

    `title_el` is the title's heading: text before it counts less, and where it stands in an `<article>` beside others,
    the body does too.
    """
    base = doc.elements[0]
    measures = density.Measures(doc.elements)
    good = [(el, c, a) for el, c, a in measures.paragraphs if a < 0.5 * c]
    if not good:
        return None
    start = doc.position.get(title_el, -1) if title_el is not None else -1
    scores: dict[Element, float] = {}
    amounts: dict[Element, int] = {}
    noisy = _Noise(base, good)
    # Many <article>s of which none holds the title are teasers of other articles.
    cards = [a for a in base.iter("article") if title_el is None or not tree.is_inside(title_el, a)]
    teasers = set(cards) if title_el is not None and len(cards) >= 4 else set()
    for el, chars, linked in good:
        plain = chars - linked
        if noisy.holds(el):
            plain //= 10
        if doc.position[el] < start:
            plain //= 3
        if teasers and next(el.iterancestors("article"), None) in teasers:
            plain //= 4
        value = min(plain, 600) + 20 * (plain >= 80)
        share = 1.0
        node = el if el.tag in _HOLDERS and _has_block_children(el) else el.getparent()
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
    named = [n for n in scores if is_named(n)]
    if named:
        top = max(named, key=lambda n: (amounts[n], scores[n]))
        inside = top is best or tree.is_inside(top, best) or tree.is_inside(best, top)
        if amounts[top] >= (0.3 if inside else 0.5) * amounts[best] and (inside or amounts[top] >= 0.8 * amounts[best]):
            inner = [n for n in named if tree.is_inside(n, top) and amounts[n] >= 0.85 * amounts[top]]
            best, rule = max(inner, key=lambda n: sum(1 for _ in n.iterancestors()), default=top), "known name"
    own = _own_article(doc, best, title_el, amounts)
    if own is not None:
        return own, "the title's article"
    return _widen(best, amounts, measures, base, named if rule == "known name" else None), rule


def _weight(el: Element) -> float:
    names = furniture.hints(el)
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


def is_named(el: Element) -> bool:
    if (
        (el.get("itemprop") or "").lower() == "articlebody"
        or el.get("data-role") == "content"
        or el.get("data-field") == "body"
    ):
        return True
    names = (el.get("class") or "").lower().split()
    ident = (el.get("id") or "").lower()
    return ident in _BODY_NAMES or any(n in _BODY_NAMES for n in names)


def holds_named(el: Element) -> bool:
    """Tell whether a box of a known body name with running text stands in the element."""
    return any(
        is_named(inner) and text_length(inner) >= 200
        for inner in el.iter("div", "article", "section")
        if inner is not el
    )


def _has_block_children(el: Element) -> bool:
    return any(child.tag in ("p", "div", "table", "ul", "section", "article", "h2", "h3") for child in el)


class _Noise:
    """Tells which paragraphs stand in furniture; a box with half of all running text is none, whatever its name."""

    def __init__(self, base: Element, good: list[tuple[Element, int, int]]) -> None:
        self._base = base
        self._verdicts: dict[Element, bool] = {}
        self._raw: dict[Element, int] = {}
        for el, chars, linked in good:
            node: Element | None = el
            while node is not None and node is not base:
                self._raw[node] = self._raw.get(node, 0) + chars - linked
                node = node.getparent()
        self._half = 0.5 * sum(chars - linked for _, chars, linked in good)

    def holds(self, el: Element) -> bool:
        chain = []
        node: Element | None = el
        verdict = False
        while node is not None and node is not self._base:
            if node in self._verdicts:
                verdict = self._verdicts[node]
                break
            chain.append(node)
            if self._raw[node] < self._half and (
                node.tag in _FURNITURE_TAGS or furniture.is_hidden(node) or furniture.is_noise(node)
            ):
                verdict = True
                break
            node = node.getparent()
        for passed in chain:
            self._verdicts[passed] = verdict
        return verdict


def _own_article(doc: Document, best: Element, title_el: Element | None, amounts: dict[Element, int]) -> Element | None:
    """The title's own `<article>`, or the first after it, where several stand side by side."""
    if title_el is None:
        return None
    outer = best if best.tag != "article" else best.getparent()
    if outer is None:
        return None
    full = [a for a in outer.iter("article") if amounts.get(a, 0) >= 150]
    apart = [a for a in full if not any(tree.is_inside(a, b) for b in full if b is not a)]
    if len(apart) < 2:
        return None
    own = next(title_el.iterancestors("article"), None)
    if own is not None:
        return own if own in apart and own is not best else None
    if sum(amounts[a] for a in apart) < 0.7 * amounts[best]:
        return None  # the text itself stands outside them: they are teasers
    after = [a for a in apart if doc.position[a] > doc.position[title_el]]
    return after[0] if after and after[0] is not best and not tree.is_inside(title_el, best) else None


def _widen(
    best: Element, amounts: dict[Element, int], measures: density.Measures, base: Element, named: list[Element] | None
) -> Element:
    """Go up where an ancestor holds clearly more running text and little else: bodies cut in several boxes.

    From a box of a known name only to where more boxes of known names are.
    """
    node = best
    for parent in best.iterancestors():
        if parent is base or parent.tag in ("body", "html"):
            break
        extra = amounts[parent] - amounts[node]
        if extra < 0.15 * amounts[node]:
            continue
        if any(amounts.get(a, 0) >= 150 and not _related(a, node) for a in parent.iter("article")):
            break  # other articles
        if named is not None:
            more = sum(amounts[n] for n in named if tree.is_inside(n, parent) and not _related(n, node))
            if more < 0.8 * extra:
                break
        if extra < 0.4 * max(1, measures.full(parent) - measures.full(node)):
            break
        node = parent
    return node


def _related(one: Element, other: Element) -> bool:
    return one is other or tree.is_inside(other, one) or tree.is_inside(one, other)
