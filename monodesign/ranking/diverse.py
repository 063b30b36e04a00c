"""Which candidates a limited budget of xTB is spent on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rdkit import DataStructs
from rdkit.Chem import Mol, rdFingerprintGenerator
from rdkit.SimDivFilters import rdSimDivPickers

from monodesign.chem.molecules import answering, parse, parse_chemistry
from monodesign.errors import InvalidSmiles
from monodesign.ranking.normal import expected_improvement
from monodesign.tables.missing import is_true

# The draw is made among this many times the budget of the candidates with the highest prediction.
POOL: Final = 20
_BITS: Final = 2048


def choose_to_describe(
    predicted: pd.DataFrame,
    *,
    budget: int,
    first: Sequence[str] = (),
    seed: int = 0,
    worth: NDArray[np.float64] | None = None,
) -> list[str]:
    """Choose the candidates worth an xTB calculation.

    With `worth`, one by one those of the highest, lowered by how alike they are to one chosen before
    (Tanimoto on Morgan fingerprints): a near copy teaches little more. Without it promising ones that differ
    from each other: the surrogate's error is larger than the differences between its best candidates, so from
    a pool of those the most dissimilar are drawn (MaxMin; Ashton et al., doi 10.1002/qsar.200290002),
    starting from what is already chosen.

    Args:
        predicted: Columns `smiles` and `log10_sigma_s_cm`, one row per candidate.
        budget: Number of candidates to choose.
        first: SMILES described whatever their prediction, within the budget.
        seed: Seed of the draw.
        worth: How much describing each row is worth, from `expected_change`.

    Returns:
        SMILES in the order in which they should be described.
    """
    known = set(predicted["smiles"])
    chosen = [smiles for smiles in first if smiles in known][:budget]
    values = predicted["log10_sigma_s_cm"] if worth is None else worth
    ordered = predicted.assign(worth=values).sort_values(
        ["worth", "smiles"], ascending=[False, True], kind="stable"
    )
    rest = ordered[~ordered["smiles"].isin(chosen)].head(POOL * budget)
    wanted = budget - len(chosen)
    if worth is None:
        return chosen + _pick_dissimilar(chosen, list(rest["smiles"]), wanted=wanted, seed=seed)
    return chosen + _pick_worthy(chosen, list(rest["smiles"]), rest["worth"].to_numpy(dtype=float), wanted)


def expected_change(
    score: NDArray[np.float64], std: NDArray[np.float64], *, n_wanted: int
) -> NDArray[np.float64]:
    """Return how much each candidate's true score is expected to pass the shortlist's end, shape (n,).

    That is what knowing it is worth: nothing of one that is surely in or out, the more of the others the
    larger the error of its score (expected value of perfect information; Chick & Frazier, Manage. Sci. 58,
    550 (2012), doi:10.1287/mnsc.1110.1425).

    Args:
        score: Of each candidate.
        std: Its error.
        n_wanted: Places on the shortlist.

    >>> expected_change(np.array([0.9, 0.5, 0.5]), np.array([0.01, 0.2, 0.01]), n_wanted=2).round(3).tolist()
    [0.0, 0.08, 0.004]
    """
    if not len(score):
        return np.zeros(0)
    end = np.sort(score)[::-1][min(n_wanted, len(score)) - 1]
    error = np.maximum(std, 1e-12)
    return expected_improvement(-np.abs(score - end), error, best=0.0)


def _pick_worthy(
    chosen: Sequence[str], pool: Sequence[str], worth: NDArray[np.float64], wanted: int
) -> list[str]:
    """Return the worthiest of a pool one by one, each lowered by its likeness to those before it."""
    prints = [_fingerprint(parse_chemistry, smiles) for smiles in pool]
    alike = np.zeros(len(pool))
    for smiles in chosen:
        one = _fingerprint(parse_chemistry, smiles)
        alike = np.maximum(alike, DataStructs.BulkTanimotoSimilarity(one, prints))
    picked: list[int] = []
    left = np.ones(len(pool), dtype=bool)
    for _ in range(min(wanted, len(pool))):
        index = int(np.argmax(np.where(left, worth * (1 - alike), -np.inf)))
        picked.append(index)
        left[index] = False
        alike = np.maximum(alike, DataStructs.BulkTanimotoSimilarity(prints[index], prints))
    return [pool[index] for index in picked]


def _pick_dissimilar(chosen: Sequence[str], pool: Sequence[str], *, wanted: int, seed: int) -> list[str]:
    if wanted <= 0 or len(pool) <= wanted:
        return list(pool[: max(wanted, 0)])
    everything = [*chosen, *pool]
    prints = [_fingerprint(parse, smiles) for smiles in everything]
    # Without anything chosen yet the highest prediction is where the draw starts.
    start = list(range(len(chosen))) or [0]
    picked = rdSimDivPickers.MaxMinPicker().LazyBitVectorPick(
        prints, len(prints), wanted + len(chosen), firstPicks=start, seed=seed
    )
    return [everything[index] for index in picked if index >= len(chosen)]


def _fingerprint(read: Callable[[str], Mol], smiles: str) -> DataStructs.ExplicitBitVect:
    """Return the Morgan fingerprint of a molecule; of one over which RDKit fails, one like no other."""
    try:
        with answering(smiles):
            generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=_BITS)
            return generator.GetFingerprint(read(smiles))
    except InvalidSmiles:
        return DataStructs.ExplicitBitVect(_BITS)


def pick_shortlist(ranking: pd.DataFrame, *, size: int, max_similarity: float = 0.8) -> pd.DataFrame:
    """Take the best candidates that differ from each other.

    Walks down the ranking, passing over candidates outside the limits and those whose Tanimoto
    similarity (Morgan, radius 2, 2048 bits) to one already taken is above `max_similarity`.

    Args:
        ranking: What `rank` returned.
        size: Number of candidates wanted; fewer come back when no more differ enough.
        max_similarity: Between 0 and 1; 1 takes the best whatever their structure.
    """
    taken: list[int] = []
    prints: list[DataStructs.ExplicitBitVect] = []
    for position, (smiles, is_within) in enumerate(
        zip(ranking["smiles"], is_true(ranking["is_within_limits"]), strict=True)
    ):
        if len(taken) == size:
            break
        if not is_within:
            continue
        fingerprint = _fingerprint(parse, smiles)
        if prints and max(DataStructs.BulkTanimotoSimilarity(fingerprint, prints)) > max_similarity:
            continue
        taken.append(position)
        prints.append(fingerprint)
    return ranking.iloc[taken].reset_index(drop=True)
