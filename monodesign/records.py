"""The records that stages hand to each other: frozen, keyword-only, holding SMILES and arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# What a long stage is given to call as it gets on: the stage's name, what is done of it, all there is to do.
Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A molecule in space.

    Attributes:
        numbers: Atomic numbers, shape (n,).
        positions: Cartesian coordinates in Å, shape (n, 3).
        charge: Total charge in e.
        unpaired: Number of unpaired electrons.
    """

    numbers: NDArray[np.int64]
    positions: NDArray[np.float64]
    charge: int = 0
    unpaired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One input that a stage could not finish, and why.

    Attributes:
        smiles: The input as given.
        stage: The stage that gave up: `check`, `describe`, `predict`…
        reason: The error's class and message in one line.
    """

    smiles: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a batch stage returns: one table, and the inputs that failed.

    Attributes:
        table: One row per input, in input order; `error` says what went wrong with a row.
        failures: The failed inputs, in input order.
    """

    table: pd.DataFrame
    failures: tuple[Failure, ...] = field(default=())
