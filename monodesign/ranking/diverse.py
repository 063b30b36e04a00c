"""Which candidates a limited budget of xTB is spent on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.tables.missing import is_true

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# The draw is made among this many times the budget of the candidates with the highest prediction.
POOL: Final = 20


def choose_to_describe(
    predicted: pd.DataFrame,
    *,
    budget: int,
    first: Sequence[str] = (),
    seed: int = 0,
    promise: NDArray[np.float64] | None = None,
) -> list[str]:
    """Choose the candidates worth an xTB calculation: promising ones that differ from each other.

    The surrogate's error is larger than the differences between its best candidates, so taking only the
    top of its list would describe near copies of one molecule. From a pool of the most promising
    the most dissimilar are drawn (MaxMin on Morgan fingerprints; Ashton et al., doi
    10.1002/qsar.200290002), starting from what is already chosen.

    Args:
        predicted: Columns `smiles` and `log10_sigma_s_cm`, one row per candidate.
        budget: Number of candidates to choose.
        first: SMILES described whatever their prediction, within the budget.
        seed: Seed of the draw.
        promise: What each row promises, the more the better; its prediction without it.

    Returns:
        SMILES in the order in which they should be described.
    """
    known = set(predicted["smiles"])
    chosen = [smiles for smiles in first if smiles in known][:budget]
    promises = predicted["log10_sigma_s_cm"] if promise is None else promise
    ordered = predicted.assign(promise=promises).sort_values(
        ["promise", "smiles"], ascending=[False, True], kind="stable"
    )
    taken = set(chosen)
    pool = [smiles for smiles in ordered["smiles"] if smiles not in taken][: POOL * budget]
    return chosen + _pick_dissimilar(chosen, pool, wanted=budget - len(chosen), seed=seed)


def _pick_dissimilar(chosen: Sequence[str], pool: Sequence[str], *, wanted: int, seed: int) -> list[str]:
    if wanted <= 0 or len(pool) <= wanted:
        return list(pool[: max(wanted, 0)])
    from rdkit.Chem import rdFingerprintGenerator
    from rdkit.SimDivFilters import rdSimDivPickers

    from monodesign.chem.molecules import parse

    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    everything = [*chosen, *pool]
    prints = [generator.GetFingerprint(parse(smiles)) for smiles in everything]
    # Without anything chosen yet the highest prediction is where the draw starts.
    start = list(range(len(chosen))) or [0]
    picked = rdSimDivPickers.MaxMinPicker().LazyBitVectorPick(
        prints, len(prints), wanted + len(chosen), firstPicks=start, seed=seed
    )
    return [everything[index] for index in picked if index >= len(chosen)]


def pick_shortlist(ranking: pd.DataFrame, *, size: int, max_similarity: float = 0.8) -> pd.DataFrame:
    """Take the best candidates that differ from each other.

    Walks down the ranking, passing over candidates outside the limits and those whose Tanimoto
    similarity (Morgan, radius 2, 2048 bits) to one already taken is above `max_similarity`.

    Args:
        ranking: What `rank` returned.
        size: Number of candidates wanted; fewer come back when no more differ enough.
        max_similarity: Between 0 and 1; 1 takes the best whatever their structure.
    """
    from rdkit import DataStructs
    from rdkit.Chem import rdFingerprintGenerator

    from monodesign.chem.molecules import parse

    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    taken: list[int] = []
    prints: list[object] = []
    for position, (smiles, is_within) in enumerate(
        zip(ranking["smiles"], is_true(ranking["is_within_limits"]), strict=True)
    ):
        if len(taken) == size:
            break
        if not is_within:
            continue
        fingerprint = generator.GetFingerprint(parse(smiles))
        if prints and max(DataStructs.BulkTanimotoSimilarity(fingerprint, prints)) > max_similarity:
            continue
        taken.append(position)
        prints.append(fingerprint)
    return ranking.iloc[taken].reset_index(drop=True)
