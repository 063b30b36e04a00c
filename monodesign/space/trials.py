"""The trials of a search in an SQLite file, written batch by batch: a batch is there as a whole or not at all.

| table | columns |
|---|---|
| `search_trials` | `study`, `number`, `params` (JSON, position in the library by set), `goals` (JSON; empty: outside the limits), `attributes` (JSON, the sampler's) |
| `search_studies` | `study`, `attributes` (JSON, the sampler's) |
"""  # noqa: E501  # a table's line

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monodesign.errors import CannotWrite, UserError
from monodesign.safe_files import require_own_database
from monodesign.tables.write import REMEDY

# Named apart from those of Optuna's own storage, which an earlier version kept under the same file name.
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS search_trials (
    study TEXT, number INTEGER, params TEXT NOT NULL, goals TEXT NOT NULL, attributes TEXT NOT NULL,
    PRIMARY KEY (study, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_studies (study TEXT PRIMARY KEY, attributes TEXT NOT NULL) WITHOUT ROWID;
"""


_REDO: Final = "move the file away and run monodesign screen to search again"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTrial:
    """One choice that a study made, and what it came to.

    Attributes:
        params: The choice.
        goals: Its goals, each the larger the better; empty outside the limits.
        attributes: What the sampler noted of it.
    """

    params: Mapping[str, int]
    goals: tuple[float, ...]
    attributes: Mapping[str, Any]


class TrialFile:
    """The trials of one study.

    Args:
        path: The file, or None to keep nothing.
        study: The study's name.
    """

    def __init__(self, path: Path | None, study: str) -> None:
        self._path = path
        self._study = study

    def read(self) -> tuple[list[StoredTrial], dict[str, Any]]:
        """Return the trials in order, and what the sampler noted of the study.

        Raises:
            UserError: The file is a link, damaged or not an SQLite database.
        """
        if self._path is None or not self._path.exists():
            return [], {}
        with self._open(self._path) as connection:
            rows = connection.execute(
                "SELECT params, goals, attributes FROM search_trials WHERE study = ? ORDER BY number",
                (self._study,),
            ).fetchall()
            noted = connection.execute(
                "SELECT attributes FROM search_studies WHERE study = ?", (self._study,)
            ).fetchone()
        try:
            trials = [
                StoredTrial(params=params, goals=tuple(goals), attributes=attributes)
                for params, goals, attributes in (map(json.loads, row) for row in rows)
            ]
            return trials, json.loads(noted[0]) if noted else {}
        except (RecursionError, TypeError, ValueError) as error:
            raise UserError(f"{self._path}: a damaged trial ({error}); {_REDO}") from error

    def append(self, first: int, trials: Sequence[StoredTrial], attributes: Mapping[str, Any]) -> None:
        """Write a batch in one transaction.

        Args:
            first: Number of its first trial.
            trials: The batch.
            attributes: What the sampler noted of the study so far.

        Raises:
            UserError: The file is a link, damaged or not an SQLite database.
            CannotWrite: The disk is full or failing.
        """
        if self._path is None:
            return
        rows = [
            (self._study, number, *map(json.dumps, (trial.params, trial.goals, trial.attributes)))
            for number, trial in enumerate(trials, start=first)
        ]
        with self._open(self._path) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO search_trials VALUES (?, ?, ?, ?, ?)", rows)
            connection.execute(
                "INSERT OR REPLACE INTO search_studies VALUES (?, ?)", (self._study, json.dumps(attributes))
            )

    @contextmanager
    def _open(self, path: Path) -> Iterator[sqlite3.Connection]:
        require_own_database(path)
        try:
            with closing(sqlite3.connect(path, timeout=30)) as connection:
                connection.executescript(_SCHEMA)
                yield connection
        except sqlite3.OperationalError as error:
            raise CannotWrite(f"{path}: {error}; {REMEDY}") from error
        except sqlite3.DatabaseError as error:
            raise UserError(f"{path}: not a usable search file ({error}); {_REDO}") from error
