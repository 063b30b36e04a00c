"""Fit the χ at which a gel turns opaque, and write models/affinity with a card.

    python scripts/fit_affinity.py

Data: libraries/reference/phase_separation.csv. The error is measured by leaving out one polymer at a time.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from monodesign.descriptors.affinity.affinity import (
    AffinityModel,
    interaction_chi,
    liquid_solubility,
    polymer_solubility,
)
from monodesign.paths import LIBRARIES, MODELS
from monodesign.tables.write import write_text

NARROWEST_WIDTH: Final = (
    0.02  # χ; a group method cannot be sharper, and a perfect split has no width of its own
)

CARD = """# Affinity: is the gel homogeneous?

Flory–Huggins χ from Hoftyzer–van Krevelen Hansen parameters and Fedors volumes (groups and sources in
`libraries/hansen_groups.csv`), measured densities for the solvents that have one, Hansen's weights 1 : ¼ : ¼.
Two numbers are fitted, threshold and width, clear and opaque gels weighing the same, to {n_pairs} polymer ×
solvent pairs, {n_opaque} of them opaque (`libraries/reference/phase_separation.csv`,
doi 10.1038/s41467-025-59020-w).

| | |
|---|---|
| threshold χ | {chi_half:.3f} (Flory's limit for a long chain: 0.5) |
| width | {chi_width:.3f} |
| leave one polymer out: opaque gels found | {found} of {n_opaque} |
| leave one polymer out: false alarms | {alarms}: {alarm_names} |
| leave one solvent out: found, false alarms | {found_solvent} of {n_opaque}, {alarms_solvent} |

What it is not: four opaque gels of three related polymers carry the fit, all in linear carbonates, so outside
acrylates and acrylamides in carbonates it is a plausible estimate and no more. The source's text speaks of
seven solvents and names six; whichever the seventh is, all gels but those listed are clear in it. The salt
(16 wt% LiPF6) is left out. χ of amides comes out too high, since their hydrogens also bind to the carbonate,
which Hansen's parameters do not know.
"""


def save_affinity_model(model: AffinityModel, path: Path, *, notes: dict[str, object]) -> None:
    """Write the threshold as JSON, `notes` beside it."""
    path.write_text(json.dumps({**asdict(model), **notes}, indent=2) + "\n", encoding="utf-8")


def fit_affinity(chi: NDArray[np.float64], is_homogeneous: NDArray[np.bool_]) -> AffinityModel:
    """Fit threshold and width by maximum likelihood, clear and opaque gels weighing the same.

    Opaque gels are few and the ones a user must hear about, hence the equal weights: the probabilities hold
    for even odds beforehand.

    Args:
        chi: One χ per pair, shape (n,).
        is_homogeneous: Whether that gel was clear, shape (n,).
    """
    sign = np.where(is_homogeneous, 1.0, -1.0)
    weight = np.where(is_homogeneous, 0.5 / is_homogeneous.mean(), 0.5 / (~is_homogeneous).mean())

    def loss(values: NDArray[np.float64]) -> float:
        width = np.hypot(np.exp(values[1]), NARROWEST_WIDTH)
        return -float(weight @ norm.logcdf(sign * (values[0] - chi) / width))

    best = minimize(
        loss, x0=np.array([0.5, np.log(0.1)]), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9}
    )
    return AffinityModel(
        chi_half=float(best.x[0]),
        chi_width=float(np.hypot(np.exp(best.x[1]), NARROWEST_WIDTH)),
        n_pairs=len(chi),
        n_opaque=int((~is_homogeneous).sum()),
    )


def compute_chi(pairs: pd.DataFrame) -> np.ndarray:
    """Return χ of every polymer × solvent pair."""
    return np.array(
        [
            interaction_chi(polymer_solubility(polymer, mol_ratio=ratio), liquid_solubility(solvent))
            for polymer, ratio, solvent in pairs[["polymer", "polymer_mol_ratio", "solvent"]].itertuples(
                index=False
            )
        ]
    )


def predict_left_out(chi: np.ndarray, is_clear: np.ndarray, groups: pd.Series) -> np.ndarray:
    """Call each pair by the threshold fitted without its group."""
    called = np.empty(len(chi), dtype=bool)
    for group in groups.unique():
        out = (groups == group).to_numpy()
        called[out] = chi[out] < fit_affinity(chi[~out], is_clear[~out]).chi_half
    return called


def describe_errors(pairs: pd.DataFrame, chi: np.ndarray, is_clear: np.ndarray) -> dict[str, object]:
    """Return what leaving out one polymer and one solvent at a time shows."""
    by_polymer = predict_left_out(chi, is_clear, pairs["name"])
    by_solvent = predict_left_out(chi, is_clear, pairs["solvent"])
    alarms = pairs.loc[is_clear & ~by_polymer, ["name", "solvent"]]
    return {
        "found": int((~is_clear & ~by_polymer).sum()),
        "alarms": len(alarms),
        "alarm_names": ", ".join(f"{name} in {solvent}" for name, solvent in alarms.itertuples(index=False)),
        "found_solvent": int((~is_clear & ~by_solvent).sum()),
        "alarms_solvent": int((is_clear & ~by_solvent).sum()),
    }


def write_card(model: AffinityModel, errors: dict[str, object], folder: Path) -> str:
    """Write the model with its card and return the card."""
    folder.mkdir(parents=True, exist_ok=True)
    save_affinity_model(model, folder / "affinity.json", notes={"leave_one_out": errors})
    fields = {name: getattr(model, name) for name in ("chi_half", "chi_width", "n_pairs", "n_opaque")}
    card = CARD.format(**fields, **errors)
    write_text(folder / "card.md", card)
    return card


def main() -> None:
    """Fit, measure, write."""
    pairs = pd.read_csv(LIBRARIES / "reference" / "phase_separation.csv", dtype={"polymer_mol_ratio": str})
    chi = compute_chi(pairs)
    is_clear = pairs["is_homogeneous"].to_numpy()
    model = fit_affinity(chi, is_clear)
    print(write_card(model, describe_errors(pairs, chi, is_clear), MODELS / "affinity"))


if __name__ == "__main__":
    main()
