"""The grammar of printed bylines: who wrote, who took the pictures, which agency or paper it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from newsarchive.extract.bylines import known_names
from newsarchive.items import Author
from newsarchive.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

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
_SOURCE_WORD = re.compile(r"^(?:theo|nguồn|dịch từ|từ)\s*:?\s*", re.I)
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


Part = Literal["text", "photo", "both"]
"""What a person made of an article."""


@dataclass(frozen=True, slots=True)
class Byline:
    """What a printed line says: people, and the agency or paper named in it.

    `labelled` is true where a word in the line says so ("Tin, ảnh: ..."); otherwise it only looks like names.
    """

    raw: str
    authors: tuple[Author, ...] = ()
    source: str | None = None
    source_url: str | None = None
    labelled: bool = False

    @property
    def is_mere_address(self) -> bool:
        """Whether the line gives nothing but the address of the original."""
        return bool(self.source_url) and not (self.authors or self.source)


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
    """Labels with their people: "Bài: Lê Na; Ảnh: Hải Đăng"."""
    if not _LABEL.match(text):
        return None
    authors: list[Author] = []
    source = None
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        people, named = names(text[label.end() : end].strip(" ,;-–—/|."))
        if people is None:
            return None
        source = source or named
        part = _part(label["label"])
        if part is not None:
            authors.extend(Author(p, part) for p in people)
    return Byline(raw, merge(authors), source, labelled=True)


def _part(label: str) -> Part | None:
    """What the people after a label made; None for crafts (design, camera), which do not make an author."""
    if _TEXT_WORD.search(label):
        return "both" if _PHOTO_WORD.search(label) else "text"
    return "photo" if _PHOTO_WORD.search(label) else None


def _source_line(raw: str, text: str) -> Byline | None:
    """A line that names only where the piece comes from: "Theo TTXVN", "Nguồn: https://...", "(TTXVN/Vietnam+)"."""
    m = _SOURCE.match(text)
    if m:
        return _credit(raw, text, m["name"])
    m = _AGENCY_LINE.match(text)
    return Byline(raw, source=m["name"], labelled=True) if m and known_names.is_publisher(m["name"]) else None


def _credit(raw: str, text: str, value: str) -> Byline | None:
    """What follows `Theo` or `Nguồn`: an address, or the source and perhaps people of it."""
    url = _URL.search(value)
    if url:
        return Byline(raw, source_url=url.group().rstrip(").,"), labelled=True)
    if len(value) > 70 or re.search(r"[.!?;]\s+\S|\d{3,}", value):
        return None
    people, sources = _people_and_sources(value)
    if not sources and not _may_be_source(text, value):
        return None
    return Byline(raw, _writers(people), ", ".join(sources) or value, labelled=True)


def _people_and_sources(value: str) -> tuple[list[str], list[str]]:
    """A person of another paper, and the paper: "Bạch Đằng/Báo Người lao động"."""
    parts = [p.strip() for p in re.split(r"\s*[/|]\s*|\s*\(\s*|\s*\)\s*", value) if p.strip()]
    sources = [p for p in parts if known_names.is_publisher(p)]
    people = [p for p in parts if p not in sources and _NAME.match(p)] if len(parts) > 1 else []
    return [normal_capitals(p) for p in people], sources


def _may_be_source(text: str, value: str) -> bool:
    """Whether an unknown name after `Theo` or `Nguồn` is a source: after a colon nearly anything short is; else a few
    words without the marks of a sentence ("Theo Reuters, giá dầu tăng." is prose)."""
    if re.match(r"^\W*\w+(?:\s+tin)?\s*[:：]", text):
        return True
    words = value.split()
    return len(words) <= 5 and words[0][:1].isupper() and not re.search(r"[,;:]", value) and not text.endswith(".")


def _suffixed(raw: str, text: str) -> Byline | None:
    """Names with a bracket at the end: "Mai Lan (thực hiện)", "Hà Thu (theo BBC)", "Mai Lan (Hà Nội)"."""
    suffix = _SUFFIX.search(text)
    if suffix is None or suffix.start() == 0:
        return None
    people, source = names(text[: suffix.start()])
    if people is None:
        return None
    named = _source_in(suffix)
    if named is not None:
        return Byline(raw, _writers(people), named, labelled=True)
    return Byline(raw, _writers(people), source, labelled=bool(suffix["role"]))


def _source_in(suffix: re.Match[str]) -> str | None:
    """The source that a bracket at the end names; None where it says what the people did, or a place."""
    if suffix["source"]:
        return _SOURCE_WORD.sub("", suffix["source"])
    return suffix["place"] if suffix["place"] and known_names.is_publisher(suffix["place"]) else None


def _bare(raw: str, text: str) -> Byline | None:
    """Nothing but names; "(Người Quan Sát)" is how a column is signed."""
    if raw.endswith((":", "?", "!", ";")) or len(text) > 90 or known_names.is_place(text):
        return None
    bracketed = _BRACKETED_NAME.match(text)
    people, source = names(bracketed["name"] if bracketed else text.rstrip("."))
    if people is None or not (people or source or known_names.is_generic(text)):
        return None
    return Byline(raw, _writers(people), source)


def names(value: str) -> tuple[list[str] | None, str | None]:
    """Return (people, source) of a list of names; people is None when the value is not a list of names.

    Newsrooms and outlets are left out; an agency or paper becomes the source.
    """
    text, source = _without_source(_OTHERS.sub("", clean(value)))
    if known_names.is_publisher(text):
        return [], source or text
    people: list[str] = []
    for part in _SPLIT.split(text):
        name = _TITLE.sub("", part.strip(" .,*")).strip(" ,*")
        if known_names.is_generic(name):  # an empty one too
            continue
        if known_names.is_publisher(name):
            source = source or name
        elif _NAME.match(name) or _NAME.match(name.rstrip(".")):
            people.append(normal_capitals(name))
        else:
            return None, None
    return people, source


def _without_source(text: str) -> tuple[str, str | None]:
    """The text before a bracket at its end and before an inner "Theo ...", and the source that these name."""
    source = None
    suffix = _SUFFIX.search(text)
    if suffix and suffix.start() > 0:
        source = _source_in(suffix)
        text = text[: suffix.start()]
    text = _GLUED_SOURCE.sub(" ", text, count=1)
    inner = _INNER_SOURCE.search(text)
    if inner and inner.start() > 0:
        source = source or inner["name"].strip(" ().")
        text = text[: inner.start()]
    return text, source


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
    return " ".join(map(_capitalized, words))


def _capitalized(word: str) -> str:
    if word in _ROMAN or len(word) == 1 or ("." in word and len(word) <= 6):
        return word
    return "-".join(p.capitalize() for p in word.split("-"))


def _writers(people: Iterable[str]) -> tuple[Author, ...]:
    return merge([Author(p) for p in people])


def merge(authors: Iterable[Author]) -> tuple[Author, ...]:
    """Return each person once, in order; who wrote and took pictures has the role `both`."""
    found: dict[str, tuple[str, set[Part]]] = {}
    for author in authors:
        key = re.sub(r"[\W_]+", "", author.name.casefold())
        if key:
            found.setdefault(key, (author.name, set()))[1].add(author.role)
    return tuple(Author(name, parts.pop() if len(parts) == 1 else "both") for name, parts in found.values())
