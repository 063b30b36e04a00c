"""Every combination of fragments is accounted for: joined, or refused with the reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from monodesign.cli.main import main
from monodesign.space.account import account, tabulate_joints, word_account
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace

CASES = Path(__file__).parents[1] / "cases"
HEADS = "name,smiles\nacrylate,C=CC(=O)O[*:1]\nketone head,C=CC(=O)[*:1]\n"
BRIDGES = (
    "name,smiles\nethylene-O,[*:1]CCO[*:2]\nethylene,[*:1]CC[*:2]\nodd,[*:1]CC[Si](C)(C)[*:2]\n"
    "glycerol,[*:1]CC(O[*:2])CO[*:3]\nsymmetric,[*:1]C(CO[*:2])CO[*:3]\n"
)
LIGANDS = (
    "name,smiles,joins\nacetyl,[*:1]C(C)=O,\nmethylsulfone,[*:1]S(C)(=O)=O,\nsilyl,[*:1][Si](C)(C)C,\n"
    "methoxyl,[*:1]OC,\ncarbonate,[*:1]C(=O)OC,O\n"
)


@pytest.fixture
def own(tmp_path):
    for name, text in (("heads", HEADS), ("bridges", BRIDGES), ("ligands", LIGANDS)):
        (tmp_path / f"{name}.csv").write_text(text)
    return load_fragments(tmp_path)


@pytest.mark.parametrize("two_ligands", [False, True])
def test_joined_and_refused_combinations_add_up_to_all(own, two_ligands):
    found = account(own, two_ligands=two_ligands)
    # Heads × ligands for each bridge; of two ligands 25 ordered pairs, on like ends 15 pairs.
    assert found.n_combinations == 2 * (3 * 5 + two_ligands * (25 + 15))
    assert found.n_joined == len(MonomerSpace(own, two_ligands=two_ligands))
    assert sum(count for _, count in found.refused) == found.n_combinations - found.n_joined


@pytest.mark.slow
@pytest.mark.parametrize("two_ligands", [False, True])
def test_the_shipped_library_adds_up_and_uses_every_fragment(two_ligands):
    found = account(load_fragments(), two_ligands=two_ligands)
    assert found.n_joined == len(MonomerSpace(load_fragments(), two_ligands=two_ligands))
    assert sum(count for _, count in found.refused) == found.n_combinations - found.n_joined
    assert (found.unused, found.changing) == ((), ())
    assert len(found.left_out) == (0 if two_ligands else 8)


def test_fragments_that_nothing_joins_are_named_with_the_reason(own):
    unused = {name: reason for _, name, reason in account(own).unused}
    assert set(unused) == {"silyl", "methoxyl", "odd"}
    assert "end on Si" in unused["silyl"]


def test_a_ligand_without_joins_that_makes_several_compounds_is_named(own):
    assert dict(account(own).changing) == {"acetyl": "ester on O, ketone on C"}


def test_the_table_of_joints_says_bond_or_reason_for_each_fragment_and_end(own):
    table = tabulate_joints(own)
    row = table.set_index(["fragment", "bridge_end"])
    assert row.loc[("methylsulfone", "alkyl (C)"), "bond"] == "sulfone"
    assert row.loc[("methylsulfone", "alkoxy (O)"), "bond"] == ""
    assert "sulfonate on this end" in row.loc[("methylsulfone", "alkoxy (O)"), "refused"]
    assert row.loc[("carbonate", "alkoxy (O)"), "n_bridges"] == 3
    assert ((table["bond"] == "") == (table["refused"] != "")).all()


@pytest.mark.slow
def test_enumerate_names_what_it_cannot_join_and_counts_the_rest(tmp_path, capsys):
    out, joints = tmp_path / "x.csv", tmp_path / "joints.csv"
    arguments = ["enumerate", "--library", str(CASES / "lib_si"), "--out", str(out), "--joints", str(joints)]
    assert main(arguments) == 0
    said = capsys.readouterr().err
    assert "ligand trimethoxysilyl is never used: " in said
    assert "ligand Bpin is never used: " in said
    assert "3612 combinations of head, bridge and ligand: 1204 joined, 2408 refused: " in said
    assert "1204 monomers in" in said
    assert len(out.read_text().splitlines()) == 1205
    assert "no standard reaction joins alkoxy to an end on B" in joints.read_text()


def test_enumerate_says_how_many_combinations_repeat_a_monomer(tmp_path, capsys):
    (tmp_path / "bridges.csv").write_text("name,smiles\na,[*:1]CC[*:2]\nb,[*:1]C[*:2]\n")
    (tmp_path / "ligands.csv").write_text("name,smiles\nc,[*:1]CC#N\nd,[*:1]C#N\n")
    (tmp_path / "heads.csv").write_text("name,smiles\nacrylate,C=CC(=O)O[*:1]\n")
    assert main(["enumerate", "--library", str(tmp_path), "--out", str(tmp_path / "x.csv")]) == 0
    assert "3 monomers in" in (said := capsys.readouterr().err)
    assert "1 combinations repeat one of these monomers" in said


def test_lines_are_few_however_many_fragments_are_unused(own):
    many = tuple(replace(own.ligands[2], name=f"silyl {number}") for number in range(50))
    lines = word_account(account(replace(own, ligands=many)))
    assert len(lines) < 30
    assert lines[-1] == "and 33 more fragments"  # the three bridges too, since no ligand is left for them
