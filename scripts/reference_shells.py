"""Compute the shared shells Li(S)4⁺ of common solvents and write libraries/reference/shells.csv.

    python scripts/reference_shells.py EC DMC DEC "EC:1|DEC:1"

Each shell is written as it finishes; shells already in the table are left alone.
"""

from __future__ import annotations

import argparse

import pandas as pd

from monodesign.descriptors.exchange.exchange import ExchangeSettings
from monodesign.descriptors.exchange.references import REFERENCE_STARTS, SHELLS_FILE, compute_reference_shell
from monodesign.descriptors.named_molecules import read_shell
from monodesign.engines import load_engine
from monodesign.tables.write import write_csv


def add_shell(solvent: str, *, implicit_solvent: str) -> None:
    """Compute one shell and add it to the table."""
    molecules = tuple(sorted(read_shell(solvent)))
    table = pd.read_csv(SHELLS_FILE) if SHELLS_FILE.is_file() else pd.DataFrame(columns=["molecules"])
    if "|".join(molecules) in set(table["molecules"]):
        return
    engine = load_engine()
    shell = compute_reference_shell(molecules, engine=engine, implicit_solvent=implicit_solvent)
    row = {
        "molecules": "|".join(molecules),
        "implicit_solvent": implicit_solvent,
        "energy_eh": round(shell.energy_eh, 8),
        "n_valid": shell.n_valid,
        "n_starts": REFERENCE_STARTS,
        "method": f"GFN2-xTB GBSA, {engine.name} {engine.version}",
        "source": "computed for monodesign by scripts/reference_shells.py",
        "licence": "CC0-1.0",
    }
    write_csv(pd.concat([table, pd.DataFrame([row])], ignore_index=True), SHELLS_FILE)
    print(row, flush=True)


def main() -> None:
    """Compute the shells named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("solvents", nargs="+")
    arguments = parser.parse_args()
    for solvent in arguments.solvents:
        add_shell(solvent, implicit_solvent=ExchangeSettings().implicit_solvent)


if __name__ == "__main__":
    main()
