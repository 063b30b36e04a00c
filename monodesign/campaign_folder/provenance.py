"""What ran: versions, settings, seeds, file hashes and timings, for `run.json`.

The same facts tell whether a campaign is finished: if what it depends on and what it wrote are as its
`run.json` says, nothing is left to do.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from monodesign import __version__
from monodesign.compute.packages import version_of
from monodesign.errors import UserError
from monodesign.paths import LIBRARIES, MODELS
from monodesign.tables.json_file import read_json

# What wrote a campaign's tables last; after `rank` and `retrain` the library is that of an earlier `screen`.
Command: TypeAlias = Literal["screen", "rank", "retrain"]

PACKAGES: Final = (
    "rdkit",
    "xtb",
    "tblite",
    "numpy",
    "scipy",
    "pandas",
    "joblib",
    "optuna",
    "pyscf",
    "pyscf-dispersion",
)


def installed_versions() -> dict[str, str]:
    """Return the versions of Python, monodesign and the packages whose numbers reach a table."""
    versions = {"python": platform.python_version(), "monodesign": __version__}
    # PySCF is an extra, and xtb has no wheels for every Python.
    return versions | {package: found for package in PACKAGES if (found := version_of(package))}


def hash_files(
    paths: Iterable[Path], *, root: Path, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the SHA-256 of each file by its path below `root`, files that do not exist left out.

    Args:
        paths: The files.
        root: What their names are below of.
        known: SHA-256 of files that were written just now and need not be read again, by name.
    """
    known = known or {}
    found = {path.relative_to(root).as_posix(): path for path in paths if path.is_file()}
    return {
        name: known.get(name) or hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()
    }


def list_outputs(folder: Path) -> list[Path]:
    """Return the files a campaign wrote from its results: tables, structures and sheets.

    The report is not among them, because it shows their hashes.
    """
    sheets = [path for name in ("xyz", "synthesis", "formulations") for path in (folder / name).glob("*")]
    found = [*folder.glob("*.csv"), *folder.glob("shortlist.*"), *sheets]
    # A killed process may leave hidden files, which were to replace others.
    return sorted(path for path in found if not path.name.startswith("."))


def state_of_inputs(settings: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the inputs of a campaign's results: versions, settings, SHA-256 of code, data and models.

    Args:
        settings: The campaign as it was understood, defaults included.
        folder: Its folder, for measurements recorded there.
    """
    own = [Path(settings["library"]["folder"] or LIBRARIES), Path(settings["predict"]["model"])]
    given = [path for place in own for path in sorted(place.glob("*")) if path.is_file()]
    given.append(Path(settings["synthesis"]["stock"]))
    packaged = [path for place in (LIBRARIES, MODELS) for path in sorted(place.rglob("*")) if path.is_file()]
    hashes = hash_files(packaged, root=LIBRARIES.parent) | hash_files([folder / "bench.csv"], root=folder)
    hashes |= {
        path.as_posix(): digest for path in given for digest in hash_files([path], root=path.parent).values()
    }
    return {
        "versions": installed_versions(),
        "sha256_code": _hash_code(),
        "settings": dict(settings),
        "sha256_inputs": hashes,
    }


def _hash_code() -> str:
    """Return one SHA-256 of monodesign's own source, whose version need not change with it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def read_run(folder: Path) -> dict[str, Any]:
    """Return the contents of a campaign's run.json; empty if it cannot be read."""
    try:
        return read_json(folder / "run.json", remedy="run monodesign screen again")
    except UserError:
        return {}  # a first run, or a file that the next run writes anew


def read_finished(folder: Path, state: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the `run.json` of a whole run if nothing it depends on and nothing it wrote has changed.

    Args:
        folder: The campaign's folder.
        state: From `state_of_inputs`, now.
    """
    run = read_run(folder)
    same = run.get("command") == "screen" and all(run.get(name) == value for name, value in state.items())
    written = run.get("sha256_outputs")
    is_whole = (folder / "report.html").is_file() and written == hash_files(list_outputs(folder), root=folder)
    return run if same and is_whole else None


def provenance_json(
    *,
    command: Command,
    state: Mapping[str, Any],
    seconds: Mapping[str, float],
    counts: Mapping[str, int],
    folder: Path,
    written: Mapping[str, str] | None = None,
) -> str:
    """Return the text of `run.json`.

    Args:
        command: What ran.
        state: From `state_of_inputs`.
        seconds: Wall time by stage, s.
        counts: Candidates by outcome.
        folder: The campaign's folder, for the SHA-256 of the files the run wrote.
        written: The SHA-256 of those that it wrote just now, by name.
    """
    document = {
        "command": command,
        "platform": platform.platform(),
        "counts": counts,
        "seconds": {stage: round(value, 2) for stage, value in seconds.items()},
        **state,
        "sha256_outputs": hash_files(list_outputs(folder), root=folder, known=written),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"
