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

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.model.gel import Evidence, cost_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.inputs.arrays import Inputs

# Better solvent, worse solvent, log10 of the ratio of conductivities: a step of a tenth or two where only
# the order is
# said, the logarithm of 2.24 = √(2.0 · 2.5) where the ratio is.
_STEPS: Final = (
    ("EC", "EC:1|DMC:1", 0.05),
    ("EC:1|DMC:1", "DMC", 0.10),
    ("DMC", "DEC", 0.35),
)
# A step is kept to well within the width of 2.0-2.5, a tenth.
_ERROR: Final = 0.005
_POLYMER: Final = "*CC(*)C(=O)OCCOC(=O)OCCC"  # any of the family: the steps are the same for all


def read_ordinals(liquid_reference: Callable[[Inputs], NDArray[np.float64]]) -> Evidence:
    """Return the paper's statements as evidence, given the liquid reference of a fitted liquid model.

    σ(better) / σ(worse) is the ratio of the liquids times 10^(cost of the worse - cost of the better).
    """
    import numpy as np

    inputs = _gels()
    liquid = liquid_reference(inputs)
    rows = cost_rows(inputs)
    better, worse = np.arange(0, len(inputs), 2), np.arange(1, len(inputs), 2)
    steps = np.array([step for _, _, step in _STEPS])
    return Evidence(
        rows=rows[worse] - rows[better],
        values=steps - (liquid[better] - liquid[worse]),
        errors=np.full(len(steps), _ERROR),
    )


@lru_cache(maxsize=1)
def _gels() -> Inputs:
    """Return the gels of every step, better and worse in turn."""
    import pandas as pd

    from monodesign.formulation.formulations import read_formulations

    solvents = [solvent for better, worse, _ in _STEPS for solvent in (better, worse)]
    table = pd.DataFrame({"solvent": solvents})
    table = table.assign(
        polymer=_POLYMER, w_polymer=0.30, w_solvent=0.54, salt="LiPF6", w_salt=0.16, temperature_c=25.0
    )
    return featurise(read_formulations(table))
