"""The functional group that gives up the electron: each capped group of a molecule ionised on its own.

xTB spreads a hole over all groups of a large molecule, where a range-separated functional keeps it on one.
The lowest group's ΔSCF energy does not know that artefact; what its neighbours do to it is in the orbital
energy of the whole molecule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from monodesign.chem.capped_groups import split_groups
from monodesign.chem.donors import SECOND_ARM_ONLY, family_of, find_donors
from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.ionisation import Ionisation, ionise
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.errors import CalculationError
from monodesign.geometry.conformers import hydrogenated


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleSite:
    """The group of lowest ionisation energy, standing alone.

    Attributes:
        smiles: The capped group.
        group: Its classes as `family/class`, joined by `+`.
        features: Its relaxation energies by the names the calibration uses.
    """

    smiles: str
    group: str
    features: dict[str, float]


def find_hole_site(smiles: str, whole: Ionisation, *, engine: Engine, settings: DescribeSettings) -> HoleSite:
    """Ionise each capped group of a molecule and return the lowest.

    Args:
        smiles: The molecule.
        whole: The molecule's own ionisation, which stands for it where it is one group.
        engine: For GFN2; IPEA1 comes from tblite whatever the engine.
        settings: How many conformers to look at.

    A group that cannot be calculated on its own is passed over.
    """
    pieces = dict.fromkeys(split_groups(smiles))
    found = {} if len(pieces) == 1 else _ionise_all(tuple(pieces), engine=engine, settings=settings)
    found = found or {canonical_smiles(parse(smiles)): whole}
    lowest = min(found, key=lambda piece: _ease(found[piece]))
    group = found[lowest].features
    return HoleSite(
        smiles=lowest,
        group=group_class(lowest),
        features={
            # From the orbital of the whole molecule to the energy of the group: no spreading takes part.
            f"{prefix}_site_relaxation_ev": whole.features[f"{prefix}_homo_ev"] - group[f"{prefix}_ie_ev"]
            for prefix in ("gfn2", "ipea1")
        },
    )


def _ease(ionisation: Ionisation) -> float:
    """Return the mean of ΔSCF and orbital energy: the first falls with every CH2, the second hardly."""
    return (ionisation.features["ipea1_ie_ev"] + ionisation.features["ipea1_homo_ev"]) / 2


def _ionise_all(
    pieces: tuple[str, ...], *, engine: Engine, settings: DescribeSettings
) -> dict[str, Ionisation]:
    found = {}
    for piece in pieces:
        try:
            found[piece] = ionise_alone(piece, engine=engine, settings=settings)
        except CalculationError:
            continue  # the other groups, or the whole molecule, stand in
    return found


@lru_cache(maxsize=4096)
def ionise_alone(piece: str, *, engine: Engine, settings: DescribeSettings) -> Ionisation:
    """Ionise one group at its own minimum; groups recur all over a library.

    Raises:
        CalculationError: It could not be embedded or calculated.
    """
    lowest = find_minima(piece, engine=engine, settings=settings).lowest
    return ionise(lowest.geometry, engine=engine, neutral=lowest.last)


def group_class(smiles: str) -> str:
    """Return the classes of a molecule's groups as `family/class`, joined by `+`.

    >>> group_class("COC(=O)OC")
    'carbonyl/linear_carbonate'
    """
    classes = {donor.donor_class for donor in find_donors(hydrogenated(smiles))} - SECOND_ARM_ONLY
    arms = [f"{family_of(name)}/{name}" for name in classes]
    mol = parse(smiles)
    arms += [name for name, smarts in _PI_SYSTEMS.items() if mol.HasSubstructMatch(pattern(smarts))]
    return "+".join(sorted(arms)) or "sigma/alkane"


_PI_SYSTEMS = {"pi/arene": "a", "pi/alkene": "C=C", "pi/alkyne": "C#C"}
