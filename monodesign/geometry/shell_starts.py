"""Li⁺ with a full shell of molecules: starting geometries, and whether a relaxed one is still that shell.

The first shell in carbonates is a tetrahedron of C=O oxygens 1.9–2.0 Å from Li⁺
(doi 10.1038/s41467-025-59020-w counts 4.3 in EC). Atoms of a cluster are those of its molecules in the order
given, Li⁺ last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem import rdForceFieldHelpers

from monodesign.chem.donors import SECOND_ARM_ONLY, Donor, find_donors, find_touched, merge_equivalent
from monodesign.errors import StructureChanged
from monodesign.geometry.conformers import embed_conformers, fingerprint, hydrogenated
from monodesign.geometry.connectivity import compare_bonds
from monodesign.geometry.rotations import align, draw_rotation, rotate_about
from monodesign.records import Geometry

LITHIUM: Final = 3
TETRAHEDRON: Final = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / 3**0.5
DONOR_DISTANCE_ANGSTROM: Final = 1.95
# Li⁺–O=C is bent by 20–50° in crystals and liquids.
WIDEST_TILT_RAD: Final = np.radians(50)
CLEARANCE_ANGSTROM: Final = 2.0  # between atoms of two molecules at the start
ORIENTATIONS_TRIED: Final = 100
CONFORMERS: Final = 20
# Inside this distance of the atom that a terminal donor hangs on, Li⁺ sits on the C=O bond and not at its
# end: it is Li⁺–O=C of 120° at 1.92 Å.
NEAREST_CARBON_ANGSTROM: Final = 2.75
# MMFF94s would pull every C=O bond straight at Li⁺, a flat saddle on which a relaxation wastes its steps.
BENT_CARBON_ANGSTROM: Final = 2.85
SHELL_CARBON_ANGSTROM: Final = 3.3
WALL_KCAL_MOL_A2: Final = 100.0  # keeps Li⁺ at the end of the C=O bonds during force-field relaxation
FORCE_FIELD_STEPS: Final = 500
SAME_KCAL_MOL: Final = 0.05
SAME_ANGSTROM: Final = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligand:
    """One molecule of a shell.

    Attributes:
        smiles: Canonical SMILES.
        numbers: Atomic numbers, shape (n,), hydrogens after the heavy atoms.
        conformers: Positions in Å, shape (n, 3) each, the lowest force-field energy first.
        donors: Every donor atom.
        aims: The donors that Li⁺ is put at, one of each kind.
        anchors: Per donor index the atom it hangs on.
    """

    smiles: str
    numbers: NDArray[np.int64]
    conformers: tuple[NDArray[np.float64], ...]
    donors: tuple[Donor, ...]
    aims: tuple[Donor, ...]
    anchors: dict[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Li⁺ and its molecules.

    Attributes:
        smiles: Of the molecules, in atom order.
        geometry: All atoms, Li⁺ last; charge +1.
        aim: Donor class of the first molecule that the start was aimed at.
        force_field_kcal_mol: MMFF94s energy of the start, to sort starts of one composition; NaN without.
    """

    smiles: tuple[str, ...]
    geometry: Geometry
    aim: str
    force_field_kcal_mol: float


@lru_cache(maxsize=64)
def load_ligand(smiles: str) -> Ligand:
    """Return a molecule with conformers and donors, ready to be put in a shell.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        EmbeddingFailed: It has no conformer.
        StructureChanged: It has no atom that could hold Li⁺.
    """
    mol = hydrogenated(smiles)
    conformers = embed_conformers(smiles, n_conformers=CONFORMERS)
    donors = find_donors(mol)
    strong = tuple(donor for donor in donors if donor.donor_class not in SECOND_ARM_ONLY)
    terminal = tuple(donor for donor in strong if mol.GetAtomWithIdx(donor.index).GetDegree() == 1)
    aims = merge_equivalent(terminal or strong)
    if not aims:
        raise StructureChanged(f"{smiles}: no donor atom that could bind Li⁺ in a shell")
    anchors = {d.index: mol.GetAtomWithIdx(d.index).GetNeighbors()[0].GetIdx() for d in terminal}
    return Ligand(
        smiles=str(Chem.MolToSmiles(Chem.RemoveHs(mol))),
        numbers=conformers[0].numbers,
        conformers=tuple(conformer.positions for conformer in conformers),
        donors=donors,
        aims=aims,
        anchors=anchors,
    )


def start_clusters(
    smiles: Sequence[str], *, count: int, seed: int, pool: int | None = None
) -> tuple[Cluster, ...]:
    """Return distinct starting geometries of Li⁺ in a tetrahedral shell, the most promising first.

    `pool` shells are built with random orientations and conformers, aimed in turn at each kind of donor of
    the first molecule, relaxed with MMFF94s (Li⁺ held at the ends of the C=O bonds) and sorted by its energy
    within each kind; the kinds take turns in the answer, so that each is tried. Shells in which a molecule
    holds Li⁺ with two arms are left out where others exist: a fifth donor drives another molecule out.

    Args:
        smiles: The molecules of the shell, the one of interest first.
        count: How many starts to return, fewer where no more are distinct.
        seed: Of orientations and conformers.
        pool: How many to build; twice `count` by default.

    Raises:
        InvalidSmiles: A SMILES does not parse.
        EmbeddingFailed: A molecule has no conformer.
        StructureChanged: A molecule has no donor.
    """
    ligands = [load_ligand(text) for text in smiles]
    generator = np.random.default_rng(seed)
    built = [_build(ligands, number, generator) for number in range(pool or 2 * count)]
    built.sort(key=lambda cluster: (np.nan_to_num(cluster.force_field_kcal_mol), cluster.aim))
    one_armed = [cluster for cluster in built if _is_one_armed(cluster)]
    distinct = _drop_copies(one_armed or built)
    by_aim = [
        [c for c in distinct if c.aim == donor.donor_class] for donor in _unique_classes(ligands[0].aims)
    ]
    longest = max(len(group) for group in by_aim)
    turns = [group[place] for place in range(longest) for group in by_aim if place < len(group)]
    return tuple(turns[:count])


def find_contacts(cluster: Cluster, positions: NDArray[np.float64]) -> tuple[tuple[Donor, ...], ...]:
    """Return for each molecule the donors that touch Li⁺, the last row of `positions` (Å).

    Raises:
        StructureChanged: A molecule changed, joined another one or left the shell.
    """
    touched = []
    for smiles, place in zip(cluster.smiles, _places(cluster.smiles), strict=True):
        ligand = load_ligand(smiles)
        rows = np.append(np.arange(place.start, place.stop), len(positions) - 1)
        if not compare_bonds(hydrogenated(smiles), positions[place]).is_same:
            raise StructureChanged(f"{smiles}: changed its bonds in the shell")
        contacts = find_touched(ligand.donors, positions[rows], np.append(ligand.numbers, LITHIUM))
        if not contacts:
            raise StructureChanged(f"{smiles}: left the shell")
        touched.append(contacts)
    return tuple(touched)


def list_anchors(smiles: Sequence[str]) -> NDArray[np.int64]:
    """Return the atom indices that Li⁺ must stay clear of: those which terminal donors hang on."""
    places = _places(smiles)
    return np.array(
        sorted(
            place.start + anchor
            for text, place in zip(smiles, places, strict=True)
            for anchor in _anchors(text)
        ),
        dtype=int,
    )


def without_lithium(geometry: Geometry) -> Geometry:
    """Return a cluster's molecules as they are, Li⁺ and its charge taken away."""
    return Geometry(
        numbers=geometry.numbers[:-1], positions=geometry.positions[:-1], charge=geometry.charge - 1
    )


def _anchors(smiles: str) -> set[int]:
    return set(load_ligand(smiles).anchors.values())


def _places(smiles: Sequence[str]) -> list[slice]:
    ends = np.cumsum([0, *(len(load_ligand(text).numbers) for text in smiles)])
    return [slice(int(start), int(stop)) for start, stop in pairwise(ends)]


def _is_one_armed(cluster: Cluster) -> bool:
    """Whether each molecule of a start touches Li⁺ with one donor."""
    try:
        contacts = find_contacts(cluster, cluster.geometry.positions)
    except StructureChanged:
        return False
    return all(len(donors) == 1 for donors in contacts)


def _unique_classes(aims: Sequence[Donor]) -> list[Donor]:
    return list({donor.donor_class: donor for donor in aims}.values())


def _build(ligands: Sequence[Ligand], number: int, generator: np.random.Generator) -> Cluster:
    """Build and relax one shell, the first molecule aimed at its donor `number` modulo their count."""
    aims = [ligands[0].aims[number % len(ligands[0].aims)]]
    aims += [ligand.aims[generator.integers(len(ligand.aims))] for ligand in ligands[1:]]
    shapes = [ligand.conformers[generator.integers(len(ligand.conformers))] for ligand in ligands]
    best, best_gap = np.zeros((0, 3)), -1.0
    for _ in range(ORIENTATIONS_TRIED):
        turned = TETRAHEDRON @ draw_rotation(generator)
        parts = [
            _place(shape, aim, ligand, direction, generator)
            for shape, aim, ligand, direction in zip(shapes, aims, ligands, turned, strict=False)
        ]
        gap = _smallest_gap(parts)
        if gap > best_gap:
            best, best_gap = np.vstack([*parts, np.zeros(3)]), gap
        if gap > CLEARANCE_ANGSTROM:
            break
    smiles = tuple(ligand.smiles for ligand in ligands)
    positions, energy = _relax(smiles, best)
    numbers = np.concatenate([*(ligand.numbers for ligand in ligands), [LITHIUM]])
    geometry = Geometry(numbers=numbers, positions=positions, charge=1)
    return Cluster(smiles=smiles, geometry=geometry, aim=aims[0].donor_class, force_field_kcal_mol=energy)


def _place(
    shape: NDArray[np.float64],
    aim: Donor,
    ligand: Ligand,
    direction: NDArray[np.float64],
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Return a molecule with its donor in `direction` of Li⁺ at the origin, tilted and turned at random."""
    centred = shape - shape[aim.index]
    anchor = ligand.anchors.get(aim.index)
    axis = centred[anchor] if anchor is not None else centred.mean(axis=0)
    length = np.linalg.norm(axis)
    across = np.cross(direction, generator.normal(size=3))
    tilt = rotate_about(across, generator.uniform(0, WIDEST_TILT_RAD))
    wanted = tilt @ direction
    turn = rotate_about(wanted, generator.uniform(0, 2 * np.pi))
    onto = align(axis / length, wanted) if length > CLEARANCE_ANGSTROM / 10 else np.eye(3)
    return centred @ (turn @ onto).T + DONOR_DISTANCE_ANGSTROM * direction


def _smallest_gap(parts: Sequence[NDArray[np.float64]]) -> float:
    return min(
        float(np.linalg.norm(one[:, None] - other[None], axis=2).min())
        for number, one in enumerate(parts)
        for other in [*parts[:number], *([] if number else [one + 1e3])]
    )


def _relax(smiles: Sequence[str], positions: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Relax a cluster with MMFF94s, Li⁺ kept at the ends of the C=O bonds; unchanged without parameters."""
    mol = combine(smiles)
    with rdBase.BlockLogs():
        properties = rdForceFieldHelpers.MMFFGetMoleculeProperties(mol, mmffVariant="MMFF94s")
        if properties is None:
            return positions, float("nan")
        conformer = Chem.Conformer(len(positions))
        conformer.SetPositions(positions)
        mol.RemoveAllConformers()
        mol.AddConformer(conformer)
        field = rdForceFieldHelpers.MMFFGetMoleculeForceField(
            mol, properties, ignoreInterfragInteractions=False
        )
        field.Initialize()
        distance = np.linalg.norm(positions[:-1] - positions[-1], axis=1)
        for anchor in list_anchors(smiles):
            farthest = BENT_CARBON_ANGSTROM if distance[anchor] < SHELL_CARBON_ANGSTROM else 1e3
            field.MMFFAddDistanceConstraint(
                len(positions) - 1, int(anchor), False, NEAREST_CARBON_ANGSTROM, farthest, WALL_KCAL_MOL_A2
            )
        field.Minimize(maxIts=FORCE_FIELD_STEPS, forceTol=1e-3)
        return np.array(mol.GetConformer().GetPositions()), float(field.CalcEnergy())


def combine(smiles: Sequence[str]) -> Chem.Mol:
    """Return the molecules and Li⁺ as one RDKit molecule without conformers."""
    combined = Chem.Mol()
    for text in (*smiles, "[Li+]"):
        combined = Chem.CombineMols(combined, hydrogenated(text))
    Chem.SanitizeMol(combined)
    return combined


def _drop_copies(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Keep the first of clusters with one shape and energy."""
    kept: list[tuple[Cluster, NDArray[np.float64]]] = []
    for cluster in clusters:
        shape = fingerprint(cluster.geometry.positions)
        is_new = all(
            abs(cluster.force_field_kcal_mol - other.force_field_kcal_mol) > SAME_KCAL_MOL
            or np.abs(shape - print_).max() > SAME_ANGSTROM
            for other, print_ in kept
        )
        if is_new:
            kept.append((cluster, shape))
    return [cluster for cluster, _ in kept]
