"""A field's value with where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.items import Provenance


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value found on a page: as it will be stored, its source, the raw string, the rule that chose it."""

    value: str
    source: str
    raw: str
    rule: str = ""

    def provenance(self, field: str) -> Provenance:
        """Return the row of the provenance table that says where the value of `field` came from."""
        return Provenance(field, self.source, self.raw[:2000], self.rule)
