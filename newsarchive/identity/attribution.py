"""Read whom an article credits: the source it links or names, "Theo BÁO X" lines, agency codes in datelines."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from newsarchive.identity.urls import bare_host
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Where = Literal["link", "source", "byline", "ending", "opening"]

MAX_CREDITS = 6
MAX_LINE = 110
"""A credit is a line of its own; a longer one is prose ("Theo Sở Công Thương, 6 tháng đầu năm ...")."""
_LAST_LINES = 4

_THEO = re.compile(
    r"(?:^|[(\[\s])(?:theo|nguồn(?:\s+tin)?|dẫn\s+nguồn|trích|source)\s*[:：]?\s+(?P<name>[^()\[\]]{2,60}?)\s*[)\]]?\s*\.?$",
    re.I,
)
_ADDRESS = re.compile(
    r"(?:^|[(\s])(?:theo|nguồn(?:\s+tin)?|source)\s*[:：]?\s*(?P<url>https?://[^\s()<>]{4,500})", re.I
)
_IN_BRACKETS = re.compile(r"^[(\[]\s*(?P<name>[^()\[\]]{2,40})\s*[)\]]\s*\.?$")
_CODE = re.compile(r"^\s*(?:\((?P<bracketed>[^()]{2,24})\)|(?P<bare>[A-ZĐ][\w.+]{1,14}))\s*\.?\s*(?P<dash>[-–—])?")
_PARTS = re.compile(r"\s*[/;,|]\s*|\s+và\s+|\s+-\s+")
_PROSE = re.compile(r"[,;:]\s+\S+\s+\S+\s+\S+|[!?]|\d{3}")

# Codes that papers and agencies print before their texts (as met on real pages), and the names they stand for.
_CODES = {
    "VLO": "Báo Vĩnh Long", "CTO": "Báo Cần Thơ", "ABO": "Báo Ấp Bắc", "BHG": "Báo Hà Giang", "SGGP": "Sài Gòn Giải Phóng",
    "SGGPO": "Sài Gòn Giải Phóng", "PLO": "Pháp Luật TP.HCM", "PL": "Pháp Luật TP.HCM", "NLĐO": "Người Lao Động",
    "NLĐ": "Người Lao Động", "TTO": "Tuổi Trẻ", "TNO": "Thanh Niên", "LĐO": "Lao Động", "LĐ": "Lao Động", "TPO": "Tiền Phong",
    "CAND": "Công an nhân dân", "QĐND": "Quân đội nhân dân", "HNM": "Hànộimới", "HNMO": "Hànộimới", "PLVN": "Pháp luật Việt Nam",
    "VOV": "VOV", "VOV.VN": "VOV", "VTV": "VTV", "VTV.VN": "VTV", "VIETNAM+": "VietnamPlus", "TTXVN": "TTXVN",
    "TTXVN/VIETNAM+": "VietnamPlus", "VIETNAMPLUS": "VietnamPlus", "VIETNAMNET": "VietNamNet", "DÂN TRÍ": "Dân trí",
    "CHINHPHU.VN": "Báo Điện tử Chính phủ", "THVL": "Đài Phát thanh và Truyền hình Vĩnh Long",
}  # fmt: skip
# Codes of two letters open a text only with a dash behind them: "TT - ", "TP - ", "ND - ".
_SHORT_CODES = {"TT": "Tuổi Trẻ", "TP": "Tiền Phong", "ND": "Nhân Dân"}
# Words that stand before or after a paper's name without being part of it.
_BEFORE = (
    "bao dien tu",
    "bao dt",
    "bao",
    "tap chi",
    "trang thong tin dien tu",
    "trang tin",
    "trang",
    "dai",
    "kenh",
    "theo",
    "nguon",
)
_AFTER = ("online", "dien tu", "newspaper", "o")
_DOMAIN = re.compile(r"(?:https?://)?(?P<host>[\w-]+(?:\.[\w-]+)+)(?:/\S*)?", re.I)


@dataclass(frozen=True, slots=True)
class Credit:
    """A source that an article names: in which place, and the name or address as printed."""

    where: Where
    name: str

    def in_words(self) -> str:
        """Return the credit in words."""
        match self.where:
            case "link":
                return f"its source link is {self.name}"
            case "source":
                return f'names "{self.name}" as its source'
            case "byline":
                return f'its byline names "{self.name}"'
            case "ending":
                return f'ends by naming "{self.name}"'
            case _:
                return f'opens with the code of "{self.name}"'


def read_credits(
    *, source_name: str | None, source_url: str | None, byline: str | None, lead: str | None, text: str
) -> tuple[Credit, ...]:
    """Return whom an article credits, the surest first, each name once."""
    found: list[Credit] = []
    if source_url:
        found.append(Credit("link", source_url))
    if source_name:
        found += [Credit("source", name) for name in dict.fromkeys((source_name, *_PARTS.split(source_name)))]
    if byline:
        found += [Credit("byline", name) for name in _named(clean(byline[:400]))]
    found += _of_ending(text)
    codes = (_code(clean(beginning[:60])) for beginning in (lead or "", text[:200]))
    found += [Credit("opening", name) for name in codes if name]
    once: dict[str, Credit] = {}
    for credit in found:
        if credit.name.strip():
            once.setdefault(_key(credit.name), credit)
    return tuple(once.values())[:MAX_CREDITS]


def _of_ending(text: str) -> Iterator[Credit]:
    """Yield the credits in the last lines of a text, the last line first."""
    lines = [line for line in text.rsplit("\n", _LAST_LINES * 2)[-_LAST_LINES * 2 :] if line.strip()]
    for line in reversed(lines[-_LAST_LINES:]):
        address = _ADDRESS.search(line[:600])
        if address:
            yield Credit("link", address["url"])
        else:
            yield from (Credit("ending", name) for name in _named(clean(line[-2 * MAX_LINE :])))


def _named(line: str) -> list[str]:
    """Return the names in a line such as "Theo BÁO X" or "(BÁO X)", the whole first, then its parts."""
    if len(line) > MAX_LINE:
        return []
    bracketed = _IN_BRACKETS.match(line)
    if bracketed:
        inner = re.sub(r"^(?:theo|nguồn(?:\s+tin)?)\s*:?\s+", "", bracketed["name"], flags=re.I)
        return [inner, *_PARTS.split(inner)] if inner != bracketed["name"] or inner.upper() in _CODES else []
    found = _THEO.search(line)
    if not found or _PROSE.search(found["name"]):
        return []
    name = found["name"].strip(" .")
    is_name = name[:1].isupper() or "." in name
    return list(dict.fromkeys([name, *_PARTS.split(name)])) if is_name else []


def _code(beginning: str) -> str | None:
    found = _CODE.match(beginning)
    if not found:
        return None
    printed = (found["bracketed"] or found["bare"]).strip().upper().removesuffix(" ONLINE")
    if found["bracketed"] is None and not found["dash"]:
        return None
    return _CODES.get(printed) or _SHORT_CODES.get(printed)


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    """Return a paper's name without what is not part of it: `Báo Vĩnh Long Online` and `Vĩnh Long` are one."""
    host = _DOMAIN.fullmatch(name.strip())
    if host:
        return bare_host(host["host"].lower())
    words = re.sub(r"[\W_]+", " ", fold(_CODES.get(name.strip().upper(), name))).strip()
    for prefix in _BEFORE:
        words = words.removeprefix(f"{prefix} ") if len(words) > len(prefix) + 1 else words
    for suffix in _AFTER:
        words = words.removesuffix(f" {suffix}")
    return words.replace(" ", "")


class Directory:
    """Which outlet of the archive a printed name or address means."""

    def __init__(self, outlets: Iterable[tuple[str, str, str]]) -> None:
        """`outlets` are key, name and home."""
        self._keys: dict[str, str | None] = {}
        for key, name, home in outlets:
            self._enter(_key(name), key)
            self._enter(key, key)
            self._enter(_host(home), key)

    def _enter(self, name: str, key: str) -> None:
        if name and self._keys.setdefault(name, key) != key:
            self._keys[name] = None  # two outlets of one name: it says neither

    def outlet(self, credit: Credit) -> str | None:
        """Return the key of the outlet that is credited, None when the archive has none of that name."""
        if credit.where == "link":
            return self._keys.get(_host(credit.name))
        return self._keys.get(_key(credit.name))


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return bare_host(host) + (f":{port}" if port not in (None, 80, 443) else "")


def to_json(found: tuple[Credit, ...]) -> str | None:
    """Return credits as JSON for keeping, None for none."""
    return json.dumps([asdict(c) for c in found], ensure_ascii=False) if found else None


def from_json(kept: str | None) -> tuple[Credit, ...]:
    """Return the credits that `to_json` kept."""
    return tuple(Credit(**c) for c in json.loads(kept)) if kept else ()
