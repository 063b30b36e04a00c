"""The lowest minima of a neutral molecule: the one set of geometries that redox and lithium share."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit.Chem import Mol

from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.engines.optimise import FMAX_EV_A, Begun, Optimised, Start, optimise, rank_starts
from monodesign.errors import CalculationError
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.connectivity import compare_bonds, require_same_molecule
from monodesign.geometry.force_field import expected_hessian
from monodesign.records import Geometry
from monodesign.units import KCAL_MOL_PER_HARTREE

SAME_EH: Final = 1e-5  # two minima this close in energy are one
# All are relaxed this far; from there a shape falls by some tenths of a kcal/mol, so that only those …
LOOSE_EV_A: Final = 0.2
# … this close to the lowest may still become it, and are relaxed to the end.
WITHIN_KCAL_MOL: Final = 1.0
# A group is met again at once: as the site of the hole, as what is oxidised, perhaps as the whole molecule.
KEPT: Final = 16
# Relaxations end where the next step promises less. Over ten library units that saved one gradient in ten and
# left minima 0.04, one-armed complexes 0.06 and chelates 0.15 kcal/mol above the end where it came to bear.
LEAST_GAIN_KCAL_MOL: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Minima:
    """The low-energy shapes of a free molecule.

    Attributes:
        relaxed: Distinct gas-phase GFN2 shapes, lowest first; at least one. The lowest is a minimum; those
            too high to become it are relaxed to 0.2 eV/Å.
        conformers: The force-field conformers they were chosen from, lowest GFN2 energy first.
    """

    relaxed: tuple[Optimised, ...]
    conformers: tuple[Geometry, ...]

    @property
    def lowest(self) -> Optimised:
        """The lowest minimum."""
        return self.relaxed[0]


@lru_cache(maxsize=KEPT)
def find_minima(smiles: str, *, engine: Engine, settings: DescribeSettings) -> Minima:
    """Find the gas-phase GFN2 minima of a molecule.

    Force-field conformers are ordered by their GFN2 energy before the lowest few are relaxed, because
    MMFF94s orders them differently. Those that cannot become the lowest are not relaxed to the end.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        EmbeddingFailed: There is no conformer.
        NotConverged: No conformer could be relaxed.
        StructureChanged: Every conformer turns into another molecule when relaxed.
        UnsupportedElement: The engine lacks parameters for an element.
    """
    conformers = embed_conformers(smiles, n_conformers=settings.n_conformers, seed=settings.seed)
    starts = rank_starts(engine, conformers)
    mol = hydrogenated(smiles)
    found = relax_lowest(mol, engine, starts[: settings.n_relaxed], least_gain_kcal_mol=LEAST_GAIN_KCAL_MOL)
    same = [o for o in found if compare_bonds(mol, o.geometry.positions).is_same]
    if not same:
        require_same_molecule(mol, found[0].geometry.positions, where=smiles)
    distinct = [
        o for i, o in enumerate(same) if all(abs(o.energy_eh - p.energy_eh) > SAME_EH for p in same[:i])
    ]
    return Minima(relaxed=tuple(distinct), conformers=tuple(start.geometry for start in starts))


# An engine's calculations have to go before its library is unloaded.
atexit.register(find_minima.cache_clear)


def relax_lowest(
    mol: Mol,
    engine: Engine,
    starts: Sequence[Start],
    *,
    solvent: str | None = None,
    within_kcal_mol: float = WITHIN_KCAL_MOL,
    least_gain_kcal_mol: float = 0.0,
) -> list[Optimised]:
    """Relax conformers loosely and those that may become the lowest to the end; the lowest first.

    One that does not converge is no loss while another does.

    Args:
        mol: The molecule with explicit hydrogens.
        engine: For GFN2.
        starts: Its conformers, evaluated in this solvent or not at all.
        solvent: Implicit solvent, `None` for the gas phase.
        within_kcal_mol: How far above the lowest a loosely relaxed one may be to be relaxed to the end.
        least_gain_kcal_mol: As in `optimise`.

    Raises:
        CalculationError: None could be relaxed.
    """
    fmax_ev_a = LOOSE_EV_A if len(starts) > 1 else FMAX_EV_A
    relax = partial(_relax, engine=engine, solvent=solvent, least_gain_kcal_mol=least_gain_kcal_mol)
    loose = [
        relax(
            start.geometry,
            begun=start.begun,
            hessian=expected_hessian(mol, start.geometry),
            fmax_ev_a=fmax_ev_a,
        )
        for start in starts
    ]
    reached = sorted(one.energy_eh for one in loose if isinstance(one, Optimised))
    if not reached:
        raise next(one for one in loose if isinstance(one, CalculationError))
    limit = reached[0] + within_kcal_mol / KCAL_MOL_PER_HARTREE
    outcomes = [
        relax(one.geometry, begun=one.begun, hessian=one.hessian, fmax_ev_a=FMAX_EV_A)
        if isinstance(one, Optimised) and one.energy_eh <= limit and len(starts) > 1
        else one
        for one in loose
    ]
    return sorted((one for one in outcomes if isinstance(one, Optimised)), key=lambda one: one.energy_eh)


def _relax(
    start: Geometry,
    *,
    engine: Engine,
    begun: Begun | None,
    hessian: NDArray[np.float64] | None,
    solvent: str | None,
    fmax_ev_a: float,
    least_gain_kcal_mol: float,
) -> Optimised | CalculationError:
    try:
        return optimise(
            engine,
            start,
            begun=begun,
            hessian=hessian,
            solvent=solvent,
            fmax_ev_a=fmax_ev_a,
            least_gain_kcal_mol=least_gain_kcal_mol,
        )
    except CalculationError as error:
        return error
