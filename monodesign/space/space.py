"""The monomer space: knows its length, builds member i alone, iterates, samples and streams tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.space.additive import AdditiveLimits, FragmentSums, Sums
from monodesign.space.blocks import Block, Members, build_blocks
from monodesign.space.fragments import FragmentLibrary
from monodesign.space.products import Monomer, Products
from monodesign.space.sampling import Seen, permuted
from monodesign.space.stereo import enumerate_stereo
from monodesign.tables.columns import LIBRARY, names

_COLUMNS: Final = names(LIBRARY)
# Large enough that numpy's cost per call vanishes, small enough to stay in the cache.
_CHUNK: Final = 65_536


class MonomerSpace:
    """All monomers of a library of fragments, each built only when it is needed.

    Members are numbered head by head, then bridge by bridge, then ligand by ligand within blocks of bridges
    with like ends; monomers with two ligands come after those with one. Two members may be the same molecule
    by different fragments; `tables` leaves the later one out.

    Args:
        library: The fragments.
        two_ligands: Whether bridges that carry two ligands take part.
        stereo: `keep` leaves stereocentres as the libraries draw them, unspecified ones included; `enumerate`
            takes every stereoisomer of every fragment.
    """

    def __init__(
        self,
        library: FragmentLibrary,
        *,
        two_ligands: bool = False,
        stereo: Literal["keep", "enumerate"] = "keep",
    ) -> None:
        library = enumerate_stereo(library) if stereo == "enumerate" else library
        self.library = library
        self._blocks = build_blocks(library, n_ligands=(1, 2) if two_ligands else (1,))
        self._ends = list(accumulate(block.size for block in self._blocks))
        self._products = Products(library)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, index: int) -> Monomer:
        wanted = index + len(self) if index < 0 else index
        if not 0 <= wanted < len(self):
            raise IndexError(f"member {index} of a space of {len(self)}")
        members = self.members(np.array([wanted]))
        return self._products.monomer(self._products.smiles(members)[0], members, 0)

    def __iter__(self) -> Iterator[Monomer]:
        return (self[index] for index in range(len(self)))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks in which every head goes with every bridge and every ligand."""
        return self._blocks

    @cached_property
    def _sums(self) -> FragmentSums:
        return FragmentSums(self.library)

    def members(self, indices: NDArray[np.int64]) -> Members:
        """Return which fragments make the members at some indices (0-based).

        Raises:
            IndexError: An index lies outside the space.
        """
        if indices.size and (indices.min() < 0 or indices.max() >= len(self)):
            raise IndexError(f"members {indices.min()} to {indices.max()} of a space of {len(self)}")
        starts = np.array([0, *self._ends[:-1]])
        which = np.searchsorted(np.array(self._ends), indices, side="right")
        found = {name: np.empty(len(indices), dtype=np.int64) for name in Members.__slots__}
        for number in np.unique(which):
            here = which == number
            part = self._blocks[number].members(indices[here] - starts[number])
            for name, values in found.items():
                values[here] = getattr(part, name)
        return Members(**found)

    def sums(self, indices: NDArray[np.int64]) -> Sums:
        """Return the additive properties of the members at some indices, without building them."""
        return self.sums_of(self.members(indices))

    def sums_of(self, members: Members) -> Sums:
        """Return the additive properties of members, without building them."""
        return self._sums.of(members)

    def indices(
        self, *, limits: AdditiveLimits | None = None, seed: int | None = None, chunk: int = _CHUNK
    ) -> Iterator[NDArray[np.int64]]:
        """Yield the indices of the space in chunks.

        Args:
            limits: Keep those within these limits only.
            seed: Draw them in this seed's random order, without replacement; in order without it.
            chunk: Members looked at a time.
        """
        for start in range(0, len(self), chunk):
            at = np.arange(start, min(start + chunk, len(self)))
            at = at if seed is None else permuted(at, size=len(self), seed=seed)
            yield at if limits is None else at[self.sums(at).passing(limits)]

    def build(self, indices: NDArray[np.int64]) -> list[str]:
        """Return the canonical SMILES of the members at some indices."""
        return self._products.smiles(self.members(indices))

    def polymerised(self, members: Members) -> list[tuple[str, str]]:
        """Return repeat unit (PSMILES) and hydrogen-capped unit (SMILES) of members."""
        return self._products.polymerised(members)

    def stream_smiles(self, *, stop: int | None = None, chunk: int = 2000) -> Iterator[str]:
        """Stream canonical SMILES of distinct ether-free members in order: the quickest way through a space.

        Args:
            stop: Look at so many members only.
            chunk: Members built at a time.
        """
        seen = Seen()
        end = len(self) if stop is None else min(stop, len(self))
        for start in range(0, end, chunk):
            members = self.members(np.arange(start, min(start + chunk, end)))
            smiles = self._products.smiles(self._products.ether_free(members))
            yield from (smiles[at] for at in seen.add(smiles))

    def tables(
        self,
        *,
        limit: int | None = None,
        seed: int | None = None,
        limits: AdditiveLimits | None = None,
        chunk: int = 2000,
    ) -> Iterator[pd.DataFrame]:
        """Stream distinct members as tables with the columns of `tables.LIBRARY`.

        Memory does not grow with the members but for eight bytes each, by which repeats are known.

        Args:
            limit: Stop after so many distinct members.
            seed: Draw them in this seed's random order; in order without it.
            limits: Keep members within these sums only.
            chunk: Members built at a time.
        """
        left = len(self) if limit is None else limit
        seen = Seen()
        for indices in self.indices(limits=limits, seed=seed, chunk=chunk):
            if left <= 0:
                return
            members = self.members(indices)
            smiles = self._products.smiles(members)
            new = seen.add(smiles)[:left]
            left -= len(new)
            if new:
                yield self._table(smiles, members, new)

    def table_of(self, members: Members) -> pd.DataFrame:
        """Return some members as a table with the columns of `tables.LIBRARY`, repeats left out."""
        smiles = self._products.smiles(members)
        return self._table(smiles, members, Seen().add(smiles))

    def _table(self, smiles: list[str], members: Members, chosen: list[int]) -> pd.DataFrame:
        monomers = (self._products.monomer(smiles[at], members, at) for at in chosen)
        rows = [[getattr(monomer, name) for name in _COLUMNS] for monomer in monomers]
        return pd.DataFrame(rows, columns=_COLUMNS)


def enumerate_monomers(
    library: FragmentLibrary,
    *,
    limit: int | None = None,
    sample: int | None = None,
    seed: int = 0,
    two_ligands: bool = False,
    stereo: Literal["keep", "enumerate"] = "keep",
    limits: AdditiveLimits | None = None,
) -> pd.DataFrame:
    """Enumerate distinct monomers as one table.

    Args:
        library: The fragments.
        limit: Take the first so many.
        sample: Take so many drawn at random without replacement; with `limit`, the smaller number of them.
        seed: Seed of the draw.
        two_ligands: Whether bridges that carry two ligands take part.
        stereo: Whether stereocentres are kept as drawn or enumerated.
        limits: Keep members within these sums only, before any is drawn.

    Returns:
        The columns of `tables.LIBRARY`, one row per monomer, before any filter.
    """
    space = MonomerSpace(library, two_ligands=two_ligands, stereo=stereo)
    wanted = [number for number in (limit, sample) if number is not None]
    tables = space.tables(
        limit=min(wanted, default=None), seed=None if sample is None else seed, limits=limits
    )
    return pd.concat([pd.DataFrame(columns=_COLUMNS), *tables], ignore_index=True)
