"""The fragment loader: faults all at once, users' files, and what the shipped libraries hold."""

import pytest

from monodesign.chem.ethers import find_ethers
from monodesign.chem.groups import REACTIVE, find_groups
from monodesign.chem.molecules import canonical_smiles, parse, pattern, read_fragment
from monodesign.errors import InvalidFragment
from monodesign.space.blocks import build_blocks
from monodesign.space.fragments import load_fragments

HEAD = "name,smiles,class,joins,handle,precursor,source\n"


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def library():
    return load_fragments()


def test_the_shipped_libraries_are_as_large_as_promised(library):
    assert len(library.heads) >= 10
    assert len(library.bridges) >= 60
    assert len(library.ligands) >= 200
    assert len({ligand.fragment_class for ligand in library.ligands}) >= 15


def test_every_shipped_fragment_has_class_handle_precursor_and_source(library):
    for fragment in (*library.heads, *library.bridges, *library.ligands):
        assert fragment.fragment_class, fragment.name
        assert fragment.handle, fragment.name
        assert fragment.source, fragment.name
        assert parse(fragment.precursor).GetNumAtoms() > 1, fragment.name


def test_no_shipped_fragment_holds_an_ether(library):
    for fragment in (*library.heads, *library.bridges, *library.ligands):
        assert find_ethers(read_fragment(fragment.smiles)) == (), fragment.name


# The group by which each handle's precursor reacts, as a chemist would look for it.
HANDLE_GROUPS = {
    "acid chloride": "C(=O)Cl",
    "chloroformate": "O=C(Cl)O",
    "carbamoyl chloride": "O=C(Cl)N",
    "isocyanate": "N=C=O",
    "acid": "C(=O)[OX2H1]",
    "anhydride": "C(=O)OC(=O)",
    "sulfonyl chloride": "S(=O)(=O)Cl",
    "sulfamoyl chloride": "NS(=O)(=O)Cl",
    "chlorophosphate": "[P](=O)Cl",
    "phosphinyl chloride": "[P](=O)Cl",
    "phosphite": "[PX3](O)(O)O",
    "sulfinate": "S(=O)[O-]",
    "cyanide": "[C-]#N",
    "carbon acid": "[CX4;!H0][$(C=O),$(C#N)]",
    "nitrogen acid": "[NX3H1][$(C=O),$(S=O)]",
    "alcohol": "[OX2H1]C",
}


def test_every_ligand_s_precursor_carries_its_handle(library):
    for ligand in library.ligands:
        mol = parse(ligand.precursor)
        assert mol.HasSubstructMatch(pattern(HANDLE_GROUPS[ligand.handle])), ligand.name


def test_every_ligand_that_reacts_by_acylation_keeps_its_atoms(library):
    # RC(=O)Cl puts on RC(=O): the precursor is the ligand with chlorine in place of its attachment point.
    kinds = {handle for handle in HANDLE_GROUPS if "chlor" in handle}
    for ligand in library.ligands:
        if ligand.handle in kinds and "." not in ligand.precursor:
            expected = canonical_smiles(parse(ligand.smiles.replace("[*:1]", "Cl")))
            assert canonical_smiles(parse(ligand.precursor)) == expected, ligand.name


def test_every_fragment_finds_a_partner(library):
    used = {"heads": set(), "bridges": set(), "ligands": set()}
    for block in build_blocks(library, n_ligands=(1, 2)):
        for role, found in used.items():
            found.update(getattr(block, role).tolist())
    assert [len(found) for found in used.values()] == [
        len(library.heads),
        len(library.bridges),
        len(library.ligands),
    ]


def test_only_crosslinkers_and_acidic_combinations_are_reactive_by_themselves(library):
    for ligand in library.ligands:
        methyl = parse(ligand.smiles.replace("[*:1]", "C"))
        # A methyl in place of a bridge's O makes ketones of acyl ligands.
        ketones = ("aldehyde", "1,2-diketone", "β-acyloxy ketone (eliminates)")
        assert find_groups(methyl, REACTIVE, allowed=ketones) == (), ligand.name


def test_all_faults_are_reported_together_with_file_and_line(tmp_path):
    write(
        tmp_path,
        "ligands.csv",
        HEAD
        + "broken,[*:1]C(=O,ester,O,acid chloride,,\n"
        + "two points,[*:1]C(=O)C[*:2],ester,O,acid chloride,,\n"
        + ",[*:1]C(C)=O,ester,O,acid chloride,,\n"
        + "wrong joins,[*:1]C(=O)CC,ester,X,acid chloride,,\n"
        + "wrong handle,[*:1]C(=O)CCC,ester,O,magic,,\n"
        + "wrong precursor,[*:1]C(=O)CCCC,ester,O,acid,C(,\n"
        + "double,[*:1]=CC,ester,C,acid,,\n",
    )
    write(tmp_path, "heads.csv", "name,smiles\nnot a head,CC(=O)O[*:1]\n")
    with pytest.raises(InvalidFragment) as caught:
        load_fragments(tmp_path)
    message = str(caught.value)
    assert "\n" not in message
    lines = ("ligands.csv line 2", "line 3", "line 4: no name", "line 8", "heads.csv line 2")
    for part in (*lines, "joins 'X'", "handle 'magic'", "precursor", "one polymerisable C=C"):
        assert part in message


def test_repeated_names_and_structures_are_faults(tmp_path):
    write(
        tmp_path,
        "ligands.csv",
        HEAD + "a,[*:1]C(C)=O,ester,O,,,\na,[*:1]C(=O)CC,ester,O,,,\nb,O=C(C)[*:1],ester,,,,\n",
    )
    with pytest.raises(InvalidFragment, match=r"name 'a' is used.*the same structure as 'a'"):
        load_fragments(tmp_path)


def test_numbers_of_real_atoms_are_no_part_of_a_fragment(tmp_path):
    write(tmp_path, "ligands.csv", HEAD + "a,[*:1][CH2:5]C#N,nitrile,O,,,\n")
    assert [ligand.smiles for ligand in load_fragments(tmp_path).ligands] == ["N#CC[*:1]"]
    write(tmp_path, "ligands.csv", HEAD + "a,[*:1][CH2:5]C#N,,,,,\nb,[*:1]CC#N,,,,,\n")
    with pytest.raises(InvalidFragment, match="b: the same structure as 'a'"):
        load_fragments(tmp_path)


def test_one_structure_may_be_listed_twice_for_different_bridge_ends(tmp_path):
    write(tmp_path, "ligands.csv", HEAD + "ester,[*:1]C(C)=O,ester,O,,,\namide,[*:1]C(C)=O,amide,N,,,\n")
    assert [ligand.name for ligand in load_fragments(tmp_path).ligands] == ["ester", "amide"]


def test_a_user_s_file_replaces_its_role_and_leaves_the_others(tmp_path, library):
    write(tmp_path, "heads.csv", "name,smiles\nacrylate,C=CC(=O)O[*:1]\n")
    own = load_fragments(tmp_path)
    assert [head.name for head in own.heads] == ["acrylate"]
    assert own.ligands == library.ligands


@pytest.mark.parametrize(
    "text", [" name , smiles\nx, {}\n", "name;smiles\nx;{}\n", "\nname\tsmiles\nx\t{}\n"]
)
def test_a_file_may_be_laid_out_as_spreadsheets_do(tmp_path, text):
    write(tmp_path, "heads.csv", text.format("C=C(CC)C(=O)O[*:1]"))
    assert [head.name for head in load_fragments(tmp_path).heads] == ["x"]


def test_a_user_s_file_takes_the_place_of_the_shipped_one(tmp_path, library):
    write(tmp_path, "heads.csv", "name,smiles,cost\nacrylate,C=CC(=O)O[*:1],3.5\nmine,C=C(CC)C(=O)O[*:1],\n")
    own = load_fragments(tmp_path)
    assert [(head.name, head.cost) for head in own.heads] == [("acrylate", 3.5), ("mine", None)]
    assert own.ligands == library.ligands


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nx\n", "missing column"),
        ("Name,SMILES\nx,C=CC(=O)O[*:1]\n", "rename Name to name, SMILES to smiles"),
        ("name,smiles,colour\nx,C=CC(=O)O[*:1],red\n", "unknown column"),
        ("name,smiles\n", "no fragments"),
        ("name,smiles\nx,C=CC(=O)O[*:2]\n", "attachment points"),
        ("name,smiles\nx,C=CC(=O)O[*:1].C\n", "is not one connected fragment"),
        ("name,smiles,cost\nx,C=CC(=O)O[*:1],cheap\n", "must be a number"),
        ("name;smiles;cost\nx;C=CC(=O)O[*:1];3,5\n", "heads.csv line 2.*a decimal point, not a comma"),
        ("\nname;smiles\n;;\nx;C1\n", "heads.csv line 4"),
        ("name,smiles\nx,C=CC(=O)O[*:1],from Merck\n", "line 2.*'from Merck' is beyond the last column"),
        ("name,smiles,name\nx,C=CC(=O)O[*:1],y\n", r"heads.csv: column\(s\) name given twice"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, text, said):
    write(tmp_path, "heads.csv", text)
    with pytest.raises(InvalidFragment, match=said):
        load_fragments(tmp_path)


def test_a_folder_without_library_files_is_refused(tmp_path):
    with pytest.raises(InvalidFragment, match="contains none of"):
        load_fragments(tmp_path)


def test_a_binary_file_is_refused(tmp_path):
    (tmp_path / "heads.csv").write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(InvalidFragment, match="UTF-16; save it as CSV in UTF-8"):
        load_fragments(tmp_path)


def test_empty_columns_that_a_spreadsheet_adds_are_left_out_and_filled_ones_are_named(tmp_path):
    write(tmp_path, "heads.csv", "name,smiles,,\nx,C=CC(=O)O[*:1],,\n")
    assert [head.name for head in load_fragments(tmp_path).heads] == ["x"]
    write(tmp_path, "heads.csv", "name,smiles,,\nx,C=CC(=O)O[*:1],,Merck\n")
    with pytest.raises(InvalidFragment, match="'Merck' is beyond the last column"):
        load_fragments(tmp_path)
