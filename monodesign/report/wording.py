"""Sentences of the report's first page: what was asked, and how far the answer can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from monodesign.chem.comonomers import is_copolymer
from monodesign.ranking.goals import BINDING_COLUMNS, Goals

FIRST: Final = 10
_PARTS: Final = ("polymer", "salt", "solvent")
_GOALS: Final = {
    "conductivity": "conductivity",
    "oxidation": "oxidation potential",
    "binding": "weak hold on Li⁺",
    "reduction": "stability against lithium metal",
    "synthesis": "easy synthesis",
}
_HOLD: Final = {
    "one_armed": "by the binding energy of Li⁺ at one donor",
    "exchange": "by the energy of swapping a solvent molecule of the Li⁺ shell for it",
}


def word_question(settings: Mapping[str, Any], goals: Goals) -> tuple[str, ...]:
    """Say what the campaign was asked."""
    wanted = (
        f"Wanted: a high ionic conductivity and an oxidation potential of at least "
        f"{goals.oxidation_min_v:.2f} V vs Li/Li⁺. How strongly the polymer holds Li⁺ counts through the "
        f"conductivity{_word_hold(goals)}."
    )
    counted = {name: getattr(goals, f"weight_{name}") for name in _GOALS}
    names = [f"{said} {counted[name]:g}" for name, said in _GOALS.items() if counted[name] > 0]
    weights = (
        f"The score weighs {', '.join(names)}; the sliders below change that. In each goal a candidate gets "
        "its mean probability to beat another one, so that what is hardly known stays near the middle."
    )
    return (*_word_formulation(settings.get("formulation", {})), wanted, weights)


def _word_hold(goals: Goals) -> str:
    return f", and once more {_HOLD[goals.binding]}" if goals.weight_binding > 0 else ""


def _word_formulation(gel: Mapping[str, Any]) -> tuple[str, ...]:
    if not gel:
        return ()
    polymer, salt, solvent = (f"{100 * float(gel.get(f'w_{part}', 0)):g}" for part in _PARTS)
    sentence = (
        f"Which monomer makes the best gel of {polymer} wt% polymer, {salt} wt% {gel.get('salt', 'salt')} "
        f"and {solvent} wt% {gel.get('solvent', 'solvent')} at {float(gel.get('temperature_c', 25)):g} °C?"
    )
    return (sentence,)


def word_copolymers(ranking: pd.DataFrame) -> tuple[str, ...]:
    """Say how many candidates are copolymers, and where their numbers come from."""
    n_copolymers = int(is_copolymer(ranking).sum())
    if n_copolymers == 0:
        return ()
    sentence = (
        f"{n_copolymers} of {len(ranking)} candidates are copolymers. Their conductivity is predicted as "
        "such; their oxidation potential is that of the unit that oxidises first, their hold on Li⁺ the mean "
        "of their units' by mole fraction, because the article's copolymers conduct between the polymers of "
        "their monomers."
    )
    return (sentence,)


def word_sureness(ranking: pd.DataFrame, goals: Goals) -> tuple[str, ...]:
    """Say how wide the intervals are, how many predictions are a guess, and what was not computed."""
    n_missing = int(ranking[BINDING_COLUMNS[goals.binding]].isna().sum())
    missing = (
        f"{n_missing} of {len(ranking)} candidates have no quantum-chemical numbers (the budget did not "
        "reach them, or the calculation failed): estimates from structure stand in for those in the score."
    )
    return (*_word_intervals(ranking), *_word_domain(ranking), *_word_draws(ranking), missing)


def _word_intervals(ranking: pd.DataFrame) -> tuple[str, ...]:
    half = ((ranking["log10_sigma_upper_90"] - ranking["log10_sigma_lower_90"]) / 2).dropna()
    if not len(half):
        return ()
    typical = float(np.median(half))
    sentence = (
        "How sure the absolute level is: typically the true conductivity lies, with 90 % probability, "
        f"within a factor of {10**typical:.2g} of the prediction."
    )
    return (sentence,)


_ONE_PUBLICATION: Final = (
    "How carbonates, oxalates and amides differ in a gel is known from one publication (seven gels in "
    "ethylene carbonate, doi:10.1038/s41467-025-59020-w)."
)


def _word_domain(ranking: pd.DataFrame) -> tuple[str, ...]:
    if "in_domain" not in ranking:
        return ()
    n_outside = int(ranking["in_domain"].eq(other=False).sum())
    outside = (
        f"{n_outside} of {len(ranking)} predictions lie outside what the model was trained on: for their "
        "donors, backbone, solvent or composition no gel was measured, as column domain_note says."
    )
    return outside, _ONE_PUBLICATION


def _word_draws(ranking: pd.DataFrame) -> tuple[str, ...]:
    """Say how far the order by conductivity can be trusted, once for all candidates."""
    if "tier" not in ranking or not ranking["tier"].notna().any():
        return ()
    n_first = int((ranking["tier"] == 1).sum())
    likeliest = ranking.iloc[int(np.argmax(ranking["probability_best"].fillna(0.0)))]
    sentence = (
        f"An error that is the same for all candidates changes no order. By the errors of differences "
        f"{n_first} of {len(ranking)} candidates cannot be told from the best conductor with 90 % "
        f"probability (tier 1); the likeliest best, {likeliest['name']}, conducts best with a probability of "
        f"{float(likeliest['probability_best']):.2f}."
    )
    measured = int(ranking["is_measured"].eq(other=True).sum()) if "is_measured" in ranking else 0
    if not measured:
        return (sentence,)
    own = f"{measured} of them have the conductivity that the campaign measured; similar ones moved with it."
    return sentence, own
