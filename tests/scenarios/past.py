"""The past of a newspaper: from its own lists, stopped, killed and gone on with; from captures of others."""

from __future__ import annotations

from tests.ingest.captures_of_others import Archives, Shot
from tests.newspaper import Site
from tests.scenarios.desk import Desk

MONTHS = ("--from", "2026-09", "--to", "2026-10")
GONE = "bao-da-dong-cua.example"


def backfill(desk: Desk) -> None:
    """Fetch two months that are stopped once and killed once, a third month, then crawl the present."""
    paper = desk.paper(
        articles=30, span_days=110, seed="tháng cũ", channels={"robots_sitemap", "sections", "home"}, page_size=3
    )
    desk.declare(paper, "cu", declare=("sections",))
    desk.run_stopped("backfill", "cu", *MONTHS, "--json", requests=9)
    desk.stage("stopped")
    desk.run_killed("backfill", "cu", *MONTHS, requests=8, minutes=10)
    desk.run("backfill", "cu", *MONTHS, "--json", minutes=20)
    desk.run("backfill", "cu", "--status", "--json", minutes=30)
    desk.stage("two months")
    desk.run("backfill", "cu", "--from", "2026-08", "--to", "2026-08", "--json", minutes=40)
    desk.run("backfill", "cu", *MONTHS, "--json", minutes=50)
    desk.stage("a third month")
    desk.run("crawl", "cu", "--json", hours=3)
    desk.stage("then a crawl")


def commoncrawl(desk: Desk) -> None:
    """Take in what Common Crawl has of two months, with an answer that fails once, then the rest from Wayback."""
    _captures(desk, "commoncrawl", "wayback")


def wayback(desk: Desk) -> None:
    """The same with the Wayback Machine first."""
    _captures(desk, "wayback", "commoncrawl")


def _captures(desk: Desk, first: str, second: str) -> None:
    site = Site(f"https://{GONE}", articles=9, styles=["vdoc-a-id"], seed="đã đóng cửa")
    months = ["05"] * 5 + ["06"] * 3 + ["07"]
    shots = [
        Shot(story.url, f"2024{month}1203040{n}", site.respond(story.path).body)
        for n, (story, month) in enumerate(zip(site.articles, months, strict=True))
    ]
    edited = site.edit(site.articles[1])
    shots += [
        Shot(shots[0].url, "20240520111111", shots[0].body),
        Shot(edited.url, "20240521111111", site.respond(edited.path).body),
        Shot(f"https://{GONE}/thoi-su/", "20240512030501", site.respond("/thoi-su/").body),
        Shot(f"https://{GONE}/anh/mot.jpg", "20240512030502", b"\xff\xd8 no picture", mime="image/jpeg"),
        Shot(f"https://{GONE}/khong-phai-bai-a77777.html", "20240513030502", b"<html><body>no</body></html>"),
        Shot("https://ads.example/quang-cao-cua-ai-do-a12345.html", "20240512030503", b"<html>no</html>"),
    ]
    desk.declare_text(
        "dong",
        f'key = "dong"\nname = "Báo Đã Đóng Cửa"\nhome = "https://{GONE}/"\n'
        "article = '^/[A-Za-z0-9-]+-a\\d{3,}\\.html$'\n",
    )
    damaged: list[tuple[int, dict[str, str], bytes]] = [(200, {}, b"\x1f\x8b damaged")]
    with Archives(
        shots[:-4], broken={"/web/2024051203040": damaged, "bytes=0-": [*damaged]}, port=desk.port()
    ) as archives:
        words = ("backfill", "dong", "--from", "2024-05", "--to", "2024-06", "--json", "--source")
        desk.run(*words, first, env=archives.env)
        desk.run(*words, first, env=archives.env, minutes=10)
        desk.stage(f"from {first}")
    with Archives(shots, port=desk.port()) as archives:
        desk.run(*words, second, env=archives.env, minutes=20)
        desk.run("backfill", "dong", "--status", "--json", minutes=30)
        desk.stage(f"the rest from {second}")
