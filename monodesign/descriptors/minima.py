"""The lowest minima of a neutral molecule: the one set of geometries that redox and lithium share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monodesign.chem.conformers import embed_conformers, hydrogenated
from monodesign.chem.connectivity import compare_bonds, require_same_molecule
from monodesign.engines.optimise import Optimised, compute_single_point, optimise
from monodesign.errors import NotConverged

if TYPE_CHECKING:
    from monodesign.descriptors.settings import DescribeSettings
    from monodesign.engines.base import Engine
    from monodesign.records import Geometry

SAME_EH: Final = 1e-5  # two minima this close in energy are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Minima:
    """The low-energy shapes of a free molecule.

    Attributes:
        relaxed: Distinct gas-phase GFN2 minima, lowest first; at least one.
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
    MMFF94s orders them differently.

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
    relaxed = [_relax(engine, start) for start in starts[: settings.n_relaxed]]
    found = sorted((o for o in relaxed if isinstance(o, Optimised)), key=lambda o: o.energy_eh)
    if not found:
        raise next(o for o in relaxed if isinstance(o, NotConverged))
    mol = hydrogenated(smiles)
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
    energies = [compute_single_point(engine, start).energy_eh for start in starts]
    return [starts[i] for i in sorted(range(len(starts)), key=energies.__getitem__)]


def _relax(engine: Engine, start: Geometry) -> Optimised | NotConverged:
    """Relax one conformer; one that does not converge is no loss while another does."""
    try:
        return optimise(engine, start)
    except NotConverged as error:
        return error
