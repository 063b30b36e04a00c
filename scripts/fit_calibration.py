"""Fit the calibrations in models/calibration/ to libraries/reference/ and write their cards.

    python scripts/fit_calibration.py [TASK…]          # minutes: xTB describes the references again
    python scripts/fit_calibration.py TASK… --refit    # seconds: from the features in the shipped files

The same references give the same files.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np
from curation.fitting import (
    CONSTANT_PRIOR,
    NORMAL_90,
    PRIOR,
    UNEVEN_PRIOR,
    Held,
    Prior,
    Reference,
    calibration_json,
    cover_unseen,
    fit_and_hold,
    group_offsets,
    pool,
    slopes,
)
from fit_references import (
    describe_ionisation,
    list_ionisation_rows,
    list_lithium_references,
    list_oxidation_references,
    list_reduction_references,
)
from scipy.stats import spearmanr

from monodesign.descriptors.calibration import FOLDER, Calibration
from monodesign.descriptors.redox.oxidation import BASE as OXIDATION_BASE

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
OXIDATION_FEATURES = ("neighbours_ev",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one calibration is fitted.

    Attributes:
        base: The raw energy that is corrected.
        features: Of the correction.
        describe: Puts what xTB says beside every reference.
        priors: Of the kernel's parameters; the better is chosen inside every fit.
        scaled_on: What is left out where standard errors are scaled.
    """

    base: str
    features: tuple[str, ...]
    describe: Callable[[], list[Reference]]
    priors: tuple[Prior, ...] = field(default_factory=lambda: (PRIOR,))
    scaled_on: tuple[str, ...] = ("molecule", "group")


PLANS = {
    "vertical_ie_ev": Plan(
        base=IONISATION_BASE,
        features=IONISATION_FEATURES,
        describe=lambda: [describe_ionisation(row) for row in list_ionisation_rows()],
    ),
    "oxidation_potential_v": Plan(
        base=OXIDATION_BASE,
        features=OXIDATION_FEATURES,
        describe=list_oxidation_references,
        priors=(CONSTANT_PRIOR, UNEVEN_PRIOR),
    ),
    "li_binding_kcal_mol": Plan(
        base=LITHIUM_BASE, features=LITHIUM_FEATURES, describe=list_lithium_references
    ),
    "reduction_potential_v": Plan(
        base=REDUCTION_BASE,
        features=REDUCTION_FEATURES,
        describe=list_reduction_references,
        priors=(UNEVEN_PRIOR,),
        # Of six kinds of groups three have one reference: left out, they have the widest errors of all and
        # would make those of the others too small.
        scaled_on=("molecule",),
    ),
}


def read_references(task: str) -> list[Reference]:
    """Return the references of a shipped calibration with the features that it holds."""
    data = json.loads((FOLDER / f"{task}.json").read_text(encoding="utf-8"))
    return [
        Reference(
            name=row["name"],
            molecule=row["molecule"],
            group=row["group"],
            reference=row["reference"],
            features={**row["features"], data["base"]: row["raw"]},
            source=row["source"],
        )
        for row in data["references"]
    ]


def fit_and_write(references: Sequence[Reference], *, task: str, plan: Plan) -> None:
    """Fit one calibration, write it with its card, and print its errors."""
    calibration, held = fit_and_hold(
        references,
        task=task,
        base=plan.base,
        features=plan.features,
        by=plan.scaled_on,
        also_by=("molecule", "group"),
        priors=plan.priors,
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{task}.json").write_text(calibration_json(calibration, references), encoding="utf-8")
    card = write_card(calibration, held["molecule"], held["group"])
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
        "| left out | points | mean absolute error | raw | largest | Spearman | in its 90 % | width |",
        "|---|---|---|---|---|---|---|---|",
        _error_line("one molecule", by_molecule),
    ]
    if len(groups) > 1:
        lines.append(_error_line("one class", by_group))
        lines.append(_error_line("both, pooled", pool(by_molecule, by_group)))
    held = pool(by_molecule, by_group) if len(groups) > 1 else list(by_molecule)
    lines += [
        "",
        "Width: the median of the whole interval. Standard errors are scaled on what was left out;",
    ]
    lines += [
        f"scaled without the class that is judged, {cover_unseen(held):.0%} lie in their 90 % interval."
    ]
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
    # The case that sets the factor lies on the edge of its interval.
    inside = (error <= NORMAL_90 * std * (1 + 1e-9)).mean()
    width = float(np.median(2 * NORMAL_90 * std))
    rank = spearmanr(found, truth).statistic
    raw_error = np.abs(raw - truth).mean()
    cells = (label, len(held), f"{error.mean():.3f}", f"{raw_error:.3f}", f"{error.max():.2f}")
    return f"| {' | '.join(map(str, cells))} | {rank:.3f} | {inside:.0%} | {width:.2f} |"


def main() -> None:
    """Fit the calibrations asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"of {', '.join(PLANS)} (default: all)")
    parser.add_argument("--refit", action="store_true", help="take the features from the shipped files")
    arguments = parser.parse_args()
    for task in arguments.tasks or PLANS:
        plan = PLANS[task]
        references = read_references(task) if arguments.refit else plan.describe()
        fit_and_write(references, task=task, plan=plan)


if __name__ == "__main__":
    main()
