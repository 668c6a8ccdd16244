"""One page through all rules: bytes in, an Article with its provenance or a reason out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsarchive import content
from newsarchive.errors import ContentError
from newsarchive.extract import language, lead, refusals, title
from newsarchive.extract.assemble import Chosen, assemble
from newsarchive.extract.body import container, contents, trafilatura_fallback
from newsarchive.extract.bylines import authors, source
from newsarchive.extract.dates import published
from newsarchive.extract.page import document, tree
from newsarchive.items import NotAnArticle
from newsarchive.text import fold

if TYPE_CHECKING:
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element
    from newsarchive.extract.values import FieldValue
    from newsarchive.items import Article, Page
    from newsarchive.outlets import Outlet, Select

VIETNAM = "Asia/Ho_Chi_Minh"


def read(page: Page, outlet: Outlet) -> Article | NotAnArticle:
    """Return the article of a page, or the reason why it is no article. Never raises for any bytes."""
    try:
        decoded = content.decoded_body(page, max_bytes=document.MAX_HTML_BYTES)
    except ContentError as e:
        return NotAnArticle(e.outcome, e.detail, e.outcome)
    refusal = refusals.refuse_before_parsing(page, decoded)
    if refusal is not None:
        return refusal
    try:
        doc = document.parse(page.url, decoded, page.header("content-type"))
    except document.TooLargeError as e:
        return NotAnArticle("too_large", str(e), "too_large")
    except document.NotHtmlError as e:
        return NotAnArticle("empty", str(e))
    return refusals.refuse_by_address(page, outlet, doc) or _Reading(page, outlet, doc).result()


@dataclass(frozen=True, slots=True)
class _Place:
    """The body's container, what found it (a selector or a generic rule), and why that was asked."""

    element: Element
    found_by: str
    rule: str


@dataclass(slots=True)
class _Reading:
    """One page on its way through the rules, each of which builds on those before it."""

    page: Page
    outlet: Outlet
    doc: Document

    def result(self) -> Article | NotAnArticle:
        """Return the article, or why the page is none."""
        outlet, doc = self.outlet, self.doc
        select, layout = self._layout()
        headline, title_el = title.choose_title(doc, select.title)
        place = self._find_body(select, layout, title_el)
        has_scripts = doc.scripts > 2
        if place is None:
            return NotAnArticle("script_only" if has_scripts else "empty", "no running text")
        code, language_source = self._language(place.element)
        vietnamese = code == "vi"
        zone = self._zone(vietnamese=vietnamese)
        shown = lead.visible(doc, select.lead, title_el)
        text = self._read_body(place.element, select, shown, headline.value if headline else "", vietnamese=vietnamese)
        text_source, text_rule = self._ask_trafilatura(text, place)
        dated = published.choose_dates(
            doc,
            selectors=select.date,
            title_el=title_el,
            container=place.element,
            fetched_at=self.page.fetched_at,
            zone=zone,
            vietnamese=vietnamese,
            language=code,
        )
        content = refusals.Content(
            text=text.text,
            title=headline.value if headline else None,
            paragraphs=len(text.paragraphs),
            pictures=len(text.pictures),
            has_date=dated.published is not None,
            scripts=has_scripts,
            link_share=text.link_share,
            link_lines=text.link_lines,
        )
        refusal = refusals.refuse(self.page.url, outlet, doc, content)
        if refusal is not None:
            return refusal
        assert headline is not None, "a page without a title is refused"
        names = self._outlet_names()
        signed = authors.choose_authors(
            doc,
            selectors=select.byline,
            printed=text.bylines,
            outlet_names=names,
            vietnamese=vietnamese,
            corporate=not vietnamese and outlet.kind == "undeclared",
        )
        origin = source.choose_source(
            doc,
            named=signed.source_name,
            original_url=signed.source_url,
            title_el=title_el,
            aggregator=outlet.kind == "aggregator",
            outlet_names=names,
        )
        chosen = Chosen(
            headline=headline,
            text=text,
            text_source=text_source,
            text_rule=text_rule,
            lead=shown[0] if shown else None,
            dated=dated,
            signed=signed,
            origin=origin,
            language=code,
            language_source=language_source,
            zone=zone,
        )
        return assemble(self.page.url, doc, select, chosen)

    def _zone(self, *, vietnamese: bool) -> ZoneInfo | None:
        """Where times without offset are local; None when nothing says."""
        if self.outlet.kind != "undeclared":
            return ZoneInfo(self.outlet.timezone)
        return ZoneInfo(VIETNAM) if vietnamese else None

    def _language(self, found: Element) -> tuple[str | None, str | None]:
        doc = self.doc
        return language.detect(
            tree.text_of(found, 6000),
            declared=self.outlet.language,
            html_language=doc.html_language,
            others=(doc.linked.language, doc.first("og:locale", "content-language", "language", "dc.language")),
        )

    def _read_body(
        self, box: Element, select: Select, shown: tuple[FieldValue, Element] | None, headline: str, *, vietnamese: bool
    ) -> contents.Body:
        dropped = [el for selector in select.drop for el in self.doc.select(selector)]
        captions = [el for selector in select.caption for el in self.doc.select(selector)]
        if shown and tree.is_inside(shown[1], box):
            dropped.append(shown[1])
        return contents.read(
            box,
            vietnamese=vietnamese,
            lead=shown[0].value if shown else None,
            title=headline,
            drop=dropped,
            declared_captions=captions,
            description=self.doc.first("og:description", "description") or self.doc.linked.description,
        )

    def _ask_trafilatura(self, text: contents.Body, place: _Place) -> tuple[str, str]:
        """Take trafilatura's paragraphs where our own rules found little and it finds far more.

        Returns where the text was found in the end, and by which rule.
        """
        chars = len(text.text)
        if not (place.found_by.startswith("select") or chars >= trafilatura_fallback.LITTLE or text.photo_essay):
            other = trafilatura_fallback.paragraphs(self.doc.source.decode("utf-8", "replace"))
            if sum(map(len, other)) > 2 * chars + 100:
                text.paragraphs = other
                return "trafilatura", "own rules found little"
        return place.found_by, place.rule

    def _outlet_names(self) -> frozenset[str]:
        """The names of the outlet itself, folded, letters only: printed in a byline's place they are no person."""
        outlet, doc = self.outlet, self.doc
        names = (
            outlet.name,
            outlet.key,
            *outlet.hosts,
            doc.first("og:site_name"),
            doc.linked.publisher,
            *(h.removeprefix("www.").split(".")[0] for h in outlet.hosts),
        )
        return frozenset(re.sub(r"\W+", "", fold(n)) for n in names if n)

    def _layout(self) -> tuple[Select, str]:
        """The outlet's selectors in force at the page's date (an older layout's where one is declared), and the rule."""
        outlet = self.outlet
        if not outlet.older:
            return outlet.select, "outlet's selectors"
        day = published.rough_day(self.doc, self.page.fetched_at)
        for older in sorted(outlet.older, key=lambda o: o.until):
            if day <= older.until:
                return older, f"layout in force until {older.until}"
        return outlet.select, "outlet's selectors"

    def _find_body(self, select: Select, layout: str, title_el: Element | None) -> _Place | None:
        """The body's container: by the selectors of the page's date, by another layout's, by the generic rules."""
        others = [self.outlet.select, *self.outlet.older]
        for choice in [select, *(o for o in others if o is not select)]:
            found = container.declared(self.doc, choice.body) if choice.body else None
            if found is not None:
                rule = layout if choice is select else "no selector of the page's date fits; another layout's does"
                return self._unless_empty(*found, rule, title_el)
        generic = container.find(self.doc, title_el)
        rule = "generic rules; no selector of the outlet fits" if any(o.body for o in others) else "generic rules"
        return _Place(*generic, rule) if generic else None

    def _unless_empty(self, box: Element, selector: str, rule: str, title_el: Element | None) -> _Place:
        """What a selector found, unless it is nearly empty and the generic rules find far more: then the layout is new."""
        length = container.text_length(box)
        generic = container.find(self.doc, title_el) if length < trafilatura_fallback.LITTLE else None
        if generic is not None:
            other, found_by = generic
            if container.text_length(other) > 3 * length + 300 and not tree.is_inside(box, other):
                return _Place(other, found_by, "generic rules; the selector's box is nearly empty")
        return _Place(box, f"select.body {selector}", rule)
