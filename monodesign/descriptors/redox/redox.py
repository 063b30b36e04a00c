"""What a cathode makes of a molecule: ionisation energy, oxidation potential, and what oxidation breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monodesign.descriptors.calibration import estimate, load_calibration
from monodesign.descriptors.named_molecules import find_companion
from monodesign.descriptors.redox.cation import oxidise, solvate
from monodesign.descriptors.redox.companion import oxidise_beside
from monodesign.descriptors.redox.hole_site import find_hole_site
from monodesign.descriptors.redox.ionisation import ionise
from monodesign.descriptors.redox.oxidation import find_oxidation
from monodesign.descriptors.redox.reduction import describe_reduction
from monodesign.descriptors.search_scatter import POTENTIAL_V, widen
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.engines.optimise import FMAX_EV_A, Optimised
from monodesign.geometry.conformers import hydrogenated
from monodesign.geometry.connectivity import compare_bonds, name_change
from monodesign.units import EV_PER_HARTREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Redox:
    """Oxidation and reduction of one molecule.

    Attributes:
        vertical_ie_ev: Gas phase, calibrated.
        vertical_ie_std_ev: Its standard error.
        vertical_ie_gfn2_ev: Gas phase, raw ΔSCF less 4.8455 eV.
        oxidation_potential_v: V vs Li/Li⁺, adiabatic in the implicit solvent, calibrated; an isolated
            molecule's potential is an upper bound to a cell's.
        oxidation_potential_std_v: Its standard error against DFT in the same continuum, which itself is some
            0.3 V off, much alike for all (Chan, J. Comput. Chem. 2024).
        oxidation_breaks_bond: What happens to the bonds when the cation relaxes; empty where nothing does.
        oxidation_potential_beside_v: The same with a companion in contact; NaN where none was asked for.
        oxidation_beside: The companion's name.
        oxidation_beside_breaks_bond: What happens to the bonds of both.
        reduction_potential_v: V vs Li/Li⁺, adiabatic in the implicit solvent, calibrated.
        reduction_potential_std_v: Its standard error.
        reduction_breaks_bond: What happens to the bonds when the anion relaxes; empty where nothing does.
        redox_note: What the calibrations do not know of it, empty if nothing: ions, and groups without a
            reference like them.
    """

    vertical_ie_ev: float
    vertical_ie_std_ev: float
    vertical_ie_gfn2_ev: float
    oxidation_potential_v: float
    oxidation_potential_std_v: float
    oxidation_breaks_bond: str
    oxidation_potential_beside_v: float
    oxidation_beside: str
    oxidation_beside_breaks_bond: str
    reduction_potential_v: float
    reduction_potential_std_v: float
    reduction_breaks_bond: str
    redox_note: str


BONDS_FMAX_EV_A: Final = 0.15
# The references of ionisation, oxidation and reduction are all neutral.
_OF_IONS: Final = "the potentials of ions are calibrated on neutral molecules: their errors are not known"


def describe_redox(smiles: str, neutral: Optimised, *, engine: Engine, settings: DescribeSettings) -> Redox:
    """Compute ionisation energy, oxidation and reduction potential.

    E_ox = [calibrated gas-phase vertical IE + difference of solvation]/F − 1.40 V (Smith & Borodin 2013) of
    the group that gives up the electron, moved by its neighbours and calibrated against adiabatic references,
    which tell how far a class relaxes. The molecule's own cation says which bonds oxidation breaks.

    Args:
        smiles: The molecule.
        neutral: Its lowest gas-phase minimum.
        engine: For GFN2; IPEA1 comes from tblite whatever the engine.
        settings: The implicit solvent, and how thoroughly groups are searched.

    Raises:
        NotConverged: A self-consistent field or a relaxation did not converge.
        UnknownName: The solvent has no parameters.
    """
    solvent = settings.implicit_solvent
    vertical = ionise(neutral.geometry, engine=engine, neutral=neutral.last)
    site = find_hole_site(smiles, vertical, engine=engine, settings=settings)
    ionisation = estimate(
        load_calibration("vertical_ie_ev"), vertical.features | site.features, group=site.group
    )
    solvated = solvate(neutral, engine=engine, solvent=solvent)
    # Without a companion only its bonds are looked at, which tell themselves before the flat valley's end.
    fmax_ev_a = FMAX_EV_A if settings.companion else BONDS_FMAX_EV_A
    cation = oxidise(solvated, engine=engine, solvent=solvent, fmax_ev_a=fmax_ev_a)
    oxidised_at = find_oxidation(smiles, solvated, engine=engine, settings=settings)
    oxidation = oxidised_at.calibrate()
    beside = _describe_beside(smiles, solvated, cation, engine=engine, settings=settings)
    reduction = describe_reduction(smiles, solvated, engine=engine, solvent=solvent)
    mol = hydrogenated(smiles)
    return Redox(
        vertical_ie_ev=ionisation.value,
        vertical_ie_std_ev=ionisation.std,
        vertical_ie_gfn2_ev=vertical.gfn2_ev,
        oxidation_potential_v=oxidation.value,
        oxidation_potential_std_v=widen(oxidation.std, scatter=POTENTIAL_V),
        oxidation_breaks_bond=name_change(mol, compare_bonds(mol, cation.geometry.positions)),
        oxidation_potential_beside_v=oxidation.value + beside.shift_v,
        oxidation_beside=settings.companion,
        oxidation_beside_breaks_bond=beside.breaks_bond,
        reduction_potential_v=reduction.reduction_potential_v,
        reduction_potential_std_v=widen(reduction.reduction_potential_std_v, scatter=POTENTIAL_V),
        reduction_breaks_bond=reduction.reduction_breaks_bond,
        redox_note=_OF_IONS
        if neutral.geometry.charge
        else _note_unknown(oxidation=oxidised_at.name_unknown(), reduction=reduction.unknown),
    )


def _note_unknown(**classes: str) -> str:
    """Say which potentials are those of groups without a reference."""
    return "; ".join(
        f"{potential} potential: no reference for {names} groups, its error is not known"
        for potential, names in classes.items()
        if names
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """How much a companion moves the oxidation potential (V), and what it breaks."""

    shift_v: float
    breaks_bond: str


def _describe_beside(
    smiles: str, solvated: Optimised, cation: Optimised, *, engine: Engine, settings: DescribeSettings
) -> _Beside:
    """Return the difference of two raw GFN2 energies: the pair's less the molecule's own."""
    if not settings.companion:
        return _Beside(shift_v=float("nan"), breaks_bond="")
    pair = oxidise_beside(
        smiles,
        solvated.geometry,
        companion=find_companion(settings.companion),
        engine=engine,
        solvent=settings.implicit_solvent,
        seed=settings.seed,
    )
    alone_ev = (cation.energy_eh - solvated.energy_eh) * EV_PER_HARTREE
    return _Beside(shift_v=pair.adiabatic_ev - alone_ev, breaks_bond=pair.breaks_bond)
