"""How many articles each outlet may still bring in one run (`--limit`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Quota:
    """What one outlet may bring: `limit` new articles (None: any number), of which `new` came; `under_way` may yet."""

    limit: int | None
    new: int = 0
    under_way: int = 0

    @property
    def room(self) -> int | None:
        """How many more addresses of articles may be taken; None: any number."""
        return None if self.limit is None else max(0, self.limit - self.new - self.under_way)


class Quotas:
    """The quotas of a run, all with the same limit."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._quotas: dict[str, Quota] = {}

    def of(self, outlet: str) -> Quota:
        """Return the quota of an outlet, by its key."""
        return self._quotas.setdefault(outlet, Quota(self._limit))
