"""The next batch for the bench: where a measurement is most likely to find a better conductor, per effort.

Expected improvement (Jones et al., doi 10.1023/A:1008306431147) or Thompson sampling, on the surrogate's
prediction as corrected by the campaign's own measurements, times the ease of synthesis.
"""

from __future__ import annotations

from dataclasses import replace
from math import erf, isnan, sqrt
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.errors import InvalidTable
from monodesign.formulation.components import read_salts, read_solvents
from monodesign.formulation.gel import Formulation
from monodesign.ranking.evidence import find_faults, read_beliefs
from monodesign.ranking.normal import expected_improvement
from monodesign.ranking.posterior import (
    REPLICATE_STD,
    Beliefs,
    Evidence,
    Trust,
    fit_trust,
    likeness,
    sample,
    similarity,
    update,
)
from monodesign.synthesis.scores import score_syntheses
from monodesign.tables.columns import HALF_WIDTH_90, SUGGESTIONS, SYNTHESIS, names, require_columns
from monodesign.tables.missing import is_true, plain

NEEDED: Final = ("monomer_id", "smiles", "log10_sigma_s_cm", "log10_sigma_lower_90", "log10_sigma_upper_90")
# Routes are searched for this many times the batch, since a route takes a tenth of a second.
POOL: Final = 25
# Two candidates of a batch more alike than this teach the same thing.
MAX_SIMILARITY: Final = 0.85
# Less alike than this to anything measured is new ground.
UNLIKE: Final = 0.35
# Thompson sampling draws jointly for this many candidates.
MAX_JOINT: Final = 1000

Method = Literal["expected_improvement", "thompson"]


def suggest(
    candidates: pd.DataFrame,
    bench: pd.DataFrame | None = None,
    *,
    n: int = 8,
    seed: int = 0,
    method: Method = "expected_improvement",
    stock: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Propose the next candidates to make and measure.

    Candidates outside the limits, candidates without a route of synthesis and measured candidates are not
    proposed. Without measurements the predictions alone decide, compared with the median candidate.

    Args:
        candidates: A ranking: `monomer_id`, `smiles`, the prediction with its 90 % interval, and optionally
            `name`, `is_within_limits`, `synthesis_score`, `polymer` and `polymer_mol_ratio`. If
            `synthesis_score` is missing, routes are searched.
        bench: Measurements under the conditions of the prediction: columns `polymer`, `log10_sigma_s_cm` and,
            for copolymers, `polymer_mol_ratio`. Replicates are averaged.
        n: Size of the batch; fewer rows if fewer candidates are worth it.
        seed: Random seed of `thompson`.
        method: How to balance promising candidates against unknown ones.
        stock: Canonical SMILES of the chemicals that you have; they make routes easier.

    Returns:
        A row per proposal, the best first, with the columns of `SUGGESTIONS`.

    Raises:
        InvalidTable: A column is missing, no candidate has a prediction, or `n` is not positive.
    """
    require_columns(candidates, NEEDED, where="suggest")
    if n < 1:
        raise InvalidTable(f"suggest: n = {n}; must be 1 or more")
    table = plain(candidates).dropna(subset=list(NEEDED)).sort_values("monomer_id", kind="stable")
    table = table.drop_duplicates("monomer_id")
    table = table[[not fault for fault in find_faults(table)]].reset_index(drop=True)
    if table.empty:
        raise InvalidTable(
            "suggest: no candidate has a predicted conductivity; failures.csv says why, or relax [filters]"
        )
    beliefs, evidence, counts = read_beliefs(table, bench)
    if not len(evidence.index):  # what is the same for all candidates makes none of them the better choice
        beliefs = replace(beliefs, std=beliefs.own_std)
    trust = fit_trust(beliefs, evidence)
    is_open = counts[: len(table)] == 0
    if "is_within_limits" in table:
        is_open &= is_true(table["is_within_limits"])
    mean, std = update(beliefs, evidence, trust)
    gain = expected_improvement(mean, std, best=_best(beliefs, evidence))
    ease = _ease(table, gain[: len(table)], is_open, n=n, stock=stock)
    worth = np.where(is_open, ease, 0.0)
    if method == "expected_improvement":
        chosen = _pick_by_improvement(beliefs, evidence, trust, ease=worth, n=n)
    else:
        chosen = _pick_by_thompson(beliefs, evidence, trust, ease=worth, n=n, seed=seed)
    costs = _cost(table.iloc[chosen], ease[chosen], stock=stock)
    rows = [
        {
            "batch_rank": place,
            **_row(table, index),
            "expected_log10_sigma_s_cm": float(mean[index]),
            "expected_std": float(std[index]),
            "expected_improvement": float(gain[index]),
            **cost,
            "reason": _reason(mean[index], std[index], beliefs, evidence, index=index, cost=cost),
        }
        for place, (index, cost) in enumerate(zip(chosen, costs, strict=True), start=1)
    ]
    return pd.DataFrame(rows, columns=names(SUGGESTIONS))


def select_comparable(bench: pd.DataFrame, gel: Formulation) -> pd.DataFrame:
    """Keep the measurements made under the conditions that the prediction is for.

    Weight fractions may differ by 0.02 and the temperature by 2 °C, which changes σ less than making the gel
    anew.

    Args:
        bench: As `bench.read_bench` returns it.
        gel: Those conditions.
    """
    bench = plain(bench)
    is_near = (bench["temperature_c"].astype(float) - gel.temperature_c).abs() <= 2.0
    for column in ("w_polymer", "w_solvent", "w_salt"):
        # Rounded, for 0.32 less 0.30 is a little more than 0.02 in binary.
        is_near &= (bench[column].astype(float) - getattr(gel, column)).abs().round(9) <= 0.02
    near = bench[is_near]
    wanted = read_solvents(gel.solvent).composition, read_salts(gel.salt).composition
    is_same = [
        (read_solvents(str(row.solvent)).composition, read_salts(str(row.salt)).composition) == wanted
        for row in near.itertuples()
    ]
    return near[np.array(is_same, dtype=bool)].reset_index(drop=True)


def _ease(
    table: pd.DataFrame,
    gain: NDArray[np.float64],
    is_open: NDArray[np.bool_],
    *,
    n: int,
    stock: frozenset[str],
) -> NDArray[np.float64]:
    """Return the synthesis scores; where the table has none, those of the most promising candidates only."""
    if "synthesis_score" in table.columns:
        return np.nan_to_num(table["synthesis_score"].to_numpy(dtype=float))
    ordered = np.argsort(-np.where(is_open, gain, -1.0), kind="stable")
    ease = np.zeros(len(table))
    tried = [index for index in ordered[: POOL * n] if is_open[index]]
    ease[tried] = score_syntheses(table["smiles"].iloc[tried], stock=stock)["synthesis_score"]
    return ease


def _cost(
    chosen: pd.DataFrame, ease: NDArray[np.float64], *, stock: frozenset[str]
) -> list[dict[str, object]]:
    """Return the columns of `SYNTHESIS` for each chosen candidate; of a score that was given only itself."""
    columns = names(SYNTHESIS)
    if "synthesis_score" not in chosen.columns:
        costs = score_syntheses(chosen["smiles"], stock=stock)
    else:
        costs = chosen.reindex(columns=columns).assign(synthesis_score=ease)
        if "to_order" in chosen.columns:  # of a table that was read, nothing is NaN
            costs["to_order"] = chosen["to_order"].astype(object).fillna("")
    return [{column: row[column] for column in columns} for row in costs.to_dict("records")]


def _best(beliefs: Beliefs, evidence: Evidence) -> float:
    """Return the log10 σ to beat: the best measured, or before any measurement the median prediction."""
    return float(evidence.value.max()) if len(evidence.value) else float(np.median(beliefs.mean))


def _pick_by_improvement(
    beliefs: Beliefs, evidence: Evidence, trust: Trust, *, ease: NDArray[np.float64], n: int
) -> list[int]:
    """Pick one by one, believing of each that it will measure as expected ("kriging believer")."""
    best = _best(beliefs, evidence)
    alike = likeness(beliefs, evidence.index)
    chosen: list[int] = []
    for _ in range(n):
        mean, std = (part[: len(ease)] for part in update(beliefs, evidence, trust, alike=alike))
        worth = expected_improvement(mean, std, best=best) * ease
        worth[_too_alike(beliefs, chosen)[: len(ease)]] = 0.0
        index = int(np.argmax(worth))
        if worth[index] <= 0.0:
            break
        chosen.append(index)
        evidence = Evidence(
            index=np.append(evidence.index, index),
            value=np.append(evidence.value, mean[index]),
            std=np.append(evidence.std, REPLICATE_STD),
        )
        alike = np.column_stack([alike, likeness(beliefs, np.array([index]))])
    return chosen


def _pick_by_thompson(
    beliefs: Beliefs, evidence: Evidence, trust: Trust, *, ease: NDArray[np.float64], n: int, seed: int
) -> list[int]:
    """Pick the best of one joint draw after another."""
    mean, std = (part[: len(ease)] for part in update(beliefs, evidence, trust))
    # Joint draws cost the cube of the pool; beyond the most promising thousand none has a chance.
    promise = np.where(ease > 0, mean + 2.0 * std, -np.inf)
    pool = np.argsort(-promise, kind="stable")[: min(MAX_JOINT, int((ease > 0).sum()))]
    if not len(pool):
        return []
    drawn = sample(beliefs, evidence, trust, pool=pool, draws=n, seed=seed)
    best = _best(beliefs, evidence)
    chosen: list[int] = []
    for draw in drawn:
        # Where a draw beats nothing, its highest value still decides.
        worth = np.maximum(draw - best, 0.0) * ease[pool] + 1e-9 * (draw - draw.min() + 1.0)
        worth[_too_alike(beliefs, chosen)[pool]] = 0.0
        index = int(np.argmax(worth))
        if worth[index] > 0.0:
            chosen.append(int(pool[index]))
    return chosen


def _too_alike(beliefs: Beliefs, chosen: list[int]) -> NDArray[np.bool_]:
    """Say which candidates are chosen already or too much like one that is."""
    alike = np.zeros(len(beliefs.mean), dtype=bool)
    if chosen:
        near = similarity(beliefs.fingerprints, beliefs.fingerprints[chosen])
        alike |= (near > MAX_SIMILARITY).any(axis=1)
        alike[chosen] = True
    return alike


def _row(table: pd.DataFrame, index: int) -> dict[str, object]:
    """Return what the table says of a candidate."""
    return {
        "monomer_id": table["monomer_id"].iloc[index],
        "smiles": table["smiles"].iloc[index],
        "polymer_mol_ratio": table["polymer_mol_ratio"].iloc[index] if "polymer_mol_ratio" in table else "",
        "name": table["name"].iloc[index] if "name" in table else "",
    }


def _reason(
    mean: float,
    std: float,
    beliefs: Beliefs,
    evidence: Evidence,
    *,
    index: int,
    cost: dict[str, object],
) -> str:
    """Say in one sentence why a candidate is worth it; what is expected leaves out the rest of the batch."""
    best = _best(beliefs, evidence)
    known = similarity(beliefs.fingerprints[[index]], beliefs.fingerprints[evidence.index])[0]
    low, high = (1000.0 * 10 ** (mean + sign * HALF_WIDTH_90 * std) for sign in (-1.0, 1.0))
    chance = 100.0 * (1.0 + erf((mean - best) / std / sqrt(2.0))) / 2.0
    rival = "the best measured" if len(known) else "the median candidate"
    kind = "promising" if mean >= best else "uncertain, so possibly better than expected"
    text = (
        f"{kind}: {1000.0 * 10**mean:.3g} mS/cm expected ({low:.2g}–{high:.2g}, 90 %), "
        f"{chance:.0f} % chance to beat {rival} ({1000.0 * 10**best:.3g} mS/cm)"
    )
    if len(known) and known.max() < UNLIKE:
        text += "; unlike everything measured so far"
    return f"{text}; {_word_cost(cost)}"


def _word_cost(cost: dict[str, object]) -> str:
    """Say what a candidate takes to make, as far as its route is known."""
    text = f"synthesis score {cost['synthesis_score']:.2f}"
    steps, to_order = cost["n_synthesis_steps"], cost["to_order"]
    if not isinstance(steps, int | float) or isnan(steps) or not isinstance(to_order, str):
        return text
    n_to_order = len(to_order.split("; ")) if to_order else 0
    return f"{text} ({steps:.0f} step{'s' * (steps != 1)}, {n_to_order} to order)"
