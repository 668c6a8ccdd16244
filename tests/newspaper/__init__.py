"""A newspaper for tests and benchmarks: a real server on loopback with articles invented by rule."""

from tests.newspaper.paper import Newspaper
from tests.newspaper.site import CHANNELS, NOW, Site
from tests.newspaper.story import STYLES, Story

__all__ = ["CHANNELS", "NOW", "STYLES", "Newspaper", "Site", "Story"]
