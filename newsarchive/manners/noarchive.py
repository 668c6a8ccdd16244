"""Does the server ask, in `X-Robots-Tag`, that a page not be kept?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive import robots_directives

if TYPE_CHECKING:
    from newsarchive.items import Headers


def noarchive(page_headers: Headers) -> bool:
    """Tell whether the headers of a page ask everyone, or us by name, not to keep it."""
    return robots_directives.forbidden_by_header(page_headers) is not None
