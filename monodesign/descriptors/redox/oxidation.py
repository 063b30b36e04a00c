"""The adiabatic oxidation potential in an implicit solvent, from the group that gives up the electron.

xTB spreads a hole over all of a large molecule, so that its relaxation and solvation come out too small: by
half an electronvolt for two groups four carbons apart. Each group is therefore oxidised on its own, with the
groups one carbon away. What the rest of the molecule does to it is read from the highest occupied orbital of
the solvated molecule, which no hole has touched.

How far a cation relaxes GFN2 does not know: 0.1 eV for ketones, esters and carbonates alike, where DFT says
0.1, 0.4 and 0.7 eV. The calibration learns it from DFT: so far one constant for all, since offsets of classes
from one or two references each err more on molecules left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monodesign.chem.capped_groups import list_group_parts
from monodesign.chem.molecules import canonical_smiles, parse, parse_chemistry, pattern
from monodesign.descriptors.calibration import Estimate, estimate, load_calibration, name_unknown
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.cation import solvate
from monodesign.descriptors.redox.hole_site import find_hole_site, ionise_alone
from monodesign.descriptors.redox.ionisation import oxidised
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.engines.optimise import Optimised, compute_single_point
from monodesign.errors import CalculationError
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V, XTB_IONISATION_SHIFT_EV

TASK: Final = "oxidation_potential_v"
BASE: Final = "group_potential_v"
FLUORINE: Final = "halogen/fluorine"


@dataclass(frozen=True, slots=True, kw_only=True)
class OxidisedGroup:
    """A functional group oxidised on its own.

    Attributes:
        smiles: The group with its surroundings.
        group: Its classes as `family/class`, joined by `+`; fluorine on saturated carbon makes one more.
        vertical_ev: Calibrated gas-phase ionisation energy.
        solvation_ev: What GFN2 says the solvent changes in it.
        highest_occupied_ev: GFN2 energy of the highest occupied orbital in the solvent, sign changed.
    """

    smiles: str
    group: str
    vertical_ev: float
    solvation_ev: float
    highest_occupied_ev: float

    @property
    def potential_v(self) -> float:
        """The potential of the group on its own, not relaxed and not calibrated; V vs Li/Li⁺."""
        return self.vertical_ev + self.solvation_ev - LITHIUM_ELECTRODE_V

    def beside(self, neighbours_ev: float) -> Oxidation:
        """Return what the calibration sees of the group where its neighbours move it so far (eV)."""
        features = {BASE: self.potential_v + neighbours_ev, "neighbours_ev": neighbours_ev}
        return Oxidation(group=self, features=features)


@dataclass(frozen=True, slots=True, kw_only=True)
class Oxidation:
    """What the calibration of the oxidation potential sees of a molecule.

    Attributes:
        group: The group of lowest potential.
        features: Base and features by name.
    """

    group: OxidisedGroup
    features: dict[str, float]

    def calibrate(self) -> Estimate:
        """Return the calibrated potential (V vs Li/Li⁺).

        Raises:
            NotANumber: A feature is not a number.
        """
        return estimate(load_calibration(TASK), self.features, group=self.group.group)

    def name_unknown(self) -> str:
        """Name the classes of the group that references tell nothing about; empty if there are none."""
        return name_unknown(self.group.group, load_calibration(TASK).groups)


def find_oxidation(
    smiles: str, solvated: Optimised, *, engine: Engine, settings: DescribeSettings
) -> Oxidation:
    """Oxidise each group of a molecule on its own and take the lowest.

    Args:
        smiles: The molecule.
        solvated: Its minimum in the implicit solvent.
        engine: For GFN2; IPEA1 comes from tblite whatever the engine.
        settings: The implicit solvent, and how thoroughly groups are searched.

    Raises:
        CalculationError: No group could be calculated, nor the molecule as its own group.
    """
    groups = _oxidise_groups(smiles, engine=engine, settings=settings)
    highest_occupied_ev = -solvated.last.highest_occupied_eh * EV_PER_HARTREE
    neighbours_ev = highest_occupied_ev - min(group.highest_occupied_ev for group in groups)
    # A calibration with offsets of classes may change their order.
    return min((group.beside(neighbours_ev) for group in groups), key=lambda one: one.calibrate().value)


def _oxidise_groups(smiles: str, *, engine: Engine, settings: DescribeSettings) -> list[OxidisedGroup]:
    """Oxidise every group that can be calculated on its own; else the molecule as one group."""
    charge = _charge(smiles)
    found = []
    for part in list_group_parts(smiles):
        if _charge(part) != charge:
            continue  # one end of a zwitterion says nothing of the molecule
        try:
            found.append(oxidise_group(part, engine=engine, settings=settings))
        except CalculationError:
            continue  # the other groups stand in
    return found or [
        oxidise_group(canonical_smiles(parse_chemistry(smiles)), engine=engine, settings=settings)
    ]


def _class(part: str, group: str) -> str:
    """Return a group's classes: a trifluoroacetate is 0.5 V further from its estimate than an acetate."""
    return f"{group}+{FLUORINE}" if parse(part).HasSubstructMatch(pattern("[CX4]F")) else group


def _charge(smiles: str) -> int:
    return sum(atom.GetFormalCharge() for atom in parse(smiles).GetAtoms())


@lru_cache(maxsize=4096)
def oxidise_group(part: str, *, engine: Engine, settings: DescribeSettings) -> OxidisedGroup:
    """Oxidise a group at its own minimum; groups recur all over a library.

    Raises:
        CalculationError: It could not be embedded or calculated.
    """
    neutral = find_minima(part, engine=engine, settings=settings).lowest
    vertical = ionise_alone(part, engine=engine, settings=settings)
    site = find_hole_site(part, vertical, engine=engine, settings=settings)
    features = vertical.features | site.features
    solvated = solvate(neutral, engine=engine, solvent=settings.implicit_solvent)
    cation = compute_single_point(engine, oxidised(solvated.geometry), solvent=settings.implicit_solvent)
    in_solvent_ev = (cation.energy_eh - solvated.energy_eh) * EV_PER_HARTREE - XTB_IONISATION_SHIFT_EV
    return OxidisedGroup(
        smiles=part,
        group=_class(part, site.group),
        vertical_ev=estimate(load_calibration("vertical_ie_ev"), features, group=site.group).value,
        # GFN2's own vertical energy drops out of the sum.
        solvation_ev=in_solvent_ev - vertical.gfn2_ev,
        highest_occupied_ev=-solvated.last.highest_occupied_eh * EV_PER_HARTREE,
    )
