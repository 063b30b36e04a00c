"""Sentences of the report's first page: what was asked, and how far the answer can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from monodesign.chem.comonomers import is_copolymer
from monodesign.formulation.wording import word_salts, word_solvents, word_temperature
from monodesign.ranking.goals import BINDING_COLUMNS, Goals

FIRST: Final = 10
_PARTS: Final = ("polymer", "salt", "solvent")
_GOALS: Final = {
    "conductivity": "conductivity",
    "oxidation": "oxidation potential",
    "binding": "weak Li⁺ binding",
    "reduction": "stability against lithium metal",
    "synthesis": "easy synthesis",
}
_HOLD: Final = {
    "one_armed": "by the binding energy of Li⁺ at one donor",
    "exchange": "by the energy to exchange a solvent molecule in the Li⁺ shell for the polymer",
}


def word_question(settings: Mapping[str, Any], goals: Goals) -> tuple[str, ...]:
    """Describe the question and the goals of the campaign."""
    wanted = (
        f"Goals: high ionic conductivity and an oxidation potential of at least {goals.oxidation_min_v:.2f} "
        f"V vs Li/Li⁺. Li⁺ binding by the polymer is part of the conductivity{_word_hold(goals)}."
    )
    counted = {name: getattr(goals, f"weight_{name}") for name in _GOALS}
    names = [f"{said} {counted[name]:g}" for name, said in _GOALS.items() if counted[name] > 0]
    weights = (
        f"Weights: {', '.join(names)}. The sliders below change them. In each goal a candidate gets its mean "
        "probability to beat another one, so an uncertain candidate stays near the middle."
    )
    return (*_word_formulation(settings.get("formulation", {})), wanted, weights)


def _word_hold(goals: Goals) -> str:
    return f", and a goal of its own, measured {_HOLD[goals.binding]}" if goals.weight_binding > 0 else ""


def _word_formulation(gel: Mapping[str, Any]) -> tuple[str, ...]:
    if not gel:
        return ()
    polymer, salt, solvent = (f"{100 * float(gel.get(f'w_{part}', 0)):.3g}" for part in _PARTS)
    sentence = (
        f"Which monomer makes the best gel of {polymer} wt% polymer, {salt} wt% "
        f"{word_salts(str(gel.get('salt', 'salt')))} and {solvent} wt% "
        f"{word_solvents(str(gel.get('solvent', 'solvent')))} at "
        f"{word_temperature(gel.get('temperature_c', 25))}?"
    )
    return (sentence,)


def word_copolymers(ranking: pd.DataFrame) -> tuple[str, ...]:
    """Say how many candidates are copolymers, and where their numbers come from."""
    n_copolymers = int(is_copolymer(ranking).sum())
    if n_copolymers == 0:
        return ()
    sentence = (
        f"{n_copolymers} of {len(ranking)} candidates are copolymers. Their conductivity is predicted for "
        "the "
        "copolymer. Their oxidation potential is that of the unit that oxidises first. Their Li⁺ binding is "
        "the mean of the units by mole fraction, because the copolymers of the article conduct between the "
        "polymers of their monomers."
    )
    return (sentence,)


def word_sureness(ranking: pd.DataFrame, goals: Goals) -> tuple[str, ...]:
    """Describe the intervals, the predictions outside the domain, and the values that were not computed."""
    n_missing = int(ranking[BINDING_COLUMNS[goals.binding]].isna().sum())
    missing = (
        f"{n_missing} of {len(ranking)} candidates were not computed with xTB (outside the budget, or the "
        "calculation failed). Their score uses estimates from structure."
    )
    return (*_word_intervals(ranking), *_word_domain(ranking), *_word_draws(ranking), missing)


def _word_intervals(ranking: pd.DataFrame) -> tuple[str, ...]:
    half = ((ranking["log10_sigma_upper_90"] - ranking["log10_sigma_lower_90"]) / 2).dropna()
    if not len(half):
        return ()
    typical = float(np.median(half))
    sentence = (
        "Absolute values: with 90 % probability, the true conductivity is within a factor of "
        f"{10**typical:.2g} of the prediction (median of all candidates)."
    )
    return (sentence,)


_ONE_PUBLICATION: Final = (
    "Only one publication compares carbonates, oxalates and amides in a gel (seven gels in ethylene "
    "carbonate, doi:10.1038/s41467-025-59020-w)."
)


def _word_domain(ranking: pd.DataFrame) -> tuple[str, ...]:
    if "in_domain" not in ranking:
        return ()
    n_outside = int(ranking["in_domain"].eq(other=False).sum())
    outside = (
        f"{n_outside} of {len(ranking)} predictions are outside the training data: no gel with such donors, "
        "backbone, solvent or composition was measured. The column domain_note says which."
    )
    return outside, _ONE_PUBLICATION


def _word_draws(ranking: pd.DataFrame) -> tuple[str, ...]:
    """Say how far the order by conductivity can be trusted, once for all candidates."""
    if "tier" not in ranking or not ranking["tier"].notna().any():
        return ()
    n_first = int((ranking["tier"] == 1).sum())
    likeliest = ranking.iloc[int(np.argmax(ranking["probability_best"].fillna(0.0)))]
    sentence = (
        f"Order: {n_first} of {len(ranking)} candidates are in tier 1. They cannot be distinguished from the "
        f"best conductor with 90 % probability. {likeliest['name']} is most likely the best conductor, "
        "with a "
        f"probability of {float(likeliest['probability_best']):.2f}."
    )
    measured = int(ranking["is_measured"].eq(other=True).sum()) if "is_measured" in ranking else 0
    if not measured:
        return (sentence,)
    own = f"{measured} of them have a measured conductivity; similar candidates were adjusted."
    return sentence, own
