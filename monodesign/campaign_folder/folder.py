"""What a campaign keeps on disk: settings, ranking, failures, provenance."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from monodesign.campaign_folder.provenance import provenance_json, read_finished, state_of_inputs
from monodesign.campaign_folder.settings import (
    CampaignSettings,
    campaign_toml,
    find_model,
    keep_model,
    read_campaign,
)
from monodesign.errors import UserError
from monodesign.records import Failure
from monodesign.tables.columns import (
    LIBRARY,
    POLYMER,
    PREDICTION,
    RANKING,
    names,
    require_columns,
    require_values,
)
from monodesign.tables.read import read_csv
from monodesign.tables.toml_text import change_values
from monodesign.tables.write import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monodesign.campaign_folder.provenance import Command
    from monodesign.campaign_folder.settings import Note


RANKING_FILE: Final = "ranking.csv"
# Failures that another run may not have: a worker process that was killed, a machine that was busy.
PASSING: Final = ("WorkerDied", "TimeLimit")

FAILURE: Final = ["smiles", "stage", "reason"]

# Stages of failures that belong to a ranking, and come with it again or not.
REPEATED: Final = ("predict", "pair")

# What only enumerating counts.
ENUMERATED: Final = ("enumerated", "rejected by a filter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a campaign came to.

    Attributes:
        folder: Where its tables are.
        counts: Candidates by outcome, in the order of the funnel.
        ranking: The ranking, best first.
        seconds: Wall time by stage, s.
    """

    folder: Path
    counts: dict[str, int]
    ranking: pd.DataFrame
    seconds: dict[str, float] = field(default_factory=dict)


def read_settings(folder: Path) -> CampaignSettings:
    """Read the settings of a finished campaign.

    Raises:
        UserError: The folder holds no finished campaign.
        InvalidConfig: Its campaign.toml has faults.
    """
    for name in ("campaign.toml", "library.csv", "descriptors.csv", "ranking.csv"):
        if not (folder / name).is_file():
            raise UserError(
                f"{folder}: no finished campaign ({name} is missing); run monodesign screen first"
            )
    return find_model(read_campaign(folder / "campaign.toml"), folder)


def read_table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read a table that the campaign wrote and its user may have changed.

    Raises:
        InvalidTable: It cannot be read, lacks a column, or holds a text where a number should be.
    """
    table = read_csv(path)
    require_columns(table, tuple(columns), where=str(path))
    require_values(table, where=str(path))
    return table


def read_ranking(folder: Path, *, name: str = RANKING_FILE) -> pd.DataFrame:
    """Read a campaign's ranking, which its user may have changed, or one that was kept under another name.

    Raises:
        InvalidTable: It cannot be read, lacks a column, or holds a text where a number should be.
    """
    wanted = names((*LIBRARY, *POLYMER, *PREDICTION, *RANKING))
    return read_table(folder / name, [column for column in wanted if column != "error"])


def keep_settings(
    settings: CampaignSettings, folder: Path, on_note: Note, *, source: str
) -> CampaignSettings:
    """Write campaign.toml; one that says the same but for the budget keeps its user's comments.

    Another has those of the file that it comes from, if there is one.

    Returns:
        The settings, with the model that `retrain` made for the folder.
    """
    path = folder / "campaign.toml"
    present = read_campaign(path) if path.is_file() else None
    text = None
    if present is not None:
        settings = keep_model(settings, present.predict, folder, on_note)
        if present == settings:
            return settings
        if present.model_copy(update={"budget": settings.budget}) == settings:
            text = change_values(path.read_text(encoding="utf-8-sig"), {"budget": settings.budget})
    write_text(path, text or campaign_toml(settings, source=source))
    return settings


def read_failures(folder: Path) -> list[Failure]:
    """Return the failures of those stages that ranking again does not repeat; none if their table is gone.

    Raises:
        InvalidTable: It cannot be read or lacks a column.
    """
    if not (folder / "failures.csv").is_file():
        return []
    table = read_table(folder / "failures.csv", FAILURE)
    rows = table[~table["stage"].isin(REPEATED)].to_dict("records")
    return [Failure(**{name: row[name] for name in FAILURE}) for row in rows]


def failures_table(failures: Sequence[Failure]) -> pd.DataFrame:
    """Return failures as the table failures.csv."""
    return pd.DataFrame([asdict(failure) for failure in failures], columns=FAILURE)


def find_finished(settings: CampaignSettings, folder: Path) -> Summary | None:
    """Return what a campaign came to, if its folder holds all of it and nothing it depends on has changed."""
    run = read_finished(folder, state_of_inputs(settings.model_dump(mode="json"), folder))
    if run is None or read_csv(folder / "failures.csv")["reason"].astype(str).str.startswith(PASSING).any():
        return None
    ranking = read_ranking(folder)
    return Summary(folder=folder, counts=run["counts"], ranking=ranking, seconds=run["seconds"])


def write_provenance(settings: CampaignSettings, summary: Summary, *, command: Command) -> None:
    """Write run.json from what the command came to and the files that are there."""
    text = provenance_json(
        command=command,
        state=state_of_inputs(settings.model_dump(mode="json"), summary.folder),
        seconds=summary.seconds,
        counts=summary.counts,
        folder=summary.folder,
    )
    write_text(summary.folder / "run.json", text)
