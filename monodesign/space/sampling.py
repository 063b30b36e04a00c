"""A seeded order of a huge range without storing it: sampling without replacement in constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ROUNDS: Final = 6


def permuted(positions: NDArray[np.int64], *, size: int, seed: int) -> NDArray[np.int64]:
    """Return where each position of `range(size)` goes in the seed's random order.

    A balanced Feistel network permutes the next power of four; values that fall outside the range are sent
    through it again until they land inside (cycle walking; Black & Rogaway 2002,
    doi 10.1007/3-540-45760-7_9).

    Args:
        positions: Positions in 0…size−1, shape (n,).
        size: Length of the range, at most 2**62.
        seed: Any integer; the same seed gives the same order.

    Returns:
        Distinct members of `range(size)` for distinct positions, shape (n,).
    """
    half_bits = max(1, ((size - 1).bit_length() + 1) // 2)
    keys = _keys(seed)
    values = _feistel(positions.astype(np.uint64), half_bits, keys)
    outside = np.flatnonzero(values >= size)
    while outside.size:
        values[outside] = _feistel(values[outside], half_bits, keys)
        outside = outside[values[outside] >= size]
    return values.astype(np.int64)


def _keys(seed: int) -> list[np.uint64]:
    """Return one key a round."""
    digests = (hashlib.sha256(f"{seed}:{turn}".encode()).digest() for turn in range(_ROUNDS))
    return [np.uint64(int.from_bytes(digest[:8], "big")) for digest in digests]


def _feistel(values: NDArray[np.uint64], half_bits: int, keys: list[np.uint64]) -> NDArray[np.uint64]:
    """Permute numbers of twice `half_bits` bits."""
    bits, mask = np.uint64(half_bits), np.uint64((1 << half_bits) - 1)
    left, right = values >> bits, values & mask
    for key in keys:
        left, right = right, left ^ (_mixed(right ^ key) & mask)
    return (left << bits) | right


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit numbers: SplitMix64's finaliser (Steele et al. 2014, doi 10.1145/2714064.2660195)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


class Seen:
    """Remembers SMILES by 64 bits of their SHA-256: two of 1e6 are confused with a chance of 3e-8."""

    def __init__(self) -> None:
        self._known: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)

    def add(self, smiles: Sequence[str]) -> list[int]:
        """Remember SMILES; return the positions of those not met before, here or in earlier calls."""
        digests = b"".join([sha256(text.encode()).digest()[:8] for text in smiles])
        marks = np.frombuffer(digests, dtype=np.uint64)
        unique, first = np.unique(marks, return_index=True)
        at = np.searchsorted(self._known, unique)
        is_known = np.zeros(len(unique), dtype=np.bool_)
        inside = at < len(self._known)
        is_known[inside] = self._known[at[inside]] == unique[inside]
        self._known = np.insert(self._known, at[~is_known], unique[~is_known])
        return sorted(int(position) for position in first[~is_known])
