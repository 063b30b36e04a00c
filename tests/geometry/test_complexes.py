import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdDistGeom

from monodesign.chem.donors import find_chelates, find_donors, find_triple_chelates
from monodesign.geometry.complexes import embed_chelating, embed_open, place_amid, place_beside, place_between
from monodesign.geometry.conformers import embed_conformers, geometry_of, hydrogenated


def angle(a, b, c):
    one, other = a - b, c - b
    cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


@pytest.mark.parametrize("smiles", ["CC#N", "CC(C)=O", "COC", "CS(C)=O", "O=C1OCCO1", "CN(C)C"])
def test_lithium_starts_on_the_donors_open_side(smiles):
    mol = hydrogenated(smiles)
    geometry = embed_conformers(smiles, n_conformers=1)[0]
    donor = find_donors(mol)[0]
    neighbours = [n.GetIdx() for n in mol.GetAtomWithIdx(donor.index).GetNeighbors()]
    back = geometry.positions[neighbours].mean(axis=0)
    starts = place_beside(geometry, mol, donor)
    assert starts
    for start in starts:
        distances = np.linalg.norm(start.positions[:-1] - start.positions[-1], axis=1)
        assert distances[donor.index] == pytest.approx(1.85)
        assert distances.argmin() == donor.index
        assert angle(back, start.positions[donor.index], start.positions[-1]) > 110


def test_lithium_carries_its_charge():
    mol = hydrogenated("CC#N")
    start = place_beside(embed_conformers("CC#N")[0], mol, find_donors(mol)[0])[0]
    assert (start.charge, start.unpaired, int(start.numbers[-1])) == (1, 0, 3)


def test_a_chelate_start_touches_both_donors():
    mol = hydrogenated("COCCOC")
    pair = find_chelates(mol, find_donors(mol))[0]
    positions = embed_chelating(mol, pair, trials=2, seed=1)
    assert positions
    start = place_between(geometry_of(mol, positions[0]), *pair)
    distances = np.linalg.norm(start.positions[:-1] - start.positions[-1], axis=1)
    assert max(distances[donor.index] for donor in pair) < 2.2


def test_a_start_amid_three_donors_touches_them_all():
    mol = hydrogenated("COCCOCCOC")
    group = find_triple_chelates(mol, find_donors(mol))[0]
    positions = embed_chelating(mol, group, trials=2, seed=1)
    assert positions
    start = place_amid(geometry_of(mol, positions[0]), group)
    distances = np.linalg.norm(start.positions[:-1] - start.positions[-1], axis=1)
    assert max(distances[donor.index] for donor in group) < 2.4


def test_a_bite_that_no_conformer_makes_is_given_up_after_twenty_starts(monkeypatch):
    smiles = "CCC(=O)NCC(C)(C)COC(=O)C(C)(C)COC(=O)c1ccc(S(=O)(=O)N(C)C)cc1"
    embed, failures = rdDistGeom.EmbedMultipleConfs, []

    def count_failures(mol, trials, parameters):
        parameters.trackFailures = True
        made = embed(mol, trials, parameters)
        failures.append(sum(parameters.GetFailureCounts()))
        return made

    monkeypatch.setattr(rdDistGeom, "EmbedMultipleConfs", count_failures)
    mol = hydrogenated(smiles)
    # A p-phenylene stands between benzoate and sulfonamide: with RDKit's own limit this took minutes.
    ester, sulfonamide = (
        next(d for d in find_donors(mol) if d.index == mol.GetSubstructMatch(Chem.MolFromSmarts(smarts))[0])
        for smarts in ("O=C(O)c", "O=S(=O)N")
    )
    assert embed_chelating(mol, (ester, sulfonamide), trials=3, seed=20251) == ()
    assert len(failures) == 1
    assert failures[0] <= 20


def test_an_open_conformer_keeps_donors_apart():
    mol = hydrogenated("CCC(=O)OCCOC(=O)OCCC")
    donor = next(d for d in find_donors(mol) if d.donor_class == "ester")
    other = next(d for d in find_donors(mol) if d.donor_class == "linear_carbonate")
    for positions in embed_open(mol, donor, [other.index], trials=2, seed=1):
        assert np.linalg.norm(positions[donor.index] - positions[other.index]) > 4.0
