import numpy as np
from scipy.spatial.distance import cdist

from monodesign.geometry.conformers import embed_conformers
from monodesign.geometry.pairs import CONTACT_ANGSTROM, STEP_ANGSTROM, place_pairs

CARBONATE, ANION = (embed_conformers(smiles)[0] for smiles in ("O=C1OCCO1", "F[P-](F)(F)(F)(F)F"))


def test_pairs_touch_without_overlapping():
    n = len(CARBONATE.numbers)
    for pair in place_pairs(CARBONATE, ANION, count=10, seed=3):
        gap = cdist(pair.positions[:n], pair.positions[n:]).min()
        assert CONTACT_ANGSTROM <= gap < CONTACT_ANGSTROM + 3 * STEP_ANGSTROM


def test_a_pair_carries_both_charges_and_keeps_both_shapes():
    pair = place_pairs(CARBONATE, ANION, count=1, seed=3)[0]
    n = len(CARBONATE.numbers)
    assert pair.charge == -1
    assert np.allclose(cdist(pair.positions[n:], pair.positions[n:]), cdist(ANION.positions, ANION.positions))


def test_one_seed_gives_the_same_pairs():
    one, other = (place_pairs(CARBONATE, ANION, count=2, seed=5) for _ in range(2))
    assert all(np.array_equal(a.positions, b.positions) for a, b in zip(one, other, strict=True))
