"""Where the campaigns of a workbench's folder lie, and what their files say of them."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from monodesign.compute.locks import find_holders
from monodesign.compute.store import count_results
from monodesign.errors import UserError
from monodesign.safe_files import is_own
from monodesign.tables.json_file import read_json

if TYPE_CHECKING:
    import pandas as pd

    from monodesign.app.context import Context

_TOML: Final = "campaign.toml"
_RANKING: Final = "ranking.csv"
_NEEDED: Final = (
    "rank", "monomer_id", "smiles", "name", "log10_sigma_s_cm", "log10_sigma_lower_90",
    "log10_sigma_upper_90",
)  # fmt: skip
_KEPT_TABLES: Final = 6  # rankings in memory, some MB each


def find_campaign(context: Context, name: str) -> Path:
    """Return the folder of a campaign.

    Raises:
        UserError: The name is not known.
    """
    path = context.locate(name)
    if not _is_campaign(path):
        raise UserError(f"{name[:60]!r}: no campaign of this folder; choose one of the list, or make it")
    return path


def list_campaigns(context: Context) -> list[dict[str, Any]]:
    """Return the campaigns of the folder by name, with what their files say."""
    found = sorted(path for path in context.folder.iterdir() if _is_campaign(path))
    return [describe_campaign(path) for path in found]


def _is_campaign(path: Path) -> bool:
    is_folder = path.is_dir() and not path.is_symlink()
    return is_folder and (is_own(path / _TOML) or is_own(path / _RANKING))


def describe_campaign(path: Path) -> dict[str, Any]:
    """Return name, state, who works with it, and counts in the order of the funnel.

    `state` is running, finished, begun (interrupted, or made and never run); `later` is what was recorded
    after the ranking was made.
    """
    run = read_json(path / "run.json", remedy="run the campaign again") if is_own(path / "run.json") else {}
    holders = find_holders(path / ".lock") if is_own(path / ".lock") else []
    is_ranked = is_own(path / _RANKING)
    return {
        "name": path.name,
        "state": "running" if holders else "finished" if run and is_ranked else "begun",
        "holders": holders,
        "is_ranked": is_ranked,
        "rankings": list_rankings(path),
        "has_report": is_own(path / "report.html"),
        "counts": [] if holders else [[str(name), count] for name, count in run.get("counts", {}).items()],
        "n_measured": count_lines(path / "bench.csv"),
        "later": _word_later(path),
    }


def _word_later(path: Path) -> str:
    """Return what was recorded after the ranking was made, in words; nothing of a table that is damaged."""
    from monodesign.campaign_folder.outdated import find_later

    try:
        return str(find_later(path))
    except UserError:
        return ""


def list_rankings(path: Path) -> list[str]:
    """Return the rankings that lie in a campaign's folder: its own, and copies that somebody kept."""
    found = sorted(file.name for file in path.glob("*ranking*.csv") if is_own(file) and file.name[0] != ".")
    return sorted(found, key=lambda name: name != _RANKING)


def describe_progress(path: Path) -> list[list[Any]]:
    """Return how many candidates have come through each stage so far, from the files that the run writes."""
    kept, rejected = count_lines(path / "library.csv"), count_lines(path / "rejected.csv")
    if not kept:
        return []
    described = count_results(path / "campaign.sqlite", "description")
    return [
        ["enumerated", kept + rejected],
        ["rejected by a filter", rejected],
        ["passed the filters", kept],
        ["described with xTB, in all runs", described],
    ]


def count_lines(path: Path) -> int:
    """Return a table's number of rows; 0 where there is none."""
    if not is_own(path):
        return 0
    status = path.stat()
    return _count(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=256)
def _count(path: Path, _changed_ns: int, _size: int) -> int:
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        return max(0, sum(1 for row in csv.reader(stream) if row) - 1)


def read_ranking(path: Path) -> pd.DataFrame:
    """Return a campaign's ranking, or another table of candidates; nobody changes it in place.

    Raises:
        UserError: The file does not exist.
        InvalidTable: It is not a ranking.
    """
    if not is_own(path):
        raise UserError(f"{path.parent.name}/{path.name}: not there yet; run the campaign first")
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=_KEPT_TABLES)
def _read(path: Path, _changed_ns: int, _size: int) -> pd.DataFrame:
    from monodesign.tables.columns import require_columns
    from monodesign.tables.read import read_csv

    table = read_csv(path)
    require_columns(table, _NEEDED, where=f"{path.parent.name}/{path.name}")
    return table
