"""Conformers of candidates that were not described are embedded once."""

import numpy as np

from monodesign.campaign import conformers
from monodesign.campaign.conformers import read_conformers
from monodesign.compute.store import Store
from monodesign.geometry.conformers import embed_conformers

# Norbornane bridged across a trans ring: no such molecule exists.
IMPOSSIBLE = "C=CC(=O)O[C@H]1C[C@H]2CC[C@H]1C2"


def test_a_second_export_embeds_nothing(tmp_path, monkeypatch):
    with Store(tmp_path / "store.sqlite") as store:
        first = read_conformers(["C=CC#N"], store)
        monkeypatch.setattr(conformers, "embed_conformers", None)
        again = read_conformers(["C=CC#N"], store)
    assert np.array_equal(first["C=CC#N"].positions, again["C=CC#N"].positions)


def test_the_conformer_is_the_lowest_one(tmp_path):
    with Store(tmp_path / "store.sqlite") as store:
        found = read_conformers(["C=CC#N"], store)["C=CC#N"]
    lowest = embed_conformers("C=CC#N", n_conformers=1)[0]
    assert np.array_equal(found.numbers, lowest.numbers)
    assert np.allclose(found.positions, lowest.positions, atol=5.1e-5)  # four decimals


def test_a_molecule_that_cannot_be_embedded_is_left_out(tmp_path):
    with Store(tmp_path / "store.sqlite") as store:
        assert list(read_conformers([IMPOSSIBLE, "C=CC#N"], store)) == ["C=CC#N"]
