"""Three-dimensional conformers: ETKDGv3, relaxed with MMFF94s, duplicates dropped, the lowest first.

Riniker & Landrum, J. Chem. Inf. Model. 55, 2562 (2015), doi 10.1021/acs.jcim.5b00654; Halgren, J. Comput.
Chem. 20, 720 (1999). Atoms follow the canonical SMILES, hydrogens after the heavy atoms, so the order in
which a user wrote a molecule changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem import rdDistGeom, rdForceFieldHelpers, rdMolDescriptors

from monodesign.chem.molecules import canonical_smiles, parse, parse_chemistry
from monodesign.errors import EmbeddingFailed
from monodesign.records import Geometry

SEED: Final = 20251
MINIMISER_STEPS: Final = 400
# Starts of distance geometry for one conformer whose distances were narrowed, where RDKit's own limit is ten
# an atom: over 11 library units and 180 pairs of donors each conformer that 100 starts gave came within 19;
# what had none in 100 (donors on both ends of a p-phenylene) had none from random coordinates either.
NARROWED_ATTEMPTS: Final = 20
# Two conformers are one if their force-field energies and all sorted interatomic distances agree this well.
SAME_KCAL_MOL: Final = 0.05
SAME_ANGSTROM: Final = 0.10


def hydrogenated(smiles: str) -> Chem.Mol:
    """Return the molecule with explicit hydrogens, atoms in the order of its canonical SMILES, no isotopes.

    Raises:
        InvalidSmiles: The SMILES does not parse or is too large.
    """
    return Chem.AddHs(parse(canonical_smiles(parse_chemistry(smiles))))


def geometry_of(mol: Chem.Mol, positions: NDArray[np.float64]) -> Geometry:
    """Return the molecule at `positions` (Å) with its formal charge and radical electrons."""
    return Geometry(
        numbers=np.array([atom.GetAtomicNum() for atom in mol.GetAtoms()]),
        positions=np.asarray(positions, dtype=float),
        charge=Chem.GetFormalCharge(mol),
        unpaired=sum(atom.GetNumRadicalElectrons() for atom in mol.GetAtoms()),
    )


def embed_conformers(smiles: str, *, n_conformers: int = 6, seed: int = SEED) -> tuple[Geometry, ...]:
    """Return up to `n_conformers` distinct conformers, the lowest force-field energy first.

    Args:
        smiles: The molecule; the geometries' atoms follow its canonical SMILES, hydrogens behind.
        n_conformers: How many to keep; several times more are tried.
        seed: Of the distance geometry.

    Raises:
        InvalidSmiles: The SMILES does not parse or is too large.
        EmbeddingFailed: Distance geometry finds no coordinates, for example for an impossible stereo centre.
    """
    mol = hydrogenated(smiles)
    embedded = Chem.Mol(mol)
    embed(embedded, trials=_count_trials(mol), seed=seed)
    energies = relax(embedded)
    positions = [conformer.GetPositions() for conformer in embedded.GetConformers()]
    order = np.argsort(energies, kind="stable")
    return tuple(geometry_of(mol, positions[i]) for i in _distinct(order, energies, positions)[:n_conformers])


def embed(mol: Chem.Mol, *, trials: int, seed: int) -> None:
    """Add conformers to `mol` in place, from random coordinates where the usual start fails.

    Raises:
        EmbeddingFailed: There is no conformer.
    """
    parameters = _parameters(seed)
    for parameters.useRandomCoords in (False, True):
        if _embed(mol, trials, parameters):
            return
    raise EmbeddingFailed(f"{_shown(mol)}: no conformer found; check its stereo centres and rings")


def embed_within(mol: Chem.Mol, bounds: NDArray[np.float64], *, trials: int, seed: int) -> None:
    """Add conformers to `mol` in place whose distances lie within narrowed bounds.

    Whether there are any is not known before: bounds that the first trial does not meet are given up.

    Args:
        mol: With explicit hydrogens.
        bounds: Distances in Å, shape (n, n): the upper ones above the diagonal, the lower ones below.
        trials: How many conformers to try.
        seed: Of the distance geometry.

    Raises:
        EmbeddingFailed: There is no conformer.
    """
    parameters = _parameters(seed)
    parameters.SetBoundsMat(bounds)
    parameters.maxIterations = NARROWED_ATTEMPTS
    if not _embed(mol, 1, parameters):
        raise EmbeddingFailed(f"{_shown(mol)}: no conformer found with the required distances")
    if trials > 1:
        parameters.clearConfs = False
        parameters.randomSeed = seed + 1
        _embed(mol, trials - 1, parameters)


def _parameters(seed: int) -> Any:  # noqa: ANN401 - RDKit's stubs deny that attributes can be set
    parameters: Any = rdDistGeom.ETKDGv3()
    parameters.randomSeed = seed
    parameters.clearConfs = True
    return parameters


def _embed(mol: Chem.Mol, trials: int, parameters: Any) -> int:  # noqa: ANN401 - as above
    """Return how many conformers were made."""
    with rdBase.BlockLogs():
        try:
            return len(rdDistGeom.EmbedMultipleConfs(mol, trials, parameters))
        except (RuntimeError, ValueError) as error:
            raise EmbeddingFailed(f"{_shown(mol)}: no 3D coordinates ({error})") from error


def _count_trials(mol: Chem.Mol) -> int:
    """Return how many embeddings to try: more for flexible molecules."""
    return int(np.clip(4 + 2 * rdMolDescriptors.CalcNumRotatableBonds(mol), 4, 20))


def relax(mol: Chem.Mol) -> NDArray[np.float64]:
    """Relax every conformer in place and return the force-field energies in kcal/mol.

    UFF stands in where MMFF94s lacks parameters; where both do, the embedded coordinates stay as they are.
    """
    with rdBase.BlockLogs():
        if rdForceFieldHelpers.MMFFHasAllMoleculeParams(mol):
            outcome = rdForceFieldHelpers.MMFFOptimizeMoleculeConfs(
                mol, mmffVariant="MMFF94s", maxIters=MINIMISER_STEPS
            )
        elif rdForceFieldHelpers.UFFHasAllMoleculeParams(mol):
            outcome = rdForceFieldHelpers.UFFOptimizeMoleculeConfs(mol, maxIters=MINIMISER_STEPS)
        else:
            outcome = [(0, 0.0)] * mol.GetNumConformers()
    return np.array([energy for _, energy in outcome])


def _distinct(
    order: Sequence[int] | NDArray[np.int64],
    energies: NDArray[np.float64],
    positions: Sequence[NDArray[np.float64]],
) -> list[int]:
    """Return the indices of conformers that differ from all lower ones."""
    kept: list[int] = []
    shapes: dict[int, NDArray[np.float64]] = {}
    for index in map(int, order):
        shape = fingerprint(positions[index])
        is_new = all(
            abs(energies[index] - energies[other]) > SAME_KCAL_MOL or _differ(shape, shapes[other])
            for other in kept
        )
        if is_new:
            kept.append(index)
            shapes[index] = shape
    return kept


def drop_copies(geometries: Sequence[Geometry]) -> list[Geometry]:
    """Return the geometries of one molecule whose shape no earlier one has."""
    kept: list[Geometry] = []
    shapes: list[NDArray[np.float64]] = []
    for geometry in geometries:
        shape = fingerprint(geometry.positions)
        if all(_differ(shape, other) for other in shapes):
            kept.append(geometry)
            shapes.append(shape)
    return kept


def _differ(shape: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Return whether two fingerprints are of different shapes; a single atom has no distances."""
    return bool(np.abs(shape - other).max(initial=0.0) > SAME_ANGSTROM)


def fingerprint(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sorted interatomic distances (Å): the same for mirror images and renumbered copies."""
    distance = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    return np.sort(distance[np.triu_indices(len(positions), k=1)])


def _shown(mol: Chem.Mol) -> str:
    return str(Chem.MolToSmiles(Chem.RemoveHs(mol)))
