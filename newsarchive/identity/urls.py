"""Compute the normal form of an address: two addresses with one normal form are one page."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv6Address
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

NORMAL_VERSION = 1
"""Rises when a rule below changes; the ledger keeps the version beside each normal form."""

MAX_URL = 8192

_HOST_TWINS = frozenset({"www", "m", "mobile", "amp", "wap"})
_INDEX_FILES = frozenset(
    f"{name}.{ext}" for name in ("index", "default") for ext in ("html", "htm", "php", "aspx", "asp", "jsp", "shtml")
)
# Names of query parameters that say where a reader came from, never what is shown.
_TRACKING_NAMES = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh gidzl mc_cid mc_eid
mkt_tok _ga _gl _hsenc _hsmi __hstc __hssc __hsfp vero_id vero_conv wickedid oly_anon_id oly_enc_id s_kwcid zarsrc
zaloref zalo_share _zn dicbo spm ocid smid cmpid ncid cmp_id trk trkcampaign ref ref_src ref_url referrer referer
share shared share_from sharetype fb_action_ids fb_action_types fb_source fb_ref fb_comment_id action_object_map
action_type_map action_ref_map phpsessid jsessionid aspsessionid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIX = (
    "utm_", "vnn_", "vn_source", "vn_medium", "vn_campaign", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "at_", "itm_",
    "_openstat",
)  # fmt: skip
# A page's other dress, asked for by a parameter: `?print=1`, `?amp`, `?outputType=amp`.
_DRESS = {
    "print": frozenset({"", "1", "true", "yes"}),
    "amp": frozenset({"", "1", "true", "yes"}),
    "outputtype": frozenset({"amp"}),
    "m": frozenset({"1"}),
    "mobile": frozenset({"1", "true"}),
}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset(b"!$&'()*+,;=:@")
_QUERY_SAFE = _UNRESERVED | frozenset(b"!$'()*,;:@/?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRINT_FOLDER = re.compile(r"(https?://[^/?]+)/+(?:print/+)+", re.IGNORECASE)
_PRINT_PARAMETER = re.compile(
    r"&print(?:=(?:1|true|yes)?)?(?=&|$)|(?<=\?)print(?:=(?:1|true|yes)?)?&|\?print(?:=(?:1|true|yes)?)?$",
    re.IGNORECASE,
)
_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


def normal_url(url: str, *, aliases: Mapping[str, str] = _NO_ALIASES) -> str:
    """Return the normal form (version 1) of an http(s) address; anything else comes back stripped of white space.

    Never raises; the normal form of a normal form is itself. `aliases` maps hosts to the host they stand for (old
    domains of a paper, its mobile host).

    - scheme `https`; host in lower case and punycode, without `www.`, `m.`, `mobile.`, `amp.`, `wap.` and without
      the default ports; other ports stay (they are other servers);
    - dot segments, empty segments, the trailing slash, `index.html` and the like, a final `/amp` and `;jsessionid`
      go, and so does the `/print/` before a slug of four words or more (a shorter rest need not be an article's);
    - percent-encoding: unreserved characters plain, everything else in upper-case hex of UTF-8 in NFC;
    - the path keeps its case: some CMSs number articles with letters of both cases (RFC 3986 6.2.2.1 agrees);
    - tracking parameters go, the others are sorted (which also means that their order must carry no meaning);
    - the fragment goes, except `#!...`, which old sites use as an address.

    >>> normal_url("HTTP://www.Example.vn:80/a/../Bai-viet/?utm_source=zalo&b=2&a=1#top")
    'https://example.vn/Bai-viet?a=1&b=2'
    """
    stripped = url.strip()
    cleaned = _SURROGATE.sub("\ufffd", stripped.translate(_CONTROL))
    if len(cleaned) > MAX_URL:
        return stripped
    try:
        parts = urlsplit(cleaned)
        port = parts.port
    except ValueError:
        return stripped
    host = _host(parts.hostname or "", port, aliases)
    if parts.scheme not in ("http", "https") or host is None or "@" in parts.netloc:
        return stripped
    fragment = f"#!{_escaped(parts.fragment[1:], _QUERY_SAFE)}" if parts.fragment[:1] == "!" else ""
    query = _query(parts.query)
    return f"https://{host}{_path(parts.path)}{'?' if query else ''}{query}{fragment}"


_CONTROL = dict.fromkeys([*range(32), 127])


def plain_url(url: str) -> str:
    """Return the address of the page that a print view shows in another dress; any other address as it is.

    A print view has the normal form of its page (`/print/` before a slug, `?print=1`). What is left of its address is
    kept as it stands, to be fetched.

    >>> plain_url("https://www.bao.vn/print/hoi-cho-da-khai-mac-a12.html"), plain_url("https://bao.vn/tin-9.htm?print=1")
    ('https://www.bao.vn/hoi-cho-da-khai-mac-a12.html', 'https://bao.vn/tin-9.htm')
    """
    page, mark, fragment = url.partition("#")
    plain = _PRINT_FOLDER.sub(r"\1/", _PRINT_PARAMETER.sub("", page), count=1) + mark + fragment
    return plain if plain != url and normal_url(plain) == normal_url(url) else url


def is_print_view(url: str) -> bool:
    """Return whether an address is a print view that has the normal form of its page (see `plain_url`)."""
    return plain_url(url) != url


def bare_host(host: str) -> str:
    """Return a host name without the labels that only name another dress of the site (`www.`, `m.`, `amp.`, ...).

    >>> bare_host("www.m.example.vn"), bare_host("m.vn")
    ('example.vn', 'm.vn')
    """
    label, _, rest = host.partition(".")
    while label in _HOST_TWINS and "." in rest:
        host = rest
        label, _, rest = host.partition(".")
    return host


@lru_cache(maxsize=4096)
def _ascii_host(name: str) -> str | None:
    """Return the host in lower-case ASCII, or None when it is none."""
    if ":" in name:
        try:
            return f"[{IPv6Address(name.partition('%')[0]).compressed}]"
        except ValueError:
            return None
    lowered = unicodedata.normalize("NFC", name).lower().rstrip(".")
    if not lowered.isascii():
        try:
            lowered = lowered.encode("idna").decode("ascii").lower().rstrip(".")
        except UnicodeError:
            return None
    if not _NAME.fullmatch(lowered) or len(lowered) > 253:
        return None
    return lowered if _IPV4.fullmatch(lowered) else bare_host(lowered)


def _host(name: str, port: int | None, aliases: Mapping[str, str]) -> str | None:
    host = _ascii_host(name)
    if host is None:
        return None
    suffix = "" if port in (None, 80, 443) else f":{port}"
    seen = {host + suffix}
    full = host + suffix
    while (target := aliases.get(full) or aliases.get(f"www.{full}")) is not None:
        name, _, digits = target.lower().partition(":")
        ascii_target = _ascii_host(name)
        if ascii_target is None:
            break
        full = f"{ascii_target}:{digits}" if digits not in ("", "80", "443") else ascii_target
        if full in seen:  # aliases that point at each other: any one of the circle, always the same
            return min(seen)
        seen.add(full)
    return full


def _path(path: str) -> str:
    segments: list[str] = []
    for raw in _SESSION.sub("", path.replace("\\", "/")).split("/"):
        segment = _escaped(raw, _PATH_SAFE)
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    while segments and (segments[-1].lower() in _INDEX_FILES or (len(segments) > 1 and segments[-1].lower() == "amp")):
        segments.pop()
    while len(segments) > 1 and segments[0].lower() == "print" and segments[-1].count("-") >= 3:
        del segments[0]
    return "/" + "/".join(segments)


def _query(query: str) -> str:
    kept: list[str] = []
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        name, value = (_escaped(s.replace("+", " "), _QUERY_SAFE) for s in (name, value))
        low = name.lower()
        if not name and not value:
            continue
        if low in _TRACKING or low.startswith(_TRACKING_PREFIX) or value.lower() in _DRESS.get(low, ()):
            continue
        kept.append(f"{name}{equals}{value}")
    return "&".join(sorted(kept))


def _escaped(component: str, safe: frozenset[int]) -> str:
    """Normalise the percent-encoding of one path segment, or of a parameter's name or value."""
    if component.isascii() and "%" not in component and all(b in safe for b in component.encode()):
        return component
    out: list[str] = []
    run = bytearray()  # bytes that may be decoded; characters that must stay encoded end a run
    position = 0
    while position < len(component):
        match = _ESCAPE.match(component, position)
        if match is None:
            if component[position] == "%":  # a percent sign that escapes nothing
                _flush(run, out, safe)
                out.append("%25")
            else:
                run += component[position].encode()
            position += 1
            continue
        position = match.end()
        byte = int(match.group(1), 16)
        if byte in _UNRESERVED or byte >= 0x80:
            run.append(byte)
        else:
            _flush(run, out, safe)
            out.append(f"%{byte:02X}")
    _flush(run, out, safe)
    return "".join(out)


def _flush(run: bytearray, out: list[str], safe: frozenset[int]) -> None:
    text = unicodedata.normalize("NFC", bytes(run).decode("utf-8", "surrogateescape"))
    out.extend(chr(b) if b in safe else f"%{b:02X}" for b in text.encode("utf-8", "surrogateescape"))
    run.clear()
