"""Which outlets there are, which files they come from, and whose an address is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsarchive.errors import UsageError
from newsarchive.outlets import load
from newsarchive.outlets.registry import BUILT_IN, BUILT_IN_FAMILIES
from tests.outlets.conftest import Write

DECLARED = sorted(p.stem for p in BUILT_IN.glob("*.toml"))


def paper(key: str, host: str, more: str = "") -> str:
    return f'key = "{key}"\nname = "Tờ {key}"\nhome = "https://{host}/"\n{more}'


def test_nothing_is_declared_as_verified_that_nobody_saw() -> None:
    assert [o.key for o in load() if o.verified] == []


def test_every_built_in_family_is_used_and_explains_itself() -> None:
    registry = load()
    assert (
        set(registry.families())
        == {o.family for o in registry if o.family}
        == {p.stem for p in BUILT_IN_FAMILIES.glob("*.toml")}
    )
    assert all("<slug>" in family.description for family in registry.families().values())


def test_built_in_outlets_stand_by_key() -> None:
    registry = load()
    assert [o.key for o in registry.all()] == DECLARED
    assert len(registry) == 85
    assert registry.source("baovinhlong") == BUILT_IN / "baovinhlong.toml"
    assert "baovinhlong" in registry
    assert "baovinlong" not in registry


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UsageError) as error:
        load().get("baovinlong")
    assert str(error.value) == (
        "no outlet 'baovinlong'; did you mean 'baovinhlong'? `newsarchive outlets` lists all 85"
    )


def test_a_family_gives_what_the_outlet_leaves_out(write: Write) -> None:
    write(
        "description = 'd'\narticle = '^/a'\npagination = '?p={n}'\n[select]\nbody = 'main'\ndate = 'time'\n",
        "families/f.toml",
    )
    folder = write(paper("x", "x.vn", "family = 'f'\nnot_article = '^/ab'\n[select]\nbody = 'article'\n"))
    outlet = load(folder).get("x")
    assert outlet.article == ("^/a",)
    assert outlet.not_article == ("^/ab",)
    assert outlet.pagination == "?p={n}"
    assert (outlet.select.body, outlet.select.date) == (("article",), ("time",))


def test_what_the_outlet_says_wins_over_its_family(write: Write) -> None:
    write("description = 'd'\narticle = '^/a'\nlanguage = 'en'\n", "families/f.toml")
    outlet = load(write(paper("x", "x.vn", "family = 'f'\narticle = []\nlanguage = 'km'\n"))).get("x")
    assert (outlet.article, outlet.language) == ((), "km")


def test_the_users_own_file_replaces_the_built_in_outlet(write: Write) -> None:
    folder = write(paper("baovinhlong", "baovinhlong.com.vn", "enabled = false\n"), "baovinhlong.toml")
    registry = load(folder)
    assert registry.get("baovinhlong").name == "Tờ baovinhlong"
    assert registry.source("baovinhlong") == folder / "baovinhlong.toml"
    assert "baovinhlong" not in [o.key for o in registry.enabled()]
    assert len(registry) == len(DECLARED)


def test_two_outlets_of_one_host_are_refused_naming_both_files(write: Write) -> None:
    write(paper("a", "a.vn", "domains = ['www.same.vn:443']"), "a.toml")
    folder = write(paper("b", "b.vn", "domains = ['WWW.same.vn.']"), "b.toml")
    with pytest.raises(UsageError, match=r"b\.toml: domains: host 'www\.same\.vn' is already declared in .*a\.toml"):
        load(folder)


def test_a_host_with_www_and_without_is_one_outlets(write: Write) -> None:
    registry = load(write(paper("x", "x.vn", "domains = ['www.y.vn']")))
    assert [registry.for_url(f"https://{h}/a").key for h in ("x.vn", "www.x.vn", "y.vn", "www.y.vn")] == ["x"] * 4
    assert registry.get("x").owns("http://www.x.vn/a")
    assert registry.owner("https://www.www.x.vn/a") is None


def test_a_www_host_that_is_declared_may_be_another_outlets(write: Write) -> None:
    write(paper("a", "same.vn"), "a.toml")
    registry = load(write(paper("b", "www.same.vn"), "b.toml"))
    assert (registry.for_url("https://same.vn/a").key, registry.for_url("https://www.same.vn/a").key) == ("a", "b")


@pytest.mark.parametrize("heir", ["baovinlong", "x"])
def test_an_heir_must_be_another_outlet(write: Write, heir: str) -> None:
    with pytest.raises(UsageError, match=f"x.toml: heir: must be the key of another outlet, not '{heir}'"):
        load(write(paper("x", "x.vn", f"heir = '{heir}'")))


def test_a_sub_domain_may_be_another_outlet(write: Write) -> None:
    registry = load(write(paper("x", "tin.baovinhlong.com.vn")))
    assert registry.for_url("https://tin.baovinhlong.com.vn/a").key == "x"
    assert registry.for_url("https://baovinhlong.com.vn/a").key == "baovinhlong"
    assert registry.owner("https://khac.baovinhlong.com.vn/a") is None


def test_a_port_belongs_to_the_host(write: Write) -> None:
    registry = load(write('key = "x"\nname = "X"\nhome = "http://127.0.0.1:8080/"\n'))
    assert registry.for_url("http://127.0.0.1:8080/tin").key == "x"
    assert registry.owner("http://127.0.0.1:8081/tin") is None


def test_a_missing_folder_means_no_outlets_of_ones_own(tmp_path: Path) -> None:
    assert len(load(tmp_path / "nothing")) == len(DECLARED)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outlets").write_text("")
    with pytest.raises(UsageError, match="cannot be read as a folder of outlet files"):
        load(tmp_path / "outlets")


def test_hidden_and_other_files_are_left_alone(write: Write) -> None:
    write("nonsense", "._x.toml")
    assert len(load(write("nonsense", "x.toml~"))) == len(DECLARED)


def test_a_hundred_outlets_load_in_a_moment(write: Write) -> None:
    for i in range(100):
        folder = write(paper(f"p{i}", f"p{i}.vn", "family = 'yyyymm-id'\n[select]\nlead = 'p.lead'\n"), f"p{i}.toml")
    load()
    start = time.process_time()
    assert len(load(folder)) == 100 + len(DECLARED)
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize(
    ("forbidden", "program", "prints"),
    [
        (("socket.",), "print(load().owner('https://tuoitre.vn/a').key)", "tuoitre\n"),
        # Importing the list's reader tries once whether this machine knows IPv6; it must not go further than that.
        (
            ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"),
            "print(load().for_url('https://tin.example.com.vn/a').key)",
            "example.com.vn\n",
        ),
    ],
    ids=["declared", "undeclared"],
)
def test_nothing_is_fetched_and_nothing_written(
    tmp_path: Path, forbidden: tuple[str, ...], program: str, prints: str
) -> None:
    watched = f"""
import os, sys
def watch(event, args):
    written = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if written or event == "os.mkdir" or event.startswith({forbidden!r}):
        print(event, args, file=sys.stderr)
sys.addaudithook(watch)
from newsarchive.outlets import load
{program}
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", watched], env={"HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (prints, "")
    assert list(tmp_path.iterdir()) == []
