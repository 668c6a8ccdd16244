"""The exception tree: each error of ours is one line for a person, saying what to do.

NewsarchiveError
├── UsageError          wrong option, unknown outlet, malformed outlet file: exit code 2
├── DataError           the archive, a WARC file or the data folder cannot be used: exit code 1
│   └── WarcError       a file that is no WARC, or a record that cannot be read
└── OutcomeError        what was fetched, or could not be, ends in a known outcome code of the ledger
    └── ContentError    bytes of a page that cannot be decoded within bounds
"""

from __future__ import annotations


class NewsarchiveError(Exception):
    """Base of all errors raised on purpose by newsarchive; its text is shown to the user as it is."""

    exit_code = 1


class UsageError(NewsarchiveError):
    """The user asked for something that does not exist or is written wrong."""

    exit_code = 2


class DataError(NewsarchiveError):
    """The data folder, the archive or an input file cannot be used."""


class WarcError(DataError):
    """A file that is no WARC, or a WARC record that cannot be read."""


class OutcomeError(NewsarchiveError):
    """A fetch or a page that ends in a known way.

    `outcome` is the ledger's outcome code (design: outcomes of a URL), e.g. `too_large`; `detail` says it in words.
    """

    def __init__(self, outcome: str, detail: str) -> None:
        super().__init__(outcome, detail)  # both, so that it can be pickled
        self.outcome = outcome
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class ContentError(OutcomeError):
    """A page's bytes cannot be decoded within the bounds."""
