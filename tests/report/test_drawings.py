"""Drawings are safe to embed and exports are the molecule; the ligand is what the library says it is."""

from xml.etree import ElementTree as ET

import pytest
from rdkit import Chem

from monodesign.chem.molecules import parse
from monodesign.report.drawings import compact_svg, draw_monomer
from monodesign.report.ligand import find_ligand, ligand_smiles
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers


@pytest.fixture(scope="module")
def ligands():
    return ligand_smiles(load_fragments().ligands)


@pytest.fixture(scope="module")
def library():
    """Monomers with one head; what a crosslinker carries in the ligand's place is a second head."""
    drawn = enumerate_monomers(load_fragments(), sample=150, seed=7)
    return drawn[~drawn["is_crosslinker"].astype(bool)]


@pytest.mark.slow
def test_the_shaded_atoms_are_as_many_as_the_ligand_fragment_has(library, ligands):
    """Oracle: the fragment the monomer was built from, less its attachment point."""
    for smiles, name in zip(library["smiles"], library["ligand"], strict=True):
        fragment = Chem.MolFromSmiles(ligands[name])
        shaded = find_ligand(parse(smiles), name, ligands=ligands)
        assert len(shaded) == fragment.GetNumAtoms() - 1, (smiles, name)


@pytest.mark.parametrize(
    ("smiles", "shaded"),
    [
        ("C=CC(=O)OCC1COC(=O)O1", "C1COC(=O)O1"),  # DOA: the cyclic carbonate
        ("C=CC(=O)OCCOC(=O)OCCC", "O=C(O)O"),  # PCEA: the carbonate, without bridge and tail
        ("C=CC(=O)NCCOC(=O)C(=O)OCC", "O=C(O)C(=O)O"),  # AAEO: the oxalate, not the head's amide
        ("C=CC(=O)OCCCC#N", "C#N"),
    ],
)
def test_without_fragment_names_the_groups_that_hold_lithium_are_shaded(smiles, shaded):
    mol = parse(smiles)
    found = find_ligand(mol, "", ligands={})
    assert Chem.CanonSmiles(Chem.MolFragmentToSmiles(mol, found)) == Chem.CanonSmiles(shaded)


def test_a_molecule_without_ligand_has_nothing_shaded():
    assert find_ligand(parse("C=CC(=O)OC"), "", ligands={}) == ()


@pytest.mark.slow
def test_every_drawing_is_plain_shapes_and_letters(library, ligands):
    for smiles, name in zip(library["smiles"], library["ligand"], strict=True):
        root = ET.fromstring(draw_monomer(smiles, ligand=name, ligands=ligands).svg)
        assert {element.tag for element in root.iter()} <= {"svg", "path", "text"}
        assert len(root.findall("path")) >= 2  # shading and bonds


@pytest.mark.slow
def test_the_exported_structure_is_the_monomer(library):
    for smiles in library["smiles"]:
        mol = Chem.MolFromMolBlock(draw_monomer(smiles).molblock)
        assert Chem.MolToSmiles(mol) == smiles


def test_letters_that_look_like_markup_are_escaped():
    letters = '<text x="1" y="2" style="font-size:9px">&lt;b&gt;</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{letters}</svg>'
    assert "&lt;b&gt;</text>" in compact_svg(svg)
