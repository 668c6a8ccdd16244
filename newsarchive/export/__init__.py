"""Articles as files: JSON Lines, CSV, Parquet, or a slice of the archive. The form is chosen by the file's suffix."""

from newsarchive.export.articles import FORMATS, export
from newsarchive.export.columns import COLUMNS

__all__ = ["COLUMNS", "FORMATS", "export"]
