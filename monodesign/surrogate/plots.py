"""Parity plots of held-out predictions; matplotlib is optional, and without it there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monodesign.surrogate.models import KINDS

if TYPE_CHECKING:
    from monodesign.surrogate.validation import HeldOut


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
