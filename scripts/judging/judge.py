"""Judge a surrogate for its card: beside other models, the noise of its data, and the source paper's gels."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from judging.alternatives import compare_alternatives
from judging.deals import deal_again, deal_lines, score_deals
from judging.family import score_family
from judging.known import known_lines, score_known
from judging.learning import measure_learning_curve
from judging.noise import measure_noise_floor
from judging.pairs import N_DEALS_OF_PAIRS, find_more_pairs, score_pairs
from monodesign.surrogate.model.surrogate import KINDS
from monodesign.surrogate.training.card import Judgement, format_number, markdown_table
from monodesign.surrogate.training.validation import score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monodesign.surrogate.inputs.collection import Sample
    from monodesign.surrogate.training.train import Fitted

_FLOOR_HEADINGS: Final = {
    "mae": "distance, rows",
    "mae_groups": "distance, mean of groups",
    "model_mae_groups": "surrogate's error there, mean of groups",
}
_FLOOR_TEXT: Final = (
    "Noise floor: the distance of a repeated measurement from the mean of the other measurements of the same "
    "formulation; other publications for liquids and gels, the same polymer for dry ones. A model that uses "
    "only the columns of the table cannot be better on these formulations. The last column is the error of "
    "the surrogate on them. What a single publication measured has no floor: of its error nobody can say "
    "which part is the laboratory's."
)
_FLOOR_COUNTS: Final = {"n_repeated": "repeats", "n_groups": "groups", "n_salts": "salts"}
_CURVE_TEXT: Final = (
    "Learning curve with the settings of the final model: mean of group errors when trained on a part of the "
    "groups:"
)


def judge(
    sample: Sample, fitted: Fitted, *, seed: int, on_step: Callable[[], None] | None = None
) -> Judgement:
    """Compare a fitted model with others, with the noise of its data, and on the paper's gels.

    Args:
        sample: What it learned from.
        fitted: Model, settings and held-out predictions.
        seed: As in the fit.
        on_step: Called after each further deal, model of another kind and point of the learning curve.
    """
    held_out = fitted.held_out
    step = on_step or (lambda: None)
    deals = deal_again(sample, held_out, settings=fitted.settings, seed=seed, on_step=step)
    of_deals = score_deals(deals, seed=seed)
    found = find_more_pairs(sample, deals, settings=fitted.settings.dry, seed=seed)
    pairs = score_pairs(found, fitted.surrogate.dry_own_share, seed=seed)
    family = score_family(sample, fitted.surrogate.model)
    known = score_known(fitted.surrogate)
    content = {
        "deals": of_deals,
        "known": asdict(known),
        "alternatives": compare_alternatives(sample, held_out.folds, seed=seed, on_step=step),
        "pairs": None if pairs is None else asdict(pairs),
        "family": None if family is None else asdict(family),
        "noise_floor": measure_noise_floor(sample, held_out),
        "learning_curve": measure_learning_curve(
            sample, held_out, settings=fitted.settings, seed=seed, on_step=step
        ),
    }
    lines = [
        *deal_lines(of_deals),
        "",
        *_comparison_lines(content, score(held_out, seed=seed)),
        "",
        *_pair_lines(content["pairs"]),
        "",
        *_family_lines(content["family"]),
        "",
        *known_lines(known),
    ]
    return Judgement(content=content, lines=lines)


def _comparison_lines(content: Mapping[str, Any], metrics: Mapping[str, Mapping[str, float]]) -> list[str]:
    own = {kind: metrics.get(kind, {}).get("mae_groups", float("nan")) for kind in KINDS}
    models = {"this surrogate": own, **content["alternatives"]}
    rows = [[name, *(format_number(values[kind]) for kind in KINDS)] for name, values in models.items()]
    floors = [
        [
            name,
            *(str(floor[key]) for key in _FLOOR_COUNTS),
            *(format_number(floor[key]) for key in _FLOOR_HEADINGS),
        ]
        for name, floor in content["noise_floor"].items()
    ]
    curves = [
        [kind, *map(format_number, errors.values())] for kind, errors in content["learning_curve"].items()
    ]
    shares = [f"{float(share):.0%}" for share in next(iter(content["learning_curve"].values()))]
    return [
        "## Comparison with other models",
        "",
        "Mean of group errors on the same folds.",
        "",
        *markdown_table(["model", *KINDS], rows),
        "",
        _FLOOR_TEXT,
        "",
        *markdown_table(["part", *_FLOOR_COUNTS.values(), *_FLOOR_HEADINGS.values()], floors),
        "",
        _CURVE_TEXT,
        "",
        *markdown_table(["part", *shares], curves),
    ]


def _pair_lines(pairs: Mapping[str, Any] | None) -> list[str]:
    if pairs is None:
        return []
    quarters = "; ".join(
        f"{stated:.2f}: {found:.2f}" for stated, found in zip(pairs["stated"], pairs["found"], strict=True)
    )
    text = (
        f"{pairs['n_pairs']} pairs of {pairs['n_polymers']} dry polymers with the same salt, molality and "
        f"temperature; both were held out in one fold of any of {N_DEALS_OF_PAIRS} deals. Pairs that differ "
        "in temperature alone count once. "
        f"{pairs['right']:.0%} are predicted in the measured order. The log loss of the stated probabilities "
        f"is {pairs['log_loss']:.3f} (95 % interval from resampling polymers: {pairs['log_loss_low']:.3f} to "
        f"{pairs['log_loss_high']:.3f}; a coin: 0.693). Stated and observed probabilities, by quarter: "
        f"{quarters}. "
        f"{pairs['coverage']:.0%} of the differences lie in their 90 % interval, whose median half-width is "
        f"{pairs['half_width']:.2f}. The error of a difference is {pairs['own_share']:.2f} of that of two "
        "independent values; this factor was fitted to all pairs, each side predicted without its own "
        "polymer."
    )
    return ["## Differences between polymers", "", text]


def _family_lines(family: Mapping[str, Any] | None) -> list[str]:
    if family is None:
        return []
    counts = "; ".join(f"{way} {right} of {family['n_pairs']}" for way, right in family["right"].items())
    text = (
        "The model was trained without two of the seven gels and without the copolymers that contain them, "
        f"and then ordered the two. Right: {counts}. The seven span {family['spread']:.2f} log10 units, far "
        f"less than a gel's interval; the mean error of a difference is {family['error']:.3f}. Hold alone "
        "uses no measured gel. It is the polymer's share of the Li⁺ shell, from calibrated binding energies "
        "and donors per kilogram."
        f"\n\nFor all {family['n_gel_pairs']} pairs of public gels that differ in their polymer alone, both "
        "left out, the stated probabilities of the measured order are "
        f"{', '.join(f'{value:.2f}' for value in sorted(family['probabilities']))}; their log loss is "
        f"{family['log_loss']:.3f} (a coin: 0.693). The errors that belong to one polymer are treated as "
        "independent, which makes the probabilities slightly too cautious."
    )
    return ["## The source paper's gels", "", text]
