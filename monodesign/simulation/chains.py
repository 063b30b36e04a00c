"""Molecules and chains in three dimensions, and their parameters from those of a trimer's middle unit."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdDistGeom, rdForceFieldHelpers

from monodesign.errors import CalculationError
from monodesign.simulation.donors import CHAIN_END
from monodesign.simulation.gaff import compute_charges, parametrise
from monodesign.simulation.parameters import Parameters

# Atoms up to which AM1 relaxes a molecule first, as AM1-BCC was made; larger ones would take minutes and are
# taken as MMFF94s has them.
LARGEST_RELAXED: Final = 20
END_HYDROGEN_E: Final = 0.06  # on an end that has no hydrogen inside a chain; GAFF2's usual on carbon


def embed(mol: Chem.Mol, *, seed: int) -> Chem.Mol:
    """Return a molecule with hydrogens and one conformer of MMFF94s (UFF where that has no parameters).

    Raises:
        CalculationError: No conformer is found.
    """
    whole = Chem.AddHs(mol)
    settings: Any = rdDistGeom.ETKDGv3()
    settings.randomSeed = seed
    settings.useRandomCoords = whole.GetNumAtoms() > 60
    if rdDistGeom.EmbedMolecule(whole, settings) != 0:
        raise CalculationError("no 3D structure found")
    if rdForceFieldHelpers.MMFFHasAllMoleculeParams(whole):
        rdForceFieldHelpers.MMFFOptimizeMolecule(whole, mmffVariant="MMFF94s", maxIters=2000)
    else:
        rdForceFieldHelpers.UFFOptimizeMolecule(whole, maxIters=2000)
    return whole


def parametrise_molecule(smiles: str, *, name: str, seed: int = 1) -> Parameters:
    """Return the parameters of a small molecule: GAFF2 with its own AM1-BCC charges."""
    mol = embed(Chem.MolFromSmiles(smiles), seed=seed)
    charges = compute_charges(mol, is_relaxed=mol.GetNumAtoms() > LARGEST_RELAXED)
    return parametrise(mol, charges, name=name)


def build_chain(units: Sequence[str], *, seed: int) -> tuple[Chem.Mol, list[int]]:
    """Return a hydrogen-capped chain, head to tail and atactic, without hydrogens, and each atom's unit.

    Args:
        units: PSMILES of the repeat units from one end to the other.
        seed: Of the handedness of stereocentres that the units leave open.
    """
    chain = Chem.RWMol()
    unit_of: list[int] = []
    tail: int | None = None
    for number, psmiles in enumerate(units):
        unit = Chem.MolFromSmiles(psmiles)
        ends = [atom.GetIdx() for atom in unit.GetAtoms() if atom.GetAtomicNum() == 0]
        anchors = [unit.GetAtomWithIdx(end).GetNeighbors()[0].GetIdx() for end in ends]
        shift = chain.GetNumAtoms()
        chain.InsertMol(unit)
        unit_of += [number] * unit.GetNumAtoms()
        if tail is None:
            chain.GetAtomWithIdx(anchors[0] + shift).SetBoolProp(CHAIN_END, True)
        else:
            chain.AddBond(tail, anchors[0] + shift, Chem.BondType.SINGLE)
        tail = anchors[1] + shift
    if tail is not None:
        chain.GetAtomWithIdx(tail).SetBoolProp(CHAIN_END, True)
    doomed = [atom.GetIdx() for atom in chain.GetAtoms() if atom.GetAtomicNum() == 0]
    for index in reversed(doomed):
        chain.RemoveAtom(index)
        del unit_of[index]
    mol = chain.GetMol()
    Chem.SanitizeMol(mol)
    _scatter_stereo(mol, seed=seed)
    return mol, unit_of


def _scatter_stereo(mol: Chem.Mol, *, seed: int) -> None:
    """Give every open stereocentre a hand by lot, so that a chain is atactic."""
    chooser = random.Random(seed)  # noqa: S311 - no secret
    tags = (Chem.ChiralType.CHI_TETRAHEDRAL_CW, Chem.ChiralType.CHI_TETRAHEDRAL_CCW)
    for index, label in Chem.FindMolChiralCenters(  # type: ignore[no-untyped-call]
        mol, includeUnassigned=True, useLegacyImplementation=False
    ):
        if label == "?":
            mol.GetAtomWithIdx(index).SetChiralTag(chooser.choice(tags))


def unit_charges(psmiles: str, *, seed: int = 1) -> list[list[float]]:
    """Return the charges of a repeat unit inside a chain, e: a list for each heavy atom, then its hydrogens.

    They are those of a trimer's middle unit; what they lack of the unit's formal charge is spread evenly.
    """
    chain, unit_of = build_chain([psmiles] * 3, seed=seed)
    mol = embed(chain, seed=seed)
    charges = compute_charges(mol, is_relaxed=True)
    middle = [index for index, number in enumerate(unit_of) if number == 1]
    groups = [[charges[index] for index in (heavy, *_hydrogens(mol, heavy))] for heavy in middle]
    formal = sum(mol.GetAtomWithIdx(index).GetFormalCharge() for index in middle)
    excess = (sum(map(sum, groups)) - formal) / sum(map(len, groups))
    return [[value - excess for value in group] for group in groups]


def parametrise_chain(
    units: Sequence[str], charges: Mapping[str, list[list[float]]], *, names: Mapping[str, str], seed: int
) -> Parameters:
    """Return a chain's parameters, every unit neutral and charged as its like.

    Args:
        units: PSMILES from one end to the other.
        charges: Of each unit, from `unit_charges`.
        names: What each unit is called.
        seed: Of tacticity and conformer.
    """
    chain, unit_of = build_chain(units, seed=seed)
    mol = embed(chain, seed=seed)
    first = {number: unit_of.index(number) for number in set(unit_of)}
    values = np.zeros(mol.GetNumAtoms())
    all_units = [*unit_of, *[0] * (mol.GetNumAtoms() - len(unit_of))]
    for index, number in enumerate(unit_of):
        group = [index, *_hydrogens(mol, index)]
        values[group] = _share_out(charges[units[number]][index - first[number]], len(group))
        for atom in group:
            all_units[atom] = number
    unit_names = [names[unit] for unit in units]
    # A unit's atoms follow each other, as residues have to in other programs' files.
    order = sorted(range(mol.GetNumAtoms()), key=lambda atom: (all_units[atom], atom))
    return parametrise(
        Chem.RenumberAtoms(mol, order),
        [float(values[atom]) for atom in order],
        name="-".join(dict.fromkeys(unit_names)),
        units=[all_units[atom] for atom in order],
        unit_names=unit_names,
    )


def _hydrogens(mol: Chem.Mol, index: int) -> list[int]:
    near = mol.GetAtomWithIdx(index).GetNeighbors()
    return [atom.GetIdx() for atom in near if atom.GetAtomicNum() == 1]


def _share_out(charges: list[float], n_atoms: int) -> list[float]:
    """Return the charges of a heavy atom and its hydrogens where a chain's end has one hydrogen more.

    It is charged as the others on its atom, which gives that up.
    """
    heavy, *hydrogens = charges
    extra = [float(np.mean(hydrogens)) if hydrogens else END_HYDROGEN_E] * (n_atoms - len(charges))
    return [heavy - sum(extra), *hydrogens, *extra]
