"""First shells cut out of boxes whose contents are known."""

from dataclasses import replace

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDetermineBonds

from monodesign.simulation.box import Box, Species
from monodesign.simulation.chains import build_chain, embed
from monodesign.simulation.clusters import cut_clusters
from monodesign.simulation.contacts import find_contacts
from monodesign.simulation.parameters import Parameters

METHYL_ACRYLATE = "*CC(*)C(=O)OC"
EDGE_NM = 4.0


@pytest.fixture(scope="module")
def chain():
    """Four units of methyl acrylate, the carbonyl oxygens as donors."""
    bare, unit_of = build_chain([METHYL_ACRYLATE] * 4, seed=1)
    mol = embed(bare, seed=1)
    hosts = [
        atom.GetIdx() if atom.GetAtomicNum() > 1 else atom.GetNeighbors()[0].GetIdx()
        for atom in mol.GetAtoms()
    ]
    n = mol.GetNumAtoms()
    carbonyls = [match[0] for match in mol.GetSubstructMatches(Chem.MolFromSmarts("[OX1]"))]
    return Parameters(
        name="chain", smiles="", elements=tuple(atom.GetSymbol() for atom in mol.GetAtoms()),
        atom_types=("x",) * n, masses_g_mol=(1.0,) * n, charges_e=(0.0,) * n, sigma_nm=(0.3,) * n,
        epsilon_kj_mol=(0.1,) * n, positions_a=tuple(map(tuple, mol.GetConformer().GetPositions().tolist())),
        units=tuple(unit_of[host] for host in hosts), unit_names=("MA",) * 4,
        donors=tuple((index, "head C=O") for index in carbonyls),
        bonds=tuple((bond.GetBeginAtomIdx(), bond.GetEndAtomIdx(), 0.1, 1.0) for bond in mol.GetBonds()),
        angles=(), torsions=(), source="by hand",
    )  # fmt: skip


def _cut_at(chain, boxes, lithium_nm, *, edges=(0, 0, 0)):
    """Return the shells of a Li⁺ at a place beside the chain, the whole chain moved by whole edges."""
    box = Box(
        species=(
            Species(parameters=chain, count=1, role="polymer"),
            Species(parameters=boxes.one_atom("LI"), count=1, role="lithium"),
        )
    )
    positions = np.vstack([chain.positions / 10 + EDGE_NM * np.array(edges), lithium_nm])
    frames = boxes.frames_of([positions] * 3, edge_nm=EDGE_NM)
    return cut_clusters(box, frames, find_contacts(box, frames), count=2)


def _behind(chain, oxygen):
    """Return a place 2 Å behind a carbonyl oxygen, Å."""
    carbon = next(sum(bond[:2]) - oxygen for bond in chain.bonds if oxygen in bond[:2])
    along = chain.positions[oxygen] - chain.positions[carbon]
    return chain.positions[oxygen] + 2.0 * along / np.linalg.norm(along)


def _molecule(geometry):
    """Return the SMILES of what surrounds Li⁺, read from distances alone."""
    symbols = [Chem.GetPeriodicTable().GetElementSymbol(int(number)) for number in geometry.numbers[:-1]]
    lines = [
        f"{symbol} {x} {y} {z}" for symbol, (x, y, z) in zip(symbols, geometry.positions[:-1], strict=True)
    ]
    mol = Chem.MolFromXYZBlock("\n".join([str(len(lines)), "", *lines, ""]))
    rdDetermineBonds.DetermineBonds(mol, charge=0)
    return Chem.MolToSmiles(Chem.RemoveHs(mol), isomericSmiles=False)


def test_a_repeat_unit_is_cut_out_with_hydrogens_where_the_chain_went_on(chain, boxes):
    oxygen = chain.donors[1][0]
    first, second = _cut_at(chain, boxes, _behind(chain, oxygen) / 10)
    assert _molecule(first.geometry) == "CCC(=O)OC"
    assert first.shell == "MA×1"
    assert (first.frame, second.frame) == (0, 2)


def test_lithium_comes_last_at_the_origin_two_angstrom_from_its_donor(chain, boxes):
    geometry = _cut_at(chain, boxes, _behind(chain, chain.donors[1][0]) / 10)[0].geometry
    assert (geometry.numbers[-1], geometry.charge) == (3, 1)
    distances = np.linalg.norm(geometry.positions[:-1] - geometry.positions[-1], axis=1)
    assert distances.min() == pytest.approx(2.0, abs=1e-3)


def test_a_chain_on_the_other_side_of_the_box_is_brought_to_its_lithium(chain, boxes):
    place = _behind(chain, chain.donors[1][0]) / 10
    near, far = (_cut_at(chain, boxes, place, edges=edges)[0].geometry for edges in ((0, 0, 0), (1, 0, -2)))
    assert far.positions == pytest.approx(near.positions, abs=1e-3)


def test_neighbouring_units_that_both_touch_stay_bonded(chain, boxes):
    """The two backbone atoms that join units 1 and 2 are taken as donors, Li⁺ midway between them."""
    joint = next(bond[:2] for bond in chain.bonds if {chain.units[index] for index in bond[:2]} == {1, 2})
    donors = replace(chain, donors=tuple((index, "head C=O") for index in joint))
    middle = chain.positions[list(joint)].mean(axis=0)
    geometry = _cut_at(donors, boxes, middle / 10)[0].geometry
    assert _molecule(geometry) == "COC(=O)CCC(C)C(=O)OC"


def test_shells_with_an_anion_are_left_out(boxes):
    box = boxes.atoms_box(li=2, anion=1, solvent=1)
    frames = boxes.frames_of([[[0, 0, 0], [2, 0, 0], [2.2, 0, 0], [0.2, 0, 0]]] * 4)
    clusters = cut_clusters(box, frames, find_contacts(box, frames), count=10)
    assert [(one.frame, one.lithium, one.shell) for one in clusters] == [
        (n, 0, "SOLVENT×1") for n in range(4)
    ]


def test_no_shell_asked_for_is_none_cut(boxes):
    box = boxes.atoms_box(li=1, solvent=1)
    frames = boxes.frames_of([[[0, 0, 0], [0.2, 0, 0]]])
    assert cut_clusters(box, frames, find_contacts(box, frames), count=0) == []
