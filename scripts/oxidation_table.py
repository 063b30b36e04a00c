"""Write the table of oxidation potentials before and after the groups, beside DFT.

    nice -n 10 python scripts/oxidation_table.py    # resumes; a row is described once

Reads libraries/reference/oxidation_before.csv (the potentials of the method before), describes what lacks
features, and writes models/calibration/oxidation_before_after.md by the calibration of today.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from curation.fitting import NORMAL_90
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
solvent, last column, V), and calibrated, with the relaxation of its class, on adiabatic DFT
(ωB97X-D3(BJ)/def2-TZVP, C-PCM) of {n} molecules: {names}.
Molecules were looked at in two conformers for this table.

| molecule or unit of | SMILES | before | after | DFT | group | neighbours |
|---|---|---|---|---|---|---|
"""

PREDICTED = REFERENCE / "oxidation_predicted.csv"
PREDICTED_HEAD = """
## Predicted without DFT

By a calibration fitted before DFT had come to these molecules: mean error {mae:.2f} V, {inside} of {n} in
their 90 % interval.

| molecule | SMILES | predicted | DFT | error | calibration |
|---|---|---|---|---|---|
"""


def read_dft() -> dict[str, float]:
    """Return the reference potentials (V) by canonical SMILES."""
    files = [path for path in sorted((REFERENCE / "oxidation").glob("*.json")) if ".partial" not in path.name]
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in files]
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
    lines, errors, widths = [], [], []
    for row in read_rows(path):
        reference = dft.get(canonical_smiles(parse(row["smiles"])))
        if reference is None:
            continue
        value, std = float(row["oxidation_potential_v"]), float(row["oxidation_potential_std_v"])
        errors.append(value - reference)
        widths.append(NORMAL_90 * std)
        cells = (row["name"], row["smiles"], f"{value:.2f} ± {std:.2f}", f"{reference:.2f}")
        lines.append(f"| {' | '.join(cells)} | {errors[-1]:+.2f} | {row['calibration_version']} |")
    off = np.abs(errors)
    head = PREDICTED_HEAD.format(mae=off.mean(), inside=(off < widths).sum(), n=len(off))
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Describe and write."""
    names = load_calibration(TASK).names
    dft = read_dft()
    lines = [write_line(row, dft) for row in add_features() if row["features"]]
    head = HEAD.format(n=len(names), names=", ".join(names))
    text = head + "\n".join(lines) + "\n" + write_predictions(dft)
    write_text(FOLDER / "oxidation_before_after.md", text)


if __name__ == "__main__":
    main()
