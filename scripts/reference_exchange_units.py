"""Let units of library members take a solvent molecule's place around Li⁺, for the learned exchange energies.

    nice -n 10 python scripts/reference_exchange_units.py    # resumes; a row is written as it finishes

Takes the units of libraries/reference/described_units.csv in turn, one ligand class after another, and writes
libraries/reference/exchange_units.csv: of every valid start in EC the raw GFN2-xTB energy and what of the
unit touches Li⁺, so that a correction that is fitted again changes the targets (`scripts/fit_learned.py`) and
not this table.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from reference_store import REFERENCE, append_row, provenance, read_rows, report

from monodesign.descriptors.exchange.exchange import ExchangeSettings, compute_exchange
from monodesign.engines import load_engine
from monodesign.errors import CalculationError

TABLE = "exchange_units.csv"
SOLVENT = "EC"
COLUMNS = ("name", "smiles", "ligand_class", "solvent", "starts", "engine", "seconds", "source", "licence")


def add_unit(unit: dict[str, str], *, path: Path, settings: ExchangeSettings) -> None:
    """Relax one unit's starts and append them; a unit that does not fit is reported and passed over."""
    engine = load_engine()
    begin = time.process_time()
    try:
        starts, _ = compute_exchange(unit["smiles"], solvent=SOLVENT, engine=engine, settings=settings)
    except CalculationError as error:
        report(f"{unit['name']}: {error}")
        return
    seconds = time.process_time() - begin
    row = {
        "name": unit["name"],
        "smiles": unit["smiles"],
        "ligand_class": unit["ligand_class"],
        "solvent": SOLVENT,
        "starts": json.dumps(
            [
                {"contacts": start.contacts, "exchange_gfn2_kcal_mol": round(start.raw_kcal_mol, 3)}
                for start in starts
            ]
        ),
        "seconds": f"{seconds:.1f}",
        **provenance("reference_exchange_units.py"),
    }
    append_row(path, row, columns=COLUMNS)
    report(f"{unit['name']}: {len(starts)} starts, {seconds:.0f} s")


def main() -> None:
    """Do the units that the table lacks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=60, help="units in all (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the table (default: %(default)s)"
    )
    arguments = parser.parse_args()
    path = arguments.folder / TABLE
    units = read_rows(arguments.folder / "described_units.csv")[: arguments.count]
    for unit in units:
        if unit["smiles"] not in {row["smiles"] for row in read_rows(path)}:
            add_unit(unit, path=path, settings=ExchangeSettings())


if __name__ == "__main__":
    main()
