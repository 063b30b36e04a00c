"""Ionise wholes and their parts in the continuum with DFT, not relaxed: what does a neighbour do to a group?

    nice -n 10 python scripts/reference_wholes.py [SMILES…]    # resumes; a row is written as it finishes
    python scripts/reference_wholes.py --compare               # only the comparison, by today's calibration

GFN2's cations are no geometries for DFT: at them the potential comes out 0.0 (dimethyl ether) to 0.5 V
(methyl acetate) too high, class by class. A group relaxes on its own as it does in a whole, so the difference
between a whole and its part is that of their vertical energies: ωB97X-D3(BJ)/def2-SVP in C-PCM of
acetonitrile at the GFN2 minimum in GBSA(acetonitrile), the lowest of several holes: minutes for a unit. Where
two groups share the hole of the relaxed cation (1,2-dimethoxyethane: by 0.6 V) this says nothing.

Without SMILES the wholes and parts of oxidation_molecules.csv are computed, and the units of
oxidation_units.csv that lie more than 0.3 V from their lowest part; a nearer unit is computed where it is
named. All that are computed are compared. Writes
libraries/reference/oxidation_vertical.csv and models/calibration/oxidation_wholes.md.
Needs the optional extra `monodesign[dft]`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from oxidation_table import read_dft
from reference_density import share_spin
from reference_oxidation import DIELECTRIC
from reference_parts import NEAR_V, OF_WHOLES, TABLE, calibrate, describe
from reference_store import REFERENCE, append_row, provenance, read_rows, report

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.descriptors.calibration import FOLDER
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.cation import solvate
from monodesign.descriptors.redox.ionisation import oxidised
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.dft import (
    FUNCTIONAL,
    PYSCF_VERSION,
    SMALL_BASIS,
    STATE_NEAR_EH,
    build_molecule,
    compute_energy,
    screen_cation,
)
from monodesign.errors import CalculationError
from monodesign.tables.write import write_text
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V

SETTINGS = DescribeSettings()
VERTICAL = REFERENCE / "oxidation_vertical.csv"
CARD = FOLDER / "oxidation_wholes.md"
CANONICAL_HOLES, LOCALISED_HOLES = 2, 2
METHOD = (
    f"{FUNCTIONAL}/{SMALL_BASIS} C-PCM(eps={DIELECTRIC}), vertical, density fitting//GFN2 GBSA(acetonitrile)"
)
COLUMNS = (
    "smiles",
    "vertical_v",
    "hole",
    "spins",
    "group",
    "features",
    "seconds",
    "method",
    "pyscf_version",
    "engine",
    "source",
    "licence",
)
HEAD = """# Wholes against their parts, by DFT and by the calibration

V vs Li/Li⁺, whole less the lowest of its parts. Vertical DFT: {method}. Adiabatic DFT: the references, where
both are computed. Ours: the calibrated potentials.

{n} wholes: our difference lies {mae:.2f} V from vertical DFT's on average, at most {worst:.2f} V.
Of {n_both} wholes adiabatic differences are known too: vertical ones lie {check:.2f} V from them.

| whole | part | vertical DFT | adiabatic DFT | ours | ours less vertical DFT |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How far a whole lies above the lowest of its parts (V); NaN where it was not computed."""

    whole: str
    part: str
    vertical_v: float
    adiabatic_v: float
    calibrated_v: float

    @property
    def error_v(self) -> float:
        """Ours less vertical DFT's."""
        return self.calibrated_v - self.vertical_v


def list_pairs(named: Collection[str] = ()) -> list[tuple[str, tuple[str, ...]]]:
    """Return wholes with their parts: the listed ones, and units far from their lowest part or named."""
    listed = [
        (canonical_smiles(parse(row["smiles"])), tuple(canonical_smiles(parse(p)) for p in parts))
        for row in read_rows(REFERENCE / "oxidation_molecules.csv")
        if (parts := row["parts"].split())
    ]
    units = {canonical_smiles(parse(row["smiles"])): row for row in read_rows(REFERENCE / TABLE)}
    lowest = {unit: _lowest_part(row) for unit, row in units.items()}
    return listed + [
        (unit, (canonical_smiles(parse(part)),))
        for unit, (part, apart_v) in lowest.items()
        if apart_v > NEAR_V or unit in named
    ]


def _lowest_part(row: dict[str, str]) -> tuple[str, float]:
    """Return the lowest part of a unit and how far the unit lies from it (V)."""
    whole = calibrate({"features": json.loads(row["features"]), "group": row["group"]}).value
    parts = {part["smiles"]: calibrate(part).value for part in json.loads(row["parts"])}
    lowest = min(parts, key=parts.__getitem__)
    return lowest, abs(whole - parts[lowest])


def ionise(smiles: str) -> dict[str, str]:
    """Ionise a molecule at its GFN2 minimum in the solvent, from several holes; a row of the table.

    Raises:
        CalculationError: It could not be embedded or calculated.
    """
    started = time.process_time()
    engine = load_engine()
    minimum = find_minima(smiles, engine=engine, settings=SETTINGS).lowest
    geometry = solvate(minimum, engine=engine, solvent=SETTINGS.implicit_solvent).geometry
    neutral = compute_energy(build_molecule(geometry, basis=SMALL_BASIS), dielectric=DIELECTRIC)
    states = screen_cation(neutral, canonical=CANONICAL_HOLES, localised=LOCALISED_HOLES)
    lowest = states[0][1].energy_eh
    near = [state for state in states[:2] if state[1].energy_eh - lowest < STATE_NEAR_EH]
    ion = build_molecule(oxidised(geometry), basis=SMALL_BASIS)
    found = [
        (label, compute_energy(ion, guess=state.density, integrals_of=neutral, dielectric=DIELECTRIC))
        for label, state in near
    ]
    label, cation = min(found, key=lambda one: one[1].energy_eh)
    vertical_v = (cation.energy_eh - neutral.energy_eh) * EV_PER_HARTREE - LITHIUM_ELECTRODE_V
    seen = describe(smiles, OF_WHOLES)
    return {
        "smiles": smiles,
        "vertical_v": f"{vertical_v:.4f}",
        "hole": label,
        "spins": " ".join(f"{spin:.2f}" for spin in share_spin(cation)),
        "group": str(seen["group"]),
        "features": json.dumps(seen["features"]),
        "seconds": f"{time.process_time() - started:.0f}",
        "method": METHOD,
        "pyscf_version": PYSCF_VERSION,
        **provenance("reference_wholes.py"),
    }


def compare(path: Path = VERTICAL) -> list[Difference]:
    """Return every whole of which all parts are computed."""
    rows = {row["smiles"]: row for row in read_rows(path)}
    dft = read_dft()
    vertical = {smiles: float(row["vertical_v"]) for smiles, row in rows.items()}
    ours = {
        smiles: calibrate({"features": json.loads(row["features"]), "group": row["group"]}).value
        for smiles, row in rows.items()
    }
    found = []
    for whole, parts in dict(list_pairs(rows)).items():
        if not {whole, *parts} <= set(rows):
            continue
        part = min(parts, key=vertical.__getitem__)
        found.append(
            Difference(
                whole=whole,
                part=part,
                vertical_v=vertical[whole] - vertical[part],
                adiabatic_v=dft.get(whole, np.nan) - float(np.min([dft.get(one, np.nan) for one in parts])),
                calibrated_v=ours[whole] - min(ours[one] for one in parts),
            )
        )
    return found


def write_card(found: list[Difference]) -> str:
    """Return the comparison in Markdown."""
    errors = np.abs([one.error_v for one in found])
    both = [abs(one.vertical_v - one.adiabatic_v) for one in found if np.isfinite(one.adiabatic_v)]
    lines = [
        f"| {one.whole} | {one.part} | {one.vertical_v:+.2f} | "
        f"{'' if np.isnan(one.adiabatic_v) else f'{one.adiabatic_v:+.2f}'} | "
        f"{one.calibrated_v:+.2f} | {one.error_v:+.2f} |"
        for one in found
    ]
    head = HEAD.format(
        method=METHOD,
        n=len(found),
        mae=errors.mean(),
        worst=errors.max(),
        n_both=len(both),
        check=np.mean(both) if both else np.nan,
    )
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Ionise what the table lacks, and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("smiles", nargs="*", help="wholes (default: all)")
    parser.add_argument("--compare", action="store_true", help="compute nothing")
    arguments = parser.parse_args()
    wanted = {canonical_smiles(parse(one)) for one in arguments.smiles}
    pairs = [pair for pair in list_pairs(wanted) if not wanted or pair[0] in wanted]
    if arguments.compare:
        pairs = []
    for smiles in dict.fromkeys(one for whole, parts in pairs for one in (*parts, whole)):
        if smiles in {row["smiles"] for row in read_rows(VERTICAL)}:
            continue
        try:
            row = ionise(smiles)
        except CalculationError as error:
            report(f"{smiles}: {error}")
            continue
        append_row(VERTICAL, row, columns=COLUMNS)
        report(f"{smiles}: {row['vertical_v']} V, {row['seconds']} s")
    text = write_card(compare())
    write_text(CARD, text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
