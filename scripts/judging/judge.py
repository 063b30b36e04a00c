"""Judge a surrogate for its card: beside other models, the noise of its data, and the source paper's gels."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from judging.alternatives import compare_alternatives
from judging.family import score_family
from judging.known import known_lines, score_known
from judging.learning import measure_learning_curve
from judging.noise import measure_noise_floor
from judging.pairs import find_more_pairs, score_pairs
from monodesign.surrogate.model.surrogate import KINDS
from monodesign.surrogate.training.card import Judgement, format_number, markdown_table
from monodesign.surrogate.training.validation import cross_calibrate, score

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
    "Noise floor: how far repeats of one formulation lie from the mean of the others, between publications "
    "for liquids and gels, within a polymer for dry ones. No model that knows no more than the "
    "table's columns does better there; beside it the surrogate's own error on these formulations."
)
_CURVE_TEXT: Final = (
    "Learning curve with the final model's settings, mean of group errors by share of the groups learned "
    "from:"
)


def judge(
    sample: Sample, fitted: Fitted, *, seed: int, on_step: Callable[[], None] | None = None
) -> Judgement:
    """Compare a fitted model with others, with the noise of its data, and on the paper's gels.

    Args:
        sample: What it learned from.
        fitted: Model, settings and held-out predictions.
        seed: As in the fit.
        on_step: Called after each model of another kind and each point of the learning curve.
    """
    held_out = fitted.held_out
    step = on_step or (lambda: None)
    widths, _ = cross_calibrate(held_out)
    found = find_more_pairs(sample, held_out, widths, settings=fitted.settings, seed=seed)
    pairs = score_pairs(found, fitted.surrogate.dry_own_share, seed=seed)
    family = score_family(sample, fitted.surrogate.model)
    known = score_known(fitted.surrogate)
    content = {
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
        [name, str(floor["n_repeated"]), *(format_number(floor[key]) for key in _FLOOR_HEADINGS)]
        for name, floor in content["noise_floor"].items()
    ]
    curves = [
        [kind, *map(format_number, errors.values())] for kind, errors in content["learning_curve"].items()
    ]
    shares = [f"{float(share):.0%}" for share in next(iter(content["learning_curve"].values()))]
    return [
        "## Beside other models",
        "",
        "Mean of group errors on the same folds.",
        "",
        *markdown_table(["model", *KINDS], rows),
        "",
        _FLOOR_TEXT,
        "",
        *markdown_table(["part", "repeats", *_FLOOR_HEADINGS.values()], floors),
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
        "temperature, both held out in one fold of any of three assignments; pairs that differ in "
        "temperature alone count once. "
        f"{pairs['right']:.0%} are put in the measured order; the log loss of the stated probabilities is "
        f"{pairs['log_loss']:.3f} (95 %: {pairs['log_loss_low']:.3f} to {pairs['log_loss_high']:.3f}, "
        f"drawing polymers; a coin: 0.693). Probabilities stated and found, by quarter: {quarters}. "
        f"{pairs['coverage']:.0%} of the differences lie in their 90 % interval, whose median half-width is "
        f"{pairs['half_width']:.2f}; errors of differences are {pairs['own_share']:.2f} of those of "
        "independent levels, fitted to all pairs, each side predicted without its own polymer."
    )
    return ["## Differences between polymers", "", text]


def _family_lines(family: Mapping[str, Any] | None) -> list[str]:
    if family is None:
        return []
    counts = "; ".join(f"{way} {right} of {family['n_pairs']}" for way, right in family["right"].items())
    text = (
        f"Trained without two of them and the copolymers that hold them, the two put in order: {counts}. The "
        f"seven span {family['spread']:.2f} log10 units, far less than a gel's interval; the mean error of a "
        f"difference is {family['error']:.3f}. Hold alone knows no measured gel: the polymer's share of the "
        "Li⁺ shell, from calibrated binding energies and donors per kilogram."
        f"\n\nAll {family['n_gel_pairs']} pairs of public gels that differ in their polymer alone, both left "
        "out: the stated probabilities of the measured order are "
        f"{', '.join(f'{value:.2f}' for value in sorted(family['probabilities']))}; their log loss is "
        f"{family['log_loss']:.3f} (a coin: 0.693). Own errors are taken as independent, which makes the "
        "probabilities a little too careful."
    )
    return ["## The source paper's gels", "", text]
