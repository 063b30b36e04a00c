"""The seeded order: a permutation, whatever the size and seed."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monodesign.space.sampling import permuted


@settings(max_examples=60)
@given(size=st.integers(1, 3000), seed=st.integers(0, 2**40))
def test_every_position_goes_to_a_place_of_its_own(size, seed):
    assert sorted(permuted(np.arange(size), size=size, seed=seed).tolist()) == list(range(size))


def test_a_draw_from_a_huge_range_is_spread_evenly():
    drawn = permuted(np.arange(20_000), size=10**15, seed=1) / 10**15
    # Tenths of a uniform draw of 20,000 hold 2,000 ± 42 each; five standard deviations.
    counts = np.histogram(drawn, bins=10, range=(0.0, 1.0))[0]
    assert np.abs(counts - 2000).max() < 212
    assert len(set(drawn.tolist())) == 20_000


def test_seeds_give_different_orders_and_chunks_do_not_matter():
    whole = permuted(np.arange(1000), size=1000, seed=7)
    halves = [permuted(part, size=1000, seed=7) for part in np.split(np.arange(1000), 2)]
    assert whole.tolist() == np.concatenate(halves).tolist()
    assert whole.tolist() != permuted(np.arange(1000), size=1000, seed=8).tolist()
