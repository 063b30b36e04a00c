"""The results of one campaign, or of one table to be: an SQLite file with a row per finished calculation.

A key is the hash of every input, so a result is found again only by a question that is exactly the same.
The table `results` can be read with plain SQL:

| column | meaning |
|---|---|
| `key` | SHA-256 of `inputs` |
| `kind` | what was computed, for example `description` |
| `inputs` | JSON of all it depends on: molecule, method, settings, engine and calibration versions |
| `result` | JSON of the result |
| `seconds` | wall time of the calculation |
| `finished_utc` | when it was stored, ISO 8601 |
| `sha256` | SHA-256 of key, kind, inputs and result: a row that was damaged is never taken for a result |
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

from monodesign.compute.locks import in_use, require_locks
from monodesign.errors import CannotWrite, UserError
from monodesign.safe_files import is_own, require_own_database
from monodesign.tables.write import DISK_FAULTS, REMEDY

_SCHEMA = """
CREATE TABLE IF NOT EXISTS results (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    inputs TEXT NOT NULL,
    result TEXT NOT NULL,
    seconds REAL NOT NULL,
    finished_utc TEXT NOT NULL,
    sha256 TEXT
) WITHOUT ROWID
"""
_REDO: Final = "move the file away and run the same command to compute its results again"

# How long to wait for a process that has the file for a moment, or for one that holds it, s.
_PATIENCE_S: Final = {"normal": 30, "exclusive": 0}


def key_of(inputs: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the inputs' canonical JSON.

    >>> key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(_to_json(inputs).encode()).hexdigest()


def _to_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(*cells: object) -> str:
    """Return the SHA-256 of a row's cells."""
    return hashlib.sha256("\0".join(map(str, cells)).encode(errors="surrogatepass")).hexdigest()


class Store:
    """A campaign's results, opened by one writer at a time.

    What `put` has stored outlives the process however that ends; a power cut may take the last results.
    """

    def __init__(self, path: Path, *, locking: Literal["normal", "exclusive"] = "normal") -> None:
        """Open the store, creating it where there is none.

        Args:
            path: The file.
            locking: `exclusive` holds the file for this process until it is closed, however that comes.

        Raises:
            UserError: The file cannot be opened, is a link or is not an SQLite database, or another process
                holds it.
            CannotWrite: The disk is full or failing.
        """
        self._path = path
        require_own_database(path)
        with self._answering():
            path.parent.mkdir(parents=True, exist_ok=True)
            require_locks(path)
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE_S[locking])
            self._connection.execute(f"PRAGMA locking_mode={locking}")
            self._connection.execute("PRAGMA journal_mode=WAL")
            # With WAL each result need not wait for the disk.
            self._connection.execute("PRAGMA synchronous=NORMAL")
            # Nothing that a file brings along may run functions of its own.
            self._connection.execute("PRAGMA trusted_schema=OFF")
            self._connection.execute(_SCHEMA)
            self._check()

    def _check(self) -> None:
        """Check the file's structure, and seal the rows of one that an earlier version began.

        Raises:
            UserError: It is damaged.
        """
        (answer,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise UserError(f"{self._path}: damaged ({' '.join(answer.split())}); {_REDO}")
        if "sha256" not in [row[1] for row in self._connection.execute("PRAGMA table_info(results)")]:
            self._connection.create_function("seal", 4, seal, deterministic=True)
            self._connection.execute("ALTER TABLE results ADD COLUMN sha256 TEXT")
            self._connection.execute("UPDATE results SET sha256 = seal(key, kind, inputs, result)")

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Say in one line what is wrong with the file that the block works with.

        Raises:
            UserError: Another process holds it, or it is damaged or no results store.
            CannotWrite: The disk is full or failing.
        """
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            if _is_full(error):
                raise CannotWrite(f"{self._path}: {error}; {REMEDY}") from error
            if _is_busy(error):
                raise in_use(self._path) from error
            raise UserError(f"{self._path}: not a usable results store ({error}); {_REDO}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        with self._answering():
            return int(self._connection.execute("SELECT count(*) FROM results").fetchone()[0])

    def __contains__(self, key: str) -> bool:
        """Whether this question was answered."""
        with self._answering():
            row = self._connection.execute("SELECT 1 FROM results WHERE key = ?", (key,)).fetchone()
        return row is not None

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the stored result, or `None` when this question was never answered.

        Raises:
            UserError: The file is damaged.
        """
        found = self._select("key = ?", key)
        return found[0][1] if found else None

    def results(self, kind: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield inputs and result of everything stored of one kind, by key.

        Raises:
            UserError: The file is damaged.
        """
        return iter(self._select("kind = ?", kind))

    def _select(self, condition: str, value: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return inputs and result of the rows that fulfil a condition, by key.

        Raises:
            UserError: The file or one of the rows is damaged.
        """
        query = f"SELECT key, kind, inputs, result, sha256 FROM results WHERE {condition} ORDER BY key"  # noqa: S608  # a condition of ours
        with self._answering():
            rows = self._connection.execute(query, (value,)).fetchall()
        for *cells, found in rows:
            if seal(*cells) != found:
                raise UserError(f"{self._path}: the stored result {str(cells[0])[:12]} is damaged; {_REDO}")
        return [(json.loads(inputs), json.loads(result)) for _, _, inputs, result, _ in rows]

    def put(
        self, key: str, *, kind: str, inputs: Mapping[str, Any], result: Mapping[str, Any], seconds: float
    ) -> None:
        """Store a result; an earlier one with the same key is kept, since equal inputs give equal results.

        Raises:
            UserError: The file is damaged.
            CannotWrite: The disk is full or failing; what was stored before stays.
        """
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        cells = (key, kind, _to_json(inputs), _to_json(result))
        with self._answering():
            self._connection.execute(
                "INSERT OR IGNORE INTO results VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*cells, seconds, now, seal(*cells)),
            )

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._connection.close()

    def remove(self) -> None:
        """Remove the file, which must be held exclusively, and close it."""
        # While it is held, SQLite's files beside it are nobody else's; they go with the change of journal.
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA journal_mode=DELETE")
        self._path.unlink(missing_ok=True)
        self.close()


@contextmanager
def keeping(path: Path) -> Iterator[Store]:
    """Yield a store next to a file that keeps finished rows until the block has written the file.

    What a block that fails or a process that is killed leaves in `<name>.partial.sqlite` is there for the
    next block of the same file.

    Raises:
        UserError: Another process is about to write the file, or the store cannot be opened.
        CannotWrite: The disk is full or failing.
    """
    with Store(path.with_name(f"{path.name}.partial.sqlite"), locking="exclusive") as store:
        try:
            yield store
        except BaseException:
            if len(store) == 0:
                store.remove()
            raise
        store.remove()


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in DISK_FAULTS
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))


def count_results(path: Path, kind: str) -> int:
    """Return how many results of a kind a store holds, also while a process writes to it; 0 without one."""
    if not is_own(path):
        return 0
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            (found,) = connection.execute("SELECT count(*) FROM results WHERE kind = ?", (kind,)).fetchone()
        except sqlite3.Error:  # begun this moment, or damaged: opening it says more
            return 0
    return int(found)
