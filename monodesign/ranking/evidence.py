"""What is predicted and what was measured of a campaign's candidates, as the posterior takes it."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.chem.comonomers import Comonomers, read_comonomers
from monodesign.ranking.posterior import (
    ENOUGH_TO_FIT,
    REPLICATE_STD,
    Beliefs,
    Evidence,
    find_fault,
    make_beliefs,
)
from monodesign.tables.columns import read_std, require_columns
from monodesign.tables.missing import plain


def read_beliefs(
    table: pd.DataFrame, bench: pd.DataFrame | None
) -> tuple[Beliefs, Evidence, NDArray[np.int64]]:
    """Return prior, evidence and numbers of measurements; gels measured but no candidates come last.

    A table that was ranked with measurements tells in `log10_sigma_predicted_s_cm` what was believed before.
    """
    candidates = _read_candidates(table, "smiles")
    place = {candidate.candidate_id: at for at, candidate in enumerate(candidates)}
    mean = _read(table, "log10_sigma_predicted_s_cm", table["log10_sigma_s_cm"])
    std = np.maximum(_read(table, "log10_sigma_predicted_std", read_std(table)), REPLICATE_STD)
    own_std = _read(table, "log10_sigma_own_std", pd.Series(np.nan, index=table.index))
    measured = read_measured(bench)
    measured = {one: values for one, values in measured.items() if not find_fault(one)}
    extra = [candidate for candidate in measured if candidate.candidate_id not in place]
    place |= {candidate.candidate_id: len(candidates) + at for at, candidate in enumerate(extra)}
    candidates += extra
    # Of a molecule that was not predicted, no more is known than of the average candidate.
    mean = np.concatenate([mean, np.full(len(extra), mean.mean() if len(mean) else -4.0)])
    std = np.concatenate([std, np.full(len(extra), float(np.median(std)) if len(std) else 1.0)])
    own_std = np.concatenate([own_std, np.full(len(extra), np.nan)])
    counts = np.zeros(len(candidates), dtype=np.int64)
    for candidate, values in measured.items():
        counts[place[candidate.candidate_id]] = len(values)
    evidence = Evidence(
        index=np.array([place[candidate.candidate_id] for candidate in measured], dtype=np.int64),
        value=np.array([float(np.mean(values)) for values in measured.values()]),
        std=np.array([REPLICATE_STD / sqrt(len(values)) for values in measured.values()]),
    )
    evidence = temper(evidence, mean)
    return make_beliefs(candidates, mean=mean, std=std, own_std=own_std), evidence, counts


def find_faults(table: pd.DataFrame) -> list[str]:
    """Say of each candidate why RDKit cannot compare it with others; empty where it can."""
    return [find_fault(candidate) for candidate in _read_candidates(table, "smiles")]


def temper(evidence: Evidence, prior: NDArray[np.float64]) -> Evidence:
    """Limit how bad a bad measurement counts as.

    In the search for the best, that a candidate is poor matters, and hardly how poor; a few very poor ones
    would otherwise decide what is believed of all. A value below both the median measurement and its own
    prediction shifted by the median error counts as the lower of these two. The best measurement is never
    changed.

    Args:
        evidence: What was measured.
        prior: Every candidate's prediction, log10 σ (S/cm).
    """
    if len(evidence.index) < ENOUGH_TO_FIT:
        return evidence
    expected = prior[evidence.index]
    usual = expected + np.median(evidence.value - expected)
    floor = np.minimum(usual, np.median(evidence.value))
    return Evidence(index=evidence.index, value=np.maximum(evidence.value, floor), std=evidence.std)


def read_measured(bench: pd.DataFrame | None) -> dict[Comonomers, list[float]]:
    """Return every measured polymer's values, in alphabetical order of its monomers."""
    if bench is None or not len(bench):
        return {}
    require_columns(bench, ("polymer", "log10_sigma_s_cm"), where="measurements")
    bench = plain(bench).dropna(subset=["polymer", "log10_sigma_s_cm"])
    found: dict[Comonomers, list[float]] = {}
    for candidate, value in zip(_read_candidates(bench, "polymer"), bench["log10_sigma_s_cm"], strict=True):
        found.setdefault(candidate, []).append(float(value))
    ordered = sorted(found, key=lambda candidate: (candidate.monomers, candidate.moles))
    return {candidate: sorted(found[candidate]) for candidate in ordered}


def _read_candidates(table: pd.DataFrame, otherwise: str) -> list[Comonomers]:
    """Return each row's monomers and ratio; `otherwise` is the column to read where there is no `polymer`."""
    polymers = table["polymer"] if "polymer" in table else table[otherwise]
    ratios = table["polymer_mol_ratio"] if "polymer_mol_ratio" in table else [""] * len(table)
    return [
        read_comonomers(str(polymer), ratio if isinstance(ratio, str) else "")
        for polymer, ratio in zip(polymers, ratios, strict=True)
    ]


def _read(table: pd.DataFrame, column: str, otherwise: pd.Series[float]) -> NDArray[np.float64]:
    """Return a column, and something else where it is not there or blank."""
    known = table[column].astype(float) if column in table else otherwise.astype(float)
    return np.asarray(known.fillna(otherwise), dtype=float)
