"""What ran: versions, settings, seeds, file hashes and timings, for `run.json`."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from monodesign import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PACKAGES: Final = (
    "rdkit",
    "xtb",
    "tblite",
    "ase",
    "numpy",
    "scipy",
    "scikit-learn",
    "pandas",
    "joblib",
    "skops",
)


def installed_versions() -> dict[str, str]:
    """Return the versions of Python, monodesign and the packages whose numbers reach a table."""
    versions = {"python": platform.python_version(), "monodesign": __version__}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue  # xtb has no wheels for every Python
    return versions


def hash_files(paths: Iterable[Path], *, root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by its path below `root`, files that do not exist left out."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.is_file()
    }


def provenance_json(
    *,
    settings: Mapping[str, Any],
    seconds: Mapping[str, float],
    counts: Mapping[str, int],
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
) -> str:
    """Return the text of `run.json`.

    Args:
        settings: The campaign as it was understood, defaults included.
        seconds: Wall time by stage, s.
        counts: Candidates by outcome.
        inputs: SHA-256 of the files the run read: fragments, model, calibrations.
        outputs: SHA-256 of the tables the run wrote.
    """
    document = {
        "versions": installed_versions(),
        "platform": platform.platform(),
        "settings": settings,
        "counts": counts,
        "seconds": {stage: round(value, 2) for stage, value in seconds.items()},
        "sha256_inputs": inputs,
        "sha256_outputs": outputs,
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"
