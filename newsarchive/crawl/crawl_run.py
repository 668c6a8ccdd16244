"""What the writer's thread works with in a crawl: the run, its recorder, its lists, and what supplies addresses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsarchive.health.alarms import look

if TYPE_CHECKING:
    from newsarchive.crawl.supply import Supply
    from newsarchive.ingest.lists.book import ListBook
    from newsarchive.ingest.record import Recorder
    from newsarchive.ingest.run import Run
    from newsarchive.ingest.values import Verdict, Visit
    from newsarchive.outlets import Outlet


@dataclass(slots=True)
class CrawlRun:
    """The parts of a crawl that write.

    `lists` is None in a backfill, whose supply reads lists itself. `watched` are the outlets whose health is judged at
    the end, each with whether its run was whole: not limited to some articles or days.
    """

    run: Run
    recorder: Recorder
    supply: Supply
    lists: ListBook | None
    watched: dict[str, tuple[Outlet, bool]] = field(default_factory=dict)

    def record(self, visit: Visit) -> Verdict:
        """Record a visit, and let the supply learn what came of it. Must be called inside `run.batch()`."""
        verdict = self.recorder.record(visit)
        hosts = self.supply.settle(visit, verdict, self.run.at())
        return replace(verdict, hosts=verdict.hosts | hosts)

    def end(self, outcome: str) -> None:
        """End the run; when it came to its end, gaps that were read through are closed and alarms raised or cleared."""
        run = self.run
        if self.lists is not None and run.settled(outcome) in ("finished", "partly"):
            self.lists.end()
            if self.watched:
                look(run.archive, run.id, self.watched.values(), self.lists.freshest, run.now())
        run.end(outcome)
