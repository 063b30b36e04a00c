"""What was found for one mirror image, told in the other's own numbering."""

import pytest
from rdkit import Chem

from monodesign.chem.mirror_images import reflect
from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.descriptors.mirror_frames import find_frame, turn_columns, turn_geometry
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.connectivity import compare_bonds
from monodesign.geometry.force_field import place

# Their mirror images' canonical SMILES list the atoms in another order.
REORDERED = "C[C@H](F)C(=O)OCCCC[C@H](C)OC(=O)CCC(F)(F)F"
CHIRAL = ["CCC(=O)OC[C@@H]1CCC(=O)O1", REORDERED]


def image_of(smiles):
    return canonical_smiles(reflect(parse(smiles)))


@pytest.mark.slow
@pytest.mark.parametrize("smiles", CHIRAL)
def test_a_geometry_turned_to_the_mirror_image_is_that_molecule(smiles):
    searched = canonical_smiles(parse(smiles))
    geometry = embed_conformers(searched, n_conformers=1)[0]
    turned = turn_geometry(geometry, find_frame(searched, image_of(smiles)))
    mol = hydrogenated(image_of(smiles))
    assert turned.numbers.tolist() == [atom.GetAtomicNum() for atom in mol.GetAtoms()]
    assert compare_bonds(mol, turned.positions).is_same
    place(mol, turned)
    Chem.AssignStereochemistryFrom3D(mol)
    assert canonical_smiles(Chem.RemoveHs(mol)) == image_of(smiles)


def test_atoms_are_numbered_as_in_the_molecules_own_smiles():
    searched = canonical_smiles(parse(REORDERED))
    frame = find_frame(searched, image_of(REORDERED))
    one, other = hydrogenated(searched), hydrogenated(image_of(REORDERED))
    carbonyl = next(match[0] for match in one.GetSubstructMatches(Chem.MolFromSmarts("O=CC(C)F")))
    number = frame.order[carbonyl] + 1
    assert number != carbonyl + 1
    assert other.GetAtomWithIdx(number - 1).GetSymbol() == "O"
    columns = {
        "unit_li_site": f"ester:{carbonyl + 1}",
        "unit_oxidation_breaks_bond": f"loses CO2, breaks C1–O{carbonyl + 1} (ring opening)",
        "unit_li_binding_kcal_mol": -50.0,
    }
    assert turn_columns(columns, frame, prefix="unit_") == {
        "unit_li_site": f"ester:{number}",
        "unit_oxidation_breaks_bond": f"loses CO2, breaks C{frame.order[0] + 1}–O{number} (ring opening)",
        "unit_li_binding_kcal_mol": -50.0,
    }


def test_nothing_turns_where_the_molecule_itself_was_searched():
    assert find_frame("CCO", "CCO") is None
    assert turn_columns({"li_site": "hydroxyl:3"}, None) == {"li_site": "hydroxyl:3"}
