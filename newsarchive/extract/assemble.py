"""Put together what the rules chose: the Article, and for each field a row that says where it came from."""

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
    from newsarchive.extract.values import FieldValue
    from newsarchive.outlets import Select


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the rules chose of one page.

    `text_source` and `text_rule` say where the body was found and by which rule. `lead` is the lead printed apart from
    the body; `origin` is name, address and evidence of a republished piece's source; `language_source` says what
    showed the language (None: nothing did).
    """

    headline: FieldValue
    text: Body
    text_source: str
    text_rule: str
    lead: FieldValue | None
    dated: Dates
    signed: Attribution
    origin: tuple[str | None, str | None, str]
    language: str | None
    language_source: str | None
    zone: ZoneInfo | None


def assemble(url: str, doc: Document, select: Select, chosen: Chosen) -> Article:
    """Return the article of a page from what was chosen; dates as the design's section 6 wants them."""
    tidy = clean_vietnamese if chosen.language == "vi" else clean

    def tidy_or_none(value: str | None) -> str | None:
        return tidy(value) if value else None

    lead_value, lead_row = _lead(doc, chosen)
    section = taxonomy.section(doc, select.section)
    image_url, pictures = images.choose_images(doc, chosen.text.pictures, chosen.text.captions)
    text = _text(chosen)
    published_at, published_on, published_utc = _publication(chosen)
    source_name, source_url, _ = chosen.origin
    return Article(
        url=url,
        title=tidy(chosen.headline.value),
        text=text,
        lead=tidy_or_none(lead_value),
        byline=tidy_or_none(chosen.signed.byline),
        authors=chosen.signed.authors,
        canonical_url=doc.canonical or doc.absolute(doc.first("og:url") or doc.linked.url or None),
        section=tidy_or_none(section.value if section else None),
        form=refusals.form(doc, photo_essay=chosen.text.photo_essay, text=text),
        published_at=published_at,
        published_on=published_on,
        published_utc=published_utc,
        modified_at=chosen.dated.modified.moment.text() if chosen.dated.modified else None,
        language=chosen.language,
        word_count=len(words(text)),
        source_name=source_name,
        source_url=source_url,
        image_url=image_url,
        images=pictures,
        tags=taxonomy.tags(doc, select.tags),
        alternates=alternates.choose_alternates(doc, chosen.language),
        provenance=(
            chosen.headline.provenance("title"),
            Provenance("text", chosen.text_source, chosen.text.dateline, chosen.text_rule),
            *([lead_row] if lead_row else []),
            *([section.provenance("section")] if section else []),
            *_rows(chosen),
        ),
    )


def _text(chosen: Chosen) -> str:
    """The text of the body, whose blocks are clean; in Vietnamese with the letter Đ where eth is printed for it."""
    text = chosen.text.text
    if chosen.language == "vi" and ("\u00d0" in text or "\u00f0" in text):
        return "\n".join(map(clean_vietnamese, text.split("\n")))
    return text


def _publication(chosen: Chosen) -> tuple[str | None, str | None, str | None]:
    """The time of publication: as the page gives it, its day where the paper is, and the moment in UTC."""
    if chosen.dated.published is None:
        return None, None, None
    moment = chosen.dated.published.moment
    instant = moment.instant()
    day = moment.in_zone(chosen.zone).day if chosen.zone and instant else moment.day
    return moment.text(), day.isoformat(), instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None


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
    """The rows of byline, authors, dates, source and language."""
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
