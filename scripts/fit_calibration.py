"""Fit the calibrations in models/calibration/ to libraries/reference/ and write their cards.

Run from the checkout: `python scripts/fit_calibration.py`. The same references give the same files.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from curation.fitting import (
    Held,
    Reference,
    calibration_json,
    fit_calibration,
    group_offsets,
    leave_out,
    slopes,
)
from fit_references import (
    describe_ionisation,
    list_ionisation_rows,
    list_lithium_references,
    list_reduction_references,
)
from scipy.stats import spearmanr

from monodesign.descriptors.calibration import FOLDER, Calibration

IONISATION_BASE = "ipea1_homo_ev"
IONISATION_FEATURES = (
    "gfn2_homo_ev",
    "ipea1_homo_ev",
    "gfn2_lumo_ev",
    "ipea1_lumo_ev",
    "gfn2_site_relaxation_ev",
    "ipea1_site_relaxation_ev",
    "hole_share_h",
    "hole_share_n",
    "hole_share_o",
    "hole_share_f",
    "hole_share_s",
)
LITHIUM_BASE = "raw_kcal_mol"
LITHIUM_FEATURES = ("ring_share", "donor_charge_complex_e", "hydrogen_field_per_a2")

REDUCTION_BASE = "gfn2_reduction_v"
REDUCTION_FEATURES = ("gfn2_reduction_v",)  # orbital energy and relaxation made the left-out error larger
FEWEST_REFERENCES = 8  # below this the column stays empty


def fit_and_write(references: Sequence[Reference], *, task: str, base: str, features: Sequence[str]) -> None:
    """Fit one calibration, write it with its card, and print its errors."""
    calibration = fit_calibration(references, task=task, base=base, features=features)
    by_molecule = leave_out(references, calibration, by="molecule")
    by_group = leave_out(references, calibration, by="group")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{task}.json").write_text(calibration_json(calibration, references), encoding="utf-8")
    card = write_card(calibration, by_molecule, by_group)
    (FOLDER / f"{task}.md").write_text(card, encoding="utf-8")
    sys.stdout.write("\n".join(card.splitlines()[:18]) + "\n\n")


def write_card(calibration: Calibration, by_molecule: Sequence[Held], by_group: Sequence[Held]) -> str:
    """Return the calibration's card in Markdown."""
    groups = sorted({one.group for one in by_molecule})
    versions = f"xtb {version('xtb')}, tblite {version('tblite')}"
    lines = [
        f"# {calibration.task}, version {calibration.version}",
        "",
        f"{len(calibration.points)} references; base `{calibration.base}`; {versions}.",
        "",
        "| left out | points | mean absolute error | raw | largest | Spearman | within 2 standard errors |",
        "|---|---|---|---|---|---|---|",
        _error_line("one molecule", by_molecule),
    ]
    if len(groups) > 1:
        lines.append(_error_line("one class", by_group))
    lines += ["", "Kernel (standard deviations in the energy's unit; length in those of the features):", ""]
    lines += [f"- {name} {getattr(calibration.kernel, name):.3g}" for name in calibration.kernel.__slots__]
    lines += ["", "Straight-line part, change per unit of a feature:", ""]
    lines += [f"- {name} {value:.4g}" for name, value in slopes(calibration).items()]
    if len(groups) > 1:
        lines += ["", "Offset of each class, shrunk towards none:", ""]
        lines += [f"- {name} {value:+.2f}" for name, value in group_offsets(calibration).items()]
    lines += ["", "Left-out predictions (one molecule):", ""]
    lines += ["| reference | class | value | raw | predicted | std |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {h.name} | {h.group} | {h.reference:.2f} | {h.raw:.2f} | {h.predicted:.2f} | {h.std:.2f} |"
        for h in by_molecule
    ]
    return "\n".join(lines) + "\n"


def _error_line(label: str, held: Sequence[Held]) -> str:
    truth = np.array([one.reference for one in held])
    found = np.array([one.predicted for one in held])
    raw = np.array([one.raw for one in held])
    std = np.array([one.std for one in held])
    error = np.abs(found - truth)
    inside = (error < 2 * std).mean()
    rank = spearmanr(found, truth).statistic
    raw_error = np.abs(raw - truth).mean()
    cells = (label, len(held), f"{error.mean():.3f}", f"{raw_error:.3f}", f"{error.max():.2f}")
    return f"| {' | '.join(map(str, cells))} | {rank:.3f} | {inside:.0%} |"


def main() -> None:
    """Fit what there are references for."""
    ionisation = [describe_ionisation(row) for row in list_ionisation_rows()]
    fit_and_write(ionisation, task="vertical_ie_ev", base=IONISATION_BASE, features=IONISATION_FEATURES)
    fit_and_write(
        list_lithium_references(), task="li_binding_kcal_mol", base=LITHIUM_BASE, features=LITHIUM_FEATURES
    )
    reduction = list_reduction_references()
    if len(reduction) >= FEWEST_REFERENCES:
        fit_and_write(
            reduction, task="reduction_potential_v", base=REDUCTION_BASE, features=REDUCTION_FEATURES
        )


if __name__ == "__main__":
    main()
