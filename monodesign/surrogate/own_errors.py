"""The part of a prediction's error that is the polymer's own: what enters a difference between two polymers.

Of the error of a gel or dry polymer most is the same for all polymers in one formulation: the laboratory, the
liquid, how well the salt is dissociated. A difference between two polymers keeps only

    own_i² + own_j² - 2 r_ij own_i own_j,

r_ij being how far their errors go together (`ranking.posterior`: structure and composition). A *dry
polymer's* own part is a share of its standard error, the share by which differences of held-out pairs of
polymers are off (`training.pairs`). A *gel's* is made of what tells its polymer from a typical acrylate's:

- the errors of the coefficients of `hindrances`, times how far its columns lie from those;
- the error of its share of the shell, from the energies;
- what those columns leave out: affinity, stiffness, and how the polymer swells.

The last two vanish for a polymer like one whose gel was measured and grow with how new it is; between the
source study's seven, differences are predicted within 0.026, the floor. Where the law is not known to hold (a
poor solvent, fewer than three solvent donors for each Li⁺, a gel that parts into two phases) what is left out
counts twice. A kind of head of which no gel was measured has the whole error of its coefficient. What is left
out counts a quarter more where a donor of the polymer is in no measured gel: on pairs of dry polymers with a
whole class of donors left out (12 classes, 1,346 comparisons), differences are off by 0.83, with the polymer
alone left out by 0.67 log10 units (medians).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.hold import HOLD_COLUMNS
from monodesign.surrogate.model.coverage import donor_classes
from monodesign.surrogate.model.embedding import place_dry
from monodesign.surrogate.model.gel import cost_rows
from monodesign.surrogate.model.hindrances import (
    HINDRANCES,
    HOLD,
    HOLD_IN_POOR_SOLVENT,
    bridged,
    closure,
    where_law_holds,
)
from monodesign.surrogate.model.kernels import matern, squared_distances
from monodesign.surrogate.model.surrogate import DRY, GEL, ConductivityModel

FLOOR: Final = 0.026  # log10 units: what repeats in one laboratory and the study's family differ by
# Of the exponent of polymers about which only the hindrances are known. Public gels of other hosts lie 1.1
# from the fitted exponents (median of publications), laboratories and liquids included, so this is no less
# than polymers differ.
EXPONENT_STD: Final = 1.0
_ENOUGH_DONORS: Final = 3.0  # solvent donors for each Li⁺, as in a liquid's own shell
_OUTSIDE: Final = 2.0
_NEW_CLASS: Final = 1.25
_UNKNOWN: Final = 0.5  # probability of a clear gel where no published group fits
_TYPICAL: Final = {
    "ec_equivalents_mol_kg": 5.0,
    "log_std": 0.0,
    "acrylic": 1.0,
    "amide_head": 0.0,
    "nh_head": 0.0,
    "substituted_head": 0.0,
    "computed": 0.0,
}


def own_std(
    model: ConductivityModel,
    inputs: Inputs,
    kinds: NDArray[np.str_],
    std: NDArray[np.float64],
    *,
    dry_share: float,
) -> NDArray[np.float64]:
    """Return the own part of each standard error, log10 units; NaN for a liquid, which has no polymer.

    Args:
        model: The fitted surrogate.
        inputs: Formulations.
        kinds: Of each.
        std: Standard error of each.
        dry_share: Share of a dry polymer's error that is its own.
    """
    own = np.full(len(inputs), np.nan)
    dry, gel = kinds == DRY, np.flatnonzero(kinds == GEL)
    own[dry] = np.maximum(dry_share * std[dry], FLOOR)
    if gel.size:
        own[gel] = np.minimum(own_of_gels(model, inputs.take(gel)), std[gel])
    return own


def own_of_gels(model: ConductivityModel, gels: Inputs) -> NDArray[np.float64]:
    """Return the own standard error of each gel, log10 units."""
    columns = cost_rows(gels) - cost_rows(typical_gels(gels))
    of_law = ((columns @ model.obstruction.covariance) * columns).sum(axis=1)
    newness, c = _newness(model, gels), closure(gels)
    law = where_law_holds(gels) * np.clip(_donors_per_lithium(gels) / _ENOUGH_DONORS, 0.0, 1.0)
    law = law * np.where(np.isfinite(gels.homogeneous), gels.homogeneous, _UNKNOWN)
    left_out = EXPONENT_STD * (_OUTSIDE + (1 - _OUTSIDE) * law)
    left_out = left_out * np.where(_has_new_donor(model, gels), _NEW_CLASS, 1.0)
    of_polymer = (c * left_out) ** 2 + (c * _hold_error(model, gels)) ** 2
    return np.asarray(np.sqrt(FLOOR**2 + of_law + newness * of_polymer))


def _has_new_donor(model: ConductivityModel, gels: Inputs) -> NDArray[np.bool_]:
    """Return whether each polymer has a donor of a class that no measured gel has."""
    if model.coverage is None:
        return np.zeros(len(gels), dtype=bool)
    is_new = np.any(donor_classes(gels.polymers) & ~model.coverage.donors, axis=1)
    return np.asarray(is_new)[gels.polymer_index]


def typical_gels(gels: Inputs) -> Inputs:
    """Return the same gels with a typical acrylate's polymer."""
    holds = np.tile([_TYPICAL[name] for name in HOLD_COLUMNS], (len(gels.holds), 1))
    unknown = np.full(len(gels), np.nan)
    return replace(gels, polymers=np.zeros_like(gels.polymers), holds=holds, simulated_share=unknown)


def _newness(model: ConductivityModel, gels: Inputs) -> NDArray[np.float64]:
    """Return how unlike every polymer whose gel was measured each one is, 0 to 1."""
    if not len(model.gel_polymers):
        return np.ones(len(gels))
    points = place_dry(gels, model.dry.embedding).substance.points
    alike = matern(squared_distances(points, model.gel_polymers)).max(axis=1)
    return np.asarray(1 - np.minimum(alike, 1.0) ** 2)[gels.polymer_index]


def _donors_per_lithium(gels: Inputs) -> NDArray[np.float64]:
    donors = gels.solvent_donors_mol_kg[gels.solvent_index]
    return np.asarray(donors / np.maximum(gels.own_molality, 1e-6))


def _hold_error(model: ConductivityModel, gels: Inputs) -> NDArray[np.float64]:
    """Return the standard error of the exponent that comes from the energies; a simulated share has none."""
    share, moved = gels.shell_share, gels.shell_share + share_std(gels)
    names, coefficients = list(HINDRANCES), model.obstruction.coefficients
    law = where_law_holds(gels)
    slope = law * coefficients[names.index(HOLD)]
    slope = slope + (1 - law) * coefficients[names.index(HOLD_IN_POOR_SOLVENT)]
    error = np.abs(slope) * (bridged(np.minimum(moved, 1.0)) - bridged(share))
    return np.where(np.isfinite(gels.simulated_share), 0.0, error)


def share_std(gels: Inputs) -> NDArray[np.float64]:
    """Return the standard error of `Inputs.shell_share_estimate`, from the energies."""
    share = gels.shell_share_estimate
    more = np.exp(gels.holds[gels.polymer_index, list(HOLD_COLUMNS).index("log_std")])
    return np.asarray(share * more / (1 - share + share * more) - share)
