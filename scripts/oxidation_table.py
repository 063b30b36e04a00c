"""Write the table of oxidation potentials before and after the groups, beside DFT.

    nice -n 10 python scripts/oxidation_table.py    # resumes; a row is described once

Reads libraries/reference/oxidation_before.csv (the potentials of the method before), describes what lacks
features, and writes models/calibration/oxidation_before_after.md by the calibration of today.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from curation.fitting import NORMAL_90, leave_out
from fit_calibration import PLANS, read_references
from reference_parts import OF_WHOLES, calibrate, describe
from reference_store import REFERENCE, read_rows, report

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.descriptors.calibration import FOLDER, load_calibration
from monodesign.descriptors.redox.oxidation import TASK
from monodesign.errors import CalculationError
from monodesign.tables.write import write_csv, write_text

TABLE = REFERENCE / "oxidation_before.csv"
HEAD = """# Oxidation potentials before and after the groups

V vs Li/Li⁺, adiabatic in acetonitrile. Before: calibrated vertical energy of the whole molecule with GFN2's
relaxation and solvation of the whole. After: calibrated vertical energy and GFN2's solvation of the group
that gives up the electron, moved by its neighbours (the change of the highest occupied orbital in the
solvent, last column, V), and calibrated on adiabatic DFT
(ωB97X-D3(BJ)/def2-TZVP, C-PCM) of {n} molecules: {names}.
Molecules were looked at in two conformers for this table.

| molecule or unit of | SMILES | before | after | DFT | group | neighbours |
|---|---|---|---|---|---|---|
"""

PREDICTED = REFERENCE / "oxidation_predicted.csv"
PREDICTED_HEAD = """
## Predicted without DFT

By calibrations fitted before DFT had come to these molecules:

{versions}

| molecule | SMILES | predicted | DFT | error | calibration |
|---|---|---|---|---|---|
"""
WHOLES_HEAD = """
## Wholes above the lowest of their parts

Each whole and each part predicted with itself left out. {n} wholes have all parts among the references; the
difference errs by {mae:.2f} V.

| whole | parts | difference (V) | DFT | error |
|---|---|---|---|---|
"""


def read_results() -> list[dict[str, Any]]:
    """Return the reference calculations."""
    files = [path for path in sorted((REFERENCE / "oxidation").glob("*.json")) if ".partial" not in path.name]
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def read_dft() -> dict[str, float]:
    """Return the reference potentials (V) by canonical SMILES."""
    rows = read_results()
    known = {canonical_smiles(parse(row["smiles"])): row["oxidation_potential_v"] for row in rows}
    return {smiles: value for smiles, value in known.items() if value is not None}


def add_features(path: Path = TABLE) -> list[dict[str, str]]:
    """Describe the rows that lack features, and return all."""
    rows = read_rows(path)
    for row in rows:
        if row["features"]:
            continue
        try:
            found = describe(row["smiles"], OF_WHOLES)
        except CalculationError as error:
            report(f"{row['name']}: {error}")
            continue
        row |= {"oxidised_group": str(found["oxidised_group"]), "group": str(found["group"])}
        row["features"] = json.dumps(found["features"])
        write_csv(pd.DataFrame(rows), path)
        report(row["name"])
    return rows


def write_line(row: dict[str, str], dft: dict[str, float]) -> str:
    """Return a row of the table in Markdown."""
    features = json.loads(row["features"])
    after = calibrate({"features": features, "group": row["group"]})
    reference = dft.get(canonical_smiles(parse(row["smiles"])))
    cells = (
        row["name"],
        row["smiles"],
        f"{float(row['before_v']):.2f}",
        f"{after.value:.2f} ± {after.std:.2f}",
        "" if reference is None else f"{reference:.2f}",
        row["oxidised_group"],
        f"{features['neighbours_ev']:+.2f}",
    )
    return f"| {' | '.join(cells)} |"


def write_predictions(dft: dict[str, float], path: Path = PREDICTED) -> str:
    """Return in Markdown what was predicted of molecules that DFT has reached since."""
    table = pd.DataFrame(read_rows(path))
    table["dft_v"] = [dft.get(canonical_smiles(parse(smiles)), np.nan) for smiles in table["smiles"]]
    table = table.dropna(subset="dft_v").astype(
        {"oxidation_potential_v": float, "oxidation_potential_std_v": float}
    )
    table["error_v"] = table["oxidation_potential_v"] - table["dft_v"]
    table["is_inside"] = table["error_v"].abs() < NORMAL_90 * table["oxidation_potential_std_v"]
    versions = [
        f"- {version}: mean error {one['error_v'].abs().mean():.2f} V (signed {one['error_v'].mean():+.2f}), "
        f"{one['is_inside'].sum()} of {len(one)} in their 90 % interval"
        for version, one in table.groupby("calibration_version", sort=False)
    ]
    lines = []
    for row in table.itertuples(index=False):
        predicted = f"{row.oxidation_potential_v:.2f} ± {row.oxidation_potential_std_v:.2f}"
        cells = (predicted, f"{row.dft_v:.2f}", f"{row.error_v:+.2f}", row.calibration_version)
        lines.append(f"| {row.name} | {row.smiles} | {' | '.join(cells)} |")
    return PREDICTED_HEAD.format(versions="\n".join(versions)) + "\n".join(lines) + "\n"


def write_wholes(dft: dict[str, float]) -> str:
    """Return in Markdown how far wholes lie above the lowest of their parts, each molecule left out."""
    references = read_references(TASK)
    held = leave_out(references, load_calibration(TASK), by="molecule", priors=PLANS[TASK].priors)
    molecules = {one.name: one.molecule for one in references}
    found = {molecules[one.name]: one.predicted for one in held}
    lines, errors = [], []
    for row in read_results():
        whole, *parts = (canonical_smiles(parse(smiles)) for smiles in (row["smiles"], *row["parts"]))
        if not parts or not {whole, *parts} <= set(found):
            continue
        differences = [known[whole] - min(known[part] for part in parts) for known in (found, dft)]
        errors.append(differences[0] - differences[1])
        cells = (row["name"], " ".join(parts), *(f"{one:+.2f}" for one in (*differences, errors[-1])))
        lines.append(f"| {' | '.join(cells)} |")
    return WHOLES_HEAD.format(n=len(errors), mae=np.abs(errors).mean()) + "\n".join(lines) + "\n"


def main() -> None:
    """Describe and write."""
    names = load_calibration(TASK).names
    dft = read_dft()
    lines = [write_line(row, dft) for row in add_features() if row["features"]]
    head = HEAD.format(n=len(names), names=", ".join(names))
    text = head + "\n".join(lines) + "\n" + write_wholes(dft) + write_predictions(dft)
    write_text(FOLDER / "oxidation_before_after.md", text)


if __name__ == "__main__":
    main()
