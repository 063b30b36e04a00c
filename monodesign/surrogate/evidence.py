"""Which evidence moves a gel's predicted σ, said in words.

Each part is what it adds to log10 σ beside the same gel of a typical acrylate, whose donors take up the shell
as 5 mol of EC per kg would. What all candidates of a campaign share, the liquid and what its solvents cost
(by measured gels and by what the source study says in words), moves none of them against another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.hold import HOLD_COLUMNS
from monodesign.surrogate.inputs.hold_sums import HEADS
from monodesign.surrogate.model.gel import cost_rows
from monodesign.surrogate.model.hindrances import (
    BOUND_ANION,
    HINDRANCES,
    HOLD,
    HOLD_IN_POOR_SOLVENT,
    closure,
)
from monodesign.surrogate.model.own_effects import own_exponents
from monodesign.surrogate.model.surrogate import ConductivityModel
from monodesign.surrogate.own_errors import typical_gels

_LEAST: Final = 0.005  # log10 units; less rounds to nothing
_PARTS: Final = {
    "hold": (HOLD, HOLD_IN_POOR_SOLVENT),
    "head": tuple(HEADS),
    "ether and halogen groups": ("ether", "halogen"),
    "bound anions": (BOUND_ANION,),
}
_MEASURED: Final = "measured gels of like polymers"


def weigh_evidence(model: ConductivityModel, gels: Inputs) -> dict[str, NDArray[np.float64]]:
    """Return the effect of each kind of evidence on log10 σ, relative to a typical acrylate, shape (n,).

    The parts add up to the whole where the polymer itself conducts little.
    """
    obstruction, names = model.obstruction, list(HINDRANCES)
    terms = -(cost_rows(gels) - cost_rows(typical_gels(gels))) * obstruction.coefficients
    parts = {
        part: terms[:, [names.index(name) for name in members]].sum(axis=1)
        for part, members in _PARTS.items()
    }
    return {**parts, _MEASURED: -own_exponents(gels, obstruction.own) * closure(gels)}


def word_evidence(model: ConductivityModel, gels: Inputs) -> list[str]:
    """Say for each gel which evidence moves it, and by how much in log10 units; the largest part first."""
    parts = weigh_evidence(model, gels)
    said = [f"{share:.2f} of Li⁺'s shell, {origin}" for share, origin in _shares(gels)]
    return [
        _word_row({part: float(values[row]) for part, values in parts.items()}, share)
        for row, share in enumerate(said)
    ]


def _shares(gels: Inputs) -> Iterator[tuple[float, str]]:
    """Return each polymer's share of the shell and where it comes from."""
    computed = gels.holds[gels.polymer_index, list(HOLD_COLUMNS).index("computed")] > 0
    origin = np.where(computed, "computed energies", "estimated energies")
    origin = np.where(np.isfinite(gels.simulated_share), "simulated", origin)
    return zip(gels.shell_share.tolist(), origin.tolist(), strict=True)


def _word_row(parts: dict[str, float], share: str) -> str:
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    return "; ".join(
        f"{name}{f' ({share})' if name == 'hold' else ''} {value:+.2f}"
        for name, value in ordered
        if abs(value) >= _LEAST
    )
