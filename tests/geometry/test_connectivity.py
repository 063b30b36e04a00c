import numpy as np
import pytest

from monodesign.errors import StructureChanged
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.connectivity import compare_bonds, name_change, require_same_molecule


def shape(smiles):
    return hydrogenated(smiles), embed_conformers(smiles, n_conformers=1)[0].positions.copy()


def test_an_embedded_molecule_is_itself():
    mol, positions = shape("CC(=O)OC")
    change = compare_bonds(mol, positions)
    assert change.is_same
    assert name_change(mol, change) == ""
    assert len(change.fragments) == 1


def test_a_lithium_behind_the_molecule_is_no_bond():
    mol, positions = shape("CC(=O)OC")
    carbonyl = next(a.GetIdx() for a in mol.GetAtoms() if a.GetSymbol() == "O" and a.GetDegree() == 1)
    assert compare_bonds(mol, np.vstack([positions, positions[carbonyl] + [1.7, 0, 0]])).is_same


def test_a_lost_molecule_is_named_by_its_formula():
    mol, positions = shape("CC(=O)OC")
    methyl = [0, *(n.GetIdx() for n in mol.GetAtomWithIdx(0).GetNeighbors() if n.GetAtomicNum() == 1)]
    positions[methyl] += [8.0, 0, 0]
    assert "loses CH3" in name_change(mol, compare_bonds(mol, positions))


def test_a_moved_proton_is_named_with_both_ends():
    mol, positions = shape("CC(=O)OC")
    hydrogen = next(n.GetIdx() for n in mol.GetAtomWithIdx(0).GetNeighbors() if n.GetAtomicNum() == 1)
    carbonyl = next(a.GetIdx() for a in mol.GetAtoms() if a.GetSymbol() == "O" and a.GetDegree() == 1)
    away = positions[carbonyl] - positions.mean(axis=0)
    positions[hydrogen] = positions[carbonyl] + 0.97 * away / np.linalg.norm(away)
    name = name_change(mol, compare_bonds(mol, positions))
    assert f"proton from C1 to O{carbonyl + 1}" in name


def test_a_ring_that_opens_says_so():
    mol, positions = shape("C1CCCCC1")
    bond = mol.GetBondBetweenAtoms(0, 1)
    first, second = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
    push = positions[first] - positions[second]
    moved = [first, *(n.GetIdx() for n in mol.GetAtomWithIdx(first).GetNeighbors() if n.GetAtomicNum() == 1)]
    positions[moved] += 0.6 * push
    assert "(ring opening)" in name_change(mol, compare_bonds(mol, positions))


def test_a_changed_molecule_is_refused_by_name():
    mol, positions = shape("CCO")
    positions[0] += [5.0, 0, 0]
    with pytest.raises(StructureChanged, match="ethanol"):
        require_same_molecule(mol, positions, where="ethanol")
