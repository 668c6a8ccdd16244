"""Declare newspapers in TOML files, which are checked when they are loaded. Opens no socket."""

from newsarchive.outlets.registry import Registry, load
from newsarchive.outlets.schema import Older, Outlet, Select, undeclared

__all__ = ["Older", "Outlet", "Registry", "Select", "load", "undeclared"]
