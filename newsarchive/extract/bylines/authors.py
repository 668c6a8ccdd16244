"""Choose the people who made an article, and the byline as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsarchive.extract.bylines import grammar, known_names
from newsarchive.extract.bylines.grammar import Byline
from newsarchive.extract.bylines.source import link_of
from newsarchive.extract.page import furniture, tree
from newsarchive.items import Author
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from newsarchive.extract.page.document import Document

_AUTHOR_HINT = re.compile(r"author|byline|pseudonym|tac-?gia|but-?danh|signature")
_AUTHOR_PAGE = re.compile(r"/(?:tac-gia|author)/")
_META_NAMES = (
    "author", "article:author", "dc.creator", "dcterms.creator", "byl", "parsely-author", "sailthru.author", "dable:author", "cxenseparse:author",
    "article:author_name", "authors", "byline", "citation_author", "article.author", "bt:author",
    "cxenseparse:recs:articleauthor", "vr:author", "mediator_author", "twitter:data1",
)  # fmt: skip
_MORE = re.compile(r"và \d+ (?:tác giả|người) khác")
_SKIP_ANCESTORS = frozenset(("aside", "footer", "nav", "li", "form"))
_COMMENT = re.compile(
    r"comment|binh-?luan|related|recommend|sidebar|most-|popular|lienquan|list-news|footer|teaser|promo", re.I
)
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|/|\n|、|・)\s*|\s*,\s*(?!(?:jr|sr|phd|md|ph\.d)\b)|\s+(?:and|und|et|og|och|och|en|y|e|dan|ve|&|và)\s+",
    re.I,
)
_LEADING = re.compile(
    r"^(?:by|von|par|por|di|door|af|av|oleh|text(?:\s+by)?|written by|words by|story by|report(?:ed)? by|reporting by|tekst|"
    r"autor(?:in)?|author|от)\s*:?\s+",
    re.I,
)
_TRAILING = re.compile(
    r"\s*(?:[|(\[–—].*$|,\s*(?:staff|senior|chief|special|reporter|correspondent|editor|contributor|columnist|the|for|cnn|"
    r"bbc|usa).*$|\s+-\s.*$|\bstaff writer\b.*$)",
    re.I,
)
_JUNK = re.compile(r"https?://|www\.|@|\d{3,}|facebook|twitter|\.(?:com|vn|net|org)\b|[{}<>=]|©", re.I)


@dataclass(frozen=True, slots=True)
class Signed:
    """The byline as printed, the people, an agency or paper named instead of them, and where all that came from."""

    byline: str | None = None
    authors: tuple[Author, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
    origin: str = ""
    raw: str = ""
    rule: str = ""


def choose(
    doc: Document,
    *,
    selectors: Sequence[str],
    printed: Sequence[Byline],
    outlet_names: frozenset[str],
    vietnamese: bool,
    corporate: bool,
) -> Signed:
    """Return who made the article.

    On Vietnamese pages what is printed decides: the outlet's selector, the line in the body, the author element; then
    JSON-LD and meta tags. Elsewhere JSON-LD comes first. Names of the outlet, of newsrooms and of agencies are no people;
    with `corporate`, where no person is named, the author that JSON-LD names is kept though it is a body.
    """
    readers: list[Callable[[], Signed | None]] = []
    if selectors:
        readers.append(lambda: _selected(doc, selectors, outlet_names))
    machine: list[Callable[[], Signed | None]] = [
        lambda: _json_ld(doc, outlet_names, vietnamese),
        lambda: _meta(doc, outlet_names, vietnamese),
    ]
    on_page: list[Callable[[], Signed | None]] = [
        lambda: _from_body(printed, outlet_names),
        lambda: _visible(doc, outlet_names, vietnamese),
    ]
    readers += [*on_page, *machine] if vietnamese else [*machine, *reversed(on_page)]
    found: list[Signed] = []
    for read in readers:
        signed = read()
        if signed is not None:
            found.append(signed)
            if signed.authors and not _MORE.search(signed.raw):
                break
    people = next((o for o in found if o.authors), None)
    line = next((o for o in found if o.byline), None)
    source = next((o for o in found if o.source_name), None)
    if people is None and corporate:
        people = _corporate(doc)
    source_url = next((o.source_url for o in found if o.source_url), None)
    if people is None:
        first = line or source
        return Signed(
            first.byline if first else None, (), source.source_name if source else None, source_url,
            first.origin if first else "", first.raw if first else "", first.rule if first else "",
        )  # fmt: skip
    authors = people.authors
    if people.raw and _MORE.search(people.raw):
        authors = _complete(authors, found)
    return Signed(
        people.byline or (line.byline if line else None), authors, source.source_name if source else None, source_url,
        people.origin, people.raw, people.rule,
    )  # fmt: skip


def _complete(authors: tuple[Author, ...], others: list[Signed]) -> tuple[Author, ...]:
    """`A và 1 tác giả khác`: the hidden names stand elsewhere on the page, in a list that begins with A."""
    mine = [_same(a.name) for a in authors]
    for other in others:
        theirs = [_same(a.name) for a in other.authors]
        if len(theirs) > len(mine) and all(m in theirs for m in mine):
            return grammar.merge([*authors, *(a for a in other.authors if _same(a.name) not in mine)])
    return authors


def _same(name: str) -> str:
    return re.sub(r"\W+", "", fold(name))


def _person(name: str, outlet_names: frozenset[str]) -> bool:
    folded = _same(name)
    if not folded or len(name) > 60 or _JUNK.search(name):
        return False
    if (
        folded in outlet_names
        or known_names.is_outlet(name)
        or known_names.is_agency(name)
        or known_names.is_generic(name)
    ):
        return False
    return any(c.isalpha() for c in name) and len(name.split()) <= 7


def _of_lines(lines: Sequence[Byline], outlet_names: frozenset[str], origin: str, rule: str) -> Signed | None:
    if not lines:
        return None
    authors = grammar.merge([a for line in lines for a in line.authors if _person(a.name, outlet_names)])
    source = next((line.source for line in lines if line.source and _same(line.source) not in outlet_names), None)
    url = next((line.source_url for line in lines if line.source_url), None)
    named = next((line for line in lines if line.authors), lines[0])
    text = None if named.source_url and not (named.authors or named.source) else named.raw.strip(" |")
    return Signed(text, authors, source, url, origin, named.raw, rule)


def _from_body(printed: Sequence[Byline], outlet_names: frozenset[str]) -> Signed | None:
    return _of_lines(printed, outlet_names, "body", "line printed in the body")


def _selected(doc: Document, selectors: Sequence[str], outlet_names: frozenset[str]) -> Signed | None:
    for selector in selectors:
        lines = []
        for el in doc.select(selector)[:8]:
            text = clean(tree.text_of(el, 400))
            found = grammar.parse(text)
            if found is not None:
                lines.append(replace(found, source_url=link_of(el, found.source)) if found.source else found)
        if lines:
            signed = _of_lines(lines, outlet_names, f"select.byline {selector}", "outlet's selector")
            if signed is not None and (signed.authors or signed.source_name):
                return signed
    return None


def _visible(doc: Document, outlet_names: frozenset[str], vietnamese: bool) -> Signed | None:
    """The author element near the article; on Vietnamese pages its text must be a byline by the grammar."""
    elements = doc.with_hint(_AUTHOR_HINT) + doc.with_role("author")
    elements += [el for el in doc.elements if el.tag == "a" and _AUTHOR_PAGE.search(el.get("href") or "")]
    elements.sort(key=doc.position.__getitem__)
    lines: list[Byline] = []
    seen: set[str] = set()
    for el in elements[:80]:
        if el.tag in ("meta", "link", "img", "input", "body", "html"):
            continue
        text = clean(tree.text_of(el, 600))
        if not 2 <= len(text) <= 120 or text in seen:
            continue
        by_profile = el.tag == "a" and "/tac-gia/" in (el.get("href") or "")
        if not by_profile and any(
            a.tag in _SKIP_ANCESTORS or _COMMENT.search(furniture.hints(a)) for a in el.iterancestors()
        ):
            continue
        seen.add(text)
        found = grammar.parse(text) if vietnamese else _foreign_line(text, outlet_names)
        if found is not None and any(_person(a.name, outlet_names) for a in found.authors):
            lines.append(found)
            if len(lines) >= 4:
                break
    if not lines:
        return None
    whole = max(lines, key=lambda line: len(line.authors))
    first = lines[0]
    chosen = whole if all(_same(a.name) in {_same(b.name) for b in whole.authors} for a in first.authors) else first
    if chosen is whole and len(lines) > 1 and re.search(r"và \d+", first.raw):
        chosen = Byline(first.raw, grammar.merge([a for line in lines for a in line.authors]), first.source)
    return _of_lines([chosen], outlet_names, "author element", "printed near the article")


def _foreign_line(text: str, outlet_names: frozenset[str]) -> Byline | None:
    if len(text) > 80 or ":" in _LEADING.sub("", text):
        return None
    people = people_of(text, outlet_names)
    if not people or any(
        not p[:1].isupper() or not 2 <= len(p.split()) <= 4 or any(c.isdigit() for c in p) for p in people
    ):
        return None
    return Byline(text, tuple(Author(p) for p in people))


def _corporate(doc: Document) -> Signed | None:
    names = [name for _, name in doc.linked.authors if len(name) <= 80 and not _JUNK.search(name.replace(".", " "))]
    if not names:
        return None
    return Signed(
        None,
        grammar.merge([Author(n) for n in names]),
        None,
        None,
        "json-ld author",
        "; ".join(names),
        "corporate author in JSON-LD",
    )


def people_of(value: str, outlet_names: frozenset[str]) -> list[str]:
    """Return the people named in a free author string of any language, in order."""
    found: list[str] = []
    text = _LEADING.sub("", value.strip())
    for part in _SPLIT.split(text):
        name = _TRAILING.sub("", _LEADING.sub("", (part or "").strip(" .,:-–|"))).strip(" .,:-–|\"'")
        if name and _person(name, outlet_names) and name not in found:
            found.append(grammar.normal_capitals(name) if name.isupper() and " " in name else name)
    return found


def _json_ld(doc: Document, outlet_names: frozenset[str], vietnamese: bool) -> Signed | None:
    authors: list[Author] = []
    source = None
    raw = "; ".join(name for _, name in doc.linked.authors)
    for kind, name in doc.linked.authors:
        if known_names.is_agency(name):
            source = source or name
        if "Organization" in kind and "Person" not in kind:
            continue
        if vietnamese:
            parsed, _ = grammar.names(name)
            people = parsed if parsed is not None else ([name] if len(name) < 40 else [])
        else:
            people = people_of(name, outlet_names)
        authors.extend(
            Author(p) for p in people if _person(p, outlet_names) and not (vietnamese and known_names.is_brand(p))
        )
    if not authors and not source:
        return None
    return Signed(None, grammar.merge(authors), source, None, "json-ld author", raw, "persons in JSON-LD")


def _meta(doc: Document, outlet_names: frozenset[str], vietnamese: bool) -> Signed | None:
    for name in _META_NAMES:
        authors: list[Author] = []
        values = [v for v in doc.values(name) if v and not v.startswith("http")]
        for value in values[:6]:
            if vietnamese:
                parsed, _ = grammar.names(value.strip(" -;,"))
                people = parsed or []
            else:
                people = people_of(value, outlet_names)
            authors.extend(
                Author(p) for p in people if _person(p, outlet_names) and not (vietnamese and known_names.is_brand(p))
            )
        if authors:
            return Signed(
                None, grammar.merge(authors), None, None, f"meta {name}", "; ".join(values), "persons in meta tags"
            )
    return None
