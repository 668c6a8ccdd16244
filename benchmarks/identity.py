"""Measure what `relate` finds and what it costs.

    python benchmarks/identity.py                       quality, then cost at 10,000, 100,000 and 1,000,000 articles
    python benchmarks/identity.py --only quality        copies, hard negatives and republications
    python benchmarks/identity.py --only cost --sizes 10000 100000

Quality: texts of real pages (../shared/corpus, where it is there; else generated ones) are printed again with changes
(a paragraph dropped, 5 % and 10 % of the words replaced, an aggregator's furniture added, another title) beside pairs
that must not be told near: other texts under the same boilerplate, two reports of one event that share quotes and
numbers, two days of one template. All goes into an archive and through `relate`; what counts is what stands in `relations`.

Cost: an archive's index of texts is filled with rows of the shape it has (random keys, in two rounds, so that pages are
as full as in use), then articles of 500 words, one in ten a copy of another, are related on top. CPU time is user and
system; on a machine with other work it is the steadier figure.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from newsarchive.identity.shingles import BANDS, FINGERPRINT_VERSION  # noqa: E402
from newsarchive.relate import relate as relating  # noqa: E402
from newsarchive.store.archive import Archive  # noqa: E402
from tests.ingest.press import NOW, Press, Writer  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus"
START = datetime(2026, 1, 1, tzinfo=UTC)
FURNITURE = (
    "Chia sẻ bài viết này trên các mạng xã hội và theo dõi chúng tôi để nhận tin mới nhất mỗi ngày.",
    "Xem thêm các tin khác cùng chuyên mục và tải ứng dụng đọc báo miễn phí trên điện thoại của bạn.",
    "Bản quyền thuộc về tác giả, mọi sao chép phải ghi rõ nguồn và dẫn đường dẫn tới bài gốc.",
)
CREDITS = ("\n\nTheo Báo Vĩnh Long", "\n\nNguồn: Báo Vĩnh Long", "\n\n(Theo BÁO VĨNH LONG)", "(VLO) ", "", "")


@dataclass(slots=True)
class Score:
    """True and false findings."""

    found: int = 0
    wanted: int = 0
    wrong: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for and print it; return 1 when a target of the project is missed."""
    parser = argparse.ArgumentParser(description="Measure nearness, republication and their cost.")
    parser.add_argument("--only", choices=("quality", "cost"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--articles", type=int, default=4_000, help="articles related at each size")
    parser.add_argument("--texts", type=int, default=400, help="generated texts beside or instead of the real ones")
    options = parser.parse_args(arguments)
    good = True
    if options.only != "cost":
        good &= quality(options.texts)
    if options.only != "quality":
        good &= cost(options.sizes, options.articles)
    return 0 if good else 1


# quality


def texts(generated: int) -> list[tuple[str, str]]:
    """Return where each text is from, and the text: real ones of 60 words or more, then generated ones."""
    found: list[tuple[str, str]] = []
    for path in sorted(CORPUS.glob("*/truth.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            body = json.loads(line).get("body")
            found.append((path.parent.name, "\n\n".join(body) if isinstance(body, list) else body or ""))
    vietnamese = sorted((CORPUS / "vn" / "truth").glob("*.json"))
    found += [("vn", "\n\n".join(json.loads(p.read_text(encoding="utf-8"))["body"])) for p in vietnamese]
    real = [(origin, text) for origin, text in found if len(text.split()) >= 60]
    writer = Writer(17)
    lengths = random.Random(17)
    made = [("generated", writer.text(lengths.randint(2, 9), lengths.randint(30, 80))) for _ in range(generated)]
    return real + made


def variants(text: str, writer: Writer, draw: random.Random, others: list[str]) -> Iterator[tuple[str, str]]:
    """Give the text as copies print it."""
    paragraphs = text.split("\n\n") if text.count("\n\n") > 1 else text.split("\n")
    if len(paragraphs) > 3:
        place = draw.randrange(len(paragraphs))
        yield "a paragraph dropped", "\n\n".join(paragraphs[:place] + paragraphs[place + 1 :])
    yield "5 % of the words", replaced(text, 0.05, draw, others)
    yield "10 % of the words", replaced(text, 0.10, draw, others)
    yield "furniture added", text + "\n\n" + "\n\n".join(FURNITURE)
    yield "another title", text
    yield "a lead added", writer.paragraph(35) + "\n\n" + text


def replaced(text: str, share: float, draw: random.Random, others: list[str]) -> str:
    """Return the text with this share of its words replaced by words of other texts."""
    words = text.split(" ")
    for place in draw.sample(range(len(words)), round(len(words) * share)):
        words[place] = draw.choice(others)
    return " ".join(words)


def hard_negatives(writer: Writer, draw: random.Random, sources: list[str]) -> Iterator[tuple[str, str, str]]:
    """Give pairs of texts that are not the same story, with what makes them hard."""
    boilerplate = " ".join((*FURNITURE, writer.paragraph(40)))
    for one, other, third in zip(sources[::3], sources[1::3], sources[2::3], strict=False):
        yield "boilerplate", f"{one}\n\n{boilerplate}", f"{other}\n\n{boilerplate}"
        # Two reports of one event: the same quotes and numbers, a fifth of the text, in other words around.
        quote = " ".join(third.split()[: max(15, len(third.split()) // 5)])
        words = max(60, len(third.split()) - len(quote.split()))
        yield "one event", third, f"{quote}\n\n{writer.text(3, words // 3)}"
        template = writer.words(110)
        days = []
        for _ in range(2):
            day = list(template)
            for place in range(0, 110, 9):
                day[place] = str(draw.randrange(100, 99_999))
            days.append(" ".join(day))
        yield "one template", days[0], days[1]


def quality(generated: int) -> bool:
    """Print precision and recall; tell whether they reach the project's targets."""
    draw, writer = random.Random(23), Writer(23)
    sources = texts(generated)
    others = [word for _, text in sources for word in text.split()[:200]]
    scores: dict[str, Score] = {}
    near, republished = Score(), Score()
    # One archive for each batch of texts, so that every pair stands among many strangers.
    draw.shuffle(sources)
    for batch in [sources[n : n + 120] for n in range(0, len(sources), 120)]:
        half = len(batch) // 2
        _measure(batch[:half], batch[half:], writer, draw, others, scores, near, republished)
    print(
        f"{len(sources)} texts (half copied, half in hard negatives), {sum(1 for o, _ in sources if o != 'generated')} of them of real pages"
    )
    for name, score in sorted(scores.items()):
        print(f"  {name:22} recall {score.recall:.4f} of {score.wanted}")
    ten = scores["10 % of the words"].recall
    print(f"near: precision {near.precision:.4f}, recall {near.recall:.4f} ({near.wanted} pairs, {near.wrong} wrong)")
    print(
        f"republication: precision {republished.precision:.4f}, recall {republished.recall:.4f} "
        f"({republished.wanted} pairs, {republished.wrong} wrong)"
    )
    return (
        near.precision >= 0.99
        and near.recall >= 0.98
        and ten >= 0.95
        and republished.precision >= 0.99
        and republished.recall >= 0.95
    )


def _measure(
    copied: list[tuple[str, str]],
    negatives: list[tuple[str, str]],
    writer: Writer,
    draw: random.Random,
    others: list[str],
    scores: dict[str, Score],
    near: Score,
    republished: Score,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        press = Press(Path(folder) / "archive.db")
        group: dict[int, int] = {}  # article -> the text it tells; negatives have texts of their own
        wanted: dict[int, tuple[str, int]] = {}  # copy -> what was done to it, its original
        named: dict[int, int] = {}
        clock = iter(range(1, 1_000_000))
        number = iter(range(1, 1_000_000))

        def put(outlet: str, text: str, story: int, title: str, **fields: str) -> int:
            at = (START + timedelta(minutes=next(clock))).strftime("%Y-%m-%dT%H:%M:%SZ")
            article = press.put(outlet, text, title=title, published=at, **fields)
            group[article] = story
            return article

        for _, text in copied:
            story = next(number)
            original = put("baovinhlong", text, story, "Tin trong ngày")
            for what, changed in variants(text, writer, draw, others):
                copy = put("baodongthap", changed, story, "Tựa khác" if what == "another title" else "Tin trong ngày")
                wanted[copy] = (what, original)
            for what, changed in variants(text, writer, draw, others):
                credit = draw.choice(CREDITS)
                fields = {"source_name": "Báo Vĩnh Long"} if not credit else {}
                if draw.random() < 0.3:
                    fields["source_url"] = press.url(original)
                printed = f"{credit}{changed}" if credit.startswith("(VLO") else f"{changed}{credit}"
                copy = put("vietnamvn", printed, story, f"Tựa {what}", **fields)
                wanted[copy] = (what, original)
                named[copy] = original
        for what, one, other in hard_negatives(writer, draw, [text for _, text in negatives]):
            # Credits of a paper that did not print this text must not make it a copy either.
            put("baocantho", one, next(number), what)
            put("tonghop", f"{other}\n\nTheo Báo Cần Thơ", next(number), what)
        relating.relate(press.archive, NOW)
        stories = dict(press.archive.db.execute("SELECT id, story_id FROM articles").fetchall())
        pairs = press.pairs()
        press.close()
    for copy, (what, original) in wanted.items():
        score = scores.setdefault(what, Score())
        score.wanted += 1
        near.wanted += 1
        if stories[copy] == stories[original]:
            score.found += 1
            near.found += 1
    for article, related, kind in pairs:
        if kind == "republished_from":
            if named.get(article) == related:
                republished.found += 1
            else:
                republished.wrong += 1
        if group[article] != group[related]:
            near.wrong += 1
    republished.wanted += len(named)


# cost


def cost(sizes: list[int], articles: int) -> bool:
    """Print what relating costs an article at each size; tell whether the project's targets are reached."""
    costs: dict[int, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            costs[size] = _cost_at(Path(folder) / "archive.db", size, articles)
    good = True
    if 100_000 in costs:
        good &= costs[100_000] <= 1.0
    if len(costs) > 1:
        first, last = min(costs), max(costs)
        print(f"{last:,} articles cost {costs[last] / costs[first]:.2f} times what {first:,} do, an article")
        good &= costs[last] <= 2 * costs[first]
    return good


def _cost_at(path: Path, size: int, articles: int) -> float:
    """Return the CPU milliseconds for fingerprint, look-up and insert of an article on top of `size` texts."""
    with Archive.open(path) as archive:
        _outlet(archive)
        _fill(archive, size)
        draw, writer = random.Random(size), Writer(size)
        _put(archive, 1, 500, draw, writer)
        relating.relate(archive, NOW)  # caches of the operating system, of Python and of SQLite are warm
        _put(archive, 501, articles, draw, writer)
        steps = {"read": 0.0, "tell": 0.0}
        clock = time.monotonic()
        work = relating._Relating(archive, "2026-11-22T06:30:00Z")
        for name, step in (("read", work.read), ("tell", work.tell)):
            begun = time.process_time()
            while True:
                with archive.transaction():
                    more = step()
                if not more:
                    break
            steps[name] = 1000 * (time.process_time() - begun) / articles
        wall = 1000 * (time.monotonic() - clock) / articles
        rows, texts_there = archive.db.execute(
            "SELECT (SELECT count(*) FROM text_bands), (SELECT count(*) FROM texts)"
        ).fetchone()
        index = sum(
            archive.db.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN ('text_bands', 'texts', 'sqlite_autoindex_texts_1', 'texts_by_label', "
                "'article_texts', 'article_texts_by_text')"
            ).fetchone()
        )
    print(
        f"{size:>9,} texts: {steps['read']:.3f} ms CPU for fingerprint, look-up and insert ({1000 / steps['read']:.0f} a second), "
        f"{steps['tell']:.3f} ms for telling; {wall:.2f} ms by the clock; index {index / texts_there:.0f} bytes a text "
        f"({index / rows:.1f} a band)",
        flush=True,
    )
    return steps["read"]


def _outlet(archive: Archive) -> None:
    db = archive.db
    with archive.transaction():
        db["outlets"].insert({"key": "x", "name": "X", "home": "https://x.example/", "kind": "newspaper", "enabled": 1})
        db["runs"].insert({"id": 1, "command": "crawl", "started_at": "2026", "version": "0", "config_hash": "0"})
        db["extractions"].insert({"id": 1, "started_at": "2026", "version": "0", "libraries": "{}", "rules_hash": "0"})
        db.execute(
            "INSERT INTO urls (id, url, normal_url, normal_version, outlet, host, role, discovered_at, state) "
            "VALUES (1, 'u', 'u', 1, 'x', 'x', 'article', '2026', 'done')"
        )
        db.execute(
            "INSERT INTO captures (id, url_id, run_id, fetched_at, http_status, digest, bytes, origin, record_id, warc_file, "
            "warc_offset, warc_length) VALUES (1, 1, 1, '2026', 200, 'd', 1, 'crawl', 'r', 'f', 0, 1)"
        )
        db.execute("INSERT INTO relate_rules (version, since) VALUES (?, '2026')", (FINGERPRINT_VERSION,))


def _fill(archive: Archive, size: int) -> None:
    """Fill the index with texts that nothing is near to, in two rounds."""
    for begin, end in ((1, size // 2), (size // 2 + 1, size)):
        with archive.transaction():
            archive.db.execute(
                "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
                f"INSERT INTO texts (id, digest, words, keys, label) SELECT i, randomblob(16), 500, randomblob({6 * BANDS}), i FROM n",
                (begin, end),
            )
            archive.db.execute(
                "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2), "
                f"b (j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM b WHERE j < {BANDS}) "
                "INSERT OR IGNORE INTO text_bands (key, label, member) "
                "SELECT abs(random()) >> 16, i, 0 FROM n, b ORDER BY 1",
                (begin, end),
            )


def _put(archive: Archive, begin: int, count: int, draw: random.Random, writer: Writer) -> None:
    recent: list[list[str]] = []
    with archive.transaction():
        for n in range(begin, begin + count):
            words = writer.words(500)
            if recent and draw.random() < 0.1:
                words = list(draw.choice(recent))
                for place in draw.sample(range(500), 25):
                    words[place] = writer.words(1)[0]
            recent = [*recent[-200:], words]
            archive.db.execute(
                "INSERT INTO articles (uid, url, outlet, title, text, first_seen_at, last_seen_at, word_count, content_hash, story_id, "
                "capture_id, extraction_id, published_utc) VALUES (?, ?, 'x', 'Tin', ?, '2026', '2026', 500, ?, ?, 1, 1, ?)",
                (
                    f"{n:016x}", f"https://x.example/{n}", " ".join(words), f"{n:064x}", f"{n:016x}",
                    f"2026-01-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z",
                ),
            )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
