"""SMILES put together from texts met before are those RDKit writes."""

import numpy as np
import pytest
from rdkit import Chem

from monodesign.space.assembly import make_piece, write_bridge, write_head, write_ligand
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace
from monodesign.space.templates import Templates

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library():
    return load_fragments()


def _text(library, members, at, *, state="monomer"):
    """Return a member's joined text, which RDKit can read."""
    head = getattr(write_head(library.heads[members.heads[at]]), state)
    pieces = [
        head,
        write_bridge(library.bridges[members.bridges[at]]),
        write_ligand(library.ligands[members.ligands[at]]),
    ]
    if members.seconds[at] >= 0:
        pieces.append(write_ligand(library.ligands[members.seconds[at]], label=3))
    return ".".join(piece.text for piece in pieces)


@pytest.mark.parametrize("seed", [0, 1])
def test_every_member_has_the_smiles_that_rdkit_writes(library, seed):
    """Oracle: Chem.CanonSmiles, for members of the whole space, with one ligand and with two."""
    space = MonomerSpace(library, two_ligands=True)
    drawn = next(space.indices(seed=seed, chunk=600))
    one_ligand = np.flatnonzero(space.members(np.arange(0, len(space), 997)).seconds < 0)[:200] * 997
    indices = np.concatenate([drawn, one_ligand])
    expected = [Chem.CanonSmiles(_text(library, space.members(indices), at)) for at in range(len(indices))]
    assert space.build(indices) == expected


@pytest.mark.parametrize("state", ["repeat", "unit"])
def test_so_have_repeat_units_and_capped_units(library, state):
    space = MonomerSpace(library)
    members = space.members(next(space.indices(seed=2, chunk=300)))
    expected = [Chem.CanonSmiles(_text(library, members, at, state=state)) for at in range(len(members))]
    found = [pair[state == "unit"] for pair in space.polymerised(members)]
    # A C=C of the ligand polymerises too, which the head's text does not say.
    alike = [at for at, text in enumerate(expected) if "=C" not in text]
    assert len(alike) > 250
    assert [found[at] for at in alike] == [expected[at] for at in alike]


def test_what_is_remembered_does_not_depend_on_the_order_of_asking():
    """A ring in the ligand is numbered 1 or 2, as the walk starts in another ring or not."""
    heads, ligands = (
        ("C=CC(=O)O%90", "C=CC(=O)N%90C1CC1"),
        ("C%91(=O)OC1CC1", "C%91C1COC(=O)O1", "C%91#N", "c1cc%91ccc1"),
    )
    texts = [
        (head, bridge, ligand)
        for head in heads
        for bridge in ("C%90C%91", "C1%90CCC1%91")
        for ligand in ligands
    ]

    def write_all(templates, chosen):
        return {texts: _write(templates, texts) for texts in chosen}

    forwards, backwards = write_all(Templates(), texts), write_all(Templates(), texts[::-1])
    assert forwards == backwards == {row: Chem.CanonSmiles(".".join(row)) for row in texts}


def _write(templates, texts):
    mol = Chem.MolFromSmiles(".".join(texts))
    return templates.write(mol, [make_piece(text, is_plain=True).shape for text in texts])


def test_a_text_that_is_known_is_not_written_again(monkeypatch):
    templates = Templates()
    texts = ("C=CC(=O)O%90", "C%90CO%91", "C%91(=O)OCCC")
    first = _write(templates, texts)
    monkeypatch.setattr(Chem, "MolToSmiles", None)
    assert _write(templates, texts) == first
