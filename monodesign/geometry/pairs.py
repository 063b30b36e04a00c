"""Put one molecule beside another: starting geometries of a contact pair."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from scipy.spatial.transform import Rotation

from monodesign.records import Geometry

CONTACT_ANGSTROM: Final = 2.4  # between the nearest atoms of the two, as in a C–H···F contact
STEP_ANGSTROM: Final = 0.1


def place_pairs(first: Geometry, second: Geometry, *, count: int, seed: int) -> list[Geometry]:
    """Return pairs in contact, the second molecule turned and put at random directions of the first.

    Args:
        first: The molecule in the middle; its atoms come first.
        second: The one beside it.
        count: Number of pairs.
        seed: Of turns and directions.
    """
    generator = np.random.default_rng(seed)
    directions = generator.normal(size=(count, 3))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    turns = Rotation.random(count, rng=generator)
    centred = second.positions - second.positions.mean(axis=0)
    middle = first.positions.mean(axis=0)
    return [
        replace(
            first,
            numbers=np.append(first.numbers, second.numbers),
            positions=np.vstack(
                [first.positions, _push_out(first.positions, turn.apply(centred) + middle, direction)]
            ),
            charge=first.charge + second.charge,
            unpaired=first.unpaired + second.unpaired,
        )
        for turn, direction in zip(turns, directions, strict=True)
    ]


def _push_out(
    fixed: NDArray[np.float64], moved: NDArray[np.float64], direction: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Move atoms along a direction until none is closer to the fixed ones than a contact."""
    while cdist(fixed, moved).min() < CONTACT_ANGSTROM:
        moved = moved + STEP_ANGSTROM * direction
    return moved
