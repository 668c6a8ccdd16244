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
    from collections.abc import Iterator, Sequence

    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element

_AUTHOR_HINT = re.compile(r"author|byline|pseudonym|tac-?gia|but-?danh|signature")
_AUTHOR_PAGE = re.compile(r"/(?:tac-gia|author)/")
_META_NAMES = """
    author article:author dc.creator dcterms.creator byl parsely-author sailthru.author dable:author cxenseparse:author
    article:author_name authors byline citation_author article.author bt:author cxenseparse:recs:articleauthor vr:author
    mediator_author twitter:data1
""".split()
_MORE = re.compile(r"và \d+ (?:tác giả|người) khác")
_NEVER_PRINTED = frozenset(("meta", "link", "img", "input", "body", "html"))
_SKIP_ANCESTORS = frozenset(("aside", "footer", "nav", "li", "form"))
_COMMENT = re.compile(
    r"comment|binh-?luan|related|recommend|sidebar|most-|popular|lienquan|list-news|footer|teaser|promo", re.I
)
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|/|\n|、|・)\s*|\s*,\s*(?!(?:jr|sr|phd|md|ph\.d)\b)|\s+(?:and|und|et|og|och|en|y|e|dan|ve|&|và)\s+",
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
class Attribution:
    """The byline as printed, the people, an agency or paper named instead of them, and where all that came from."""

    byline: str | None = None
    authors: tuple[Author, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
    origin: str = ""
    raw: str = ""
    rule: str = ""


def choose_authors(
    doc: Document,
    *,
    selectors: Sequence[str],
    printed: Sequence[Byline],
    outlet_names: frozenset[str],
    vietnamese: bool,
    corporate: bool,
) -> Attribution:
    """Return who made the article.

    On Vietnamese pages what is printed decides: the outlet's selector, the line in the body, the author element; then
    JSON-LD and meta tags. Elsewhere JSON-LD comes first. Names of the outlet, of newsrooms and of agencies are no people;
    with `corporate`, where no person is named, the author that JSON-LD names is kept though it is a body.
    """
    found: list[Attribution] = []
    for attribution in _AuthorReader(doc, outlet_names, vietnamese).attributions(selectors, printed):
        if attribution is not None:
            found.append(attribution)
            if attribution.authors and not _MORE.search(attribution.raw):
                break
    people = _first_with("authors", found)
    if not people.authors and corporate:
        people = _corporate(doc) or people
    return _combined(people, found)


def _first_with(field: str, found: list[Attribution]) -> Attribution:
    return next((a for a in found if getattr(a, field)), Attribution())


def _combined(people: Attribution, found: list[Attribution]) -> Attribution:
    """Who names the people, with the first byline, source and address that were found."""
    line, source, linked = (_first_with(field, found) for field in ("byline", "source_name", "source_url"))
    best = people if people.origin else line if line.origin else source
    return replace(
        best,
        byline=best.byline or line.byline,
        authors=_complete(best.authors, found) if _MORE.search(best.raw) else best.authors,
        source_name=source.source_name,
        source_url=linked.source_url,
    )


def _complete(authors: tuple[Author, ...], others: list[Attribution]) -> tuple[Author, ...]:
    """`A và 1 tác giả khác`: the page prints the hidden names elsewhere, in a list that begins with A."""
    mine = [_same(a.name) for a in authors]
    for other in others:
        theirs = [_same(a.name) for a in other.authors]
        if len(theirs) > len(mine) and all(m in theirs for m in mine):
            return grammar.merge([*authors, *(a for a in other.authors if _same(a.name) not in mine)])
    return authors


def _same(name: str) -> str:
    return re.sub(r"\W+", "", fold(name))


def is_person(name: str, outlet_names: frozenset[str]) -> bool:
    """Return whether a name may be a person's: not the outlet's, an agency's, a newsroom's, an address or prose."""
    folded = _same(name)
    if not folded or folded in outlet_names or len(name) > 60 or _JUNK.search(name):
        return False
    if known_names.is_publisher(name) or known_names.is_generic(name):
        return False
    return any(c.isalpha() for c in name) and len(name.split()) <= 7


def people_of(value: str, outlet_names: frozenset[str]) -> list[str]:
    """Return the people named in a free author string of any language, in order."""
    found: list[str] = []
    text = _LEADING.sub("", value.strip())
    for part in _SPLIT.split(text):
        name = _TRAILING.sub("", _LEADING.sub("", (part or "").strip(" .,:-–|"))).strip(" .,:-–|\"'")
        if is_person(name, outlet_names) and name not in found:
            found.append(grammar.normal_capitals(name) if name.isupper() and " " in name else name)
    return found


@dataclass(frozen=True, slots=True)
class _AuthorReader:
    """Reads who made an article at each place of its page that may say so."""

    doc: Document
    outlet_names: frozenset[str]
    vietnamese: bool

    def attributions(self, selectors: Sequence[str], printed: Sequence[Byline]) -> Iterator[Attribution | None]:
        """What each place says, the most trusted first; a place is read when it is asked for."""
        yield self._selected(selectors)
        if self.vietnamese:
            yield self._printed_in_body(printed)
            yield self._author_element()
        yield self._json_ld()
        yield self._meta_tags()
        if not self.vietnamese:
            yield self._author_element()
            yield self._printed_in_body(printed)

    def _selected(self, selectors: Sequence[str]) -> Attribution | None:
        for selector in selectors:
            lines = []
            for el in self.doc.select(selector)[:8]:
                found = grammar.parse(clean(tree.text_of(el, 400)))
                if found is not None:
                    lines.append(replace(found, source_url=link_of(el, found.source)) if found.source else found)
            attribution = self._of_lines(lines, f"select.byline {selector}", "outlet's selector")
            if attribution is not None and (attribution.authors or attribution.source_name):
                return attribution
        return None

    def _printed_in_body(self, printed: Sequence[Byline]) -> Attribution | None:
        return self._of_lines(printed, "body", "line printed in the body")

    def _author_element(self) -> Attribution | None:
        """The author element near the article; on Vietnamese pages its text must be a byline by the grammar."""
        lines: list[Byline] = []
        seen: set[str] = set()
        for el in _author_elements(self.doc):
            text = clean(tree.text_of(el, 600))
            if not 2 <= len(text) <= 120 or text in seen or not _belongs_to_article(el):
                continue
            seen.add(text)
            found = grammar.parse(text) if self.vietnamese else self._foreign_line(text)
            if found is not None and any(is_person(a.name, self.outlet_names) for a in found.authors):
                lines.append(found)
                if len(lines) >= 4:
                    break
        return self._of_lines(_fullest(lines), "author element", "printed near the article")

    def _foreign_line(self, text: str) -> Byline | None:
        """A short line of nothing but full names, in a language that the grammar does not know."""
        if len(text) > 80 or ":" in _LEADING.sub("", text):
            return None
        people = people_of(text, self.outlet_names)
        return Byline(text, tuple(map(Author, people))) if people and all(map(_is_full_name, people)) else None

    def _json_ld(self) -> Attribution | None:
        linked = self.doc.linked.authors
        source = next((name for _, name in linked if known_names.is_agency(name)), None)
        authors = [
            author
            for kind, name in linked
            if "Person" in kind or "Organization" not in kind
            for author in self._persons(name, whole=len(name) < 40)
        ]
        if not authors and not source:
            return None
        raw = "; ".join(name for _, name in linked)
        return Attribution(None, grammar.merge(authors), source, None, "json-ld author", raw, "persons in JSON-LD")

    def _meta_tags(self) -> Attribution | None:
        for meta in _META_NAMES:
            values = [v for v in self.doc.values(meta) if v and not v.startswith("http")]
            authors = [a for v in values[:6] for a in self._persons(v.strip(" -;,") if self.vietnamese else v)]
            if authors:
                raw, rule = "; ".join(values), "persons in meta tags"
                return Attribution(None, grammar.merge(authors), None, None, f"meta {meta}", raw, rule)
        return None

    def _persons(self, value: str, *, whole: bool = False) -> list[Author]:
        """The persons named in a value of the metadata; with `whole` a value that is no list of names is one name."""
        if not self.vietnamese:
            return [Author(p) for p in people_of(value, self.outlet_names)]
        people, _ = grammar.names(value)
        if people is None:
            people = [value] if whole else []
        return [Author(p) for p in people if is_person(p, self.outlet_names) and not known_names.is_brand(p)]

    def _of_lines(self, lines: Sequence[Byline], origin: str, rule: str) -> Attribution | None:
        """What printed lines say together; None without lines."""
        if not lines:
            return None
        authors = grammar.merge(a for line in lines for a in line.authors if is_person(a.name, self.outlet_names))
        named = next((line for line in lines if line.authors), lines[0])
        text = None if named.is_mere_address else named.raw.strip(" |")
        url = next((line.source_url for line in lines if line.source_url), None)
        return Attribution(text, authors, self._source_of(lines), url, origin, named.raw, rule)

    def _source_of(self, lines: Sequence[Byline]) -> str | None:
        sources = (line.source for line in lines if line.source)
        return next((source for source in sources if _same(source) not in self.outlet_names), None)


def _author_elements(doc: Document) -> list[Element]:
    """The first elements whose class, role or address says that they name an author, in document order."""
    elements = doc.with_hint(_AUTHOR_HINT) + doc.with_role("author")
    elements += [el for el in doc.elements if el.tag == "a" and _AUTHOR_PAGE.search(el.get("href") or "")]
    elements.sort(key=doc.position.__getitem__)
    return [el for el in elements[:80] if el.tag not in _NEVER_PRINTED]


def _belongs_to_article(el: Element) -> bool:
    """Whether an author element is no comment's or list's; a link to an author's profile never is."""
    if el.tag == "a" and "/tac-gia/" in (el.get("href") or ""):
        return True
    return not any(a.tag in _SKIP_ANCESTORS or _COMMENT.search(furniture.hints(a)) for a in el.iterancestors())


def _fullest(lines: list[Byline]) -> list[Byline]:
    """The first line, or the one with the most people where that has all of the first; no line for none."""
    if not lines:
        return []
    first, fullest = lines[0], max(lines, key=lambda line: len(line.authors))
    names = {_same(a.name) for a in fullest.authors}
    if any(_same(a.name) not in names for a in first.authors):
        return [first]
    if len(lines) > 1 and re.search(r"và \d+", first.raw):
        return [Byline(first.raw, grammar.merge(a for line in lines for a in line.authors), first.source)]
    return [fullest]


def _is_full_name(name: str) -> bool:
    return name[:1].isupper() and 2 <= len(name.split()) <= 4 and not any(c.isdigit() for c in name)


def _corporate(doc: Document) -> Attribution | None:
    """The bodies that JSON-LD names as authors."""
    names = [name for _, name in doc.linked.authors if len(name) <= 80 and not _JUNK.search(name.replace(".", " "))]
    if not names:
        return None
    authors, rule = grammar.merge(map(Author, names)), "corporate author in JSON-LD"
    return Attribution(None, authors, None, None, "json-ld author", "; ".join(names), rule)
