"""How certain the order is: the probabilities to be best, in the top ten, or above a reference, and tiers.

They follow from the errors of differences (`posterior`): what all candidates of a campaign share cancels.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.chem.molecules import monomer_id, parse
from monodesign.chem.named_monomers import canonical_of
from monodesign.errors import InvalidSmiles
from monodesign.ranking.evidence import find_faults, read_beliefs, read_measured
from monodesign.ranking.normal import normal_cdf
from monodesign.ranking.posterior import (
    REPLICATE_STD,
    Beliefs,
    Evidence,
    Trust,
    difference_std,
    fit_trust,
    sample,
    update,
)
from monodesign.tables.columns import HALF_WIDTH_90

REFERENCE: Final = "AEEO"  # the best conductor of the source study, doi:10.1038/s41467-025-59020-w
DRAWS: Final = 4000  # probabilities to within 0.01
MAX_JOINT: Final = 1000  # drawn jointly: the most promising, for the others have no chance
TOP: Final = 10
SURE: Final = 0.9  # probability from which one candidate is said to conduct better than another
# What `add_order` adds, beside those that it replaces.
COLUMNS: Final = (
    "log10_sigma_predicted_s_cm",
    "log10_sigma_predicted_std",
    "is_measured",
    "probability_best",
    "probability_in_top_10",
    "probability_beats_reference",
    "tier",
)


def add_order(
    candidates: pd.DataFrame,
    bench: pd.DataFrame | None = None,
    *,
    is_open: NDArray[np.bool_],
    reference: str = "",
    seed: int = 0,
) -> pd.DataFrame:
    """Return candidates with their expected σ and the probabilities of their order.

    Args:
        candidates: `monomer_id`, `smiles`, a prediction with its interval, `log10_sigma_own_std` where there
        is
            one, and of copolymers `polymer` and `polymer_mol_ratio`.
        bench: Measurements in the prediction's formulation. A measured candidate has what was measured in the
            prediction's place, and candidates like it move with it.
        is_open: Which candidates compete; the others have probabilities of 0.
        reference: Name, SMILES or `monomer_id` to be beaten: else the best measured, else `REFERENCE`.
        seed: Of the draws.

    Returns:
        The rows with `COLUMNS`; `log10_sigma_s_cm`, its interval and `sigma_ms_cm` hold what is believed.
    """
    table = candidates.reset_index(drop=True)
    known = table["log10_sigma_s_cm"].notna().to_numpy() & table["log10_sigma_lower_90"].notna().to_numpy()
    known &= np.array([not fault for fault in find_faults(table)], dtype=bool)
    order = np.flatnonzero(known)
    # In the order of their identities, so that the order of the rows does not matter.
    order = order[np.argsort(table["monomer_id"].to_numpy(dtype=str)[order], kind="stable")]
    rows = table.iloc[order].drop(columns=list(COLUMNS), errors="ignore")
    found = {name: np.full(len(table), np.nan) for name in (*COLUMNS, *_BELIEVED)}
    if len(rows):
        for name, values in _order(rows, bench, is_open[order], reference=reference, seed=seed).items():
            found[name][order] = values
    found["is_measured"] = np.nan_to_num(found["is_measured"]).astype(bool)
    believed = {name: found.pop(name) for name in _BELIEVED}
    if bench is not None and len(bench):
        table = table.assign(**believed)
    kept = table.drop(columns=list(COLUMNS), errors="ignore")
    return pd.concat([kept, pd.DataFrame(found)], axis=1)  # one by one would fragment a wide table


# What measurements change.
_BELIEVED: Final = ("log10_sigma_s_cm", "sigma_ms_cm", "log10_sigma_lower_90", "log10_sigma_upper_90")


def _order(
    rows: pd.DataFrame, bench: pd.DataFrame | None, is_open: NDArray[np.bool_], *, reference: str, seed: int
) -> dict[str, NDArray[np.float64]]:
    """Return the columns of `add_order` by name."""
    n = len(rows)
    beliefs, evidence, counts = read_beliefs(rows, bench)
    trust = fit_trust(beliefs, evidence)
    mean, std = update(beliefs, evidence, trust)
    measured = counts > 0
    # What was measured is what it is: `read_beliefs` tempers bad values in the search for good ones.
    for index, value, error in _averages(rows, bench, measured):
        mean[index], std[index] = value, error
    best, in_top = _draw(
        beliefs, evidence, trust, np.flatnonzero(is_open), measured=(mean, std, measured), seed=seed
    )
    tiers = _tiers(beliefs, evidence, trust, mean[:n], is_open)
    return {
        "log10_sigma_predicted_s_cm": beliefs.mean[:n],
        "log10_sigma_predicted_std": beliefs.std[:n].round(6),
        "is_measured": measured[:n].astype(float),
        "probability_best": best[:n],
        "probability_in_top_10": in_top[:n],
        "probability_beats_reference": _beat(rows, beliefs, evidence, trust, mean, reference=reference),
        "tier": tiers,
        "log10_sigma_s_cm": mean[:n].round(6),
        "sigma_ms_cm": 10 ** (mean[:n] + 3),
        "log10_sigma_lower_90": (mean - HALF_WIDTH_90 * std)[:n].round(6),
        "log10_sigma_upper_90": (mean + HALF_WIDTH_90 * std)[:n].round(6),
    }


def _averages(
    rows: pd.DataFrame, bench: pd.DataFrame | None, measured: NDArray[np.bool_]
) -> list[tuple[int, float, float]]:
    """Return row, mean log10 σ and standard error of each candidate that was measured."""
    if bench is None or not measured.any():
        return []
    place = {str(identity): row for row, identity in enumerate(rows["monomer_id"])}
    return [
        (place[one.candidate_id], float(np.mean(values)), REPLICATE_STD / float(np.sqrt(len(values))))
        for one, values in read_measured(bench).items()
        if one.candidate_id in place
    ]


def _draw(
    beliefs: Beliefs,
    evidence: Evidence,
    trust: Trust,
    candidates: NDArray[np.int64],
    *,
    measured: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]],
    seed: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the probabilities to be best and among the best ten, by joint draws of the most promising."""
    best, in_top = np.zeros(len(beliefs.mean)), np.zeros(len(beliefs.mean))
    if not len(candidates):
        return best, in_top
    mean, std, is_measured = measured
    promise = mean[candidates] + 2 * beliefs.own_std[candidates]
    pool = np.sort(candidates[np.argsort(-promise, kind="stable")[:MAX_JOINT]])
    drawn = sample(beliefs, evidence, trust, pool=pool, draws=DRAWS, seed=seed)
    known = is_measured[pool]
    noise = np.random.default_rng(seed + 1).standard_normal((DRAWS, int(known.sum())))
    drawn[:, known] = mean[pool][known] + std[pool][known] * noise
    best[pool] = np.bincount(drawn.argmax(axis=1), minlength=len(pool)) / DRAWS
    least = np.partition(drawn, -min(TOP, len(pool)), axis=1)[:, -min(TOP, len(pool))]
    in_top[pool] = (drawn >= least[:, None]).mean(axis=0)
    return best, in_top


def _beat(
    rows: pd.DataFrame,
    beliefs: Beliefs,
    evidence: Evidence,
    trust: Trust,
    mean: NDArray[np.float64],
    *,
    reference: str,
) -> NDArray[np.float64]:
    """Return the probability of each row to conduct better than the reference; NaN where there is none."""
    n = len(rows)
    other = find_reference(rows, evidence, reference=reference)
    if other is None:
        return np.full(n, np.nan)
    std = difference_std(beliefs, evidence, trust, other=other)[:n]
    chances = normal_cdf((mean[:n] - mean[other]) / std)
    if other < n:
        chances[other] = np.nan
    return np.asarray(chances)


def find_reference(
    rows: pd.DataFrame, evidence: Evidence | None = None, *, reference: str = ""
) -> int | None:
    """Return the place of the reference among candidates: of the asked one, the best measured, or AEEO."""
    if not reference and evidence is not None and len(evidence.index):
        return int(evidence.index[int(np.argmax(evidence.value))])
    wanted = reference or REFERENCE
    known = {wanted, monomer_id(canonical_of(wanted))} if not reference or _is_molecule(wanted) else {wanted}
    places = np.flatnonzero(rows["monomer_id"].isin(known).to_numpy())
    return int(places[0]) if len(places) else None


def _is_molecule(text: str) -> bool:
    """Return whether a reference is a name or SMILES; a `monomer_id` is neither."""
    try:
        parse(canonical_of(text))
    except InvalidSmiles:
        return False
    return True


def _tiers(
    beliefs: Beliefs,
    evidence: Evidence,
    trust: Trust,
    mean: NDArray[np.float64],
    is_open: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return tiers: 1 holds the best and all that it does not surely beat, 2 the same of the rest."""
    tiers = np.full(len(mean), np.nan)
    left = is_open.copy()
    tier = 0
    while left.any():
        tier += 1
        leader = int(np.argmax(np.where(left, mean, -np.inf)))
        std = difference_std(beliefs, evidence, trust, other=leader)[: len(mean)]
        beaten = normal_cdf((mean[leader] - mean) / std) >= SURE
        member = left & ~beaten
        member[leader] = True
        tiers[member] = tier
        left &= ~member
    return tiers
