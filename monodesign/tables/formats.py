"""The formats of tables, told by the end of a file's name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from monodesign.errors import UserError


def require_csv(path: Path) -> None:
    """Check before the work that a file to write is called a CSV, or has no ending.

    Raises:
        UserError: Its name promises another format.
    """
    if path.suffix.lower() not in {"", ".csv"}:
        raise UserError(f"{path}: unsupported format; use .csv")


PARQUET: Final = ".parquet"


def require_format(path: Path) -> None:
    """Check before the work that the format a file's name asks for can be read and written.

    Raises:
        UserError: It is neither CSV nor Parquet, or Parquet and pyarrow is not installed.
    """
    if path.suffix.lower() not in {"", ".csv", PARQUET}:
        raise UserError(f"{path}: unsupported format; use .csv or .parquet")
    if path.suffix != PARQUET:
        require_csv(path)
        return
    if path.is_fifo():
        raise UserError(f"{path}: a pipe; Parquet is read from its end, so give a file")
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise UserError(
            f"{path}: Parquet needs pyarrow; run pip install 'monodesign[parquet]', or use a .csv file"
        ) from error
