"""Relax many starts of the paper's units in Li⁺ shells and say in which order they bind.

    python scripts/compare_exchange.py --starts 36 --solvents EC

Every start is written as it finishes to libraries/reference/exchange_starts.csv (`is_valid` is false where a
molecule changed or left the shell), and a second run goes on where the first stopped. Starts are taken in
turn over the units, so that a table cut short is balanced. What the table says goes to exchange_orders.csv
(orders with bootstrap probabilities), exchange_convergence.csv (what more starts change) and
desolvation.csv.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from fit_exchange import read_bare_correction
from paper_units import UNITS

from monodesign.descriptors.exchange.correction import ExchangeCorrection, load_exchange_correction
from monodesign.descriptors.exchange.desolvation import compute_desolvation_ev
from monodesign.descriptors.exchange.exchange import (
    average_boltzmann,
    prepare_exchange,
    summarise,
)
from monodesign.descriptors.exchange.references import compute_free_energy_eh
from monodesign.descriptors.exchange.shells import relax_shell
from monodesign.descriptors.named_molecules import read_shell
from monodesign.engines import load_engine
from monodesign.errors import CalculationError
from monodesign.geometry.shell_starts import Cluster, start_clusters
from monodesign.paths import LIBRARIES
from monodesign.tables.write import write_csv
from monodesign.units import KCAL_MOL_PER_HARTREE

# The order of doi 10.1038/s41467-025-59020-w and of the mission: the first binds more than the second.
EXPECTED = (("DOA", "PCEA"), ("PCEA", "AEEO"), ("AAPC", "AAEO"), ("AAPC", "PCEA"), ("AAEO", "AEEO"))
STARTS_FILE = LIBRARIES / "reference" / "exchange_starts.csv"
IMPLICIT_SOLVENT = "acetonitrile"
SEED = 20251
BOOTSTRAP_SAMPLES = 5000
SAMPLE_SIZES = (1, 2, 3, 5, 8, 12, 20, 30)


def relax_row(cluster: Cluster, place: dict[str, object]) -> dict[str, object]:
    """Relax one start and return its row, which begins with `place`."""
    began = time.monotonic()
    engine = load_engine()
    row = place | {"is_valid": True}
    try:
        shell = relax_shell(cluster, engine=engine, solvent=IMPLICIT_SOLVENT)
        desolvation = compute_desolvation_ev(shell.geometry, engine=engine)
        row |= {"site": "+".join(shell.contacts[0]), "shell_energy_eh": round(shell.energy_eh, 8)}
        row |= {"desolvation_ev": round(desolvation, 4), "reason": ""}
    except CalculationError as error:
        row |= {"is_valid": False, "reason": str(error)}
    return row | {"seconds": round(time.monotonic() - began, 1)}


def fill_table(solvent: str, units: list[str], *, n_starts: int) -> None:
    """Relax every start that the table lacks."""
    kept = read_shell(solvent)[:-1]
    clusters = {unit: start_clusters((UNITS[unit], *kept), count=n_starts, seed=SEED) for unit in units}
    for number in range(n_starts):
        for unit in units:
            done = read_starts()
            if number < len(clusters[unit]) and not has_row(done, solvent, unit, number):
                row = relax_row(clusters[unit][number], {"solvent": solvent, "unit": unit, "start": number})
                write_csv(pd.concat([done, pd.DataFrame([row])], ignore_index=True), STARTS_FILE)
                print(row, flush=True)


def read_starts() -> pd.DataFrame:
    """Return the table as far as it has come."""
    return pd.read_csv(STARTS_FILE) if Path(STARTS_FILE).is_file() else pd.DataFrame()


def has_row(table: pd.DataFrame, solvent: str, unit: str, number: int) -> bool:
    """Return whether a start is in the table."""
    if table.empty:
        return False
    return bool(((table["solvent"] == solvent) & (table["unit"] == unit) & (table["start"] == number)).any())


def add_exchange(table: pd.DataFrame, *, solvent: str) -> pd.DataFrame:
    """Return the valid starts in one solvent with their raw exchange energies."""
    valid = table[table["is_valid"] & (table["solvent"] == solvent)].copy()
    for unit, part in valid.groupby("unit"):
        exchange = prepare_exchange(
            UNITS[str(unit)], solvent=solvent, engine=load_engine(), implicit_solvent=IMPLICIT_SOLVENT
        )
        reference_eh = exchange.reference_eh + miss_free_eh(UNITS[str(unit)])
        raw = (part["shell_energy_eh"] - reference_eh) * KCAL_MOL_PER_HARTREE
        valid.loc[part.index, "li_exchange_gfn2_kcal_mol"] = raw.round(3)
        valid.loc[part.index, "leaving"] = exchange.leaving
    return valid


def miss_free_eh(unit: str) -> float:
    """Return how far the free unit's lowest conformer lies below what screening finds, Eh; negative."""
    found = {
        is_thorough: compute_free_energy_eh(
            unit, engine=load_engine(), implicit_solvent=IMPLICIT_SOLVENT, is_thorough=is_thorough
        )
        for is_thorough in (False, True)
    }
    return found[True] - found[False]


def correct(table: pd.DataFrame, correction: ExchangeCorrection) -> np.ndarray:
    """Return exchange energies with a correction by donor class."""
    shifts = [
        correction.shift(site.split("+"), leaving=leaving)[0]
        for site, leaving in table[["site", "leaving"]].itertuples(index=False)
    ]
    return table["li_exchange_gfn2_kcal_mol"].to_numpy() + np.array(shifts)


def resample(values: np.ndarray, *, seed: int) -> dict[str, np.ndarray]:
    """Return lowest and Boltzmann values of bootstrap samples of the starts."""
    picks = np.random.default_rng(seed).integers(len(values), size=(BOOTSTRAP_SAMPLES, len(values)))
    return {"lowest": values[picks].min(axis=1), "boltzmann": average_boltzmann(values[picks])}


def compare(first: np.ndarray, second: np.ndarray) -> list[dict[str, object]]:
    """Return how sure it is that the first unit binds more than the second."""
    samples = [resample(values, seed=seed) for seed, values in enumerate((first, second))]
    found = [summarise(values) for values in (first, second)]
    differences = {
        "lowest": found[0].lowest_kcal_mol - found[1].lowest_kcal_mol,
        "boltzmann": found[0].boltzmann_kcal_mol - found[1].boltzmann_kcal_mol,
    }
    return [
        {
            "statistic": statistic,
            "difference_kcal_mol": round(difference, 2),
            "bootstrap_probability": round(float((samples[0][statistic] < samples[1][statistic]).mean()), 3),
            "n_valid_first": len(first),
            "n_valid_second": len(second),
        }
        for statistic, difference in differences.items()
    ]


def order_units(valid: pd.DataFrame) -> pd.DataFrame:
    """Return the orders in EC: raw, with the shipped correction, and with bare-Li⁺ errors as a check."""
    corrections = {"raw GFN2": ExchangeCorrection(), "bare Li⁺ classes (a check)": read_bare_correction()}
    if load_exchange_correction().shift_kcal_mol:
        corrections["corrected"] = load_exchange_correction()
    rows = []
    for basis, correction in corrections.items():
        values = {unit: correct(part, correction) for unit, part in valid.groupby("unit")}
        for first, second in (pair for pair in EXPECTED if values.keys() >= set(pair)):
            pair = {"basis": basis, "more_bound": first, "less_bound": second}
            rows += [pair | row for row in compare(values[first], values[second])]
    return pd.DataFrame(rows)


def measure_convergence(table: pd.DataFrame) -> pd.DataFrame:
    """Return how far above the lowest of all starts the lowest of fewer starts lies, on average."""
    generator = np.random.default_rng(SEED)
    rows = []
    for (solvent, unit), part in table[table["is_valid"]].groupby(["solvent", "unit"]):
        values = part["shell_energy_eh"].to_numpy() * KCAL_MOL_PER_HARTREE
        for n in (size for size in SAMPLE_SIZES if size < len(values)):
            lowest = [generator.choice(values, n, replace=False).min() for _ in range(BOOTSTRAP_SAMPLES)]
            excess = round(float(np.mean(lowest) - values.min()), 2)
            rows.append({"solvent": solvent, "unit": unit, "n_starts": n, "excess_kcal_mol": excess})
    return pd.DataFrame(rows)


def summarise_desolvation(table: pd.DataFrame) -> pd.DataFrame:
    """Return each unit's de-solvation energy, Boltzmann-weighted over its starts, with bootstrap error."""
    rows = []
    for (solvent, unit), part in table[table["is_valid"]].groupby(["solvent", "unit"]):
        values = part["shell_energy_eh"].to_numpy() * KCAL_MOL_PER_HARTREE
        desolvation = part["desolvation_ev"].to_numpy()
        picks = np.random.default_rng(SEED).integers(len(values), size=(BOOTSTRAP_SAMPLES, len(values)))
        error = average_boltzmann(values[picks], desolvation[picks]).std()
        rows.append(
            {
                "solvent": solvent,
                "unit": unit,
                "desolvation_ev": round(float(average_boltzmann(values, desolvation)), 3),
                "desolvation_std_ev": round(float(error), 3),
                "desolvation_mean_ev": round(float(desolvation.mean()), 3),
                "n_valid": len(values),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Relax what is missing, then say what the table says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--starts", type=int, default=36)
    parser.add_argument("--solvents", nargs="*", default=["EC"])
    parser.add_argument("--units", nargs="+", default=list(UNITS))
    arguments = parser.parse_args()
    for solvent in arguments.solvents:
        fill_table(solvent, arguments.units, n_starts=arguments.starts)
    table = read_starts()
    summaries = {
        "exchange_orders": order_units(add_exchange(table, solvent="EC")),
        "exchange_convergence": measure_convergence(table),
        "desolvation": summarise_desolvation(table),
    }
    for name, summary in summaries.items():
        write_csv(summary, LIBRARIES / "reference" / f"{name}.csv")
        print(summary.to_string())


if __name__ == "__main__":
    main()
