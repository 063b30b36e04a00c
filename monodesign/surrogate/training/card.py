"""The model card: what a surrogate learned from, how it was tested, and how well it did."""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from typing import Any, Final

from monodesign.surrogate.inputs.collection import Sample
from monodesign.surrogate.model.intervals import GROUPS_TO_TRUST
from monodesign.surrogate.model.surrogate import KINDS, SurrogateSettings, kinds_of
from monodesign.surrogate.training.held_out import HeldOut
from monodesign.surrogate.training.validation import score

# Packages whose version can change the numbers.
_PACKAGES: Final = ("monodesign", "rdkit", "numpy", "scipy", "pandas", "optuna")
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
_WITH_INTERVAL: Final = ("mae_groups", "coverage_90")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is known of a model beyond its own validation, for the card of the shipped one.

    Attributes:
        content: Further content of card.json, by name.
        lines: Sections of card.md, in Markdown.
    """

    content: Mapping[str, object]
    lines: Sequence[str]


def write_card(
    sample: Sample,
    held_out: HeldOut,
    *,
    settings: SurrogateSettings,
    trials: int,
    seed: int,
    data_files: Mapping[str, bytes],
    judgement: Judgement | None = None,
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the card's content and its files: card.json, card.md and, with matplotlib, a parity plot.

    Args:
        sample: What the model learned from.
        held_out: What its validation found.
        settings: Of the model.
        trials: Tuning trials inside each fold.
        seed: Of folds, draws and tuning.
        data_files: Files kept beside the model, by name; the card names them with their hash.
        judgement: What else is known of the model.
    """
    judgement = judgement or Judgement(content={}, lines=())
    card: dict[str, Any] = {
        "data": describe_data(sample)
        | {"files": {name: hashlib.sha256(content).hexdigest() for name, content in data_files.items()}},
        "validation": {
            "splits": "a group is one dry polymer, or one publication of liquids or gels, and is held out "
            "as a whole",
            "n_folds": int(held_out.folds.max()) + 1,
            "tuning_trials_inside_folds": trials,
            "seed": seed,
        },
        "metrics": score(held_out, seed=seed),
        **judgement.content,
        "settings": asdict(settings),
        "versions": _versions(),
    }
    files = {"card.json": (json.dumps(_rounded(card), indent=1, ensure_ascii=False) + "\n").encode()}
    files |= draw_parity(held_out)
    pictures = [name for name in files if name.endswith(".png")]
    files["card.md"] = to_markdown(card, pictures=pictures, further=judgement.lines).encode()
    return card, files


def describe_data(sample: Sample) -> dict[str, Any]:
    """Return hash and counts of the measurements."""
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


def to_markdown(card: Mapping[str, Any], *, pictures: Sequence[str], further: Sequence[str]) -> str:
    """Return the card as Markdown, with further sections before the last."""
    parts = (
        ["# Conductivity surrogate", "", _PURPOSE, ""],
        _data_lines(card["data"]),
        _validation_lines(card),
        [f"![{name}]({name})" for name in pictures],
        [*further],
        _use_lines(card),
    )
    return "\n".join(line for part in parts if part for line in (*part, "")) + "\n"


_PURPOSE: Final = (
    "Predicts log10 of the ionic conductivity (S/cm) of liquids, gels and dry polymers with lithium salts. "
    "Two Gaussian processes describe liquids and dry polymers; by construction, their conductivity rises "
    "with temperature. A gel is a liquid that the polymer obstructs. For liquids, the model learns the "
    "deviation from Walden's rule (carriers per litre divided by the viscosity of the solvent); for dry "
    "polymers, the deviation from what the free volume of the chain ends predicts."
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
        *markdown_table(["kind: source", "rows"], rows),
    ]


def _validation_lines(card: Mapping[str, Any]) -> list[str]:
    validation = card["validation"]
    text = (
        f"Grouped cross-validation with {validation['n_folds']} folds: {validation['splits']}. "
        f"{validation['tuning_trials_inside_folds']} tuning trials inside each fold. The default settings "
        "were chosen on the shipped measurements; expect a slightly larger error on others. Errors are in "
        "log10 units; brackets are 95 % intervals from resampling groups.\n\n"
        "The intervals widen with novelty, temperature and predicted conductivity as the held-out errors do; "
        f"a kind with fewer than {GROUPS_TO_TRUST} groups has one width. The intervals, the one width per "
        "kind and the domain were fitted without the fold on which they are tested. The constant width is "
        "fitted to the rows on which it is scored. A liquid is seen if its "
        "salt and all its solvents occur in other folds. `with DOI` leaves out rows without a known "
        "publication."
    )
    return ["## Validation", "", text, "", *_metrics_table(card["metrics"])]


def _metrics_table(metrics: Mapping[str, Mapping[str, float]]) -> list[str]:
    rows = []
    for name, values in metrics.items():
        cells = []
        for key in _HEADINGS:
            cell = format_number(values[key], digits=0 if key.startswith("n_") else 3)
            if key in _WITH_INTERVAL:
                cell += f" [{format_number(values[f'{key}_low'])}, {format_number(values[f'{key}_high'])}]"
            cells.append(cell)
        rows.append([name, *cells])
    return markdown_table(["part", *_HEADINGS.values()], rows)


def _use_lines(card: Mapping[str, Any]) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in card["versions"].items())
    seed, trials = card["validation"]["seed"], card["validation"]["tuning_trials_inside_folds"]
    domain = (
        "`in_domain` is true if three conditions hold. A liquid or dry polymer is not more novel (1 minus "
        "the largest kernel similarity to a remembered formulation) than three quarters of the held-out ones "
        "of its kind; for a gel, the donors and backbone of its polymer, the classes of its solvents and its "
        "composition all occur in measured gels. The temperature is at most 10 °C outside the measured "
        "range. The viscosity is known for at least half of the solvents, by mole. The table gives the "
        "errors inside and outside.\n\n"
        "Few gels are public. Only the paper's seven contain carbonate, oxalate or acrylate polymers with "
        "LiPF6. Two candidates of that family that differ by less than the interval are not ranked by it."
    )
    retrain = (
        f"`monodesign train MINE.csv --out models/NAME --add-to default --trials {trials} --seed {seed}`"
    )
    return ["## Domain", "", domain, "", "## Retrain", "", retrain, "", f"Versions: {versions}."]


def format_number(value: float | None, *, digits: int = 3) -> str:
    """Return a number as the card shows it; a dash where there is none."""
    return "–" if value is None or value != value else f"{value:.{digits}f}"  # noqa: PLR0124  NaN is unequal to itself


def markdown_table(headings: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def draw_parity(held_out: HeldOut) -> dict[str, bytes]:
    """Return one PNG: measured against predicted log10 σ, a panel for each kind; empty without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return {}
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
