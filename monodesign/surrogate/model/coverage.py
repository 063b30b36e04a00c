"""What the measured gels cover: kinds of host, kinds of solvent and composition, each said in words.

With a score of publications no distance tells how wrong a gel's prediction is: the most unlike polymers were
predicted best. What can be said is which kinds were never measured: a donor that no measured host has, a
solvent of a class in which no gel was made, a composition beyond all of them. A gel with any of these is
outside the domain, in the sense in which poly(AEEO) in ethylene carbonate is inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS
from monodesign.surrogate.inputs.polymer import COLUMNS

# What a host is called by its groups, and the columns that count them: the first less the second.
DONORS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ether": (("ether",), ()),
    "linear carbonate": (("carbonate",), ("cyclic_carbonate",)),
    "cyclic carbonate": (("cyclic_carbonate",), ()),
    "oxalate": (("oxalate",), ()),
    "ester": (("ester",), ("acrylate", "oxalate", "oxalate")),
    "amide, carbamate or urea": (("amide",), ("acrylamide",)),
    "nitrile": (("nitrile",), ()),
    "sulfonyl": (("sulfonyl",), ()),
    "phosphorus": (("phosphorus",), ()),
    "amine": (("amine",), ()),
    "siloxane": (("siloxane",), ()),
    "thioether": (("thioether",), ()),
    "boron": (("boron",), ()),
    "anionic": (("anion",), ()),
    "cationic": (("cation",), ()),
    "halogenated": (("fluorine", "heavy_halogen"), ()),
}
BACKBONES: Final = ("acrylate", "acrylamide", "carbon-chain", "hetero-chain")
SOLVENTS: Final = {
    "cyclic carbonate": "cyclic_carbonate",
    "linear carbonate": "linear_carbonate",
    "ether": "ether",
    "ester": "ester",
    "sulfonyl or sulfoxide": "sulfur_oxide",
    "nitrile": "nitrile",
    "amide": "amide",
    "alcohol": "hydroxyl",
    "phosphorus, silicon or boron": "phosphorus_silicon_boron",
    "fluorinated": "fluorine",
    "chlorinated or brominated": "heavy_halogen",
    "ionic liquid": "ionic_share",
}
# Of a polymer (mol/kg) and of a solvent (mol per 100 g, by mole of the mixture): what is a trace is no class.
_LEAST_GROUP_MOL_KG: Final = 0.3
_LEAST_SOLVENT_GROUP: Final = 0.05
_MOSTLY: Final = 0.5
_SHARE_MARGIN: Final = 0.02
_MOLALITY_MARGIN: Final = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the measured gels hold.

    Attributes:
        donors: Which of `DONORS` a host has, shape (16,).
        backbones: Which of `BACKBONES`, shape (4,).
        solvents: Which of `SOLVENTS`, shape (12,).
        polymer_shares: Least and most polymer per polymer and solvent, by weight, shape (2,).
        most_molality: Most Li⁺ of a salt that a solvent holds, mol per kg of it.
    """

    donors: NDArray[np.bool_]
    backbones: NDArray[np.bool_]
    solvents: NDArray[np.bool_]
    polymer_shares: NDArray[np.float64]
    most_molality: float


def measure_coverage(gels: Inputs) -> Coverage:
    """Return what measured gels cover; of none, nothing."""
    polymers, solvents = np.unique(gels.polymer_index), np.unique(gels.solvent_index)
    shares = gels.polymer_share if len(gels) else np.array([1.0, 0.0])
    return Coverage(
        donors=np.any(donor_classes(gels.polymers)[polymers], axis=0),
        backbones=np.any(backbone_classes(gels.polymers)[polymers], axis=0),
        solvents=np.any(solvent_classes(gels.solvents)[solvents], axis=0),
        polymer_shares=np.array([shares.min(), shares.max()]),
        most_molality=float(gels.held_salt_molality.max(initial=0.0)),
    )


def donor_classes(polymers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of `DONORS` each polymer has, shape (n, 16)."""
    columns = [_count(polymers, more) - _count(polymers, less) for more, less in DONORS.values()]
    found = np.column_stack(columns) > _LEAST_GROUP_MOL_KG
    # What a polycation's unit holds beside it are its counter-ions' groups, such as an imide's sulfonyls.
    is_cationic = found[:, list(DONORS).index("cationic")]
    found[is_cationic] = np.array([name == "cationic" for name in DONORS])
    return np.asarray(found)


def backbone_classes(polymers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of `BACKBONES` each polymer has, shape (n, 4); a copolymer has those of its units."""
    acrylate, acrylamide = (_count(polymers, (name,)) > _LEAST_GROUP_MOL_KG for name in BACKBONES[:2])
    is_hetero = polymers[:, COLUMNS.index("backbone_hetero_share")] > 0
    is_carbon = ~acrylate & ~acrylamide & ~is_hetero
    return np.column_stack([acrylate, acrylamide, is_carbon, is_hetero])


def _count(polymers: NDArray[np.float64], groups: Sequence[str]) -> NDArray[np.float64]:
    places = [COLUMNS.index(f"{group}_mol_kg") for group in groups]
    return np.asarray(polymers[:, places].sum(axis=1))


def solvent_classes(solvents: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of `SOLVENTS` each mixture has, shape (n, 12)."""
    places = [SOLVENT_COLUMNS.index(column) for column in SOLVENTS.values()]
    found = solvents[:, places] > _LEAST_SOLVENT_GROUP
    is_ionic = solvents[:, SOLVENT_COLUMNS.index("ionic_share")] > _MOSTLY
    found[is_ionic] = np.array(
        [name == "ionic liquid" for name in SOLVENTS]
    )  # its ions' groups are no solvent's
    return np.asarray(found)


def is_unlike(solvents: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether a mixture has none of `SOLVENTS`: water, ketones, amines, hydrocarbons; no gel has one.

    Returns:
        Shape (n, 1); a dry polymer's empty mixture is not unlike.
    """
    is_there = np.abs(solvents).sum(axis=1) > 0.0
    return np.asarray(is_there & ~solvent_classes(solvents).any(axis=1))[:, None]


def find_gaps(coverage: Coverage, gels: Inputs) -> list[NDArray[np.bool_]]:
    """Return for host donors, backbones, solvents and composition what no measured gel has.

    Returns:
        Five arrays, one row a gel: the unmeasured of `DONORS`, `BACKBONES` and `SOLVENTS`, whether its
        solvent is of none of them, then whether its polymer's share and its molality lie beyond those
        measured.
    """
    low, high = coverage.polymer_shares + np.array([-_SHARE_MARGIN, _SHARE_MARGIN])
    share = gels.polymer_share
    is_stronger = gels.held_salt_molality > coverage.most_molality * _MOLALITY_MARGIN
    beyond = [(share < low) | (share > high), is_stronger]
    return [
        (donor_classes(gels.polymers) & ~coverage.donors)[gels.polymer_index],
        (backbone_classes(gels.polymers) & ~coverage.backbones)[gels.polymer_index],
        (solvent_classes(gels.solvents) & ~coverage.solvents)[gels.solvent_index],
        is_unlike(gels.solvents)[gels.solvent_index],
        np.column_stack(beyond),
    ]


def is_covered(coverage: Coverage, gels: Inputs) -> NDArray[np.bool_]:
    """Return whether every part of each gel was measured in some gel."""
    return np.asarray(~np.hstack(find_gaps(coverage, gels)).any(axis=1))


def word_gaps(coverage: Coverage, gels: Inputs) -> list[str]:
    """Describe the parts of each gel that were never measured; empty if there are none."""
    donors, backbones, solvents, unlike, beyond = find_gaps(coverage, gels)
    low, high = coverage.polymer_shares
    ranges = (
        f"polymer share beyond the {low:.2f}-{high:.2f} of measured gels",
        f"more salt than the {coverage.most_molality:.1f} mol/kg of measured gels",
    )
    parts = (
        ("no gel of a polymer of class {} was measured", donors, tuple(DONORS)),
        ("no gel of a polymer with {} backbone was measured", backbones, BACKBONES),
        ("no gel in a solvent of class {} was measured", solvents, tuple(SOLVENTS)),
        ("{}", unlike, ("no gel was measured in a solvent of this kind",)),
        ("{}", beyond, ranges),
    )
    return ["; ".join(_word_row(parts, row)) for row in range(len(gels))]


def _word_row(parts: Sequence[tuple[str, NDArray[np.bool_], Sequence[str]]], row: int) -> list[str]:
    return [
        text.format(name)
        for text, chosen, names in parts
        for name, is_chosen in zip(names, chosen[row], strict=True)
        if is_chosen
    ]
