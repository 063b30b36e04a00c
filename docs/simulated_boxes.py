"""Tables of the simulated boxes, from the files that `scripts/run_reference_boxes.py` writes."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markdown_table import make_table

from monodesign.paths import LIBRARIES

REFERENCE: Final = LIBRARIES / "reference"
# Ions of shorter runs have not left their cage.
LEAST_FOR_TRANSPORT_NS: Final = 1.0


def render_densities() -> str:
    """Return the densities of pure liquids beside measured ones, as Markdown."""
    measured = pd.read_csv(LIBRARIES / "solvents.csv").set_index("name")["density_g_ml"]
    rows = [
        (
            name,
            f"{kelvin - 273.15:.0f}",
            f"{found:.3f}",
            f"{measured[name]:.3f}",
            f"{found / measured[name] - 1:+.1%}",
        )
        for name, kelvin, found in _pure()
    ]
    return make_table(("liquid", "°C", "simulated, g/mL", "measured, g/mL", "difference"), rows)


def _pure() -> list[tuple[str, float, float]]:
    boxes = _boxes("pure-")
    names = boxes["box"].str.removeprefix("pure-")
    return list(zip(names, boxes["temperature_k"], boxes["density_g_ml"], strict=True))


def render_liquids() -> str:
    """Return what Li⁺ holds in liquids with salt, as Markdown."""
    contacts = pd.read_csv(REFERENCE / "coordination.csv")
    held = contacts.pivot_table(index="box", columns="donor", values="molecules_per_li", aggfunc="sum")
    boxes = _boxes("LiPF6-").join(held, on="box")
    rows = [
        (
            row["box"], f"{row['temperature_k'] - 273.15:.0f}", f"{row['counted_ns']:.2g}",
            f"{row['li_coordination']:.1f}", f"{row['solvent C=O']:.2f}", f"{row['anion F']:.2f}",
            f"{row['free_li_share']:.0%}",
            _conductivity(row),
        )
        for row in boxes.to_dict("records")
    ]  # fmt: skip
    head = ("box", "°C", "ns", "donor atoms", "solvent C=O", "PF6⁻", "free Li⁺", "σ, mS/cm (exponents)")
    return make_table(head, rows)


def _conductivity(row: dict[str, float]) -> str:
    """Return σ with the exponents of Li⁺ and anion; in brackets where the motion is not diffusive."""
    if row["counted_ns"] < LEAST_FOR_TRANSPORT_NS:
        return "–"
    diffusive, anyway = row["sigma_s_cm"], row["sigma_if_diffusive_s_cm"]
    value = f"[{1000 * anyway:.1f}]" if pd.isna(diffusive) else f"{1000 * diffusive:.1f}"
    return f"{value} ({row['exponent_li']:.2f}, {row['exponent_anion']:.2f})"


def render_gels() -> str:
    """Return what the boxes of each gel say together, as Markdown."""
    rows = [
        (
            f"poly({row['polymer']}) in {row['solvent']}", f"{row['n_boxes']}, {row['counted_ns']:.2g} ns",
            _with_error(row, "polymer_share"),
            " / ".join(_number(row[f"polymer_share_from_{start}"]) for start in ("polymer", "solvent")),
            *(_with_error(row, name) for name in ("polymer_c_o_per_li", "solvent_per_li", "anion_per_li")),
            _number(row["probability_above_aeeo"]),
        )
        for row in pd.read_csv(REFERENCE / "simulated_gels.csv").to_dict("records")
    ]  # fmt: skip
    head = (
        "gel", "boxes, time", "polymer's share", "from polymer / solvent", "polymer C=O", "solvent", "PF6⁻",
        "probability of a larger share than AEEO's",
    )  # fmt: skip
    return make_table(head, rows)


def render_desolvation() -> str:
    """Return mean de-solvation energies of gels and liquids, the mean of their boxes, as Markdown."""
    shells = pd.read_csv(REFERENCE / "box_desolvation.csv").dropna(subset="desolvation_ev")
    shells["less"] = shells["desolvation_dft_ev"] - shells["desolvation_ev"]
    kinds = shells["box"].str.replace(r"-(polymer|solvent)-\d+$", "", regex=True)
    rows = []
    for kind, own in shells.groupby(kinds, sort=False):
        means = own.groupby("box")["desolvation_ev"].mean()
        error = f" ± {means.sem():.2f}" if len(means) > 1 else ""
        rows.append(
            (str(kind), f"{means.mean():.2f}{error}", f"{len(means)}", f"{len(own)}", _dft(own["less"]))
        )
    return make_table(("shells of", "GFN2-xTB, eV", "boxes", "shells", "DFT less GFN2, eV (shells)"), rows)


def _dft(less: pd.Series[float]) -> str:
    known = less.dropna()
    return f"{known.mean():+.2f} ({len(known)})" if len(known) else "–"


def _boxes(prefix: str) -> pd.DataFrame:
    boxes = pd.read_csv(REFERENCE / "simulated_boxes.csv")
    return boxes[boxes["box"].str.startswith(prefix)]


def _with_error(row: dict[str, float], name: str) -> str:
    error = row[f"{name}_std"]
    return _number(row[name]) + ("" if pd.isna(error) else f" ± {error:.2f}")


def _number(value: float, form: str = "{:.2f}") -> str:
    return "–" if pd.isna(value) else form.format(value)
