"""Read a robots.txt as it was fetched, and decide what it allows us (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from protego import Protego

from newsarchive.content import decoded_body
from newsarchive.errors import ContentError

if TYPE_CHECKING:
    from newsarchive.items import Page

Status = Literal["ok", "none", "unreachable"]

MAX_BYTES = 500 * 1024
"""RFC 9309 2.5: a crawler must read at least 500 kibibytes; what follows is left out."""

MAX_SITEMAPS = 1000

_TOKEN = re.compile(r"[A-Za-z_-]+")  # RFC 9309 2.2.1: product-token
_AGENT_LINE = re.compile(r"(?im)^[ \t]*user[ -]?agent[ \t]*:[ \t]*([^\r\n#]*)")
# Usage preferences that stand in robots.txt: Content-Signal (contentsignals.org) and Content-Usage (IETF aipref).
_USAGE_LINE = re.compile(r"(?im)^[ \t]*(content-signal|content-usage)[ \t]*:[ \t]*([^\r\n#]{1,300})")


@dataclass(frozen=True, slots=True)
class RobotsPolicy:
    """What one host's robots.txt says to us. Plain values only, so it can be pickled and stored.

    `status`: `ok` (rules were read), `none` (there are none: 4xx), `unreachable` (nothing may be fetched from the
    host for now: 5xx, 429, network error, an answer cut off). `digest` is that of the bytes as received, None when
    there was no answer. `tdm` is a machine-readable reservation of text and data mining as printed, or None.
    """

    status: Status
    digest: str | None = None
    crawl_delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()
    tdm: str | None = None
    rules: str = field(default="", repr=False)
    agent: str = "*"

    def allows(self, url: str) -> bool:
        """Return whether the address may be fetched now. `/robots.txt` itself always may (RFC 9309 2.2.2)."""
        if self.status == "none":
            return True
        if self.status == "unreachable":
            return url.partition("://")[2].partition("/")[2] == "robots.txt"
        try:
            return bool(_matcher(self.rules).can_fetch(url, self.agent))
        except ValueError:  # an address nobody can parse is not one we were allowed to fetch
            return False


def parse(page: Page | None, user_agent: str) -> RobotsPolicy:
    """Return the policy of a host from the answer to its `/robots.txt`; None stands for a network error.

    The caller follows redirects first. `user_agent` is the User-Agent header or its product token; groups are
    matched by the whole token, so that a group for `news` is not ours. By RFC 9309 2.3.1.3 every 4xx means that
    there are no rules; only 429 (too many requests) is a server asking us to come back later, like a 5xx. More
    redirects than the caller follows mean no rules too (2.3.1.2).
    """
    if page is None:
        return RobotsPolicy("unreachable")
    if page.status == 429 or not 200 <= page.status < 500:
        return RobotsPolicy("unreachable", page.digest)
    reservation = _header_reservation(page)
    if page.status >= 300:
        return RobotsPolicy("none", page.digest, tdm=reservation)
    if page.truncated:  # the missing part may hold the rule that denies
        return RobotsPolicy("unreachable", page.digest)
    try:
        body = decoded_body(page)
    except ContentError:
        return RobotsPolicy("unreachable", page.digest)
    text, agent = _ours(_text(body), user_agent)
    matcher = _matcher(text)
    delay = matcher.crawl_delay(agent)
    return RobotsPolicy(
        status="ok",
        digest=page.digest,
        crawl_delay_s=None if delay is None else float(delay),
        sitemaps=_sitemaps(matcher),
        tdm="; ".join(filter(None, [reservation, *_usage(text)])) or None,
        rules=text,
        agent=agent,
    )


def _sitemaps(matcher: Protego) -> tuple[str, ...]:
    named = dict.fromkeys(s.strip() for s in matcher.sitemaps)
    return tuple(s for s in named if s.startswith(("http://", "https://")))[:MAX_SITEMAPS]


def _text(body: bytes) -> str:
    if len(body) > MAX_BYTES:  # cut at a line's end: half a path would deny or allow too much
        cut = max(body.rfind(b"\n", 0, MAX_BYTES), body.rfind(b"\r", 0, MAX_BYTES))
        body = body[: cut if cut > 0 else MAX_BYTES]
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return body.decode(encoding, "replace").replace("\x00", "").lstrip("\ufeff")


def _ours(text: str, user_agent: str) -> tuple[str, str]:
    """Return the rules and the group name to ask for: our product token if a group names it, else `*`."""
    found = _TOKEN.match(user_agent)
    token = found.group().lower() if found else "*"
    named = False

    def canonical(line: re.Match[str]) -> str:
        nonlocal named
        word = _TOKEN.match(line.group(1))
        if word is None or word.group().lower() != token:
            return line.group()
        named = True
        return f"User-agent: {token}"  # without a version, which no rule may depend on

    text = _AGENT_LINE.sub(canonical, text)
    return text, token if named else "*"


def _usage(text: str) -> list[str]:
    lines = (f"{name.lower()}: {value.strip()}" for name, value in _USAGE_LINE.findall(text))
    return list(dict.fromkeys(line for line in lines if "=n" in line.replace(" ", "")))[:5]


def _header_reservation(page: Page) -> str | None:
    """TDMRep (W3C Community Group report 2024), section 5: `tdm-reservation: 1` in the header reserves the rights."""
    if (page.header("tdm-reservation") or "").strip() != "1":
        return None
    policy = (page.header("tdm-policy") or "").strip()[:300]
    return f"tdm-reservation: 1; tdm-policy: {policy}" if policy else "tdm-reservation: 1"


@lru_cache(maxsize=256)
def _matcher(rules: str) -> Protego:
    return Protego.parse(rules)
