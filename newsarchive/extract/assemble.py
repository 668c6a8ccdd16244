"""Put the fields that the rules chose together: the Article, and for each field a row that says where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.extract import alternates, images, lead, refusals, taxonomy
from newsarchive.items import Article, Provenance
from newsarchive.text import clean, clean_vietnamese, words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from newsarchive.extract.body.contents import Body
    from newsarchive.extract.bylines.authors import Attribution
    from newsarchive.extract.dates.published import Dates
    from newsarchive.extract.page.document import Document
    from newsarchive.extract.values import Found
    from newsarchive.outlets import Select


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the rules chose of one page. `place` and `layout` say where the body was found and by which rule.

    `lead` is the lead printed apart from the body; `origin` is name, address and evidence of a republished piece's
    source; `language_source` says what told the language (None: nothing did).
    """

    headline: Found
    text: Body
    place: str
    layout: str
    lead: Found | None
    dated: Dates
    signed: Attribution
    origin: tuple[str | None, str | None, str]
    language: str | None
    language_source: str | None
    zone: ZoneInfo | None


def article(url: str, doc: Document, select: Select, chosen: Chosen) -> Article:
    """Return the article of a page from what was chosen; dates as the design's section 6 wants them."""
    vietnamese = chosen.language == "vi"
    tidy = clean_vietnamese if vietnamese else clean
    signed, text = chosen.signed, chosen.text
    source_name, source_url, _ = chosen.origin
    lead_value, lead_row = _lead(doc, chosen)
    section = taxonomy.section(doc, select.section)
    image_url, pictures = images.choose_images(doc, text.pictures, text.captions)
    full = text.text  # its blocks are clean
    if vietnamese and ("\u00d0" in full or "\u00f0" in full):
        full = "\n".join(map(clean_vietnamese, full.split("\n")))
    moment = chosen.dated.published.moment if chosen.dated.published else None
    instant = moment.instant() if moment else None
    zone = chosen.zone
    day = moment.in_zone(zone).day if moment and zone and instant else moment.day if moment else None
    rows = [
        chosen.headline.provenance("title"),
        Provenance("text", chosen.place, text.dateline, chosen.layout),
        *([lead_row] if lead_row else []),
        *([section.provenance("section")] if section else []),
        *_rows(chosen),
    ]
    return Article(
        url=url,
        title=tidy(chosen.headline.value),
        text=full,
        lead=tidy(lead_value) if lead_value else None,
        byline=tidy(signed.byline) if signed.byline else None,
        authors=signed.authors,
        canonical_url=doc.canonical or doc.absolute(doc.first("og:url") or doc.linked.url or None),
        section=tidy(section.value) if section else None,
        form=refusals.form(doc, photo_essay=text.photo_essay, text=full),
        published_at=moment.text() if moment else None,
        published_on=day.isoformat() if day else None,
        published_utc=instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None,
        modified_at=chosen.dated.modified.moment.text() if chosen.dated.modified else None,
        language=chosen.language,
        word_count=len(words(full)),
        source_name=source_name,
        source_url=source_url,
        image_url=image_url,
        images=pictures,
        tags=taxonomy.tags(doc, select.tags),
        alternates=alternates.choose_alternates(doc, chosen.language),
        provenance=tuple(rows),
    )


def _lead(doc: Document, chosen: Chosen) -> tuple[str | None, Provenance | None]:
    """The lead printed apart, else the first paragraph that is set as one, else what the page describes itself with."""
    if chosen.lead:
        return chosen.lead.value, chosen.lead.provenance("lead")
    own = chosen.text.lead
    if own:
        return own, Provenance("lead", "body", own[:500], "first paragraph set as a lead")
    described = lead.described(doc)
    return (described.value, described.provenance("lead")) if described else (None, None)


def _rows(chosen: Chosen) -> list[Provenance]:
    signed = chosen.signed
    rows = []
    if signed.origin:
        rows.append(Provenance("byline", signed.origin, signed.raw, signed.rule))
        if signed.authors:
            rows.append(Provenance("authors", signed.origin, signed.raw, signed.rule))
    for field, dated in (("published_at", chosen.dated.published), ("modified_at", chosen.dated.modified)):
        if dated is not None:
            rows.append(Provenance(field, dated.source, dated.raw[:500], dated.rule))
    name, url, how = chosen.origin
    if name or url:
        rows.append(Provenance("source_name" if name else "source_url", how, name or url, "republished"))
    if chosen.language_source:
        rows.append(Provenance("language", chosen.language_source, chosen.language, "detected"))
    return rows
