"""MOL and SD files of both versions. Oracle: RDKit writes them."""

import pytest
from rdkit import Chem
from rdkit.Chem import AllChem

from monodesign.api import check
from monodesign.tables.molecules import Molecule, read_molecules

SMILES = ("C=CC(=O)OCC#N", "C=CC(=O)O[C@@H](C)C#N", "C=CC(=O)OC/C=C/C", "C=CC(=O)OCC[N+](C)(C)C.[Br-]")
WRITERS = {"V2000": Chem.MolToMolBlock, "V3000": Chem.MolToV3KMolBlock}


def block(smiles, version, name=""):
    mol = Chem.MolFromSmiles(smiles)
    AllChem.Compute2DCoords(mol)
    mol.SetProp("_Name", name)
    return WRITERS[version](mol)


@pytest.mark.parametrize("version", WRITERS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_sd_file_gives_smiles_and_names_in_its_order(tmp_path, version, end):
    path = tmp_path / "drawn.sdf"
    records = [block(smiles, version, f"m {number}") for number, smiles in enumerate(SMILES)]
    data = "> <sigma>\n1.0\n\n$$$$\n"
    path.write_bytes("".join(record + data for record in records).replace("\n", end).encode())
    found = read_molecules(path)
    assert found == [Molecule(Chem.CanonSmiles(one), f"m {number}") for number, one in enumerate(SMILES)]


def test_a_mol_file_under_any_name_is_not_read_line_by_line(tmp_path):
    """Its first line is a name, which may be a SMILES: `CO` would be methanol."""
    path = tmp_path / "drawn.txt"
    path.write_text(block("C=CC(=O)OCC#N", "V2000", "CO"))
    assert read_molecules(path) == [Molecule("C=CC(=O)OCC#N", "CO")]


def test_three_dimensions_keep_the_hand(tmp_path):
    mol = Chem.AddHs(Chem.MolFromSmiles("C=CC(=O)O[C@@H](C)C#N"))
    AllChem.EmbedMolecule(mol, randomSeed=1)
    (tmp_path / "a.mol").write_text(Chem.MolToMolBlock(mol))
    assert read_molecules(tmp_path / "a.mol")[0].smiles == "C=CC(=O)O[C@@H](C)C#N"


def test_a_record_that_cannot_be_read_is_a_row_with_its_number(tmp_path):
    path = tmp_path / "drawn.sdf"
    broken = "broken\n\n\n  9  9  0  0  0  0  0  0  0  0999 V2000\nM  END\n"
    five = block("CC", "V2000").replace("C   0", "N   0")
    path.write_text("$$$$\n".join([block("C=CC(=O)OCC#N", "V2000"), broken, five]) + "$$$$\n\n")
    first, second, third = read_molecules(path)
    assert (first.smiles, second.name) == ("C=CC(=O)OCC#N", "broken")
    errors = check([second.smiles, third.smiles])["error"]
    assert "record_2_cannot_be_read" in errors[0]


@pytest.mark.parametrize(("stated", "read"), [("C#CC(N)C", "C#CC(N)C"), ("CCO", "C#C[C@H](C)N")])
def test_the_smiles_beside_a_structure_says_what_is_left_open_if_it_is_of_the_same_molecule(
    tmp_path, stated, read
):
    mol = Chem.AddHs(Chem.MolFromSmiles("C#C[C@H](C)N"))
    AllChem.EmbedMolecule(mol, randomSeed=1)
    path = tmp_path / "a.sdf"
    path.write_text(f"{Chem.MolToMolBlock(mol)}>  <smiles>\n{stated}\n\n$$$$\n")
    assert read_molecules(path)[0].smiles == read
