"""Write articles to files: JSON Lines, CSV, Parquet, or a slice of the archive. The file's suffix chooses the format."""

from newsarchive.export.articles import FORMATS, export
from newsarchive.export.columns import COLUMNS

__all__ = ["COLUMNS", "FORMATS", "export"]
