"""What a ligand becomes on each kind of bridge end, and when its name forbids it."""

from dataclasses import replace

import pytest

from monodesign.space.bonds import MODEL_BRIDGES, bond_class, claimed_classes, joint_refusal
from monodesign.space.fragments import load_fragments, read_file
from monodesign.space.joints import End

ENDS = {"O": "alkoxy", "N": "nitrogen", "C": "alkyl"}


def end(element):
    return End(label=2, kind=ENDS[element], element=element, has_turn=True)


def ligand(tmp_path, name, smiles, *, kind="", joins=""):
    (tmp_path / "ligands.csv").write_text(f"name,smiles,class,joins\n{name},{smiles},{kind},{joins}\n")
    (found,), faults = read_file(tmp_path / "ligands.csv", "ligand")
    assert not faults
    return found


@pytest.mark.parametrize(
    ("smiles", "on_carbon", "on_oxygen", "on_nitrogen"),
    [
        ("[*:1]S(C)(=O)=O", "sulfone", "sulfonate", "sulfonamide"),
        ("[*:1]C(=O)OC", "ester", "carbonate", "carbamate"),
        ("[*:1]C(C)=O", "ketone", "ester", "amide"),
        ("[*:1]C(=O)NC", "amide", "carbamate", "urea"),
        ("[*:1]C(=O)C(=O)OC", "ketone", "oxalate", "oxamate"),
        ("[*:1]C#N", "nitrile", "cyanate", "cyanamide"),
        ("[*:1]P(=O)(OC)OC", "phosphonate", "phosphate", "phosphoramidate"),
        ("[*:1]S(=O)(=O)N(C)C", "sulfonamide", "sulfamate", "sulfamide"),
        ("[*:1]P(C)(C)=O", "phosphine oxide", "phosphinate", "phosphinamide"),
        ("[*:1]C1COC(=O)O1", "C–C bond", "ether", "C–N bond"),
        ("[*:1]C=O", "aldehyde", "formate", "formamide"),
        ("[*:1]C(=O)[O-]", "carboxylate", "carbonate", "carbamate"),
        ("[*:1]S(=O)(=O)[O-]", "sulfonate", "sulfate", "sulfamate"),
        ("[*:1]P(=O)([O-])OC", "phosphonate", "phosphate", "phosphoramidate"),
    ],
)
def test_a_fragment_is_another_compound_on_each_atom(smiles, on_carbon, on_oxygen, on_nitrogen):
    """IUPAC's names of functional classes."""
    assert [bond_class(ENDS[atom], smiles) for atom in "CON"] == [on_carbon, on_oxygen, on_nitrogen]


@pytest.mark.parametrize(
    ("name", "smiles", "kept"),
    [
        ("methylsulfone", "[*:1]S(C)(=O)=O", "C"),
        ("mesyl sulfonamide", "[*:1]S(C)(=O)=O", "N"),
        ("propyl carbonate", "[*:1]C(=O)OCCC", "O"),
        ("my carbamate", "[*:1]C(=O)OCCC", "N"),
        ("urethane A", "[*:1]C(=O)NC", "O"),
        ("dimethyl phosphonate", "[*:1]P(=O)(OC)OC", "C"),
        ("acetamide", "[*:1]C(C)=O", "N"),
        ("methyl ketone", "[*:1]C(C)=O", "C"),
        ("aldehyde", "[*:1]C=O", "C"),
        ("sulfonate of a single-ion conductor", "[*:1]S(=O)(=O)[O-]", "C"),
        ("trimethylammonium", "[*:1][N+](C)(C)C", "C"),
        ("sulfone or sulfonamide", "[*:1]S(C)(=O)=O", "CN"),
    ],
)
def test_a_ligand_is_put_only_where_it_is_what_its_name_says(tmp_path, name, smiles, kept):
    one = ligand(tmp_path, name, smiles)
    assert [atom for atom in "CON" if joint_refusal(end(atom), one) is None] == [
        atom for atom in "CON" if atom in kept
    ]


def test_a_refusal_says_both_classes_and_what_to_do(tmp_path):
    said = joint_refusal(end("O"), ligand(tmp_path, "methylsulfone", "[*:1]S(C)(=O)=O"))
    assert said == ("sulfone by its name, but sulfonate on this end; to allow it, add O to its column joins")


def test_the_class_column_counts_as_the_name_does(tmp_path):
    one = ligand(tmp_path, "ligand 7", "[*:1]S(C)(=O)=O", kind="sulfone")
    assert "sulfonate" in joint_refusal(end("O"), one)


@pytest.mark.parametrize(("name", "smiles"), [("methyl ether", "[*:1]OC"), ("cyanate", "[*:1]C#N")])
def test_a_ligand_whose_name_no_end_can_make_true_is_put_nowhere(tmp_path, name, smiles):
    one = ligand(tmp_path, name, smiles)
    ends = [
        End(label=2, kind=kind, element=mol[5].upper(), has_turn=True) for kind, mol in MODEL_BRIDGES.items()
    ]
    assert [end for end in ends if joint_refusal(end, one) is None] == []


def test_joins_overrule_the_name(tmp_path):
    one = ligand(tmp_path, "methylsulfone", "[*:1]S(C)(=O)=O", joins="C O")
    assert joint_refusal(end("O"), one) is None
    assert joint_refusal(end("N"), one) == "its column joins allows only C O"


@pytest.mark.parametrize(
    ("name", "smiles"),
    [
        ("acetyl", "[*:1]C(C)=O"),
        ("glycerol carbonate ester", "[*:1]C(=O)CCC(=O)OCC1COC(=O)O1"),
        ("nitrile tail", "[*:1]C(=O)CCC#N"),
        ("sulfone tail", "[*:1]C(=O)CCS(C)(=O)=O"),
    ],
)
def test_a_group_within_the_ligand_or_no_group_at_all_forbids_nothing(tmp_path, name, smiles):
    one = ligand(tmp_path, name, smiles)
    assert joint_refusal(end("O"), one) is None


def test_words_within_longer_words_are_not_claims(tmp_path):
    assert claimed_classes(ligand(tmp_path, "N-methyl sulfonamide", "[*:1]S(C)(=O)=O")) == {"sulfonamide"}


def test_by_their_names_alone_no_shipped_ligand_loses_an_end_its_joins_allow():
    """Names and classes in libraries/ligands.csv say what `joins` says, or less."""
    for one in load_fragments().ligands:
        bare = replace(one, joins=())
        for atom in one.joins:
            assert joint_refusal(end(atom), bare) is None, one.name
