"""Full-text search over the articles, with or without Vietnamese marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsarchive.errors import UsageError
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from datetime import date

    from sqlite_utils import Database

MAX_WORDS = 100
"""More words than anybody asks for; a search stays quick whatever is pasted into it."""

_QUOTES = str.maketrans("“”„‟«»＂", '"""""""')
# A phrase with its closing quote, or a run of anything else; an unpaired quote parts words like a space.
_TERM = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')

# bm25 weights: a word in the title means more than one in the lead, and that more than one in the body.
_WEIGHTS = "10.0, 4.0, 1.0"
_SNIPPET_WORDS = 30
_MARK, _UNMARK = "\x02", "\x03"  # control characters: text.clean lets none into the archive


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found; the higher `score`, the better.

    `snippet` is original text on one line; `marks` are (begin, end) of the words found in it.
    """

    id: int
    uid: str
    outlet: str
    url: str
    title: str
    published_at: str | None
    published_on: str | None
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]


def match_expression(query: str) -> str:
    """Return the FTS5 expression for a person's query: all words must occur, in any order.

    Words are folded as the index is; `"several words"` is a phrase; a final `*` stands for any ending. Everything
    else that FTS5 would take for an operator (AND, -, :, ^, parentheses) is a word or nothing. Raises UsageError when
    no letter or digit is left, or for more than `MAX_WORDS` words.

    >>> match_expression('Đồng-Tháp "xúc tiến" thươ*')
    '"dong-thap" "xuc tien" "thuo"*'
    """
    terms: list[str] = []
    words = 0
    readable = query.encode("utf-8", "ignore").decode("utf-8")  # half characters of a terminal in another coding go
    for phrase, any_ending, run in _TERM.findall(clean(readable).translate(_QUOTES)):
        folded = fold(phrase or run.rstrip("*"))
        if not any(c.isalnum() for c in folded):
            continue
        words += len(re.findall(r"[^\W_]+", folded))
        # Quoted, FTS5 splits it exactly as it split the text; a run such as 19/5 or covid-19 becomes a phrase.
        terms.append(f'"{folded}"' + ("*" if any_ending or run.endswith("*") else ""))
    if not terms:
        raise UsageError("nothing to search for: the query holds no letter or digit")
    if words > MAX_WORDS:
        raise UsageError(f"the query holds {words} words; at most {MAX_WORDS} are searched for")
    return " ".join(terms)


def search(
    db: Database,
    query: str,
    *,
    outlet: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
) -> list[Hit]:
    """Return the articles that hold all words of the query, best first.

    `since` and `until` are days of publication, both included; an article without a day is then left out.
    """
    where, values = ["articles_fts MATCH ?"], [match_expression(query)]
    for condition, value in (("a.outlet = ?", outlet), ("a.published_on >= ?", since), ("a.published_on <= ?", until)):
        if value is not None:
            where.append(condition)
            values.append(str(value))
    rows = db.execute(
        "SELECT a.id, a.uid, a.outlet, a.url, a.title, a.published_at, a.published_on, "
        f"-bm25(articles_fts, {_WEIGHTS}) AS score, "
        f"snippet(articles_fts, -1, '{_MARK}', '{_UNMARK}', '…', {_SNIPPET_WORDS}) "
        f"FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid WHERE {' AND '.join(where)} "
        "ORDER BY score DESC, a.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    found: list[tuple[Any, ...]] = [(*row[:8], *_plain(row[8])) for row in rows]
    return [Hit(*values) for values in found]


def _plain(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Part a snippet into its text and the spans that were marked in it."""
    text, marks = "", []
    for n, part in enumerate(re.split(f"[{_MARK}{_UNMARK}]", " ".join(marked.split()))):
        if n % 2:
            marks.append((len(text), len(text) + len(part)))
        text += part
    return text, tuple(marks)
