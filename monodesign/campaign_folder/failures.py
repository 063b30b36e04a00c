"""The table of candidates that a stage could not work on, failures.csv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import pandas as pd

from monodesign.records import Failure

FAILURES_FILE: Final = "failures.csv"
FAILURE: Final = ("smiles", "stage", "reason")

# Failures that another run may not have: a worker process that was killed, a machine that was busy.
_PASSING: Final = ("WorkerDied", "TimeLimit")

# Stages of failures that belong to a ranking, and come with it again or not.
_REPEATED: Final = ("predict", "pair")


def lasting_failures(table: pd.DataFrame) -> list[Failure]:
    """Return the failures of those stages that ranking again does not repeat.

    Args:
        table: The columns of `FAILURE`.
    """
    rows = table[~table["stage"].isin(_REPEATED)].to_dict("records")
    return [Failure(**{name: row[name] for name in FAILURE}) for row in rows]


def has_passing(table: pd.DataFrame) -> bool:
    """Say whether another run could do better: a worker process died, or time was up."""
    return bool(table["reason"].astype(str).str.startswith(_PASSING).any())


def tabulate_failures(failures: Sequence[Failure]) -> pd.DataFrame:
    """Return the table of failures, with its columns even without rows."""
    return pd.DataFrame([asdict(failure) for failure in failures], columns=list(FAILURE))
