"""One page through all rules: bytes in, an Article with its provenance or a reason out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsarchive import content
from newsarchive.errors import ContentError
from newsarchive.extract import (
    authors,
    body,
    container,
    document,
    fallback,
    images,
    kind,
    language,
    lead,
    published,
    source,
    taxonomy,
    title,
    tree,
)
from newsarchive.items import Article, NotAnArticle, Provenance
from newsarchive.text import clean, clean_vietnamese, fold, words

if TYPE_CHECKING:
    from newsarchive.extract.document import Document
    from newsarchive.extract.tree import Element
    from newsarchive.items import Page
    from newsarchive.outlets import Outlet, Select

VIETNAM = "Asia/Ho_Chi_Minh"


def read(page: Page, outlet: Outlet) -> Article | NotAnArticle:
    """Return the article of a page, or the reason why it is none. Never raises for any bytes."""
    try:
        decoded = content.decoded_body(page, max_bytes=document.MAX_HTML_BYTES)
    except ContentError as e:
        return NotAnArticle(e.outcome, e.detail, e.outcome)
    refusal = kind.refuse_before_parsing(page, decoded)
    if refusal is not None:
        return refusal
    try:
        doc = document.parse(page.url, decoded, page.header("content-type"))
    except document.TooLargeError as e:
        return NotAnArticle("too_large", str(e), "too_large")
    except document.NotHtmlError as e:
        return NotAnArticle("empty", str(e))
    return kind.refuse_by_address(page, outlet, doc) or _Reading(page, outlet, doc).result()


@dataclass(slots=True)
class _Reading:
    page: Page
    outlet: Outlet
    doc: Document

    def result(self) -> Article | NotAnArticle:
        outlet, doc = self.outlet, self.doc
        select, layout = self._layout()
        headline, title_el = title.choose(doc, select.title)
        scripts = doc.scripts > 2
        found, place, layout = self._container(select, layout, title_el)
        if found is None:
            return NotAnArticle("script_only" if scripts else "empty", "no running text")
        sample = tree.text_of(found, 6000)
        code, language_source = language.detect(
            sample,
            declared=outlet.language,
            html_language=doc.html_language,
            others=(doc.linked.language, doc.first("og:locale", "content-language", "language", "dc.language")),
        )
        vietnamese = code == "vi"
        tidy = clean_vietnamese if vietnamese else clean
        shown = lead.visible(doc, select.lead, title_el)
        drop = [el for selector in select.drop for el in doc.select(selector)]
        drop += self._inside_container(found, shown[1] if shown else None)
        description = doc.first("og:description", "description") or doc.linked.description
        text = body.read(
            found,
            vietnamese=vietnamese,
            lead=shown[0].value if shown else None,
            title=headline.value if headline else "",
            drop=drop,
            description=description,
        )
        if not place.startswith("select") and len(text.text) < fallback.LITTLE and not text.photo_essay:
            other = fallback.paragraphs(doc.source.decode("utf-8", "replace"))
            if sum(map(len, other)) > 2 * len(text.text) + 100:
                text.paragraphs, place, layout = other, "trafilatura", "own rules found little"
        outlet_names = frozenset(
            re.sub(r"\W+", "", fold(n))
            for n in (
                outlet.name,
                outlet.key,
                *outlet.hosts,
                doc.first("og:site_name"),
                doc.linked.publisher,
                *(h.removeprefix("www.").split(".")[0] for h in outlet.hosts),
            )
            if n
        )
        zone = ZoneInfo(outlet.timezone) if outlet.kind != "undeclared" else ZoneInfo(VIETNAM) if vietnamese else None
        dated = published.choose(
            doc,
            selectors=select.date,
            title_el=title_el,
            container=found,
            fetched_at=self.page.fetched_at,
            zone=zone,
            vietnamese=vietnamese,
            language=code,
        )
        refusal = kind.refuse(
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
        assert headline is not None
        signed = authors.choose(
            doc,
            selectors=select.byline,
            printed=text.bylines,
            outlet_names=outlet_names,
            vietnamese=vietnamese,
            corporate=not vietnamese and outlet.kind == "undeclared",
        )
        source_name, source_url, source_how = source.choose(
            doc,
            named=signed.source_name,
            original_url=signed.source_url,
            title_el=title_el,
            aggregator=outlet.kind == "aggregator",
            outlet_names=outlet_names,
        )
        rows = [headline.provenance("title"), Provenance("text", place, text.dateline, layout)]
        lead_value = shown[0].value if shown else text.lead
        if shown:
            rows.append(shown[0].provenance("lead"))
        elif lead_value:
            rows.append(Provenance("lead", "body", lead_value[:500], "first paragraph set as a lead"))
        else:
            described = lead.described(doc)
            if described is not None:
                lead_value = described.value
                rows.append(described.provenance("lead"))
        section = taxonomy.section(doc, select.section)
        if section:
            rows.append(section.provenance("section"))
        if signed.origin:
            rows.append(Provenance("byline", signed.origin, signed.raw, signed.rule))
            if signed.authors:
                rows.append(Provenance("authors", signed.origin, signed.raw, signed.rule))
        for field, chosen in (("published_at", dated.published), ("modified_at", dated.modified)):
            if chosen is not None:
                rows.append(Provenance(field, chosen.source, chosen.raw[:500], chosen.rule))
        if source_name or source_url:
            rows.append(
                Provenance(
                    "source_name" if source_name else "source_url", source_how, source_name or source_url, "republished"
                )
            )
        if language_source:
            rows.append(Provenance("language", language_source, code, "detected"))
        image_url, pictures = images.choose(doc, text.pictures, text.captions)
        full = text.text  # its blocks are clean
        if vietnamese and ("\u00d0" in full or "\u00f0" in full):
            full = "\n".join(map(clean_vietnamese, full.split("\n")))
        moment = dated.published.moment if dated.published else None
        instant = moment.instant() if moment else None
        day = moment.in_zone(zone).day if moment and zone and instant else moment.day if moment else None
        return Article(
            url=self.page.url,
            title=tidy(headline.value),
            text=full,
            lead=tidy(lead_value) if lead_value else None,
            byline=tidy(signed.byline) if signed.byline else None,
            authors=signed.authors,
            canonical_url=doc.canonical or doc.absolute(doc.first("og:url") or doc.linked.url or None),
            section=tidy(section.value) if section else None,
            form=kind.form(doc, photo_essay=text.photo_essay, text=full),
            published_at=moment.text() if moment else None,
            published_on=day.isoformat() if day else None,
            published_utc=instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None,
            modified_at=dated.modified.moment.text() if dated.modified else None,
            language=code,
            word_count=len(words(full)),
            source_name=source_name,
            source_url=source_url,
            image_url=image_url,
            images=pictures,
            tags=taxonomy.tags(doc, select.tags),
            provenance=tuple(rows),
        )

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
        if length < fallback.LITTLE:
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
