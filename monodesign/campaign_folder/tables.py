"""What a report is made of: a campaign's tables and settings as they lie in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from monodesign.campaign_folder.bench import read_bench
from monodesign.campaign_folder.settings import read_toml
from monodesign.errors import InvalidConfig, InvalidTable, UserError
from monodesign.ranking.rank import NEEDED
from monodesign.safe_files import is_own
from monodesign.tables.columns import require_columns
from monodesign.tables.json_file import read_json
from monodesign.tables.read import read_csv

if TYPE_CHECKING:
    import pandas as pd

# What a ranking must hold beyond the columns that `rank` itself needs.
_RANKING: Final = (*NEEDED, "rank", "name", "sigma_ms_cm", "is_within_limits", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A finished campaign as it lies in its folder.

    Attributes:
        settings: `campaign.toml` as nested dictionaries.
        ranking: `ranking.csv`, best first.
        rejected: `rejected.csv`; no rows where there is no such file. So are the next five.
        descriptors: `descriptors.csv`.
        failures: `failures.csv`.
        shortlist: `shortlist.csv`.
        bench: The valid lines of `bench.csv`.
        changes: `changes.csv`.
        run: `run.json`, or nothing.
        synthesis: Markdown of the synthesis sheets by `monomer_id`.
        formulations: The same of the formulation sheets.
    """

    settings: Mapping[str, Any]
    ranking: pd.DataFrame
    rejected: pd.DataFrame
    descriptors: pd.DataFrame
    failures: pd.DataFrame
    shortlist: pd.DataFrame
    bench: pd.DataFrame
    changes: pd.DataFrame
    run: Mapping[str, Any]
    synthesis: Mapping[str, str]
    formulations: Mapping[str, str]


def read_campaign_folder(folder: Path) -> Campaign:
    """Read a campaign's tables and settings.

    Raises:
        UserError: The folder holds no finished campaign.
        InvalidConfig: Its campaign.toml or run.json is damaged.
        InvalidTable: Its ranking.csv lacks a column, or a table cannot be read.
    """
    if not (folder / "ranking.csv").is_file():
        raise UserError(
            f"{folder}: no finished campaign (ranking.csv is missing); run monodesign screen first"
        )
    ranking = read_csv(folder / "ranking.csv")
    require_columns(ranking, _RANKING, where=str(folder / "ranking.csv"))
    if ranking["monomer_id"].duplicated().any():
        raise InvalidTable(f"{folder / 'ranking.csv'}: a monomer_id occurs twice; run monodesign rank again")
    return Campaign(
        settings=read_toml(folder / "campaign.toml") if (folder / "campaign.toml").is_file() else {},
        # A monomer the user gave as it is may have no name; its SMILES is one.
        ranking=ranking.assign(name=ranking["name"].astype(object).fillna(ranking["smiles"])),
        rejected=_read_table(folder / "rejected.csv"),
        descriptors=_read_table(folder / "descriptors.csv"),
        failures=_read_table(folder / "failures.csv"),
        shortlist=_read_table(folder / "shortlist.csv"),
        bench=read_bench(folder),
        changes=_read_table(folder / "changes.csv"),
        run=_read_run(folder / "run.json"),
        synthesis=_read_sheets(folder / "synthesis", list(ranking["monomer_id"])),
        formulations=_read_sheets(folder / "formulations", list(ranking["monomer_id"])),
    )


def _read_table(path: Path) -> pd.DataFrame:
    import pandas as pd

    return read_csv(path) if path.is_file() else pd.DataFrame()


def _read_run(path: Path) -> dict[str, Any]:
    return read_json(path, remedy="run monodesign screen again", fault=InvalidConfig) if path.exists() else {}


def _read_sheets(folder: Path, monomer_ids: list[str]) -> dict[str, str]:
    """Read the sheets of ranked monomers; other files, and links to some, are none of the report's."""
    if not folder.is_dir() or folder.is_symlink():
        return {}
    known = {str(identifier) for identifier in monomer_ids}
    sheets = sorted(path for path in folder.glob("*.md") if path.stem in known and is_own(path))
    return {path.stem: path.read_text(encoding="utf-8", errors="replace") for path in sheets}
