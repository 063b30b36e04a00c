"""How much of Li⁺'s first shell a polymer takes from the solvent, before any gel of it was measured.

Every donor group i of the repeat unit competes with the solvent's for a place in the shell (law of mass
action). With c_i and c_S in mol of donor groups per kg of gel and EC as the reference donor,

    share = Σ c_i K_i / (c_S + Σ c_i K_i),      K_i = exp(-(E_i - E_EC) / w),

E_i being the calibrated energy by which group i binds one Li⁺ through one donor (negative: bound), in
kcal/mol. So the polymer is described by one number, Σ n_i K_i per kg: the mol of EC that would take as much
of the shell. Holding more (n_i) or more strongly (E_i) raises the share and never lowers it.

*Energies.* E_i is the typical energy of the group's class (`models/learned`) plus what the whole unit adds to
its strongest one: the unit's own one-armed energy, computed by xTB or estimated from structure, less that
class's. A large molecule is polarisable and binds a bare Li⁺ more; in a gel other molecules do the same, so
energies are compared at one size, and E_EC includes what the median unit adds, 4.7 kcal/mol.

*w* is wide, since a full shell, whose other molecules push, tells donors apart far less than a bare Li⁺ does.
It is 6 kcal/mol by the source study's simulated shells (doi:10.1038/s41467-025-59020-w), each from its text:

| gel (30 wt% polymer, 54 wt% solvent) | donors of polymer : solvent | share there | share here |
|---|---|---|---|
| P(DOA) in EC | 1.2 : 3.1-3.2 | 0.28 | 0.34 |
| P(AEEO) in EC | 0.8 : 3.1-3.2 | 0.20 | 0.19 |
| P(DOA) in DEC | 1.6 : 2.6-3.0 | 0.36 | 0.41 |
| P(AEEO) in DEC | 0.9 : 2.6-3.0 | 0.24 | 0.24 |

Checked by hand for P(DOA): 0.30/172 g/mol = 1.74 mol units per kg gel, groups of -55.8 and -51.9 kcal/mol
against
-54.6: K = 1.22 + 0.64, so 3.2 mol/kg of EC; solvent 0.54/88 = 6.1: a share of 0.35. EC and DEC, which a bare
Li⁺ holds 4-6 kcal/mol apart, count alike by the mole, as in the study's shells; so solvents count as donor
groups.

*Left out.* Ethers, for a polyether's chain carries Li⁺ along (the dry polymer's own conductivity); donors of
anions, which hold their own Li⁺; a donor too soft or weak. Two donors on one core (oxalate, imide, sulfonyl)
take part one at a time. The carbonyl of an amide head counts as an ester's, since the head has terms of its
own. A halogen and the like on the chain beside the head's carbonyl makes that hold less by computed energies,
but no gel of such a head was measured: the head counts as the plain one, and its term has the error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.descriptors.estimates import Estimator, estimate_units, load_estimator
from monodesign.descriptors.structure_sums import CLASSES, COUNTS, N_SUMS, sum_structure, typical_energies
from monodesign.formulation.components import Polymer, SolventMixture
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.paths import LIBRARIES
from monodesign.surrogate.inputs.hold_sums import HEADS, cap, sum_hold
from monodesign.tables.shipped import read_rows

SITES_FILE: Final = LIBRARIES / "reference" / "site_energies.csv"
TASK: Final = "unit_li_binding_one_armed_kcal_mol"
SELECTIVITY_KCAL_MOL: Final = 6.0  # w: how much more of Li⁺ a stronger donor takes in a full shell
# What the rest of a repeat unit adds to the energy of a bare Li⁺ by being polarisable: the median over the
# units that the estimates were learned from.
POLARISATION_KCAL_MOL: Final = -4.7
_REFERENCE: Final = "cyclic_carbonate"
# Heavy atoms. A larger molecule polarises more around a bare Li⁺; in a gel other molecules do that for a
# small one, so energies are compared at one size.
_SIZE: Final = 15.0
_HEAVY: Final = len(CLASSES) + list(COUNTS).index("heavy_atoms")
_MOST_SHIFT_KCAL_MOL: Final = 12.0  # a unit cannot differ more from the typical one
# What the shape of one free molecule adds by chance: sites of one kind in units alike scatter by so much, so
# that the estimate from all of them keeps a say beside a computed energy.
_SHAPE_ERROR_KCAL_MOL: Final = 2.0
# A donor of these stays out of the count.
_UNCOUNTED: Final = frozenset(
    [
        "water",
        "ether",
        "silyl_ether",
        "thioether",
        "thiocarbonyl",
        "arene",
        "peroxide",
        "oxygen_other",
        "nitrogen_other",
        "alkoxyamine",
        "selenium",
        "thiophosphoryl",
        "phosphine",
        "azo",
        "azide",
    ]
)
# Two of these donors share a core, so that a Li⁺ at one takes the other's electrons.
_TWINS: Final = frozenset(
    {"oxalate", "oxamide", "imide", "anhydride", "sulfone", "sulfonamide", "sulfonate", "sulfate", "nitro"}
)
_COUNTS: Final = np.array([0.0 if name in _UNCOUNTED else 0.5 if name in _TWINS else 1.0 for name in CLASSES])
_ACYLS: Final = frozenset({"ester", "amide"})
_AMIDE: Final = CLASSES.index("amide")
_ESTER: Final = CLASSES.index("ester")
_SUBSTITUTED: Final = list(HEADS).index("substituted_head")
# Column, meaning. What a gel needs to know of its polymer's hold.
HOLD_COLUMNS: Final = {
    "ec_equivalents_mol_kg": "mol of EC per kg polymer that would take as much of Li⁺'s shell",
    "log_std": "standard error of its natural logarithm, from the energies",
    "acrylic": "share of the units with an acyl group on the chain",
    "amide_head": "share of the units with an amide on the chain",
    "nh_head": "share of the units with an amide N-H on the chain",
    "substituted_head": "share of the units whose acyl group sits on a carbon with a halogen or the like",
    "computed": "share of the units whose energies were computed, not estimated",
}

# One-armed binding energies and standard errors, kcal/mol, by canonical SMILES of the capped unit and class
# of donor: computed ones, which take the place of estimates.
Energies = Mapping[str, Mapping[str, tuple[float, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldModel:
    """What turns structure into hold.

    Attributes:
        estimator: Of one-armed binding energies.
        energies: Those that are known better, by capped unit.
    """

    estimator: Estimator
    energies: Energies


def hold_model(energies: Energies | None = None) -> HoldModel:
    """Return the shipped estimates, with known energies in their place: those given and those shipped."""
    return HoldModel(estimator=load_estimator(TASK), energies={**load_sites(), **(energies or {})})


@lru_cache(maxsize=1)
def load_sites() -> Energies:
    """Return the energies of the reference units, by unit and donor class."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    if SITES_FILE.is_file():
        for row in read_rows(SITES_FILE):
            energy = float(row["li_binding_kcal_mol"]), float(row["std_kcal_mol"])
            found.setdefault(row["unit"], {})[row["donor_class"]] = energy
    return found


def read_sites(text: object, std_kcal_mol: float) -> dict[str, tuple[float, float]]:
    """Read the one-armed sites of a described unit, its column `li_sites`; none of a blank cell.

    Args:
        text: A JSON list of sites.
        std_kcal_mol: Standard error of each.

    Returns:
        Energy (the strongest) and standard error by donor class, kcal/mol.
    """
    found: dict[str, tuple[float, float]] = {}
    for site in json.loads(text) if isinstance(text, str) and text else ():
        name, energy = site["site"].partition(":")[0], site["li_binding_kcal_mol"]
        if site["denticity"] == 1 and energy is not None and energy < found.get(name, (np.inf,))[0]:
            found[name] = float(energy), float(std_kcal_mol)
    return found


def hold_of_sums(
    sums: NDArray[np.float64],
    mass_g_mol: NDArray[np.float64],
    model: HoldModel,
    *,
    known: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> NDArray[np.float64]:
    """Return the columns of `HOLD_COLUMNS` for units given as sums, shape (n, 7).

    Args:
        sums: What `sum_hold` gives, shape (n, `N_HOLD_SUMS`).
        mass_g_mol: Of each unit.
        model: Of the energies.
        known: Energies and standard errors of each of `structure.CLASSES`, kcal/mol, shape (n, k) each, NaN
            where only the estimate is known.
    """
    structure, heads, anions = sums[:, :N_SUMS], sums[:, N_SUMS:-1], sums[:, -1]
    sized = structure.copy()
    sized[:, _HEAVY] = _SIZE
    energy, std = estimate_units(model.estimator, sized)
    typical = typical_energies(model.estimator.strengths)
    groups = np.maximum(structure[:, : len(CLASSES)], 0.0) * _COUNTS
    strongest = np.where(groups > 0.25, typical, np.inf).min(axis=1, initial=np.inf)
    has_any = np.isfinite(strongest) & (anions < 0.5)
    shift = np.where(has_any, energy - strongest, 0.0)
    shift = np.clip(
        shift, POLARISATION_KCAL_MOL - _MOST_SHIFT_KCAL_MOL, POLARISATION_KCAL_MOL + _MOST_SHIFT_KCAL_MOL
    )
    energies, errors = typical + shift[:, None], np.broadcast_to(std[:, None], groups.shape)
    computed_share = np.zeros(len(sums))
    if known is not None:
        of_size = energy - estimate_units(model.estimator, structure)[0]
        is_known = np.isfinite(known[0])
        computed_share = is_known.any(axis=1).astype(float)
        computed, its_error = known[0] + of_size[:, None], np.hypot(known[1], _SHAPE_ERROR_KCAL_MOL)
        trust = np.where(is_known, errors**2 / (errors**2 + its_error**2), 0.0)
        energies = np.where(is_known, trust * computed + (1 - trust) * energies, energies)
        errors = errors * np.sqrt(1 - trust)
    moved = np.minimum(groups[:, _AMIDE], heads[:, 1])
    groups[:, _AMIDE] -= moved
    groups[:, _ESTER] += moved
    reference = model.estimator.strengths[_REFERENCE] + POLARISATION_KCAL_MOL
    held = groups * np.exp((reference - energies) / SELECTIVITY_KCAL_MOL) * has_any[:, None]
    total = held.sum(axis=1)
    log_std = (held * errors).sum(axis=1) / np.maximum(total, 1e-12) / SELECTIVITY_KCAL_MOL
    shares = heads / np.maximum(heads[:, :1], 1.0)
    return np.column_stack([total / mass_g_mol * 1000, log_std, shares, computed_share])


def describe_holds(polymers: Sequence[Polymer], model: HoldModel) -> NDArray[np.float64]:
    """Return the columns of `HOLD_COLUMNS` of polymers, each distinct unit computed once, shape (n, 7).

    They are means of a polymer's units by mass, heads by mole.
    """
    units = list(dict.fromkeys(unit for polymer in polymers for unit in polymer.units))
    if not units:
        return np.zeros((len(polymers), len(HOLD_COLUMNS)))
    mass = np.array([unit_mass_g_mol(unit) for unit in units])
    sums = np.array([sum_hold(unit) for unit in units])
    columns = hold_of_sums(sums, mass, model, known=_find_known(units, model))
    place = {unit: row for row, unit in enumerate(units)}
    return np.array(
        [
            _mix(columns[rows], mass[rows], np.array(polymer.mole_fractions))
            for polymer in polymers
            for rows in [[place[unit] for unit in polymer.units]]
        ]
    )


def _mix(
    columns: NDArray[np.float64], mass_g_mol: NDArray[np.float64], moles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a polymer's columns from those of its units."""
    by_mass = moles * mass_g_mol / (moles * mass_g_mol).sum()
    equivalents = by_mass * columns[:, 0]
    total = equivalents.sum()
    log_std = float(np.sqrt(((equivalents * columns[:, 1]) ** 2).sum()) / total) if total > 0 else 0.0
    return np.array([total, log_std, *(moles @ columns[:, 2:])])


def _find_known(
    units: Sequence[str], model: HoldModel
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the known energies of units and their errors, or None where none is known."""
    known = np.full((2, len(units), len(CLASSES)), np.nan)
    if not model.energies:
        return None
    for row, unit in enumerate(units):
        is_substituted = sum_hold(unit)[N_SUMS + _SUBSTITUTED] > 0
        for name, (energy, std) in model.energies.get(cap(unit), {}).items():
            if name in CLASSES and not (is_substituted and name in _ACYLS):
                known[:, row, CLASSES.index(name)] = energy, std
    return (known[0], known[1]) if np.isfinite(known).any() else None


def count_solvent_donors(mixture: SolventMixture) -> float:
    """Return mol of donor groups per kg of a solvent mixture; what has none takes no place in the shell."""
    per_kg = (
        share / solvent.molar_mass_g_mol * 1000 * _count_groups(solvent.smiles)
        for solvent, share in zip(mixture.solvents, mixture.weight_fractions, strict=True)
    )
    return float(sum(per_kg))


@lru_cache(maxsize=4096)
def _count_groups(smiles: str) -> float:
    """Return a solvent's donor groups; its ethers hold Li⁺ and move with it."""
    groups = np.array(sum_structure(smiles)[: len(CLASSES)])
    counts = np.where([name == "ether" for name in CLASSES], 1.0, _COUNTS)
    return float(groups @ counts)


def shell_share(
    ec_equivalents_mol_kg: NDArray[np.float64],
    solvent_donors_mol_kg: NDArray[np.float64],
    polymer_share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the polymer's share of Li⁺'s first shell, 0 to 1.

    Args:
        ec_equivalents_mol_kg: Of each polymer.
        solvent_donors_mol_kg: Of each solvent.
        polymer_share: Weight of polymer per weight of polymer and solvent.
    """
    of_polymer = ec_equivalents_mol_kg * polymer_share
    total = of_polymer + solvent_donors_mol_kg * (1 - polymer_share)
    return np.asarray(np.where(total > 0, of_polymer / np.maximum(total, 1e-12), 0.0))
