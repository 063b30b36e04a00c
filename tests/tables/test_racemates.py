"""What CXSMILES says of racemates (Daylight's SMILES has no word for them; ChemAxon's extension has)."""

import pytest
from rdkit import Chem

from monodesign.tables.molecules import read_argument
from monodesign.tables.racemates import read_racemate
from monodesign.tables.structure_file import read_structures

CHIRAL = "C=CC(=O)O[C@H](C)C#N"


@pytest.mark.parametrize("mark", ["&1:5", "o1:5", "&1:5,r"])
def test_a_lone_centre_of_which_both_forms_are_there_has_no_mark(mark):
    assert read_racemate(CHIRAL, f"|{mark}|") == "C=CC(=O)OC(C)C#N"


@pytest.mark.parametrize("mark", ["a:5", "", "c:1"])
def test_an_absolute_centre_keeps_its_mark(mark):
    assert read_racemate(CHIRAL, f"|{mark}|") == CHIRAL


def test_centres_known_relative_to_each_other_keep_their_marks():
    threo = "C=CC(=O)O[C@H](C)[C@@H](C)C#N"
    assert read_racemate(threo, "|&1:5,7|") == threo
    assert read_racemate(threo, "|&1:5,&2:7|") == "C=CC(=O)OC(C)C(C)C#N"


@pytest.mark.parametrize(("smiles", "extension"), [("nonsense", "|&1:5|"), ("CC", "|&1:9|"), ("CC", "|&1:|")])
def test_a_faulty_extension_changes_nothing(smiles, extension):
    assert read_racemate(smiles, extension) == smiles


def test_a_racemate_typed_on_the_command_line_is_read_as_in_a_file():
    assert read_argument(f"{CHIRAL} |&1:5|").smiles == "C=CC(=O)OC(C)C#N"
    assert read_argument("methyl methacrylate").smiles == "methyl methacrylate"


def test_the_group_of_a_mol_file_of_version_3000_is_read_too():
    block = Chem.MolToV3KMolBlock(Chem.MolFromSmiles(f"{CHIRAL} |&1:5|"))
    ((smiles, _),) = read_structures(block)
    assert "@" not in smiles
