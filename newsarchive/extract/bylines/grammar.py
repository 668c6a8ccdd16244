"""The grammar of printed bylines: who wrote, who took the pictures, which agency or paper it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsarchive.extract.bylines import known_names
from newsarchive.items import Author
from newsarchive.text import clean

MAX_CHARS = 160
"""A byline is one printed line; the longest met names six people with their parts."""

_TEXT = (
    r"tin bài|bài viết|bài|tin|nội dung|tác giả|thực hiện|tổng hợp|biên soạn|lược dịch|biên dịch|dịch|ghi|phóng viên|"
    r"lược ghi|phỏng vấn|chùm tin|ghi chép|phóng sự|thể hiện|ký sự|bút ký|tản văn|truyện ngắn|thơ|by|text|von|par|por|di|af"
)
_PHOTO = r"chùm ảnh|ảnh|hình ảnh|hình|video clip|video|clip|photos?|foto|fotos"
_CRAFT = (
    r"thiết kế|đồ họa|đồ hoạ|trình bày|kỹ thuật|kĩ thuật|infographics?|dựng phim|dựng|quay phim|đạo diễn|giọng đọc|minh họa|"
    r"tranh|graphics?|e-?magazine|longform|hình minh họa|sản xuất|tổ chức thực hiện|tổ chức|biên tập|illustration"
)
_WORD = rf"(?:{_TEXT}|{_PHOTO}|{_CRAFT})"
_LABEL = re.compile(rf"(?P<label>(?<!\w){_WORD}(?:\s*(?:,|;|và|&|\+|/|-|–|\.)\s*{_WORD})*)\s*[:：]\s*", re.I)
_TEXT_WORD = re.compile(rf"(?<!\w)(?:{_TEXT})(?!\w)", re.I)
_PHOTO_WORD = re.compile(rf"(?<!\w)(?:{_PHOTO})(?!\w)", re.I)
_SUFFIX = re.compile(
    r"\s*[(\[]\s*(?:(?P<role>thực hiện|tổng hợp|t/?h|ghi|lược ghi|ghi chép|dịch|lược dịch|biên dịch|biên soạn|s\.?t|sưu tầm|t\.?h)|"
    r"(?P<source>(?:theo|nguồn|dịch từ|từ)\s*:?\s*[^()\[\]]{2,60})|(?P<place>[^()\[\]]{2,60}))\s*[)\]]\s*\.?\s*$",
    re.I,
)
_OTHERS = re.compile(
    r"\s+và\s+\d{1,2}\s+(?:tác giả|người)\s+khác\s*$|\s+và\s+(?:cộng sự|nhóm pv|nhóm phóng viên|ctv|pv)\s*$", re.I
)
_SOURCE = re.compile(
    r"^[(\[]?\s*(?:theo|nguồn(?:\s+tin)?|trích|dẫn nguồn|quelle|source|fonte|fuente)\s*[:：]?\s+(?P<name>\S.*?)\s*[)\]]?\s*\.?$",
    re.I,
)
_GLUED_SOURCE = re.compile(r"(?<=[a-zà-ỹ])(?=Theo\s+[A-ZĐÀ-Ỹ])")
_INNER_SOURCE = re.compile(r"\s*(?:[-–—,|]\s*)?(?:\b[Tt]heo\b|\bNguồn\s*:)\s+(?P<name>\S.*)$")
_AGENCY_LINE = re.compile(r"^[(\[]\s*(?P<name>[^()\[\]]{2,50})\s*[)\]]\s*\.?$")
_BRACKETED_NAME = re.compile(r"^[(\[]\s*(?P<name>[^()\[\]]{2,40})\s*[)\]]\.?$")
_SPLIT = re.compile(
    r"\s*(?:,|;|/|&|\||•|\+| và | and | und | et | y )\s*|\s+[-–—]\s*|\s*[-–—]\s+|(?<=[a-zà-ỹ])[-–—](?=[A-ZĐÀ-Ỹ])|"
    r"(?<=[A-ZĐÀ-Ỹ]{2})[-–—](?=[A-ZĐÀ-Ỹ]{2})"
)
_URL = re.compile(r"https?://\S+|www\.\S+")
_TITLE = re.compile(
    r"^(?:(?:nhà báo|phóng viên|pv|p\.v|ctv|nhà văn|nhà thơ|bs|ths|ts|pgs|gs|luật sư|by|von|par|por|de|di|av|af|written by|text|tekst|"
    r"reporter|report by|words by|story by|autor|autore|auteur|door|tác giả)\.?\s*[:.]?\s+)+",
    re.I,
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")

_UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_LOWER = "a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_SYLLABLE = rf"(?:[{_UPPER}][{_LOWER}]{{0,6}}|[{_UPPER}]{{2,7}})"
_INITIALS = rf"(?:[{_UPPER}]{{1,2}}[a-z]?\.){{1,4}}"
_NAME = re.compile(
    rf"^(?:{_INITIALS}\s*)?{_SYLLABLE}(?:[ .]{_SYLLABLE}){{0,4}}\.?(?:\s{_INITIALS})?$|^{_INITIALS}[{_UPPER}]{{0,4}}$|"
    rf"^[{_UPPER}]{{1,2}}(?:\.[{_UPPER}][{_LOWER}]{{0,5}}){{1,3}}\.?$"
)
_ROMAN = frozenset({"II", "III", "IV", "VI"})


@dataclass(frozen=True, slots=True)
class Byline:
    """What a printed line says: people, and the agency or paper named in it.

    `labelled` tells that the line says so itself ("Tin, ảnh: ..."); otherwise it only looks like names.
    """

    raw: str
    authors: tuple[Author, ...] = ()
    source: str | None = None
    source_url: str | None = None
    labelled: bool = False


def parse(line: str, *, bare: bool = True) -> Byline | None:
    """Return what the printed line says when it is a byline, a credit or a source line as a whole; else None.

    With `bare` a line of nothing but names counts too. Forms are those of real pages: "Tin, ảnh: THẢO TIÊN",
    "A- B- C (thực hiện)", "NHẬT XUÂN và 1 tác giả khác", "Hà Thu (theo BBC)", "Theo TTXVN", "(TTXVN/Vietnam+)", "P.V".
    """
    raw = clean(line)
    if not raw or len(raw) > MAX_CHARS:
        return None
    text = _EMAIL.sub("", raw).strip(" |*•–—-")
    if not text:
        return None
    return (
        _labelled(raw, text) or _source_line(raw, text) or _suffixed(raw, text) or (_bare(raw, text) if bare else None)
    )


def _labelled(raw: str, text: str) -> Byline | None:
    first = _LABEL.match(text)
    if first is None:
        return None
    authors: list[Author] = []
    source = None
    labels = list(_LABEL.finditer(text))
    for i, label in enumerate(labels):
        end = labels[i + 1].start() if i + 1 < len(labels) else len(text)
        value = text[label.end() : end].strip(" ,;-–—/|.")
        words = label["label"]
        has_text, has_photo = bool(_TEXT_WORD.search(words)), bool(_PHOTO_WORD.search(words))
        people, found = names(value)
        if people is None:
            return None
        source = source or found
        if has_text or has_photo:
            role = "both" if has_text and has_photo else "text" if has_text else "photo"
            authors.extend(Author(p, role) for p in people)  # type: ignore[arg-type]
    return Byline(raw, merge(authors), source, labelled=True)


def _source_line(raw: str, text: str) -> Byline | None:
    m = _SOURCE.match(text)
    if m:
        value = m["name"]
        url = _URL.search(value)
        if url:
            return Byline(raw, source_url=url.group().rstrip(").,"), labelled=True)
        if len(value) > 70 or re.search(r"[.!?;]\s+\S|\d{3,}", value):
            return None
        # "Theo Bạch Đằng/Báo Người lao động": a person of another paper; the paper is the source.
        parts = [p.strip() for p in re.split(r"\s*[/|]\s*|\s*\(\s*|\s*\)\s*", value) if p.strip()]
        sources = [p for p in parts if known_names.is_outlet(p) or known_names.is_agency(p)]
        people = [p for p in parts if p not in sources and len(parts) > 1 and _NAME.match(p)]
        if not sources and not _may_be_source(text, value):
            return None
        return Byline(
            raw, merge([Author(normal_capitals(p)) for p in people]), ", ".join(sources) or value, labelled=True
        )
    m = _AGENCY_LINE.match(text)
    if m and (known_names.is_agency(m["name"]) or known_names.is_outlet(m["name"])):
        return Byline(raw, source=m["name"], labelled=True)
    return None


def _may_be_source(text: str, value: str) -> bool:
    """Tell whether an unknown name after `Theo` or `Nguồn` is a source: after a colon nearly anything short is; else a
    few words without the marks of a sentence ("Theo Reuters, giá dầu tăng." is prose)."""
    if re.match(r"^\W*\w+(?:\s+tin)?\s*[:：]", text):
        return True
    words = value.split()
    return len(words) <= 5 and words[0][:1].isupper() and not re.search(r"[,;:]", value) and not text.endswith(".")


def _suffixed(raw: str, text: str) -> Byline | None:
    m = _SUFFIX.search(text)
    if m is None or m.start() == 0:
        return None
    people, source = names(text[: m.start()])
    if people is None:
        return None
    if m["source"]:
        inner = re.sub(r"^(?:theo|nguồn|dịch từ|từ)\s*:?\s*", "", m["source"], flags=re.I)
        return Byline(raw, merge([Author(p) for p in people]), inner, labelled=True)
    if m["role"]:
        return Byline(raw, merge([Author(p) for p in people]), source, labelled=True)
    place = m["place"]
    if known_names.is_agency(place) or known_names.is_outlet(place):
        return Byline(raw, merge([Author(p) for p in people]), place, labelled=True)
    return Byline(raw, merge([Author(p) for p in people]), source, labelled=False)


def _bare(raw: str, text: str) -> Byline | None:
    if raw.endswith((":", "?", "!", ";")) or len(text) > 90 or known_names.is_place(text):
        return None
    bracketed = _BRACKETED_NAME.match(text)  # a column signed "(Người Quan Sát)"
    people, source = names(bracketed["name"] if bracketed else text.rstrip("."))
    if people is None or not (people or source or known_names.is_generic(text)):
        return None
    return Byline(raw, merge([Author(p) for p in people]), source)


def names(value: str) -> tuple[list[str] | None, str | None]:
    """Return (people, source) of a list of names; people is None when the value is not a list of names.

    Newsrooms and outlets are left out; an agency or paper becomes the source.
    """
    source = None
    text = _OTHERS.sub("", clean(value))
    m = _SUFFIX.search(text)
    if m and m.start() > 0:
        if m["source"]:
            source = re.sub(r"^(?:theo|nguồn|dịch từ|từ)\s*:?\s*", "", m["source"], flags=re.I)
        elif m["place"] and (known_names.is_agency(m["place"]) or known_names.is_outlet(m["place"])):
            source = m["place"]
        text = text[: m.start()]
    glued = _GLUED_SOURCE.search(text)
    if glued:
        text = text[: glued.start()] + " " + text[glued.start() :]
    m = _INNER_SOURCE.search(text)
    if m and m.start() > 0:
        source = source or m["name"].strip(" ().")
        text = text[: m.start()]
    if known_names.is_agency(text) or known_names.is_outlet(text):
        return [], source or text
    people: list[str] = []
    for part in _SPLIT.split(text):
        name = _TITLE.sub("", part.strip(" .,*")).strip(" ,*")
        if not name:
            continue
        if known_names.is_generic(name):
            continue
        if known_names.is_agency(name) or known_names.is_outlet(name):
            source = source or name
            continue
        if not _NAME.match(name) and not _NAME.match(name.rstrip(".")):
            return None, None
        people.append(normal_capitals(name))
    return people, source


def normal_capitals(name: str) -> str:
    """Return a person's name in normal capitals; initials stay.

    >>> normal_capitals("THẢO TIÊN"), normal_capitals("M. TRƯỜNG"), normal_capitals("B.NG")
    ('Thảo Tiên', 'M. Trường', 'B.NG')
    """
    if any(c.islower() for c in name):
        return name
    words = name.split()
    if len(words) == 1 and ("." in name or len(name) <= 3):
        return name
    return " ".join(
        w
        if w in _ROMAN or ("." in w and len(w) <= 6) or len(w) == 1
        else "-".join(p.capitalize() for p in w.split("-"))
        for w in words
    )


def merge(authors: list[Author]) -> tuple[Author, ...]:
    """Return each person once, in order; who wrote and took pictures has the role `both`."""
    roles: dict[str, tuple[str, set[str]]] = {}
    for author in authors:
        key = re.sub(r"[\W_]+", "", author.name.casefold())
        if not key:
            continue
        roles.setdefault(key, (author.name, set()))[1].add(author.role)
    merged = []
    for name, found in roles.values():
        if "both" in found or {"text", "photo"} <= found:
            merged.append(Author(name, "both"))
        elif "photo" in found:
            merged.append(Author(name, "photo"))
        else:
            merged.append(Author(name, "text"))
    return tuple(merged)
