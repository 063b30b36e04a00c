"""The measured polymers that are most like a candidate: what its prediction leans on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rdkit.Chem import rdFingerprintGenerator

from monodesign.chem.comonomers import SEPARATOR, read_mol_ratio, split_monomers
from monodesign.chem.molecules import answering, parse_chemistry
from monodesign.errors import InvalidFormulation, InvalidSmiles
from monodesign.paths import LIBRARIES
from monodesign.tables.read import read_csv

COUNT: Final = 3
_BITS: Final = 2048
_MORGAN: Final = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=_BITS)
# Gels first: a gel measured on a less similar polymer says more of a gel than a dry film does.
_KINDS: Final = ("gel", "dry")
RATIO: Final = "polymer_mol_ratio"
_WHICH: Final = ("polymer", RATIO, "kind")
_KEPT: Final = (*_WHICH, "log10_sigma_s_cm", "temperature_c", "salt", "solvent", "doi", "source")


def load_measured_polymers(*, temperature_c: float) -> list[dict[str, Any]]:
    """Return one entry for each measured polymer and kind: its measurement closest to a temperature.

    Each ratio of a copolymer is a polymer of its own; liquids are left out. Each entry has the columns
    `_KEPT`; the order is that of polymer, ratio and kind.
    """
    table = read_csv(LIBRARIES / "measurements" / "conductivity.csv")
    solid = table[table["polymer"].notna() & table["kind"].isin(_KINDS)]
    distance = (solid["temperature_c"] - temperature_c).abs()
    ordered = solid.assign(distance=distance).sort_values(
        [*_WHICH, "distance", "log10_sigma_s_cm"], kind="stable"
    )
    nearest = ordered.drop_duplicates([*_WHICH]).reindex(columns=list(_KEPT))
    return [{str(name): value for name, value in row.items()} for row in nearest.to_dict("records")]


def find_neighbours(
    candidates: pd.DataFrame, measured: Sequence[dict[str, Any]]
) -> list[list[tuple[int, float]]]:
    """Find for each candidate the measured gels and dry polymers most like it.

    Likeness is the Tanimoto similarity of Morgan fingerprints (radius 2, 2048 bits) of the repeat units; a
    copolymer has as much of each unit's fingerprint as it has of the unit, by mole.

    Args:
        candidates: Column `repeat_unit`, of copolymers joined by a dot, and their `polymer_mol_ratio`; a row
            without a repeat unit has no neighbours.
        measured: What `load_measured_polymers` returned.

    Returns:
        For each candidate, positions in `measured` with the similarity: `COUNT` gels, then `COUNT` dry ones.
    """
    vectors = [_vector(entry["polymer"], entry.get(RATIO)) for entry in measured]
    found: list[list[tuple[int, float]]] = []
    groups = [_of_kind(kind, measured, vectors) for kind in _KINDS]
    for polymer, ratio in _candidate_polymers(candidates):
        own = _vector(polymer, ratio)
        found.append([] if own is None else [pair for group in groups for pair in _nearest(own, *group)])
    return found


def _of_kind(
    kind: str, measured: Sequence[dict[str, Any]], vectors: Sequence[NDArray[np.float64] | None]
) -> tuple[list[int], NDArray[np.float64], NDArray[np.float64]]:
    """Return positions, fingerprints (one a column) and their sums of the measured polymers of one kind."""
    chosen = [
        (at, vector)
        for at, (entry, vector) in enumerate(zip(measured, vectors, strict=True))
        if entry["kind"] == kind and vector is not None
    ]
    known = np.array([vector for _, vector in chosen]).reshape(len(chosen), _BITS)
    # One row a bit, since a candidate has few of them.
    return [at for at, _ in chosen], np.ascontiguousarray(known.T), known.sum(axis=1)


def _nearest(
    own: NDArray[np.float64], places: Sequence[int], known: NDArray[np.float64], totals: NDArray[np.float64]
) -> list[tuple[int, float]]:
    """Return the places of the `COUNT` most similar, with the similarity."""
    scores = _similarity(own, known, totals)
    best = np.argsort(-scores, kind="stable")[:COUNT]  # of equals the first place
    return [(places[at], round(float(scores[at]), 3)) for at in best]


def _candidate_polymers(candidates: pd.DataFrame) -> list[tuple[object, object]]:
    """Return the repeat units of each candidate, joined as in a table of formulations, and their ratio."""
    n_rows = len(candidates)
    units = candidates["repeat_unit"] if "repeat_unit" in candidates else [""] * n_rows
    ratios = candidates[RATIO] if RATIO in candidates else [""] * n_rows
    return [(join_units(unit, ratio), ratio) for unit, ratio in zip(units, ratios, strict=True)]


def join_units(repeat_unit: object, mol_ratio: object) -> object:
    """Return a candidate's `repeat_unit` as a table of formulations writes it: `A|B` for a copolymer.

    >>> join_units("*CC*.*CCO*", "1|3"), join_units("*CC*", "")
    ('*CC*|*CCO*', '*CC*')
    """
    if isinstance(repeat_unit, str) and isinstance(mol_ratio, str) and mol_ratio:
        return SEPARATOR.join(split_monomers(repeat_unit))
    return repeat_unit


def _similarity(
    own: NDArray[np.float64], known: NDArray[np.float64], totals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return Σ min / Σ max of one vector and each of some others, shape (n,).

    Args:
        own: Shape (2048,).
        known: The others, shape (2048, n).
        totals: Their sums, shape (n,).
    """
    used = np.flatnonzero(own)
    shared = np.minimum(known[used], own[used, None]).sum(axis=0)
    return np.asarray(shared / (own.sum() + totals - shared))


def _vector(polymer: object, mol_ratio: object) -> NDArray[np.float64] | None:
    """Return the mean fingerprint of a polymer's units by mole, or None where it has none."""
    if not isinstance(polymer, str) or not polymer:
        return None
    units = polymer.split(SEPARATOR)
    try:
        moles = read_mol_ratio(mol_ratio if isinstance(mol_ratio, str) else "", n=len(units))
        prints = np.array([_fingerprint(unit) for unit in units])
    except (InvalidFormulation, InvalidSmiles):
        return None
    shares = np.array([float(amount / sum(moles)) for amount in moles])
    return np.asarray(shares @ prints)


@lru_cache(maxsize=4096)  # the measured polymers are asked for again and again
def _fingerprint(psmiles: str) -> NDArray[np.float64]:
    """Return the bits of a repeat unit, shape (2048,).

    Raises:
        InvalidSmiles: There is no such molecule, or RDKit fails over it.
    """
    with answering(psmiles):
        bits: NDArray[np.float64] = _MORGAN.GetFingerprintAsNumPy(parse_chemistry(psmiles)).astype(float)
    bits.flags.writeable = False
    return bits
