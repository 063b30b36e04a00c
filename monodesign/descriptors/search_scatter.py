"""How far a value moves when its search starts from another seed: part of its standard error.

Pooled standard deviations of six units over three seeds, scripts/measure_scatter.py. Two drawings or mirror
images of one molecule share their search, so between them there is none.
"""

from __future__ import annotations

from math import hypot
from typing import Final

BINDING_KCAL_MOL: Final = 0.6  # one-armed, calibrated, 0.5; of the best site, raw, 0.8
POTENTIAL_V: Final = 0.05  # oxidation 0.04, reduction 0.06


def widen(std: float, *, scatter: float) -> float:
    """Return a standard error with the search's scatter in it, both in the same unit.

    >>> round(widen(0.3, scatter=0.4), 3)
    0.5
    """
    return hypot(std, scatter)
