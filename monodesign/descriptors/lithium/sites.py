"""Search for the places where one Li⁺ sits on a molecule, on the GFN2 surface.

Starts beside every donor of every low conformer and amid every pair and triple that can chelate are ordered
by one GFN2 energy each; the best are relaxed. What a complex is, is read from what Li⁺ touches afterwards,
never from the start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit.Chem import GetDistanceMatrix, Mol

from monodesign.chem.donors import (
    SHORTEST_CHELATE_BONDS,
    Donor,
    find_chelates,
    find_donors,
    find_strong,
    find_touched,
    find_triple_chelates,
    merge_equivalent,
)
from monodesign.descriptors.minima import LEAST_GAIN_KCAL_MOL, Minima
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.engines.optimise import FMAX_EV_A, Begun, Optimised, Start, Walls, optimise, rank_starts
from monodesign.errors import CalculationError
from monodesign.geometry.complexes import (
    embed_chelating,
    embed_open,
    place_amid,
    place_beside,
    relax_with_lithium,
)
from monodesign.geometry.conformers import drop_copies, geometry_of, hydrogenated
from monodesign.geometry.connectivity import compare_bonds
from monodesign.geometry.contacts import (
    Contact,
    find_attractors,
    find_bystanders,
    find_contacts,
    find_geminal_atoms,
)
from monodesign.geometry.force_field import expected_hessian
from monodesign.records import Geometry
from monodesign.units import KCAL_MOL_PER_HARTREE

DIRECTIONS: Final = 3  # places looked at per donor and conformer
# Conformers embedded for all chelating pairs, and for all triples: at least one for each and at most six.
# Over 20 units the lowest chelate came out 0.3 kcal/mol lower on average than from three for each pair and
# no triples, in half the time; with two for each pair alone it came out 12 kcal/mol higher for one of them.
CHELATE_STARTS: Final = 12
MOST_TRIALS: Final = 6
# A one-armed Li⁺ starts this far from every other donor, where the chain reaches so far, …
FAR_ANGSTROM: Final = 4.2
# … and is held as far from them as in stretched 1,2-dimethoxyethane. Where the chain is too short or bent, a
# neighbour whose five-ring Li⁺ would close is kept beyond the first shell only.
FAR_WALL_ANGSTROM: Final = 4.7
NEXT_WALL_ANGSTROM: Final = 3.2
# Of what holds no Li⁺, as CH2, it keeps off beyond the reach of a contact.
BYSTANDER_WALL_ANGSTROM: Final = 3.0
# From a second donor on the same atom, mostly S, P or N (references: dimethyl sulfone, nitromethane).
GEMINAL_WALL_ANGSTROM: Final = 3.2
OPEN_TRIALS: Final = 3  # stretched conformers embedded for each donor
CHELATES_LOOKED_AT: Final = 3  # GFN2 energies taken for each chelate that is relaxed
ONE_ARMED_LOOKED_AT: Final = 3  # GFN2 energies taken per donor …
ONE_ARMED_RELAXED: Final = 2  # … and starts relaxed, the lowest of them to the end
# Starts further above the lowest are not relaxed. Over eleven units none of the 24 second starts that were
# more than 0.5 kcal/mol above the first fell below it beside one donor, and no chelate from more than 2.2.
ONE_ARMED_WITHIN_KCAL_MOL: Final = 0.75
CHELATES_WITHIN_KCAL_MOL: Final = 3.5
# Starts are relaxed this far; of chelates that touch the same donors, those within that energy of the lowest
# are relaxed to the end.
LOOSE_EV_A: Final = 0.2
WITHIN_KCAL_MOL: Final = 1.0
# With the optimiser's own, softer limit a chain rolls on for twice as many gradients, mostly for nothing.
SOFTEST_EV_A2: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A relaxed Li⁺ complex.

    Attributes:
        touched: The donors that Li⁺ touches, in atom order.
        contacts: What else it is near to: any heavy atom, or the face of a π system.
        complex: Its geometry (Li⁺ last), energy and charges.
    """

    touched: tuple[Donor, ...]
    contacts: tuple[Contact, ...] = ()
    complex: Optimised

    @property
    def denticity(self) -> int:
        """Number of donors that Li⁺ touches and of other contacts; one of them makes a site one-armed."""
        return len(self.touched) + len(self.contacts)


def find_sites(
    smiles: str, minima: Minima, *, engine: Engine, settings: DescribeSettings
) -> tuple[Site, ...]:
    """Return the lowest complex of each symmetry-distinct set of touched donors, the most bound first.

    Complexes whose molecule changed or whose Li⁺ touches no donor are left out; a molecule without donors
    gives none.

    Raises:
        UnsupportedElement: The engine lacks parameters for an element.
    """
    mol = hydrogenated(smiles)
    donors = find_donors(mol)
    best: dict[tuple[int, ...], Site] = {}
    for relaxed in _relax_starts(mol, donors, minima, engine=engine, settings=settings):
        touched = find_touched(donors, relaxed.geometry.positions, relaxed.geometry.numbers)
        contacts = find_contacts(mol, donors, touched, relaxed.geometry.positions)
        key = (*_key(touched), *(-1 - contact.index for contact in contacts))
        if touched and (key not in best or relaxed.energy_eh < best[key].complex.energy_eh):
            best[key] = Site(touched=touched, contacts=contacts, complex=relaxed)
    return tuple(sorted(best.values(), key=lambda site: site.complex.energy_eh))


def _relax_starts(
    mol: Mol,
    donors: Sequence[Donor],
    minima: Minima,
    *,
    engine: Engine,
    settings: DescribeSettings,
) -> Iterator[Optimised]:
    for donor in merge_equivalent(find_strong(donors) or donors):
        yield from _relax_one_armed(mol, donor, donors, minima, engine=engine, seed=settings.seed)
    ranked = rank_starts(engine, _list_chelate_starts(mol, donors, settings))[: settings.n_chelates]
    starts = [start for start in ranked if start.above_kcal_mol <= CHELATES_WITHIN_KCAL_MOL]
    yield from _relax_chelates(mol, donors, starts, engine=engine)


def _relax_chelates(
    mol: Mol, donors: Sequence[Donor], starts: Sequence[Start], *, engine: Engine
) -> Iterator[Optimised]:
    """Relax chelates, to the end only those that may be the lowest of the donors they touch."""
    loose = [one for start in starts for one in _relax_loosely(mol, engine, start)]
    keys = [_key(find_touched(donors, one.geometry.positions, one.geometry.numbers)) for one in loose]
    lowest: dict[tuple[int, ...], float] = {}
    for key, one in zip(keys, loose, strict=True):
        lowest[key] = min(one.energy_eh, lowest.get(key, one.energy_eh))
    for key, one in zip(keys, loose, strict=True):
        if one.energy_eh <= lowest[key] + WITHIN_KCAL_MOL / KCAL_MOL_PER_HARTREE:
            yield from _relax_to_the_end(mol, engine, one)


def _key(touched: Sequence[Donor]) -> tuple[int, ...]:
    """Return what tells sites apart: the symmetry classes of the donors that touch Li⁺."""
    return tuple(sorted(donor.rank for donor in touched))


def _relax_one_armed(
    mol: Mol, donor: Donor, donors: Sequence[Donor], minima: Minima, *, engine: Engine, seed: int
) -> Iterator[Optimised]:
    """Relax the best starts beside one donor, the lowest to the end, Li⁺ held away from the other donors.

    In the gas phase Li⁺ slides into the chelate wherever the chain lets it, and between the oxygens of one
    sulfonyl or nitro group; in a shell it does not.
    """
    others = _list_open_to(mol, donor, donors)
    shapes = [relaxed.geometry for relaxed in minima.relaxed]
    if others:
        opened = embed_open(mol, donor, others, trials=OPEN_TRIALS, seed=seed)
        shapes += [geometry_of(mol, positions) for positions in opened]
    starts = [start for shape in shapes for start in _place_far(shape, mol, donor, others)]
    far = [start for start in starts if _gap(start.positions, others) > FAR_ANGSTROM]
    next_angstrom = FAR_WALL_ANGSTROM if far else NEXT_WALL_ANGSTROM
    walls = _walls(mol, donor, donors, next_angstrom=next_angstrom)
    # The molecule bends far round Li⁺: a long way, which the force field goes for nothing.
    bent = [relax_with_lithium(mol, start, apart=walls.by_atom) for start in far or starts]
    ranked = rank_starts(engine, _distinct(bent, count=ONE_ARMED_LOOKED_AT))[:ONE_ARMED_RELAXED]
    near = [start for start in ranked if start.above_kcal_mol <= ONE_ARMED_WITHIN_KCAL_MOL]
    side_on = None
    for batch in (near, ranked[len(near) :]):
        for relaxed in _relax_lowest(mol, batch, walls, engine=engine):
            touched = find_touched(donors, relaxed.geometry.positions, relaxed.geometry.numbers)
            indices = {one.index for one in touched}
            contacts = find_contacts(mol, donors, touched, relaxed.geometry.positions)
            if indices == {donor.index} and not contacts:
                yield relaxed
                return
            if side_on is None and donor.index in indices and indices.isdisjoint(walls.others):
                side_on = relaxed
    # Where the next atom is a donor too (a disulfide, a hemiacetal), Li⁺ may sit beside both or nowhere.
    if side_on is not None:
        yield side_on


def _list_open_to(mol: Mol, donor: Donor, donors: Sequence[Donor]) -> list[int]:
    """Return the atoms that a chain is stretched from: donors, and attractors that it could bend back to."""
    bonds = GetDistanceMatrix(mol)[donor.index]
    listed = {one.index for one in donors}
    attractors = find_attractors(mol, donor, donors)
    return [other for other in attractors if other in listed or bonds[other] > SHORTEST_CHELATE_BONDS]


def _relax_lowest(mol: Mol, starts: Sequence[Start], walls: Walls, *, engine: Engine) -> Iterator[Optimised]:
    """Relax starts loosely, then to the end, the lowest first and the others only as they are asked for."""
    loose = [one for start in starts for one in _relax_loosely(mol, engine, start, walls=walls)]
    for one in sorted(loose, key=lambda one: one.energy_eh):
        yield from _relax_to_the_end(mol, engine, one, walls=walls)


def _place_far(shape: Geometry, mol: Mol, donor: Donor, others: Sequence[int]) -> tuple[Geometry, ...]:
    """Return Li⁺ beside a donor, of the roomiest places the first that is far enough from other donors."""
    places = place_beside(shape, mol, donor)[:DIRECTIONS]
    return tuple(sorted(places, key=lambda one: _gap(one.positions, others) <= FAR_ANGSTROM)[:1])


def _walls(mol: Mol, donor: Donor, donors: Sequence[Donor], *, next_angstrom: float) -> Walls:
    """Hold Li⁺ away from all that could share it, `next_angstrom` from donors of a five-ring with it."""
    bonds = GetDistanceMatrix(mol)[donor.index]
    listed = {one.index for one in donors}
    walls: dict[int, float] = {}
    for other in find_attractors(mol, donor, donors):
        near = next_angstrom if other in listed else NEXT_WALL_ANGSTROM
        walls[other] = near if bonds[other] == SHORTEST_CHELATE_BONDS else FAR_WALL_ANGSTROM
    walls |= dict.fromkeys(find_geminal_atoms(mol, donor, donors), GEMINAL_WALL_ANGSTROM)
    walls |= dict.fromkeys(find_bystanders(mol, donor, tuple(walls)), BYSTANDER_WALL_ANGSTROM)
    return Walls(atom=mol.GetNumAtoms(), others=tuple(walls), distances=tuple(walls.values()))


def _gap(positions: NDArray[np.float64], others: Sequence[int]) -> float:
    """Return the distance (Å) of Li⁺ (last row) from the nearest other donor."""
    if not others:
        return float("inf")
    return float(np.linalg.norm(positions[list(others)] - positions[-1], axis=1).min())


def _list_chelate_starts(mol: Mol, donors: Sequence[Donor], settings: DescribeSettings) -> list[Geometry]:
    """Return distinct chelates relaxed with the force field, the lowest first."""
    relaxed = []
    for groups in (find_chelates(mol, donors), find_triple_chelates(mol, donors)):
        trials = int(np.clip(CHELATE_STARTS // max(1, len(groups)), 1, MOST_TRIALS))
        for group in groups:
            for positions in embed_chelating(mol, group, trials=trials, seed=settings.seed):
                start = place_amid(geometry_of(mol, positions), group)
                if start is not None:
                    relaxed.append(relax_with_lithium(mol, start))
    return _distinct(relaxed, count=CHELATES_LOOKED_AT * settings.n_chelates)


def _distinct(relaxed: Sequence[tuple[Geometry, float]], *, count: int) -> list[Geometry]:
    """Return up to `count` different complexes, the lowest force-field energy first."""
    return drop_copies([start for start, _ in sorted(relaxed, key=lambda pair: pair[1])])[:count]


def _relax_loosely(
    mol: Mol, engine: Engine, start: Start, *, walls: Walls | None = None
) -> Iterator[Optimised]:
    return _relax(
        mol,
        engine,
        start.geometry,
        begun=start.begun,
        hessian=expected_hessian(mol, start.geometry, softest_ev_a2=SOFTEST_EV_A2),
        walls=walls,
        fmax_ev_a=LOOSE_EV_A,
    )


def _relax_to_the_end(
    mol: Mol, engine: Engine, loose: Optimised, *, walls: Walls | None = None
) -> Iterator[Optimised]:
    return _relax(mol, engine, loose.geometry, begun=loose.begun, hessian=loose.hessian, walls=walls)


def _relax(
    mol: Mol,
    engine: Engine,
    start: Geometry,
    *,
    begun: Begun | None,
    hessian: NDArray[np.float64] | None,
    walls: Walls | None,
    fmax_ev_a: float = FMAX_EV_A,
) -> Iterator[Optimised]:
    """Yield the relaxed complex if it converges and its molecule is still the same."""
    try:
        relaxed = optimise(
            engine,
            start,
            begun=begun,
            hessian=hessian,
            walls=walls,
            fmax_ev_a=fmax_ev_a,
            least_gain_kcal_mol=LEAST_GAIN_KCAL_MOL,
        )
    except CalculationError:
        return  # other starts stand in; a molecule with no site at all says so in its row
    if compare_bonds(mol, relaxed.geometry.positions).is_same:
        yield relaxed
