"""One page through all rules: bytes in, an Article with its provenance or a reason out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsarchive import content
from newsarchive.errors import ContentError
from newsarchive.extract import assemble, language, lead, refusals, title
from newsarchive.extract.body import container, contents, trafilatura_fallback
from newsarchive.extract.bylines import authors, source
from newsarchive.extract.dates import published
from newsarchive.extract.page import document, tree
from newsarchive.items import NotAnArticle
from newsarchive.text import fold

if TYPE_CHECKING:
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.page.tree import Element
    from newsarchive.extract.values import Found
    from newsarchive.items import Article, Page
    from newsarchive.outlets import Outlet, Select

VIETNAM = "Asia/Ho_Chi_Minh"


def read(page: Page, outlet: Outlet) -> Article | NotAnArticle:
    """Return the article of a page, or the reason why it is none. Never raises for any bytes."""
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


@dataclass(slots=True)
class _Reading:
    page: Page
    outlet: Outlet
    doc: Document

    def result(self) -> Article | NotAnArticle:
        outlet, doc = self.outlet, self.doc
        select, layout = self._layout()
        headline, title_el = title.choose_title(doc, select.title)
        scripts = doc.scripts > 2
        found, place, layout = self._container(select, layout, title_el)
        if found is None:
            return NotAnArticle("script_only" if scripts else "empty", "no running text")
        code, language_source = self._language(found)
        vietnamese = code == "vi"
        shown = lead.visible(doc, select.lead, title_el)
        text = self._body(found, select, shown, headline.value if headline else "", vietnamese=vietnamese)
        if not place.startswith("select") and len(text.text) < trafilatura_fallback.LITTLE and not text.photo_essay:
            other = trafilatura_fallback.paragraphs(doc.source.decode("utf-8", "replace"))
            if sum(map(len, other)) > 2 * len(text.text) + 100:
                text.paragraphs, place, layout = other, "trafilatura", "own rules found little"
        zone = ZoneInfo(outlet.timezone) if outlet.kind != "undeclared" else ZoneInfo(VIETNAM) if vietnamese else None
        dated = published.choose_dates(
            doc,
            selectors=select.date,
            title_el=title_el,
            container=found,
            fetched_at=self.page.fetched_at,
            zone=zone,
            vietnamese=vietnamese,
            language=code,
        )
        refusal = refusals.refuse(
            self.page,
            outlet,
            doc,
            text=text.text,
            title=headline.value if headline else None,
            paragraphs=len(text.paragraphs),
            pictures=len(text.pictures),
            has_date=dated.published is not None,
            scripts=scripts,
            link_share=text.link_share,
            link_lines=text.link_lines,
        )
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
        chosen = assemble.Chosen(
            headline=headline,
            text=text,
            place=place,
            layout=layout,
            lead=shown[0] if shown else None,
            dated=dated,
            signed=signed,
            origin=origin,
            language=code,
            language_source=language_source,
            zone=zone,
        )
        return assemble.article(self.page.url, doc, select, chosen)

    def _language(self, found: Element) -> tuple[str | None, str | None]:
        doc = self.doc
        return language.detect(
            tree.text_of(found, 6000),
            declared=self.outlet.language,
            html_language=doc.html_language,
            others=(doc.linked.language, doc.first("og:locale", "content-language", "language", "dc.language")),
        )

    def _body(
        self, found: Element, select: Select, shown: tuple[Found, Element] | None, headline: str, *, vietnamese: bool
    ) -> contents.Body:
        drop = [el for selector in select.drop for el in self.doc.select(selector)]
        drop += self._inside_container(found, shown[1] if shown else None)
        return contents.read(
            found,
            vietnamese=vietnamese,
            lead=shown[0].value if shown else None,
            title=headline,
            drop=drop,
            description=self.doc.first("og:description", "description") or self.doc.linked.description,
        )

    def _outlet_names(self) -> frozenset[str]:
        """The names under which the outlet itself may stand where a person is looked for, folded, letters only."""
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
        """The outlet's selectors in force at the page's date: an older layout's where one is declared for it."""
        outlet = self.outlet
        if not outlet.older:
            return outlet.select, "outlet's selectors"
        day = published.rough_day(self.doc, self.page.fetched_at)
        for older in sorted(outlet.older, key=lambda o: o.until):
            if day <= older.until:
                return older, f"layout in force until {older.until}"
        return outlet.select, "outlet's selectors"

    def _container(self, select: Select, layout: str, title_el: Element | None) -> tuple[Element | None, str, str]:
        """The body's container, what found it and the rule; another layout's selector, then the generic rules, where
        the selectors of the page's date fit nothing."""
        others = [self.outlet.select, *self.outlet.older]
        for choice in [select, *(o for o in others if o is not select)]:
            found = container.declared(self.doc, choice.body) if choice.body else None
            if found is not None:
                rule = layout if choice is select else "no selector of the page's date fits; another layout's does"
                return self._unless_empty(found, rule, title_el)
        generic = container.find(self.doc, title_el)
        rule = "generic rules; no selector of the outlet fits" if any(o.body for o in others) else "generic rules"
        return (generic[0], generic[1], rule) if generic else (None, "", rule)

    def _unless_empty(
        self, found: tuple[Element, str], rule: str, title_el: Element | None
    ) -> tuple[Element, str, str]:
        """What a selector found, unless it is nearly empty and the generic rules find far more: then the layout is new."""
        box, selector = found
        length = container.text_length(box)
        if length < trafilatura_fallback.LITTLE:
            generic = container.find(self.doc, title_el)
            if (
                generic is not None
                and container.text_length(generic[0]) > 3 * length + 300
                and not tree.is_inside(box, generic[0])
            ):
                return generic[0], generic[1], "generic rules; the selector's box is nearly empty"
        return box, f"select.body {selector}", rule

    @staticmethod
    def _inside_container(found: Element, lead_el: Element | None) -> list[Element]:
        """The lead's own element, where it stands in the container beside the body."""
        if lead_el is None or lead_el is found or not tree.is_inside(lead_el, found):
            return []
        return [lead_el]
