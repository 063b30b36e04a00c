"""The lowest minima of a neutral molecule: the one set of geometries that redox and lithium share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monodesign.chem.conformers import embed_conformers, hydrogenated
from monodesign.chem.connectivity import compare_bonds, require_same_molecule
from monodesign.chem.force_field import expected_hessian
from monodesign.engines.optimise import FMAX_EV_A, Optimised, compute_energies, optimise
from monodesign.errors import NotConverged
from monodesign.units import KCAL_MOL_PER_HARTREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from rdkit.Chem import Mol

    from monodesign.descriptors.settings import DescribeSettings
    from monodesign.engines.base import Engine
    from monodesign.records import Geometry

SAME_EH: Final = 1e-5  # two minima this close in energy are one
# All are relaxed this far; from there a shape falls by some tenths of a kcal/mol, so that only those …
LOOSE_EV_A: Final = 0.2
# … this close to the lowest may still become it, and are relaxed to the end.
WITHIN_KCAL_MOL: Final = 1.0


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
    starts = _order_by_energy(
        embed_conformers(smiles, n_conformers=settings.n_conformers, seed=settings.seed), engine
    )
    mol = hydrogenated(smiles)
    relaxed = _relax_all(mol, engine, starts[: settings.n_relaxed])
    found = sorted((o for o in relaxed if isinstance(o, Optimised)), key=lambda o: o.energy_eh)
    if not found:
        raise next(o for o in relaxed if isinstance(o, NotConverged))
    same = [o for o in found if compare_bonds(mol, o.geometry.positions).is_same]
    if not same:
        require_same_molecule(mol, found[0].geometry.positions, where=smiles)
    distinct = [
        o for i, o in enumerate(same) if all(abs(o.energy_eh - p.energy_eh) > SAME_EH for p in same[:i])
    ]
    return Minima(relaxed=tuple(distinct), conformers=tuple(starts))


def _order_by_energy(starts: tuple[Geometry, ...], engine: Engine) -> list[Geometry]:
    if len(starts) == 1:
        return list(starts)
    energies = compute_energies(engine, starts)
    return [starts[i] for i in sorted(range(len(starts)), key=energies.__getitem__)]


def _relax_all(mol: Mol, engine: Engine, starts: Sequence[Geometry]) -> list[Optimised | NotConverged]:
    """Relax conformers loosely, and those near the lowest to the end."""
    if len(starts) == 1:
        return [_relax(engine, starts[0], hessian=expected_hessian(mol, starts[0]))]
    loose = [
        _relax(engine, start, hessian=expected_hessian(mol, start), fmax_ev_a=LOOSE_EV_A) for start in starts
    ]
    reached = [one.energy_eh for one in loose if isinstance(one, Optimised)]
    limit = min(reached, default=0.0) + WITHIN_KCAL_MOL / KCAL_MOL_PER_HARTREE
    return [
        _relax(engine, one.geometry, hessian=one.hessian)
        if isinstance(one, Optimised) and one.energy_eh <= limit
        else one
        for one in loose
    ]


def _relax(
    engine: Engine, start: Geometry, *, hessian: NDArray[np.float64] | None, fmax_ev_a: float = FMAX_EV_A
) -> Optimised | NotConverged:
    """Relax one conformer; one that does not converge is no loss while another does."""
    try:
        return optimise(engine, start, hessian=hessian, fmax_ev_a=fmax_ev_a)
    except NotConverged as error:
        return error
