"""Load all outlet declarations and find the outlet an address belongs to."""

from __future__ import annotations

import difflib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsarchive.errors import UsageError
from newsarchive.outlets.files import parse, read_toml
from newsarchive.outlets.hostnames import host_of, www_twin
from newsarchive.outlets.schema import Family, Outlet, undeclared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HERE = Path(__file__).parent
BUILT_IN = _HERE / "vn"
BUILT_IN_FAMILIES = _HERE / "families"


class Registry:
    """All outlets known: the built-in ones and the user's own, which override built-ins of the same key."""

    def __init__(self, outlets: Mapping[str, tuple[Outlet, Path]], families: Mapping[str, Family]) -> None:
        self._outlets = {key: outlets[key] for key in sorted(outlets)}
        self._families = MappingProxyType({name: families[name] for name in sorted(families)})
        self._by_host: dict[str, str] = {}
        for key, (outlet, path) in self._outlets.items():
            for host in outlet.hosts:
                other = self._by_host.setdefault(host, key)
                if other != key:
                    raise UsageError(
                        f"{path}: domains: host {host!r} is already declared in {self._outlets[other][1]}; "
                        f"a host belongs to one outlet (your own file {other}.toml replaces a built-in one)"
                    )
            if outlet.heir is not None and (outlet.heir not in outlets or outlet.heir == key):
                hint = _hint(outlet.heir, (k for k in outlets if k != key), " (did you mean {!r}?)")
                raise UsageError(f"{path}: heir: must be the key of another outlet, not {outlet.heir!r}{hint}")

    def get(self, key: str) -> Outlet:
        """Return the outlet of this key. Raises UsageError, which names a similar key, when there is none."""
        if key not in self._outlets:
            hint = _hint(key.lower(), self._outlets, "did you mean {!r}? ")
            raise UsageError(f"no outlet {key!r}; {hint}`newsarchive outlets` lists all {len(self)}")
        return self._outlets[key][0]

    def all(self) -> tuple[Outlet, ...]:
        """Return all outlets, by key."""
        return tuple(outlet for outlet, _ in self._outlets.values())

    def enabled(self) -> tuple[Outlet, ...]:
        """Return the outlets that are to be crawled, by key."""
        return tuple(outlet for outlet in self.all() if outlet.enabled)

    def owner(self, url: str) -> Outlet | None:
        """Return the declared outlet whose host the address is on, or None.

        Hosts are compared whole, but for `www.`: any other sub-domain is another outlet's unless it is declared.
        """
        host = host_of(url)
        key = self._by_host.get(host) or self._by_host.get(www_twin(host))
        return None if key is None else self._outlets[key][0]

    def for_url(self, url: str) -> Outlet:
        """Return the declared outlet of the address, else one of kind `undeclared` for its registrable domain."""
        return self.owner(url) or undeclared(url)

    def source(self, key: str) -> Path:
        """Return the file an outlet was declared in. Raises UsageError for an unknown key."""
        return self._outlets[self.get(key).key][1]

    def families(self) -> Mapping[str, Family]:
        """Return the families by name."""
        return self._families

    def __contains__(self, key: object) -> bool:
        return key in self._outlets

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._outlets)


def load(own: Path | None = None) -> Registry:
    """Load the built-in outlets and those of the folder `own` (families in `own/families/`), if it exists.

    Raises UsageError, one line naming file and key, at the first mistake found.
    """
    family_files = {**_files(BUILT_IN_FAMILIES), **(_files(own / "families") if own else {})}
    raw_families = {name: read_toml(path) for name, path in family_files.items()}
    families = {name: parse(Family, raw, family_files[name]) for name, raw in raw_families.items()}
    outlets = {}
    for key, path in {**_files(BUILT_IN), **(_files(own) if own else {})}.items():
        raw = read_toml(path)
        family = raw.get("family")
        if isinstance(family, str) and family not in families:
            raise UsageError(
                f"{path}: family: unknown family {family!r}; known families: {', '.join(sorted(families))}"
            )
        parse(
            Outlet, raw, path
        )  # the outlet's own mistakes are reported as its own, before a family's facts are mixed in
        outlet = parse(Outlet, _with_family(raw, raw_families.get(str(family), {})), path)
        if outlet.key != key:
            raise UsageError(f"{path}: key is {outlet.key!r} but the file is named {key!r}; they must be the same")
        outlets[key] = (outlet, path)
    return Registry(outlets, families)


def _hint(wrong: str, keys: Iterable[str], form: str) -> str:
    """Return a hint at the most similar key, empty when none is similar."""
    near = difflib.get_close_matches(wrong, list(keys), n=1)
    return form.format(near[0]) if near else ""


def _with_family(raw: dict[str, Any], family: dict[str, Any]) -> dict[str, Any]:
    merged = {key: value for key, value in family.items() if key != "description"} | raw
    if "select" in family and "select" in raw:
        merged["select"] = family["select"] | raw["select"]
    return merged


def _files(folder: Path) -> dict[str, Path]:
    """Return the declarations of a folder by name; none when there is no such folder."""
    try:
        found = sorted(p for p in folder.iterdir() if p.suffix == ".toml" and not p.name.startswith("."))
    except FileNotFoundError:
        return {}
    except OSError as e:
        raise UsageError(f"{folder}: cannot be read as a folder of outlet files ({e.strerror or e})") from e
    return {p.stem: p for p in found}
