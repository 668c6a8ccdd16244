"""Learn which forms a site's article addresses have from what the site has shown, where no pattern is declared."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from newsarchive.discovery.vocabulary import NEVER, RATHER_NOT
from newsarchive.outlets.schema import Outlet

if TYPE_CHECKING:
    from collections.abc import Iterable

ENOUGH_ARTICLES = 3.0
"""The evidence a form needs: an address that was read as an article counts 1, one that is only listed `LISTED`."""
LISTED = 0.25
"""The weight of an address that a feed or sitemap names and that was not fetched yet."""
ENOUGH_OTHERS = 5
"""How many pages of a form must have turned out to be lists, tags or films, none of them an article."""
PURITY = 0.9
"""The least share of articles among what was fetched of a form, for the form to be that of articles."""

_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_MONTH = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?|(?:19|20)\d{2}")
_IDS = (
    (re.compile(r"-\d{14,18}$"), "-<stamp>"),
    (re.compile(r"-\d{9,13}$"), "-<9..13 digits>"),
    (re.compile(r"-\d{4,8}$"), "-<4..8 digits>"),
    (re.compile(r"-\d{1,3}$"), "-<1..3 digits>"),
    (re.compile(r"-([a-z]{1,7})\d{3,}$", re.IGNORECASE), "-{}<number>"),
    (re.compile(r"-[0-9a-f]{7}$"), "-<7 hex digits>"),
    (re.compile(r"-(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{8,12}$"), "-<id>"),
)


class Seen(NamedTuple):
    """An address of an outlet and what came of it: `article` is None when it is only listed by a feed or sitemap."""

    url: str
    article: bool | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What was seen of the addresses of one form, and what follows from it for others of that form."""

    form: str
    articles: int
    others: int
    listed: int

    @property
    def article(self) -> bool | None:
        """Whether an address of this form is an article's; None while too little was seen."""
        fetched = self.articles + self.others
        if self.articles + LISTED * self.listed >= ENOUGH_ARTICLES and self.articles >= PURITY * fetched:
            return True
        return False if self.others >= ENOUGH_OTHERS and not self.articles else None

    def __str__(self) -> str:
        fetched = (
            f"{self.articles} of {self.articles + self.others} fetched addresses of the form {self.form} are articles"
        )
        return f"{fetched}, {self.listed} more are listed" if self.listed else fetched


@dataclass(frozen=True, slots=True)
class Learnt:
    """The rules learnt of one site, by form; only those that decide."""

    rules: dict[str, Rule] = field(default_factory=dict)

    def rule_for(self, url: str) -> Rule | None:
        """Return the rule of the most exact form of an address that has one."""
        return next((self.rules[form] for form in forms(url) if form in self.rules), None)


class Experienced(Outlet):
    """An outlet together with what was learnt of its addresses; only discovery asks for it."""

    learnt: Learnt = Learnt()


def learn(seen: Iterable[Seen]) -> Learnt:
    """Return the rules that follow from what was seen of a site. Pure: the same evidence gives the same rules."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for url, article in dict(seen).items():
        which = 2 if article is None else 0 if article else 1
        for form in forms(url):
            counts[form][which] += 1
    rules = (Rule(form, *numbers) for form, numbers in sorted(counts.items()))
    return Learnt({rule.form: rule for rule in rules if rule.article is not None})


def with_experience(outlet: Outlet, seen: Iterable[Seen]) -> Outlet:
    """Return the outlet with what its addresses have shown; as it is when its pattern is declared or nothing was seen."""
    if outlet.article:
        return outlet
    learnt = learn(seen)
    return Experienced.model_construct(**dict(outlet), learnt=learnt) if learnt.rules else outlet


def known(url: str, outlet: Outlet) -> bool | None:
    """Return whether an address is an article's by the declared patterns, else by what was learnt; None: neither decides."""
    declared = outlet.is_article(url)
    if declared is not None or not isinstance(outlet, Experienced):
        return declared
    rule = outlet.learnt.rule_for(url)
    return None if rule is None else rule.article


@lru_cache(maxsize=65536)
def forms(url: str) -> tuple[str, ...]:
    """Return the forms of an address, the most exact first: with the names of its folders, and without.

    >>> forms("https://a.vn/du-lich/202603/mua-sen-no-ro-28331ea/")
    ('/du-lich/<date>/<slug>-<7 hex digits>/', '/<name>/<date>/<slug>-<7 hex digits>/')
    >>> forms("https://a.vn/luat-moi-co-hieu-luc.htm")
    ('/<5..7 words>.htm',)
    """
    try:
        parts = urlsplit(url)
        path = unquote(parts.path)
    except ValueError:
        return ()
    segments = [s for s in path.split("/") if s]
    if not segments:
        return ()
    *folders, last = segments
    page = _page(last) + _query(parts.query) + ("/" if path.endswith("/") else "")
    names = [f.lower() for f in folders]
    exact, general = ("/".join(["", *form, page]) for form in _folder_forms(names[:6]))
    is_special = any(name in NEVER or name in RATHER_NOT for name in names)  # `/event/`: others say nothing about it
    return (exact,) if is_special or exact == general else (exact, general)


def _folder_forms(names: list[str]) -> tuple[list[str], list[str]]:
    """Return the forms of folders, with their names and without."""
    forms = [_folder(name) for name in names]
    exact = [form or name[:40] for form, name in zip(forms, names, strict=True)]
    return exact, [form or "<name>" for form in forms]


def _folder(name: str) -> str:
    if _MONTH.fullmatch(name):
        return "<date>"
    return "<number>" if any(c.isdigit() for c in name) and sum(c.isalpha() for c in name) <= 2 else ""


def _page(last: str) -> str:
    extension = _EXTENSION.search(last)
    suffix = extension.group().lower() if extension else ""
    stem = last[: -len(suffix)] if suffix else last
    if stem.isdigit():
        return f"<number>{suffix}"
    for pattern, form in _IDS:
        match = pattern.search(stem)
        if match:
            letters = match.group(1).lower() if match.groups() else ""
            return f"{'<slug>' if match.start() else ''}{form.format(letters)}{suffix}"
    return f"<{_words(stem)}>{suffix}"


def _words(stem: str) -> str:
    """Return how many words a slug has, roughly."""
    words = len([w for w in re.split(r"[-_\s]+", stem) if w])
    if words >= 5:
        return "5..7 words" if words < 8 else "8 or more words"
    return f"{words} word{'' if words == 1 else 's'}"


def _query(query: str) -> str:
    numbers = sorted(k.lower()[:20] for k, v in parse_qsl(query[:1000]) if v.isdigit())
    return "?" + "&".join(f"{k}=<number>" for k in numbers[:4]) if numbers else ""
