"""Remembering what came before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.space.sampling import Seen


@pytest.mark.slow
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=8), max_size=6))
def test_seen_keeps_the_first_of_every_text_across_batches(batches):
    seen, kept = Seen(), []
    for batch in batches:
        kept += [batch[at] for at in seen.add(batch)]
    assert kept == list(dict.fromkeys(text for batch in batches for text in batch))
