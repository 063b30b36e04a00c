"""What a unit's structure says of oxidation and Li⁺ binding before xTB is asked: counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.chem.donors import DONOR_CLASSES, SECOND_ARM_ONLY, family_of
from monodesign.chem.molecules import parse_chemistry, pattern

ARENE: Final = "arene"
# Groups that decide where a molecule is oxidised or holds Li⁺: the donors, and the benzene ring.
CLASSES: Final = (*(name for name, _ in DONOR_CLASSES if name not in SECOND_ARM_ONLY), ARENE)
# Name, SMARTS. What changes the strength of a group.
COUNTS: Final = {
    "heavy_atoms": "[!#1]",
    "fluorine": "F",
    "withdrawn_carbonyl": "[$([OX1]=[CX3][CX4]F),$([OX1]=[CX3][OX2][CX4][CX4]F)]",
    "carbonyl": "[OX1]=[CX3]",
    "nh": "[NX3;!H0]",
    "sulfonyl": "[SX4](=O)=O",
    "nitrile": "C#N",
}
N_SUMS: Final = len(CLASSES) + len(COUNTS)
FEATURES: Final = (
    "strongest",
    "second_strongest",
    "log_heavy_atoms",
    "fluorine",
    "withdrawn_share",
    "nh",
    "withdrawing",  # carbonyls, sulfonyls and nitriles
    "has_sulfonyl",
    "has_arene",  # may touch Li⁺ beside a donor
)

_MORE_THAN_ONE: Final = 1.5  # groups of a member are sums over its fragments, and need not be whole numbers


@lru_cache(maxsize=8192)  # 2 kB each; estimates and the conductivity model ask for the same units
def sum_structure(unit: str) -> tuple[float, ...]:
    """Return how many groups of each of `CLASSES`, then how many of each of `COUNTS`, a unit has.

    Raises:
        InvalidSmiles: It does not parse.
    """
    mol = parse_chemistry(unit)
    found: dict[int, str] = {}
    for name, smarts in DONOR_CLASSES:
        for match in mol.GetSubstructMatches(pattern(smarts), uniquify=False, maxMatches=5000):
            found.setdefault(match[0], name)
    groups = Counter(found.values()) | Counter({ARENE: len(mol.GetAromaticAtoms()) // 6})
    counts = (len(mol.GetSubstructMatches(pattern(smarts))) for smarts in COUNTS.values())
    return (*(float(groups[name]) for name in CLASSES), *map(float, counts))


def structure_features(
    sums: NDArray[np.float64], strengths: Mapping[str, float]
) -> tuple[NDArray[np.float64], list[str]]:
    """Return the columns of `FEATURES` and the strongest group of each unit.

    Args:
        sums: What `sum_structure` gives, shape (n, `N_SUMS`).
        strengths: Typical energy of each class standing alone; the lowest is the strongest. A class that was
            named after the model was fitted is as strong as its family.

    Returns:
        Shape (n, k), and the classes as `family/class`.
    """
    energies = typical_energies(strengths)
    groups, counts = sums[:, : len(CLASSES)], sums[:, len(CLASSES) :]
    present = np.where(groups > 0.5, energies, np.inf)
    # A unit without any such group is as weak as the weakest of them.
    present[~np.isfinite(present).any(axis=1)] = energies.max()
    strongest = present.min(axis=1)
    is_strongest = present == strongest[:, None]
    others = np.where(is_strongest, np.inf, present).min(axis=1)
    # Two of the strongest pull at Li⁺ as a group of another kind does; one alone is its own second.
    has_twin = (groups * is_strongest).sum(axis=1) > _MORE_THAN_ONE
    heavy, fluorine, withdrawn, carbonyl, nh, sulfonyl, nitrile = counts.T
    columns = (
        strongest,
        np.where(np.isfinite(others) & ~has_twin, others, strongest),
        np.log(np.maximum(heavy, 1.0)),
        fluorine,
        withdrawn / np.maximum(carbonyl, 1.0),
        nh,
        carbonyl + sulfonyl + nitrile,
        np.minimum(sulfonyl, 1.0),
        np.minimum(groups[:, CLASSES.index(ARENE)], 1.0),
    )
    names = [_group(CLASSES[index]) for index in present.argmin(axis=1)]
    return np.column_stack(columns), names


def typical_energies(strengths: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the typical energy of each of `CLASSES`; one that is not known is its family's mean."""
    complete = fill_strengths({_group(name): energy for name, energy in strengths.items()})
    return np.array([complete[name] for name in CLASSES])


def _group(name: str) -> str:
    return f"pi/{ARENE}" if name == ARENE else f"{family_of(name)}/{name}"


def fill_strengths(known: Mapping[str, float]) -> dict[str, float]:
    """Return a strength for each of `CLASSES`: its own, its family's mean, or the mean of all.

    Args:
        known: Energies by `family/class`; groups of several arms are left out.
    """
    single = {group: value for group, value in known.items() if "+" not in group}
    overall = float(np.mean(list(single.values())))
    filled = {}
    for name in CLASSES:
        group = _group(name)
        family = [value for key, value in single.items() if key.split("/")[0] == group.split("/")[0]]
        filled[name] = single.get(group, float(np.mean(family)) if family else overall)
    return filled
