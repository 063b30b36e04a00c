"""Oxidise units of library members and their parts, and hold each unit's potential against the lowest part's.

    nice -n 10 python scripts/reference_parts.py [--count 200]    # resumes; a row is written as it finishes
    python scripts/reference_parts.py --count 0    # only the comparison, by today's calibration

Writes libraries/reference/oxidation_units.csv: what the calibration of the oxidation potential sees of each
unit and of its groups on their own (each with the withdrawing neighbour of a one-carbon bridge), and
models/calibration/oxidation_parts.md: the share of units within 0.3 V of the lowest of their parts, and the
others one by one.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from reference_store import REFERENCE, append_row, provenance, read_rows, report
from reference_units import choose_members, rounded

from monodesign.chem.capped_groups import list_group_parts
from monodesign.descriptors.calibration import FOLDER, Estimate, estimate, load_calibration
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.cation import solvate
from monodesign.descriptors.redox.oxidation import TASK, find_oxidation
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.errors import CalculationError
from monodesign.tables.write import write_text

SETTINGS = DescribeSettings()
# A whole gives its orbital energy only, which hardly knows the conformer; half of the cost is saved.
OF_WHOLES = DescribeSettings(n_conformers=2, n_relaxed=1)
TABLE = "oxidation_units.csv"
NEAR_V = 0.3
HEAD = """# Units of library members against their groups on their own

Oxidation potentials by the calibration of today. A part is a group with two carbons around it and the groups
one carbon away. Where a unit lies higher, the highest occupied orbital of the solvated unit lies lower than
that of its parts: a neighbour two or three bonds away draws on the group. Vertical DFT of those looked at so
far stands in oxidation_wholes.md.
"""
COLUMNS = (
    "name",
    "smiles",
    "monomer",
    "ligand_class",
    "oxidised_group",
    "group",
    "features",
    "parts",
    "engine",
    "source",
    "licence",
)


def describe(smiles: str, settings: DescribeSettings) -> dict[str, object]:
    """Return the group that a molecule is oxidised at and what the calibration sees.

    Args:
        smiles: The molecule.
        settings: Of the search for its own minimum; its groups are searched as the product does.

    Raises:
        CalculationError: It could not be embedded or calculated.
    """
    engine = load_engine()
    lowest = find_minima(smiles, engine=engine, settings=settings).lowest
    solvated = solvate(lowest, engine=engine, solvent=SETTINGS.implicit_solvent)
    found = find_oxidation(smiles, solvated, engine=engine, settings=SETTINGS)
    return {
        "oxidised_group": found.group.smiles,
        "group": found.group.group,
        "features": rounded(found.features),
    }


def add_member(member: dict[str, str], *, path: Path, known: dict[str, dict[str, object]]) -> None:
    """Oxidise one member's unit and its parts, and append it to the table; a failure is passed over."""
    unit = member["unit_smiles"]
    try:
        whole = describe(unit, OF_WHOLES)
        for part in list_group_parts(unit):
            known[part] = known.get(part) or {"smiles": part, **describe(part, SETTINGS)}
    except CalculationError as error:
        report(f"{member['name']}: {error}")
        return
    row = {
        "name": member["name"],
        "smiles": unit,
        "monomer": member["smiles"],
        "ligand_class": member["ligand_class"],
        "oxidised_group": str(whole["oxidised_group"]),
        "group": str(whole["group"]),
        "features": json.dumps(whole["features"]),
        "parts": json.dumps([known[part] for part in list_group_parts(unit)]),
        **provenance("reference_parts.py"),
    }
    append_row(path, row, columns=COLUMNS)
    report(f"{member['name']}: {whole['features']}")


def calibrate(found: dict[str, object]) -> Estimate:
    """Return the potential (V vs Li/Li⁺) by today's calibration."""
    return estimate(load_calibration(TASK), found["features"], group=str(found["group"]))


def compare(rows: list[dict[str, str]]) -> str:
    """Return how many units lie near the lowest of their parts, and the others in Markdown."""
    lines, differences = [], []
    for row in rows:
        parts = json.loads(row["parts"])
        potentials = [calibrate(part).value for part in parts]
        whole = calibrate({"features": json.loads(row["features"]), "group": row["group"]}).value
        differences.append(whole - min(potentials))
        if abs(differences[-1]) > NEAR_V:
            lowest = parts[int(np.argmin(potentials))]["smiles"]
            cells = (row["smiles"], f"{whole:.2f}", lowest, f"{min(potentials):.2f}")
            lines.append(f"| {' | '.join(cells)} | {differences[-1]:+.2f} |")
    near = np.abs(differences) <= NEAR_V
    share = f"{near.sum()} of {len(rows)} units ({near.mean():.0%})"
    spread = f"{np.mean(differences):+.3f} V on average, {np.std(differences):.3f} V wide"
    head = [
        f"{share} lie within {NEAR_V} V of the lowest of their parts. Differences: {spread}.",
        "",
        "| unit | potential (V) | lowest part | potential (V) | difference (V) |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *lines]) + "\n"


def main() -> None:
    """Oxidise the members that the table lacks, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200, help="members in all (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the table (default: %(default)s)"
    )
    arguments = parser.parse_args()
    path = arguments.folder / TABLE
    known = {part["smiles"]: part for row in read_rows(path) for part in json.loads(row["parts"])}
    members = choose_members(arguments.count).to_dict("records") if arguments.count else []
    done = {row["smiles"] for row in read_rows(path)}
    for member in members:
        if member["unit_smiles"] not in done:
            add_member(member, path=path, known=known)
    text = compare(read_rows(path))
    write_text(FOLDER / "oxidation_parts.md", f"{HEAD}\n{text}")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
