"""Fit the models that estimate descriptors from structure, and write them with their cards.

    python scripts/fit_learned.py [TASK…]    # minutes; run it again whenever a calibration was fitted again

Reads libraries/reference/described_units.csv, oxidation_units.csv and exchange_units.csv, applies today's
calibrations to their raw numbers, and writes models/learned/. Errors are those of ligand classes left out.
The conductivity model is trained with the exchange estimates: where it is not trained again, name the others.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from curation.fitting import Held, Reference, fit_and_hold
from reference_store import REFERENCE, read_rows

from monodesign.chem.donors import family_of
from monodesign.descriptors import calibration as calibrations
from monodesign.descriptors.calibration import estimate, load_calibration
from monodesign.descriptors.estimates import (
    BASE,
    EXCHANGE,
    FOLDER,
    TASKS,
    Estimator,
    build_estimator,
)
from monodesign.descriptors.exchange.correction import load_exchange_correction
from monodesign.descriptors.named_molecules import read_shell
from monodesign.descriptors.structure_sums import (
    CLASSES,
    FEATURES,
    fill_strengths,
    structure_features,
    sum_structure,
)
from monodesign.tables.write import write_text

Row = dict[str, str]


def version_behind(task: str) -> str:
    """Return the version of the calibration behind a descriptor: an estimator must have learned from it."""
    name = TASKS[task]
    return load_exchange_correction().version if name == EXCHANGE else load_calibration(name).version


def estimator_json(estimator: Estimator, classes: Sequence[str]) -> str:
    """Return an estimator as the readable file that `load_estimator` reads.

    Args:
        estimator: The model.
        classes: Ligand class of each unit.
    """
    rows = zip(estimator.units, classes, estimator.targets.tolist(), strict=True)
    data = {
        "task": estimator.task,
        "calibration_version": estimator.calibration_version,
        "kernel": asdict(estimator.model.kernel),
        "std_factor": estimator.model.std_factor,
        "strengths": dict(estimator.strengths),
        "units": [
            {"smiles": unit, "ligand_class": name, "value": round(value, 4)} for unit, name, value in rows
        ],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def oxidation_potential_v(row: Row) -> float:
    """Return a unit's oxidation potential (V vs Li/Li⁺) by today's calibration."""
    features = json.loads(row["features"])
    return estimate(load_calibration("oxidation_potential_v"), features, group=row["group"]).value


def one_armed_binding_kcal_mol(row: Row) -> float:
    """Return a unit's binding at the best one-armed site by today's calibration.

    NaN without a site, or where the references do not hold the class of the best.
    """
    calibration = load_calibration("li_binding_kcal_mol")
    sites = json.loads(row["one_armed_sites"])
    found = [estimate(calibration, site["features"], group=site["group"]) for site in sites]
    best = min(found, key=lambda one: one.value, default=None)
    return best.value if best is not None and best.is_known_group else float("nan")


def exchange_kcal_mol(row: Row) -> float:
    """Return a unit's exchange in EC, the lowest of its starts by today's correction."""
    correction = load_exchange_correction()
    leaving = read_shell(row["solvent"])[-1]
    return min(
        start["exchange_gfn2_kcal_mol"] + correction.shift(start["contacts"], leaving=leaving)[0]
        for start in json.loads(row["starts"])
    )


def read_strengths(task: str) -> dict[str, float]:
    """Return the mean reference energy of each class behind a descriptor, filled up for all classes.

    Of the oxidation potential it is the vertical energy, which far more classes have.
    """
    behind = "vertical_ie_ev" if task == "unit_oxidation_potential_v" else TASKS[task]
    data = json.loads((calibrations.FOLDER / f"{behind}.json").read_text(encoding="utf-8"))
    by_group: defaultdict[str, list[float]] = defaultdict(list)
    for reference in data["references"]:
        by_group[reference["group"]].append(reference["reference"])
    known = {group: float(np.mean(values)) for group, values in by_group.items()}
    return {name: round(value, 3) for name, value in fill_strengths(known).items()}


def read_exchange_strengths(_: str) -> dict[str, float]:
    """Return the exchange energy of a small molecule of each class by DFT, filled up for all classes."""
    rows = read_rows(REFERENCE / "exchange.csv")
    known = {
        f"{family_of(row['donor_class'])}/{row['donor_class']}": float(row["exchange_dft_kcal_mol"])
        for row in rows
        if row["donor_class"] in CLASSES
    }
    return {name: round(value, 3) for name, value in fill_strengths(known).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a descriptor is learned from.

    Attributes:
        table: Name of the table of described units.
        value: The descriptor of one of its rows by today's calibration.
        strengths: Typical energies by class, given the descriptor's name.
    """

    table: str
    value: Callable[[Row], float]
    strengths: Callable[[str], dict[str, float]] = read_strengths


SOURCES = {
    "unit_oxidation_potential_v": Source(table="oxidation_units.csv", value=oxidation_potential_v),
    "unit_li_binding_one_armed_kcal_mol": Source(
        table="described_units.csv", value=one_armed_binding_kcal_mol
    ),
    "unit_li_exchange_kcal_mol": Source(
        table="exchange_units.csv", value=exchange_kcal_mol, strengths=read_exchange_strengths
    ),
}


def make_references(rows: Sequence[Row], source: Source, strengths: dict[str, float]) -> list[Reference]:
    """Return the described units as references; those of one ligand class are left out together."""
    values = [source.value(row) for row in rows]
    points, groups = structure_features(np.array([sum_structure(row["smiles"]) for row in rows]), strengths)
    return [
        Reference(
            name=row["smiles"],
            molecule=row["ligand_class"],
            group=group,
            reference=value,
            features=dict(zip(FEATURES, point.tolist(), strict=True)),
            source=row["source"],
        )
        for row, value, point, group in zip(rows, values, points, groups, strict=True)
        if np.isfinite(value)
    ]


def fit_and_write(task: str) -> None:
    """Fit one model, write it with its card, and print the card's head."""
    source = SOURCES[task]
    strengths = source.strengths(task)
    references = make_references(read_rows(REFERENCE / source.table), source, strengths)
    # A "molecule" is a ligand class here, so that classes are left out already.
    fitted, left_out = fit_and_hold(references, task=task, base=BASE, features=FEATURES, by=("molecule",))
    held = left_out["molecule"]
    classes = {one.name: one.molecule for one in references}
    estimator = build_estimator(
        task=task,
        calibration_version=version_behind(task),
        strengths=strengths,
        units=[one.name for one in references],
        targets=np.array([one.reference for one in references]),
        kernel=fitted.kernel,
        std_factor=fitted.std_factor,
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_text(FOLDER / f"{task}.json", estimator_json(estimator, list(classes.values())))
    card = write_card(task, held, classes)
    write_text(FOLDER / f"{task}.md", card)
    sys.stdout.write("\n".join(card.splitlines()[:12]) + "\n\n")


def write_card(task: str, held: Sequence[Held], classes: dict[str, str]) -> str:
    """Return the card: the error on ligand classes left out, in all and class by class."""
    spread = np.abs(np.array([one.reference for one in held]) - np.mean([one.reference for one in held]))
    lines = [
        f"# {task}: estimates from structure",
        "",
        f"Learned from {len(held)} units of library members described with GFN2-xTB and calibrated with",
        f"`{TASKS[task]}` version {version_behind(task)}. Truth is that",
        "descriptor, whose own error comes on top. A campaign adds what it describes itself.",
        "",
        "| ligand class left out | units | mean absolute error | largest | within 2 standard errors |",
        "|---|---|---|---|---|",
        _line("each in turn", held),
        f"| (the mean as the estimate) | {len(held)} | {spread.mean():.3f} | {spread.max():.2f} | |",
    ]
    lines += [
        _line(name, [one for one in held if classes[one.name] == name])
        for name in sorted(set(classes.values()))
    ]
    return "\n".join(lines) + "\n"


def _line(label: str, held: Sequence[Held]) -> str:
    errors = np.array([abs(one.predicted - one.reference) for one in held])
    inside = np.mean([error < 2 * one.std for error, one in zip(errors, held, strict=True)])
    return f"| {label} | {len(held)} | {errors.mean():.3f} | {errors.max():.2f} | {inside:.0%} |"


def main() -> None:
    """Fit the models asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tasks", nargs="*", metavar="TASK", help=f"of {', '.join(TASKS)} (default: all)")
    for task in parser.parse_args().tasks or TASKS:
        fit_and_write(task)


if __name__ == "__main__":
    main()
