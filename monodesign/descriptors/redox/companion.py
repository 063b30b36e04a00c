"""Oxidation of a molecule with an anion or a solvent molecule beside it.

A complex is oxidised earlier than the molecule alone: the anion stabilises the hole, and the cation may hand
it a proton (Borodin et al., J. Phys. Chem. C 117, 8661 (2013), doi 10.1021/jp400527c). GFN2-xTB says by how
much earlier; the molecule's own potential is the calibrated one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdkit import Chem

from monodesign.descriptors.redox.ionisation import oxidised
from monodesign.engines.base import Engine
from monodesign.engines.optimise import Optimised, compute_single_point, optimise
from monodesign.errors import CalculationError, NotConverged
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.connectivity import compare_bonds, name_change
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE

PAIRS_TRIED: Final = 16  # starts whose energy is looked at …
PAIRS_RELAXED: Final = 3  # … and the lowest of them, relaxed
PAIR_FMAX_EV_A: Final = 0.1  # contacts are flat; both charges are relaxed alike


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideOxidation:
    """Oxidation of a pair.

    Attributes:
        adiabatic_ev: GFN2 energy of taking an electron from the relaxed pair, raw.
        breaks_bond: What happens to the bonds of both when the oxidised pair relaxes; empty: nothing.
    """

    adiabatic_ev: float
    breaks_bond: str


def oxidise_beside(
    smiles: str, solvated: Geometry, *, companion: str, engine: Engine, solvent: str, seed: int
) -> BesideOxidation:
    """Oxidise a molecule with a companion in contact, in implicit solvent.

    Args:
        smiles: The molecule.
        solvated: Its minimum in the implicit solvent.
        companion: SMILES of what stands beside it.
        engine: For GFN2.
        solvent: Implicit solvent by the engine's name.
        seed: Of the starting places.

    Raises:
        NotConverged: No pair could be relaxed, or the oxidised one could not.
        StructureChanged: The oxidised pair came apart.
    """
    pair = _relax_lowest_pair(solvated, companion, engine=engine, solvent=solvent, seed=seed)
    cation = optimise(engine, oxidised(pair.geometry), solvent=solvent, fmax_ev_a=PAIR_FMAX_EV_A)
    both = Chem.CombineMols(hydrogenated(smiles), hydrogenated(companion))
    change = compare_bonds(both, cation.geometry.positions)
    return BesideOxidation(
        adiabatic_ev=(cation.energy_eh - pair.energy_eh) * EV_PER_HARTREE,
        breaks_bond=name_change(both, change) if change.broken or change.formed else "",
    )


def _relax_lowest_pair(
    solvated: Geometry, companion: str, *, engine: Engine, solvent: str, seed: int
) -> Optimised:
    from monodesign.geometry.pairs import place_pairs  # a tenth of a second that few commands need

    beside = embed_conformers(companion, n_conformers=1)[0]
    starts = place_pairs(solvated, beside, count=PAIRS_TRIED, seed=seed)
    energies = [_energy_eh(engine, start, solvent) for start in starts]
    order = sorted(range(len(starts)), key=energies.__getitem__)[:PAIRS_RELAXED]
    relaxed = []
    for start in (starts[index] for index in order):
        try:
            relaxed.append(optimise(engine, start, solvent=solvent, fmax_ev_a=PAIR_FMAX_EV_A))
        except CalculationError:
            continue  # a start that drifts apart is no loss while another holds
    if not relaxed:
        raise NotConverged(f"no pair with {companion} could be relaxed in {solvent}")
    return min(relaxed, key=lambda one: one.energy_eh)


def _energy_eh(engine: Engine, start: Geometry, solvent: str) -> float:
    try:
        return compute_single_point(engine, start, solvent=solvent).energy_eh
    except CalculationError:
        return float("inf")  # it loses against any start that converges
