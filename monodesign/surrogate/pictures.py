"""Pictures of predictions: σ against temperature, polymer content and salt content, with 90 % bands."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.errors import InvalidTable, UserError
from monodesign.surrogate.sweeps import AXES, RECIPE, WEIGHTS, Axis, is_on_sweep, sweep_all
from monodesign.surrogate.trained import Surrogate
from monodesign.tables.write import replacing
from monodesign.units import ZERO_CELSIUS_K

FORMATS: Final = (".png", ".svg", ".pdf")
MOST_DRAWN: Final = 6  # formulations; more bands hide each other
_LABELS: Final = {
    "temperature_c": "1000 K / T",
    "w_polymer": "polymer / wt%",
    "w_salt": "salt / wt%",
}
_LONGEST_LABEL: Final = 32
# What says in each format by which program or when a picture was made.
_MADE: Final = {"png": "Software", "svg": "Date", "pdf": "CreationDate"}


def require_picture(path: Path) -> None:
    """Check that a picture can be drawn into a file of this name.

    Raises:
        UserError: The format is unknown, or matplotlib is not installed.
    """
    if path.suffix.lower() not in FORMATS:
        raise UserError(f"{path}: unsupported picture format; use {', '.join(FORMATS)}")
    if not can_draw():
        raise UserError("Pictures need matplotlib: pip install 'monodesign[plots]'")


def can_draw() -> bool:
    """Return whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def save_sweeps(model: Surrogate, table: pd.DataFrame, path: Path) -> None:
    """Draw the recipes of a table into a file, with its own `log10_sigma_s_cm` or `sigma_ms_cm` as points.

    Raises:
        InvalidTable: No row can be predicted.
        UserError: The file cannot be written.
    """
    content = draw_sweeps(
        model, table, measured=read_measured(table), picture_format=path.suffix.lower().removeprefix(".")
    )
    with replacing(path) as partial:
        partial.write_bytes(content)


def read_measured(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return the rows of a table that hold a measured σ, as log10 S/cm; None where it has no such column."""
    # What `predict` wrote holds its own numbers under these names, and the measured ones as given_….
    prefix = "given_" if "log10_sigma_lower_90" in table else ""
    if f"{prefix}log10_sigma_s_cm" in table:
        found = pd.to_numeric(table[f"{prefix}log10_sigma_s_cm"], errors="coerce")
    elif f"{prefix}sigma_ms_cm" in table:
        sigma = pd.to_numeric(table[f"{prefix}sigma_ms_cm"], errors="coerce")
        found = np.log10(sigma.where(sigma > 0)) - 3
    else:
        return None
    return table.assign(log10_sigma_s_cm=found)[found.notna()]


def draw_sweeps(
    model: Surrogate,
    formulations: pd.DataFrame,
    *,
    measured: pd.DataFrame | None = None,
    labels: Sequence[str] | None = None,
    picture_format: str = "png",
) -> bytes:
    """Draw σ of formulations against temperature, polymer content and salt content.

    Each distinct recipe is drawn once, at its first row's weights and temperature; at most `MOST_DRAWN`.

    Args:
        model: From `load_model`.
        formulations: The columns of a formulation.
        measured: The same with `log10_sigma_s_cm`; points are drawn on the curves they belong to.
        labels: One for each row of `formulations`; else polymer and solvent.
        picture_format: `png`, `svg` or `pdf`.

    Raises:
        InvalidTable: No row can be predicted.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    chosen = _choose(formulations, labels)
    figure = Figure(figsize=(13, 4.4), layout="constrained")
    panels = dict(zip(AXES, figure.subplots(1, len(AXES), sharey=True), strict=True))
    n_drawn = 0
    tables = iter(sweep_all(model, [(row, axis) for _, row in chosen for axis in panels]))
    for number, (label, row) in enumerate(chosen):
        for axis, axes in panels.items():
            n_drawn += _draw(axes, next(tables), axis, colour=f"C{number}", label=label)
            if measured is not None and len(measured):
                _mark(axes, measured[is_on_sweep(measured, row, axis)], axis, f"C{number}")
    if not n_drawn:
        raise InvalidTable("no formulation can be predicted, so there is nothing to plot")
    _finish(figure, panels)
    target = BytesIO()
    # Neither version nor time nor random numbers in it: equal inputs, equal bytes.
    with rc_context({"svg.hashsalt": "monodesign"}):
        figure.savefig(target, format=picture_format, dpi=100, metadata={_MADE[picture_format]: None})
    return target.getvalue()


def _choose(formulations: pd.DataFrame, labels: Sequence[str] | None) -> list[tuple[str, dict[str, object]]]:
    """Return the first distinct recipes with their labels."""
    names = list(labels) if labels is not None else [_label(row) for row in formulations.to_dict("records")]
    named = formulations.assign(_label=names)
    columns = [name for name in (*RECIPE, *WEIGHTS) if name in named]
    distinct = named.drop_duplicates(columns).head(MOST_DRAWN)
    rows = distinct.drop(columns="_label").to_dict("records")
    return [
        (str(label), {str(name): value for name, value in row.items()})
        for label, row in zip(distinct["_label"], rows, strict=True)
    ]


def _label(row: dict[Any, Any]) -> str:
    parts = [str(row[name]) for name in ("polymer", "solvent", "salt") if isinstance(row.get(name), str)]
    text = ", ".join(part for part in parts if part)
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"


def _draw(axes: Any, table: pd.DataFrame, axis: Axis, *, colour: str, label: str) -> int:  # noqa: ANN401  matplotlib is optional
    """Draw a curve with its band; return the number of points."""
    if table.empty:
        return 0
    table = table[table["error"] == ""]
    x = _place(table, axis)
    low, high = table["log10_sigma_lower_90"], table["log10_sigma_upper_90"]
    axes.fill_between(x, low, high, color=colour, alpha=0.12, linewidth=0)
    axes.plot(x, table["log10_sigma_s_cm"], color=colour, label=label)
    return len(table)


def _mark(axes: Any, measured: pd.DataFrame, axis: Axis, colour: str) -> None:  # noqa: ANN401  likewise
    axes.plot(
        _place(measured, axis), measured["log10_sigma_s_cm"], "o", color=colour, markeredgecolor="black"
    )


def _place(table: pd.DataFrame, axis: Axis) -> NDArray[np.float64]:
    """Return where rows lie on an axis: 1000/T, or per cent by weight."""
    values = table[axis].to_numpy(dtype=float)
    return np.asarray(1000 / (values + ZERO_CELSIUS_K) if axis == "temperature_c" else 100 * values)


def _finish(figure: Any, panels: dict[Axis, Any]) -> None:  # noqa: ANN401  likewise
    """Name the axes; give 1000/T a second one in °C and the figure one legend."""
    for axis, axes in panels.items():
        axes.set_xlabel(_LABELS[axis])
        axes.grid(alpha=0.3)
    first = panels["temperature_c"]
    first.set_ylabel("log10 σ / (S/cm), band: 90 %")
    second = first.secondary_xaxis("top", functions=(_to_celsius, _to_inverse))
    second.set_xlabel("°C")
    second.set_xticks([-20, 0, 25, 50, 80])
    handles, texts = first.get_legend_handles_labels()
    figure.legend(handles, texts, loc="outside lower center", ncols=3, fontsize="small")


def _to_celsius(inverse: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1000 / np.maximum(inverse, 0.1) - ZERO_CELSIUS_K)


def _to_inverse(celsius: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1000 / np.maximum(np.asarray(celsius) + ZERO_CELSIUS_K, 1.0))
