"""Sentences of the report's first page: what was asked, and how far the answer can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from monodesign.chem.comonomers import is_copolymer
from monodesign.ranking.rank import BINDING_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from monodesign.ranking.rank import Goals

FIRST: Final = 10
# What the conductivities of the article's seven polymers span, log10 units (doi 10.1038/s41467-025-59020-w).
_FAMILY_SPAN: Final = 0.20
_PARTS: Final = ("polymer", "salt", "solvent")
_HOLD: Final = {
    "one_armed": "by the binding energy of Li⁺ at one donor",
    "exchange": "by the energy of swapping a solvent molecule of the Li⁺ shell for it",
}


def word_question(settings: Mapping[str, Any], goals: Goals) -> tuple[str, ...]:
    """Say what the campaign was asked."""
    wanted = (
        f"Wanted: a high ionic conductivity, an oxidation potential of at least {goals.oxidation_min_v:.2f} "
        f"V vs Li/Li⁺, and a polymer that holds Li⁺ weakly, judged {_HOLD[goals.binding]}."
    )
    weights = (
        f"These three count {goals.weight_conductivity:g} : {goals.weight_oxidation:g} : "
        f"{goals.weight_binding:g}{_word_ease(goals)}; the sliders below change that."
    )
    return (*_word_formulation(settings.get("formulation", {})), wanted, weights)


def _word_ease(goals: Goals) -> str:
    return f", and an easy synthesis {goals.weight_synthesis:g}" if goals.weight_synthesis > 0 else ""


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
        "reach them, or the calculation failed): what is not known counts as worst in the score."
    )
    return (*_word_intervals(ranking), *_word_domain(ranking), *_word_draws(ranking), missing)


def _word_intervals(ranking: pd.DataFrame) -> tuple[str, ...]:
    half = ((ranking["log10_sigma_upper_90"] - ranking["log10_sigma_lower_90"]) / 2).dropna()
    if not len(half):
        return ()
    typical = float(np.median(half))
    sentence = (
        f"Typically the true conductivity lies, with 90 % probability, within a factor of "
        f"{10**typical:.2g} of the prediction."
    )
    if typical < _FAMILY_SPAN:
        return (sentence,)
    family = (
        f"The seven polymers of the source article span only {_FAMILY_SPAN:.2f} in log10 σ, less than that: "
        "inside one family the order by predicted conductivity is a hint, not a measurement."
    )
    return sentence, family


def _word_domain(ranking: pd.DataFrame) -> tuple[str, ...]:
    if "in_domain" not in ranking:
        return ()
    n_outside = int(ranking["in_domain"].eq(other=False).sum())
    return (
        f"{n_outside} of {len(ranking)} predictions lie outside what the model was trained on, and say so.",
    )


def _word_draws(ranking: pd.DataFrame) -> tuple[str, ...]:
    if "is_closer_than_error" not in ranking:
        return ()
    first = ranking["is_closer_than_error"].astype(bool).head(FIRST)
    sentence = (
        f"Of the first {len(first)}, {int(first.sum())} differ in conductivity from the next candidate by "
        "less than the predictions' error: between those the order is a draw."
    )
    return (sentence,)
