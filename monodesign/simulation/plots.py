"""Pictures of a formulation's boxes: g(r) and n(r) around Li⁺, and what its first shell is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd

from monodesign.tables.write import replacing

MOST_SHELLS: Final = 8
LEAST_ATOMS: Final = 0.05  # of a donor in the first shell, to be drawn
FURTHEST_ANGSTROM: Final = 6.0


def draw_rdf(rdf: pd.DataFrame, coordination: pd.DataFrame, path: Path) -> None:
    """Draw g(r) and n(r) of every donor that Li⁺ holds.

    Args:
        rdf: Columns `species`, `donor`, `r_angstrom`, `g`, `n`.
        coordination: Columns `species`, `donor`, `atoms_per_li`.
        path: A PNG file.
    """
    figure, (upper, lower) = _axes(2, height=6.0)
    held = coordination[coordination["atoms_per_li"] >= LEAST_ATOMS]
    for species, donor in zip(held["species"], held["donor"], strict=True):
        own = rdf[(rdf["species"] == species) & (rdf["donor"] == donor)]
        own = own[own["r_angstrom"] <= FURTHEST_ANGSTROM]
        upper.plot(own["r_angstrom"], own["g"], label=f"{species}, {donor}")
        lower.plot(own["r_angstrom"], own["n"])
    upper.set_ylabel("g(r)")
    lower.set_ylabel("n(r)")
    lower.set_xlabel("distance from Li⁺ / Å")
    lower.set_ylim(0, 8)
    if len(held):
        upper.legend(frameon=False, fontsize=8)
    _save(figure, path)


def draw_shells(shells: pd.DataFrame, path: Path) -> None:
    """Draw the shares of the commonest first shells (columns `shell`, `share`)."""
    figure, (axes,) = _axes(1, height=3.5)
    shown = shells.head(MOST_SHELLS).iloc[::-1]
    axes.barh(shown["shell"], 100 * shown["share"])
    axes.set_xlabel("share of Li⁺ / %")
    _save(figure, path)


def _axes(n_rows: int, *, height: float) -> tuple[Any, Any]:
    # Not pyplot, which keeps figures and looks for a display.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, height), layout="constrained")
    return figure, figure.subplots(n_rows, 1, sharex=True, squeeze=False)[:, 0]


def _save(figure: Any, path: Path) -> None:  # noqa: ANN401 - Matplotlib's figure
    with replacing(path) as partial:
        figure.savefig(partial, format="png", dpi=150, metadata={"Software": None})
