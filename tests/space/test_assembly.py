"""Joining as text: what a fragment's text keeps, and that products equal those of an atom-by-atom join."""

import pytest
from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, read_fragment
from monodesign.errors import InvalidFragment
from monodesign.space.assembly import joinable, joined, make_piece, write_bridge, write_head, write_ligand
from monodesign.space.fragments import load_fragments


def zipped(*fragments):
    """Join by RDKit's molzip, which deletes the numbered points and bonds their neighbours: the oracle."""
    return canonical_smiles(parse(Chem.MolToSmiles(Chem.molzip(read_fragment(".".join(fragments))))))


@pytest.mark.slow
def test_every_shipped_bridge_and_ligand_joins_as_molzip_joins_them():
    library = load_fragments()
    head = library.heads[0]
    bridges = {element: b for b in library.bridges if len(b.ends) == 2 for element in [b.ends[1].element]}
    pairs = [(b, next(x for x in library.ligands if b.ends[1].element in x.joins)) for b in library.bridges]
    pairs += [(bridges[element], ligand) for ligand in library.ligands for element in ligand.joins]
    for bridge, ligand in pairs:
        if len(bridge.ends) == 2:
            made = joined(write_head(head).monomer, write_bridge(bridge), write_ligand(ligand))
            expected = zipped(head.smiles, bridge.smiles, ligand.smiles.replace("[*:1]", "[*:2]"))
            assert made == expected, (bridge.name, ligand.name)


@pytest.mark.parametrize(
    "smiles",
    [
        "[*:1][C@H]1COC(=O)O1",
        "[*:1][C@@H]1COC(=O)O1",
        "[*:1][C@](C)(F)CC",
        "[*:1][C@@](C)(F)CC",
        "[*:1][C@H]1CC[C@H](C(=O)OC)C1",
    ],
)
def test_the_hand_of_an_attachment_atom_is_kept(smiles):
    ligand = canonical_smiles(read_fragment(smiles))
    made = joined(
        make_piece("C=CC(=O)O%90", is_plain=True),
        make_piece("C%90%91", is_plain=True),
        make_piece(joinable(ligand, {1: "%91"}, name="x"), is_plain=False),
    )
    assert made == zipped("C=CC(=O)O[*:1]", "[*:1]C[*:2]", ligand.replace("[*:1]", "[*:2]"))


def test_stereo_that_text_cannot_carry_is_refused_by_name():
    with pytest.raises(InvalidFragment, match="allyl"):
        joinable("C/C=C/[*:1]", {1: "%91"}, name="allyl")
