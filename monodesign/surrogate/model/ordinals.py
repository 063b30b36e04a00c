"""What the source paper says of its gels without numbers, as evidence for what their solvents cost.

In gels of 30 wt% polymer, 16 wt% LiPF6 and 54 wt% solvent at 25 °C ethylene carbonate alone (EC) is best,
mixtures lie
between EC and their other solvent, and dimethyl carbonate (DMC) gels conduct 2.0-2.5 times diethyl carbonate
(DEC) gels,
for every polymer (doi:10.1038/s41467-025-59020-w). As liquids EC-DMC beats EC, so a model that has seen
liquids alone
gets it wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.formulation.formulations import read_formulations
from monodesign.surrogate.inputs.arrays import Inputs, featurise
from monodesign.surrogate.model.gel import Evidence, cost_rows

# Better solvent, worse solvent, log10 of the ratio of conductivities and how far from it that may lie: a step
# of a tenth or two where only the order is said, the logarithm of 2.24 = √(2.0 · 2.5) and a fifth of its
# range where the ratio is.
_STEPS: Final = (
    ("EC", "EC:1|DMC:1", 0.05, 0.02),
    ("EC:1|DMC:1", "DMC", 0.10, 0.02),
    ("DMC", "DEC", 0.35, 0.020),
)
# The study says it of every polymer; copolymers lie between their monomers' polymers.
_POLYMERS: Final = (
    "*CC(*)C(=O)OCC1COC(=O)O1",
    "*CC(*)C(=O)OCCOC(=O)OCCC",
    "*CC(*)C(=O)OCCOC(=O)C(=O)OCC",
    "*CC(*)C(=O)NCCOC(=O)OCCC",
    "*CC(*)C(=O)NCCOC(=O)C(=O)OCC",
)


def read_ordinals(liquid_reference: Callable[[Inputs], NDArray[np.float64]]) -> Evidence:
    """Return the paper's statements as evidence, given the liquid reference of a fitted liquid model.

    σ(better) / σ(worse) is the ratio of the liquids times 10^(cost of the worse - cost of the better).
    """
    inputs = _gels()
    liquid = liquid_reference(inputs)
    rows = cost_rows(inputs)
    better, worse = np.arange(0, len(inputs), 2), np.arange(1, len(inputs), 2)
    steps, errors = np.tile([(step, error) for _, _, step, error in _STEPS], (len(_POLYMERS), 1)).T
    return Evidence(
        rows=rows[worse] - rows[better],
        values=steps - (liquid[better] - liquid[worse]),
        errors=errors,
    )


@lru_cache(maxsize=1)
def _gels() -> Inputs:
    """Return the gels of every step, better and worse in turn."""
    solvents = [solvent for better, worse, *_ in _STEPS for solvent in (better, worse)]
    rows = [{"polymer": polymer, "solvent": solvent} for polymer in _POLYMERS for solvent in solvents]
    table = pd.DataFrame(rows).assign(
        w_polymer=0.30, w_solvent=0.54, salt="LiPF6", w_salt=0.16, temperature_c=25.0
    )
    return featurise(read_formulations(table))
