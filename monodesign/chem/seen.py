"""Which canonical SMILES came before, in eight bytes each."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray


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
