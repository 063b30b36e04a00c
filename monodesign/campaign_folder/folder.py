"""A campaign's folder: the one owner of its lock, settings, store and tables."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Self

import pandas as pd

from monodesign.campaign_folder.bench_file import FILE as BENCH_FILE
from monodesign.campaign_folder.bench_file import active_lines, parse_lines, read_bytes
from monodesign.campaign_folder.failures import (
    FAILURE,
    FAILURES_FILE,
    has_passing,
    lasting_failures,
    tabulate_failures,
)
from monodesign.campaign_folder.own_model import OWN_MODEL, find_model, keep_model
from monodesign.campaign_folder.provenance import (
    Command,
    provenance_json,
    read_finished,
    read_run,
    state_of_inputs,
)
from monodesign.campaign_folder.read_settings import parse_toml, read_toml, toml_values
from monodesign.campaign_folder.settings import CampaignSettings, Note, PredictSettings
from monodesign.campaign_folder.summary import Summary
from monodesign.campaign_folder.write_settings import adopt_toml, change_values
from monodesign.compute.locks import hold_folder
from monodesign.compute.store import Store
from monodesign.errors import UserError
from monodesign.records import Failure
from monodesign.tables.columns import (
    LIBRARY,
    POLYMER,
    PREDICTION,
    RANKING,
    names,
    read_gaps,
    require_columns,
    require_values,
)
from monodesign.tables.read import parse_csv, read_csv
from monodesign.tables.write import append_csv, write_text

# The table that people add values of their own to; the others hold what was computed, without gaps in words.
FILLED_IN: Final = "descriptors.csv"
# What a finished campaign has.
FINISHED: Final = ("campaign.toml", "library.csv", "descriptors.csv", "ranking.csv")

# A ranking has no error, and one of an earlier version none of the others, which only say more.
_NOT_ASKED: Final = frozenset(
    {"error", "polymer_share_estimate", "polymer_share_estimate_std", "sigma_evidence"}
)
RANKING_COLUMNS: Final = [
    name
    for name in names((*LIBRARY, *POLYMER, *PREDICTION, *RANKING))
    if name not in _NOT_ASKED and not name.endswith("_percentile")
]


class CampaignFolder:
    """The folder of a campaign; settings, store and tables are read once, when first used.

    `CampaignFolder.read(path)` reads a campaign; `with CampaignFolder.open(path) as folder:` also locks it
    for writing. The tables are shared, so do not change them in place.

    Attributes:
        path: The folder.
    """

    def __init__(self, path: Path, *, store: Store | None = None) -> None:
        self.path = path
        self._store = store
        self._toml: str | None = None
        self._settings: CampaignSettings | None = None
        self._run: dict[str, Any] | None = None
        self._bench: pd.DataFrame | None = None
        self._bench_digest: str | None = None
        self._tables: dict[str, pd.DataFrame] = {}
        self._written: dict[str, str] = {}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Look into a finished campaign without holding it.

        Raises:
            UserError: The folder holds no finished campaign.
        """
        for name in FINISHED:
            if not (path / name).is_file():
                raise UserError(
                    f"{path}: no finished campaign ({name} is missing); run monodesign screen first"
                )
        return cls(path)

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Hold a finished campaign for this process.

        Raises:
            UserError: The folder holds no finished campaign, or cannot be written to.
            CampaignLocked: Another process holds it.
        """
        cls.read(path)  # holding a folder makes it
        with cls.begin(path) as folder:
            yield folder

    @classmethod
    @contextmanager
    def begin(cls, path: Path) -> Iterator[Self]:
        """Hold a folder for a campaign, new or begun before; made when it does not exist.

        Raises:
            UserError: It cannot be written to.
            CampaignLocked: Another process holds it.
        """
        with hold_folder(path), Store(path / "campaign.sqlite") as store:
            yield cls(path, store=store)

    @property
    def store(self) -> Store:
        """The results of calculations; of a folder that is held."""
        assert self._store is not None, "the store is open only while the folder is locked"
        return self._store

    # Settings

    @property
    def settings(self) -> CampaignSettings:
        """What campaign.toml says, with the path of the model that `retrain` made.

        Raises:
            InvalidConfig: It has faults.
        """
        if self._settings is None:
            path = self.path / "campaign.toml"
            self._settings = find_model(parse_toml(self.toml, where=path), self.path)
        return self._settings

    @property
    def toml(self) -> str:
        """The text of campaign.toml; empty where there is none."""
        if self._toml is None:
            path = self.path / "campaign.toml"
            self._toml = read_toml(path) if path.is_file() else ""
        return self._toml

    @property
    def stated(self) -> dict[str, Any]:
        """What campaign.toml states itself, defaults left out.

        Raises:
            InvalidConfig: It is not TOML.
        """
        return toml_values(self.toml, where=self.path / "campaign.toml")

    def adopt(self, settings: CampaignSettings, *, source: str, on_note: Note) -> CampaignSettings:
        """Take the settings of a run; campaign.toml says them from now on.

        A file that says the same but for the budget keeps its user's comments. Another has those of the file
        that it comes from, if there is one.

        Args:
            settings: What is asked for.
            source: The text of the file that they were read from.
            on_note: Called with what the user should know of.

        Returns:
            The settings, with the model that `retrain` made for the folder.
        """
        present = parse_toml(self.toml, where=self.path / "campaign.toml") if self.toml else None
        if present is not None:
            settings = keep_model(settings, present.predict, self.path, on_note)
        self._write_toml(adopt_toml(settings, present=present, text=self.toml, source=source))
        self._settings = find_model(settings, self.path)
        return self._settings

    def use_engine(self, name: str | None) -> CampaignSettings:
        """Take another engine than campaign.toml states, for this run."""
        if name is not None:
            self._settings = self.settings.model_copy(update={"engine": name})
        return self.settings

    def use_own_model(self, *, retrained_from: str) -> None:
        """Predict with the model that `retrain` put into the folder from now on."""
        own = PredictSettings(model=OWN_MODEL, retrained_from=retrained_from)
        settings = self.settings.model_copy(update={"predict": own})
        self._write_toml(change_values(self.toml, asdict(own), table="predict"))
        self._settings = find_model(settings, self.path)

    def _write_toml(self, text: str) -> None:
        if text != self.toml:
            write_text(self.path / "campaign.toml", text)
        self._toml = text

    # Tables

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as it lies in the folder; without rows where there is none.

        Raises:
            InvalidTable: It cannot be read.
        """
        if name not in self._tables:
            path = self.path / name
            if (text := self._written.get(name)) is not None:
                self._tables[name] = parse_csv(text, where=path)
            else:
                read = read_csv(path) if path.is_file() else pd.DataFrame()
                self._tables[name] = read_gaps(read) if name == FILLED_IN else read
        return self._tables[name]

    def checked_table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return a table that the campaign wrote and its user may have changed.

        Raises:
            InvalidTable: It cannot be read, lacks a column, or holds a text where a number should be.
        """
        table = self.table(name)
        require_columns(table, tuple(columns), where=str(self.path / name))
        require_values(table, where=str(self.path / name))
        return table

    def write_table(self, name: str, table: pd.DataFrame) -> None:
        """Write a table, whole or not at all; later reads return it as the file shows it."""
        stream = io.StringIO()
        append_csv(table, stream)
        write_text(self.path / name, stream.getvalue())
        self._tables.pop(name, None)
        self._written[name] = stream.getvalue()

    @property
    def written_hashes(self) -> dict[str, str]:
        """SHA-256 of the tables that were written through this object, by name."""
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in self._written.items()}

    @property
    def library(self) -> pd.DataFrame:
        """The candidates of one monomer."""
        return self.checked_table("library.csv", names(LIBRARY))

    @property
    def ranking(self) -> pd.DataFrame:
        """The ranking, best first.

        Raises:
            InvalidTable: It cannot be read, lacks a column, or holds a text where a number should be.
        """
        return self.checked_table("ranking.csv", RANKING_COLUMNS)

    @property
    def bench(self) -> pd.DataFrame:
        """The valid measurements of bench.csv."""
        if self._bench is None:
            data = read_bytes(self.path)
            self._bench_digest = hashlib.sha256(data).hexdigest() if data else ""
            self._bench = active_lines(parse_lines(data, where=str(self.path / BENCH_FILE)))
        return self._bench

    @property
    def failures(self) -> list[Failure]:
        """The failures of those stages that ranking again does not repeat; none if their table is gone.

        Raises:
            InvalidTable: It cannot be read or lacks a column.
        """
        if not (self.path / FAILURES_FILE).is_file():
            return []
        return lasting_failures(self.checked_table(FAILURES_FILE, FAILURE))

    def write_failures(self, failures: Sequence[Failure]) -> None:
        """Write failures.csv."""
        self.write_table(FAILURES_FILE, tabulate_failures(failures))

    # What ran

    @property
    def run(self) -> dict[str, Any]:
        """What run.json says; nothing where there is none that can be read."""
        if self._run is None:
            self._run = read_run(self.path)
        return self._run

    def find_finished(self) -> Summary | None:
        """Return the summary of a finished campaign if all files are there and no input has changed."""
        run = read_finished(self.path, state_of_inputs(self.settings.model_dump(mode="json"), self.path))
        if run is None or has_passing(self.table(FAILURES_FILE)):
            return None
        return Summary(folder=self.path, counts=run["counts"], ranking=self.ranking, seconds=run["seconds"])

    def write_provenance(self, summary: Summary, *, command: Command) -> None:
        """Write run.json from the summary of the command and the present files.

        Of bench.csv it states what was ranked: what somebody recorded meanwhile is not counted.
        """
        state = state_of_inputs(self.settings.model_dump(mode="json"), self.path)
        if self._bench_digest is not None:
            known = {name: digest for name, digest in state["sha256_inputs"].items() if name != BENCH_FILE}
            ranked = {BENCH_FILE: self._bench_digest} if self._bench_digest else {}
            state |= {"sha256_inputs": known | ranked}
        text = provenance_json(
            command=command,
            state=state,
            seconds=summary.seconds,
            counts=summary.counts,
            folder=self.path,
            written=self.written_hashes,
        )
        write_text(self.path / "run.json", text)
        self._run = json.loads(text)
