"""Find the element that holds the article's body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extract.body import density
from newsarchive.extract.page import furniture, tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    """The innermost box of a known name that holds nearly all running text of an element, else the element.

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

    `title_el` is the title's heading: text before it counts less, and where it is in an `<article>` beside others,
    the body is too. None where the page has no running text.
    """
    measures = density.Measures(doc.elements)
    running = measures.running_paragraphs()
    if not running:
        return None
    boxes = _Boxes(doc.elements[0])
    worth = _Worth(doc, title_el, running)
    for el, chars in running:
        boxes.add(el, worth.of(el, chars))
    densest = max(boxes.scores, key=lambda el: boxes.scores[el] * _weight(el))
    named = [el for el in boxes.scores if is_named(el)]
    known = _best_named(named, densest, boxes)
    best = densest if known is None else known
    own = _own_article(doc, best, title_el, boxes.amounts)
    if own is not None:
        return own, "the title's article"
    rule = "densest text" if known is None else "known name"
    return _widen(best, boxes, measures, None if known is None else named), rule


class _Boxes:
    """The elements around running text: how much of it each holds, and a score that falls with the distance."""

    def __init__(self, base: Element) -> None:
        self.base = base
        self.amounts: dict[Element, int] = {}
        self.scores: dict[Element, float] = {}

    def add(self, el: Element, worth: int) -> None:
        """Add a paragraph to all boxes around it up to the base."""
        value = min(worth, 600) + 20 * (worth >= 80)
        share = 1.0
        node = el if el.tag in _HOLDERS and _has_block_children(el) else el.getparent()
        depth = 0
        while node is not None:
            if depth < 6:
                self.scores[node] = self.scores.get(node, 0.0) + value * share
                share *= 0.62
            self.amounts[node] = self.amounts.get(node, 0) + worth
            if node is self.base:
                break
            depth += 1
            node = node.getparent()


class _Worth:
    """Weighs paragraphs: text in furniture, before the title or in teasers of other articles counts less."""

    def __init__(self, doc: Document, title_el: Element | None, running: list[tuple[Element, int]]) -> None:
        self._position = doc.position
        self._title_place = doc.position.get(title_el, -1) if title_el is not None else -1
        self._furniture = _Furniture(doc.elements[0], running)
        self._teasers: set[Element] = set()
        if title_el is not None:
            # Many <article>s of which none holds the title are teasers of other articles.
            cards = {a for a in doc.elements[0].iter("article") if not tree.is_inside(title_el, a)}
            self._teasers = cards if len(cards) >= 4 else set()

    def of(self, el: Element, chars: int) -> int:
        """Return what so many characters of an element are worth."""
        if self._furniture.holds(el):
            chars //= 10
        if self._position[el] < self._title_place:
            chars //= 3
        if self._teasers and next(el.iterancestors("article"), None) in self._teasers:
            chars //= 4
        return chars


def _best_named(named: list[Element], densest: Element, boxes: _Boxes) -> Element | None:
    """The box of a known body name with the most running text, unless it holds too little beside the densest box.

    Inside it, the innermost box of a known name that holds nearly all of its text.
    """
    if not named:
        return None
    amounts = boxes.amounts
    top = max(named, key=lambda el: (amounts[el], boxes.scores[el]))
    if amounts[top] < (0.3 if _related(top, densest) else 0.8) * amounts[densest]:
        return None
    inner = [el for el in named if tree.is_inside(el, top) and amounts[el] >= 0.85 * amounts[top]]
    return max(inner, key=lambda el: sum(1 for _ in el.iterancestors()), default=top)


def _weight(el: Element) -> float:
    """How likely an element is the body's by its name and tag."""
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
    """Return whether class, id or microdata give the element a name that content systems give the body."""
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
    """Return whether the element holds a box of a known body name with running text."""
    return any(
        is_named(inner) and text_length(inner) >= 200
        for inner in el.iter("div", "article", "section")
        if inner is not el
    )


def _has_block_children(el: Element) -> bool:
    return any(child.tag in ("p", "div", "table", "ul", "section", "article", "h2", "h3") for child in el)


class _Furniture:
    """Finds paragraphs in furniture; a box with half of all running text is none, whatever its name."""

    def __init__(self, base: Element, running: list[tuple[Element, int]]) -> None:
        self._base = base
        self._verdicts: dict[Element, bool] = {}
        self._chars: dict[Element, int] = {}
        for el, chars in running:
            for node in self._chain(el):
                self._chars[node] = self._chars.get(node, 0) + chars
        self._half = 0.5 * sum(chars for _, chars in running)

    def _chain(self, el: Element) -> Iterator[Element]:
        """Yield the element and what is around it, below the base."""
        node: Element | None = el
        while node is not None and node is not self._base:
            yield node
            node = node.getparent()

    def holds(self, el: Element) -> bool:
        """Return whether the element is in furniture, or is furniture itself."""
        passed = []
        verdict = False
        for node in self._chain(el):
            if node in self._verdicts:
                verdict = self._verdicts[node]
                break
            passed.append(node)
            if self._chars[node] < self._half and _is_furniture(node):
                verdict = True
                break
        self._verdicts.update(dict.fromkeys(passed, verdict))
        return verdict


def _is_furniture(el: Element) -> bool:
    return el.tag in _FURNITURE_TAGS or furniture.is_hidden(el) or furniture.is_noise(el)


def _own_article(doc: Document, best: Element, title_el: Element | None, amounts: dict[Element, int]) -> Element | None:
    """The title's own `<article>`, or the first after it, where several are side by side."""
    outer = best if best.tag != "article" else best.getparent()
    if title_el is None or outer is None:
        return None
    apart = _articles_apart(outer, amounts)
    if len(apart) < 2:
        return None
    own = next(title_el.iterancestors("article"), None)
    if own is None and sum(amounts[a] for a in apart) >= 0.7 * amounts[best] and not tree.is_inside(title_el, best):
        # Where most text is outside the articles, they are teasers.
        own = next((a for a in apart if doc.position[a] > doc.position[title_el]), None)
    return own if own in apart and own is not best else None


def _articles_apart(outer: Element, amounts: dict[Element, int]) -> list[Element]:
    """The outermost `<article>`s below an element that hold running text."""
    full = [a for a in outer.iter("article") if amounts.get(a, 0) >= 150]
    return [a for a in full if not any(tree.is_inside(a, b) for b in full if b is not a)]


def _widen(best: Element, boxes: _Boxes, measures: density.Measures, named: list[Element] | None) -> Element:
    """Go up where an ancestor holds clearly more running text and little else: bodies cut in several boxes.

    From a box of a known name (`named` are all of them) only to where more boxes of known names are.
    """
    amounts = boxes.amounts
    node = best
    for parent in best.iterancestors():
        if parent is boxes.base or parent.tag in ("body", "html"):
            break
        extra = amounts[parent] - amounts[node]
        if extra < 0.15 * amounts[node]:
            continue
        if _holds_other_article(parent, node, amounts) or extra < 0.4 * max(
            1, measures.full(parent) - measures.full(node)
        ):
            break
        if named is not None and _amount_beside(node, parent, named, amounts) < 0.8 * extra:
            break
        node = parent
    return node


def _holds_other_article(parent: Element, node: Element, amounts: dict[Element, int]) -> bool:
    return any(amounts.get(a, 0) >= 150 and not _related(a, node) for a in parent.iter("article"))


def _amount_beside(node: Element, parent: Element, named: list[Element], amounts: dict[Element, int]) -> int:
    """The running text of those boxes of known names in `parent` that are neither in `node` nor around it."""
    return sum(amounts[el] for el in named if tree.is_inside(el, parent) and not _related(el, node))


def _related(one: Element, other: Element) -> bool:
    """Whether the two are one element, or one holds the other."""
    return one is other or tree.is_inside(other, one) or tree.is_inside(one, other)
