"""The trials of a search in an SQLite file, written batch by batch: a batch is there as a whole or not at all.

| table | columns |
|---|---|
| `search_trials` | `study`, `number`, `params` (JSON, position in the library by set), `goals` (JSON; empty: outside the limits), `attributes` (JSON, the sampler's), `sha256` |
| `search_studies` | `study`, `attributes` (JSON, the sampler's), `sha256` |

`sha256` is that of the row's other cells: a row that was damaged is never taken for a trial.
"""  # noqa: E501  # a table's line

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monodesign.compute.store import seal
from monodesign.errors import CannotWrite, UserError
from monodesign.safe_files import require_own_database
from monodesign.tables.write import REMEDY

# Named apart from those of Optuna's own storage, which an earlier version kept under the same file name.
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS search_trials (
    study TEXT, number INTEGER, params TEXT NOT NULL, goals TEXT NOT NULL, attributes TEXT NOT NULL,
    sha256 TEXT, PRIMARY KEY (study, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_studies (study TEXT PRIMARY KEY, attributes TEXT NOT NULL, sha256 TEXT)
    WITHOUT ROWID;
"""
_SEALED: Final = {
    "search_trials": "study, number, params, goals, attributes",
    "search_studies": "study, attributes",
}

_REDO: Final = "move the file away and run monodesign screen to search again"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTrial:
    """One choice of a study and its scores.

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
        """Return the trials in order and the sampler's notes on the study.

        Raises:
            UserError: The file is a link, damaged or not an SQLite database.
        """
        if self._path is None or not self._path.exists():
            return [], {}
        with self._open(self._path) as connection:
            rows = self._select(connection, "search_trials")
            noted = self._select(connection, "search_studies")
        try:
            require_rows_in_order([row[1] for row in rows])
            trials = [
                StoredTrial(params=params, goals=tuple(goals), attributes=attributes)
                for params, goals, attributes in (map(json.loads, row[2:]) for row in rows)
            ]
            return trials, json.loads(noted[0][1]) if noted else {}
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
            noted = (self._study, json.dumps(attributes))
            connection.executemany(
                "INSERT OR REPLACE INTO search_trials VALUES (?, ?, ?, ?, ?, ?)",
                [(*row, seal(*row)) for row in rows],
            )
            connection.execute(
                "INSERT OR REPLACE INTO search_studies VALUES (?, ?, ?)", (*noted, seal(*noted))
            )

    def _select(self, connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
        """Return the study's rows of a table, the first column being the study.

        Raises:
            UserError: One is damaged.
        """
        query = f"SELECT {_SEALED[table]}, sha256 FROM {table} WHERE study = ? ORDER BY 1, 2"  # noqa: S608  # names of ours
        rows = connection.execute(query, (self._study,)).fetchall()
        if any(seal(*cells) != found for *cells, found in rows):
            raise UserError(f"{self._path}: a stored trial is damaged; {_REDO}")
        return [row[:-1] for row in rows]

    @contextmanager
    def _open(self, path: Path) -> Iterator[sqlite3.Connection]:
        require_own_database(path)
        try:
            with closing(sqlite3.connect(path, timeout=30)) as connection:
                connection.executescript(_SCHEMA)
                _seal_earlier(connection)
                yield connection
        except sqlite3.OperationalError as error:
            raise CannotWrite(f"{path}: {error}; {REMEDY}") from error
        except sqlite3.DatabaseError as error:
            raise UserError(f"{path}: not a usable search file ({error}); {_REDO}") from error


def _seal_earlier(connection: sqlite3.Connection) -> None:
    """Seal the rows of a file that an earlier version began."""
    for table, columns in _SEALED.items():
        if "sha256" not in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]:
            connection.create_function("seal", -1, seal, deterministic=True)
            with connection:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN sha256 TEXT")
                connection.execute(f"UPDATE {table} SET sha256 = seal({columns})")  # noqa: S608  # names of ours


def require_rows_in_order(numbers: Sequence[int]) -> None:
    """Check that no trial is missing.

    Raises:
        ValueError: One is.
    """
    if list(numbers) != list(range(len(numbers))):
        raise ValueError("a trial is missing")
