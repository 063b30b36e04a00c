"""The model card: what a surrogate learned from, how it was tested, and how well it did."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from monodesign.surrogate.model.intervals import GROUPS_TO_TRUST
from monodesign.surrogate.model.surrogate import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monodesign.surrogate.inputs.collection import Sample
    from monodesign.surrogate.model.surrogate import SurrogateSettings
    from monodesign.surrogate.training.family import FamilyScore
    from monodesign.surrogate.training.pairs import PairScore
    from monodesign.surrogate.training.validation import HeldOut

# Packages whose version can change the numbers.
_PACKAGES: Final = ("monodesign", "rdkit", "numpy", "scipy", "scikit-learn", "pandas", "optuna", "skops")
_HEADINGS: Final = {
    "n_rows": "rows",
    "n_groups": "groups",
    "mae_groups": "MAE, mean of groups",
    "mae_rows": "MAE, rows",
    "bias": "bias",
    "coverage_90": "coverage of 90 % intervals",
    "interval_score": "interval score",
    "interval_score_one_width": "… of one width",
    "interval_score_constant": "… of constant width",
    "mae_in_domain": "MAE in domain",
    "mae_out_of_domain": "MAE outside",
}
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
_WITH_INTERVAL: Final = ("mae_groups", "coverage_90")


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What validation found.

    Attributes:
        metrics: By slice, from `validation.score`.
        alternatives: Mean of group errors of other models by kind.
        family: The source paper's gels.
        pairs: Differences between dry polymers in one formulation.
        noise_floor: By kind and part of the liquids.
        learning_curve: By kind or part, and share of groups learned from.
    """

    metrics: Mapping[str, Mapping[str, float]]
    alternatives: Mapping[str, Mapping[str, float]]
    family: FamilyScore | None
    pairs: PairScore
    noise_floor: Mapping[str, Mapping[str, float]]
    learning_curve: Mapping[str, Mapping[str, float]]


def write_card(
    sample: Sample,
    held_out: HeldOut,
    results: Results,
    *,
    settings: SurrogateSettings,
    trials: int,
    seed: int,
    data_files: Mapping[str, bytes],
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the card's content and its files: card.json, card.md and, with matplotlib, a parity plot.

    `data_files` are those kept beside the model, by name; the card names them with their hash.
    """
    import hashlib

    card: dict[str, Any] = {
        "data": describe_data(sample)
        | {"files": {name: hashlib.sha256(content).hexdigest() for name, content in data_files.items()}},
        "validation": {
            "splits": "whole groups held out: a dry polymer whatever its frame, a publication of liquids "
            "or gels",
            "n_folds": int(held_out.folds.max()) + 1,
            "tuning_trials_inside_folds": trials,
            "seed": seed,
        },
        **asdict(results),
        "settings": asdict(settings),
        "versions": _versions(),
    }
    files = {"card.json": (json.dumps(_rounded(card), indent=1, ensure_ascii=False) + "\n").encode()}
    files |= draw_parity(held_out)
    files["card.md"] = to_markdown(card, pictures=[name for name in files if name.endswith(".png")]).encode()
    return card, files


def describe_data(sample: Sample) -> dict[str, Any]:
    """Return hash and counts of the measurements."""
    import hashlib
    from collections import Counter

    from monodesign.surrogate.model.surrogate import kinds_of

    text = sample.table.sort_index(axis=1).to_csv(index=False, float_format="%.8g")
    kinds = [str(kind) for kind in kinds_of(sample.inputs)]
    known = "source" in sample.table.columns
    sources = sample.table["source"].fillna("not given") if known else ["not given"] * len(kinds)
    groups = {
        kind: {group for group, own in zip(sample.groups, kinds, strict=True) if own == kind}
        for kind in KINDS
    }
    return {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "n_rows": len(sample.table),
        "n_refused": sample.n_refused,
        "rows_by_kind_and_source": dict(
            sorted(Counter(f"{kind}: {source}" for kind, source in zip(kinds, sources, strict=True)).items())
        ),
        "groups_by_kind": {kind: len(members) for kind, members in groups.items()},
    }


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _rounded(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Round numbers to five digits and turn NaN, which JSON lacks, into null."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, float):
        return None if value != value else round(value, 5)  # noqa: PLR0124  NaN is unequal to itself
    return value


def to_markdown(card: Mapping[str, Any], *, pictures: list[str]) -> str:
    """Return the card as Markdown."""
    parts = (
        ["# Conductivity surrogate", "", _PURPOSE, ""],
        _data_lines(card["data"]),
        _validation_lines(card),
        [f"![{name}]({name})" for name in pictures],
        _comparison_lines(card),
        _pair_lines(card["pairs"]),
        _family_lines(card["family"]),
        _use_lines(card),
    )
    return "\n".join(line for part in parts for line in (*part, "")) + "\n"


_PURPOSE: Final = (
    "Predicts log10 of the ionic conductivity (S/cm) of liquids, gels and dry polymers with lithium salts: "
    "Gaussian processes of liquids and of dry polymers, whose conductivity rises with temperature by "
    "construction, and gels as liquids obstructed by polymer. Of liquids it learns what departs from "
    "Walden's rule (as many carriers as the salt brings to a litre, over the viscosity of the solvent), of "
    "dry polymers what departs from the free volume of chain ends."
)


def _data_lines(data: Mapping[str, Any]) -> list[str]:
    rows = [[name, str(count)] for name, count in data["rows_by_kind_and_source"].items()]
    return [
        "## Data",
        "",
        f"{data['n_rows']} measurements ({data['n_refused']} refused or flagged).",
        "",
        f"SHA-256: `{data['sha256']}`.",
        "",
        *(f"Own measurements: `{name}`, SHA-256 `{sha256}`.\n" for name, sha256 in data["files"].items()),
        *_table(["kind: source", "rows"], rows),
    ]


def _validation_lines(card: Mapping[str, Any]) -> list[str]:
    validation = card["validation"]
    text = (
        f"Grouped cross-validation, {validation['n_folds']} folds: {validation['splits']}. "
        f"{validation['tuning_trials_inside_folds']} tuning trials inside each fold; the default "
        "settings were chosen on the shipped measurements, so expect a little more error on others. Errors "
        "in log10 units; brackets are 95 % intervals from resampling groups. Intervals widen with novelty "
        "and, by temperature and predicted conductivity, as held-out errors did, those of a kind with fewer "
        f"than {GROUPS_TO_TRUST} groups by temperature alone; they, the one width for each kind and the "
        "domain were fitted without the fold they were tested on, while the constant width "
        "is the best for the very rows it is scored on. A liquid is seen when its salt and all its solvents "
        "occur in other folds; `with DOI` leaves out rows whose publication is not known."
    )
    return ["## Validation", "", text, "", *_metrics_table(card["metrics"])]


def _metrics_table(metrics: Mapping[str, Mapping[str, float]]) -> list[str]:
    rows = []
    for name, values in metrics.items():
        cells = []
        for key in _HEADINGS:
            cell = _number(values[key], digits=0 if key.startswith("n_") else 3)
            if key in _WITH_INTERVAL:
                cell += f" [{_number(values[f'{key}_low'])}, {_number(values[f'{key}_high'])}]"
            cells.append(cell)
        rows.append([name, *cells])
    return _table(["part", *_HEADINGS.values()], rows)


def _comparison_lines(card: Mapping[str, Any]) -> list[str]:
    own = {kind: card["metrics"].get(kind, {}).get("mae_groups", float("nan")) for kind in KINDS}
    models = {"this surrogate": own, **card["alternatives"]}
    rows = [[name, *(_number(values[kind]) for kind in KINDS)] for name, values in models.items()]
    floors = [
        [name, str(floor["n_repeated"]), *(_number(floor[key]) for key in _FLOOR_HEADINGS)]
        for name, floor in card["noise_floor"].items()
    ]
    curves = [[kind, *map(_number, errors.values())] for kind, errors in card["learning_curve"].items()]
    shares = [f"{float(share):.0%}" for share in next(iter(card["learning_curve"].values()))]
    return [
        "## Beside other models",
        "",
        "Mean of group errors on the same folds.",
        "",
        *_table(["model", *KINDS], rows),
        "",
        _FLOOR_TEXT,
        "",
        *_table(["part", "repeats", *_FLOOR_HEADINGS.values()], floors),
        "",
        _CURVE_TEXT,
        "",
        *_table(["part", *shares], curves),
    ]


def _pair_lines(pairs: Mapping[str, Any]) -> list[str]:
    if not pairs["n_pairs"]:
        return []
    quarters = "; ".join(
        f"{stated:.2f}: {found:.2f}" for stated, found in zip(pairs["stated"], pairs["found"], strict=True)
    )
    text = (
        f"{pairs['n_pairs']} pairs of {pairs['n_polymers']} dry polymers with the same salt, molality and "
        "temperature, both held out in one fold; pairs that differ in temperature alone count once. "
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
    )
    return ["## The source paper's gels", "", text]


def _use_lines(card: Mapping[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in card["versions"].items())
    seed, trials = card["validation"]["seed"], card["validation"]["tuning_trials_inside_folds"]
    domain = (
        "`in_domain` is true when a formulation is no newer (1 less the largest kernel similarity to a "
        "remembered one) "
        "than three quarters of the held-out ones of its kind were, no more than 10 °C colder or hotter than "
        "all of them, and the viscosity of half of its solvents or more, by mole, is known; the table gives "
        "the errors on both sides. Public gels are few, and none but the paper's seven holds carbonate-, "
        "oxalate- or acrylate polymers with LiPF6: two candidates of that family closer than the interval "
        "are not ranked by it."
    )
    retrain = (
        f"`monodesign train MINE.csv --out models/NAME --add-to default --trials {trials} --seed {seed}`"
    )
    return ["## Domain", "", domain, "", "## Retrain", "", retrain, "", f"Versions: {versions}."]


def _number(value: float | None, *, digits: int = 3) -> str:
    return "–" if value is None or value != value else f"{value:.{digits}f}"  # noqa: PLR0124  NaN is unequal to itself


def _table(headings: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def draw_parity(held_out: HeldOut) -> dict[str, bytes]:
    """Return one PNG: measured against predicted log10 σ, a panel for each kind; empty without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return {}
    from io import BytesIO

    figure = Figure(figsize=(12, 4), layout="constrained")
    for axes, kind in zip(figure.subplots(1, len(KINDS)), KINDS, strict=True):
        rows = held_out.kinds == kind
        measured = held_out.log10_sigma[rows]
        axes.scatter(measured, measured + held_out.errors[rows], s=4, alpha=0.3, linewidths=0)
        axes.axline((-4, -4), slope=1, color="black", linewidth=0.8)
        axes.set(
            title=f"{kind}: {rows.sum()} held out", xlabel="measured log10 σ / (S/cm)", ylabel="predicted"
        )
    target = BytesIO()
    figure.savefig(target, format="png", dpi=80, metadata={"Software": None})
    return {"parity.png": target.getvalue()}
