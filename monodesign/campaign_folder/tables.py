"""What a report is made of: all tables of a finished campaign and its settings in one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.errors import InvalidConfig, InvalidTable, UserError
from monodesign.ranking.rank import NEEDED
from monodesign.safe_files import is_own
from monodesign.tables.columns import require_columns, require_values
from monodesign.tables.json_file import read_json

# What a ranking must hold beyond the columns that `rank` itself needs.
_RANKING: Final = (*NEEDED, "rank", "name", "sigma_ms_cm", "is_within_limits", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A finished campaign as it lies in its folder.

    Attributes:
        path: The folder.
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
        written_hashes: SHA-256 of tables that were written just now and need not be read again, by name.
    """

    path: Path
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
    written_hashes: Mapping[str, str] = field(default_factory=dict)


def read_campaign_folder(path: Path) -> Campaign:
    """Read a campaign's tables and settings, as `gather` returns them."""
    return gather(CampaignFolder(path))


def gather(folder: CampaignFolder) -> Campaign:
    """Return a campaign's tables and settings.

    Raises:
        UserError: The folder holds no finished campaign.
        InvalidConfig: Its campaign.toml or run.json is damaged.
        InvalidTable: Its ranking.csv lacks a column, or a table cannot be read.
    """
    path = folder.path
    if not (path / "ranking.csv").is_file():
        raise UserError(f"{path}: no finished campaign (ranking.csv is missing); run monodesign screen first")
    ranking = folder.table("ranking.csv")
    require_columns(ranking, _RANKING, where=str(path / "ranking.csv"))
    require_values(ranking, where=str(path / "ranking.csv"))
    if ranking["monomer_id"].duplicated().any():
        raise InvalidTable(f"{path / 'ranking.csv'}: a monomer_id occurs twice; run monodesign rank again")
    ids = list(ranking["monomer_id"])
    return Campaign(
        path=path,
        settings=folder.stated,
        # A monomer the user gave as it is may have no name; its SMILES is one.
        ranking=ranking.assign(name=ranking["name"].astype(object).fillna(ranking["smiles"])),
        rejected=folder.table("rejected.csv"),
        descriptors=folder.table("descriptors.csv"),
        failures=folder.table("failures.csv"),
        shortlist=folder.table("shortlist.csv"),
        bench=folder.bench,
        changes=folder.table("changes.csv"),
        run=folder.run or _read_run(path / "run.json"),
        synthesis=_read_sheets(path / "synthesis", ids),
        formulations=_read_sheets(path / "formulations", ids),
        written_hashes=folder.written_hashes,
    )


def _read_run(path: Path) -> dict[str, Any]:
    """Refuse a run.json that is there and cannot be read."""
    return read_json(path, remedy="run monodesign screen again", fault=InvalidConfig) if path.exists() else {}


def _read_sheets(folder: Path, monomer_ids: list[str]) -> dict[str, str]:
    """Read the sheets of ranked monomers; other files, and links to some, are none of the report's."""
    if not folder.is_dir() or folder.is_symlink():
        return {}
    known = {str(identifier) for identifier in monomer_ids}
    sheets = sorted(path for path in folder.glob("*.md") if path.stem in known and is_own(path))
    return {path.stem: path.read_text(encoding="utf-8", errors="replace") for path in sheets}
