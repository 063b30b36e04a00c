"""Replay the loop with the bench on measured dry polymers, labels hidden until they are "measured".

Candidates are the polymers of libraries/measurements/conductivity.csv measured at one temperature; a
polymer's label is its highest conductivity there. Nothing is known of them but their structure: no
surrogate takes part, since the shipped one has seen these rows. Each replay begins with one random
batch; then `suggest` proposes batch after batch. Printed is how many measurements it takes until half
of the best 5 % are found, against random choice.

    python scripts/benchmark_bench_loop.py --temperature 60 --batch 8 --seeds 10
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from monodesign.chem.molecules import monomer_id
from monodesign.paths import LIBRARIES
from monodesign.ranking.next_batch import Method, suggest
from monodesign.tables.columns import HALF_WIDTH_90

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOP = 0.05
# Drawn once to give the median that random choice needs to a fraction of a measurement.
RANDOM_REPLAYS = 2000
# Before two measurements are in, as wide as the span of dry polymers.
UNKNOWN_STD = 2.0


def load_polymers(path: Path, *, temperature_c: float, tolerance_c: float = 2.5) -> pd.DataFrame:
    """Return one row per polymer with its best log10 σ near a temperature."""
    table = pd.read_csv(path, low_memory=False)
    near = (table["temperature_c"] - temperature_c).abs() <= tolerance_c
    dry = table[(table["kind"] == "dry") & near & table["polymer"].notna()]
    best = dry.groupby("group")[["log10_sigma_s_cm"]].max()
    first = dry.groupby("group")["polymer"].first()
    # A copolymer's units stand side by side as one SMILES of several pieces.
    smiles = first.str.replace("|", ".", regex=False)
    found = pd.DataFrame({"smiles": smiles, "label": best["log10_sigma_s_cm"]})
    found = found.drop_duplicates("smiles").sort_values("smiles", ignore_index=True)
    return found.assign(monomer_id=[monomer_id(text) for text in found["smiles"]])


def replay(polymers: pd.DataFrame, *, batch: int, seed: int, method: Method) -> int:
    """Return the number of measurements until half of the best 5 % are found."""
    labels = polymers["label"].to_numpy()
    best, wanted = find_best(labels)
    order = np.random.default_rng(seed).permutation(len(labels))
    measured = list(order[:batch])
    place = {text: index for index, text in enumerate(polymers["smiles"])}
    while (count := count_until(measured, best, wanted)) is None:
        known = labels[measured]
        spread = max(float(known.std()), 0.3) if len(known) > 1 else UNKNOWN_STD
        candidates = polymers.drop(columns="label").assign(
            log10_sigma_s_cm=known.mean(),
            log10_sigma_lower_90=known.mean() - HALF_WIDTH_90 * spread,
            log10_sigma_upper_90=known.mean() + HALF_WIDTH_90 * spread,
            synthesis_score=1.0,
        )
        bench = pd.DataFrame({"polymer": polymers["smiles"].iloc[measured], "log10_sigma_s_cm": known})
        proposed = suggest(candidates, bench, n=batch, seed=seed + len(measured), method=method)
        fresh = [place[text] for text in proposed["smiles"]]
        # Where the batch ran dry, the rest is drawn.
        measured += fresh or [index for index in order if index not in set(measured)][:batch]
    return count


def find_best(labels: NDArray[np.float64]) -> tuple[set[int], int]:
    """Return the best 5 % by index, and how many of them are half."""
    best = {int(index) for index in np.argsort(-labels)[: max(1, round(TOP * len(labels)))]}
    return best, (len(best) + 1) // 2


def count_until(measured: list[int], best: set[int], wanted: int) -> int | None:
    """Return after how many measurements the wanted number of best ones was found; None if it was not."""
    found = 0
    for count, index in enumerate(measured, start=1):
        found += int(index) in best
        if found == wanted:
            return count
    return None


def count_random(labels: NDArray[np.float64]) -> float:
    """Return the median number of measurements that random choice needs."""
    best, wanted = find_best(labels)
    generator = np.random.default_rng(0)
    replays = (list(generator.permutation(len(labels))) for _ in range(RANDOM_REPLAYS))
    return float(np.median([count_until(order, best, wanted) or len(labels) for order in replays]))


def main() -> None:
    """Print one line per method."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", type=Path, default=LIBRARIES / "measurements" / "conductivity.csv")
    parser.add_argument("--temperature", type=float, default=60.0)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    polymers = load_polymers(options.table, temperature_c=options.temperature)
    labels = polymers["label"].to_numpy()
    random = count_random(labels)
    best, wanted = find_best(labels)
    print(f"{len(polymers)} polymers at {options.temperature:g} °C; {wanted} of the best {len(best)} wanted")
    print(f"random choice: median {random:g} measurements")
    methods: tuple[Method, ...] = ("expected_improvement", "thompson")
    for method in methods:
        counts = [
            replay(polymers, batch=options.batch, seed=seed, method=method) for seed in range(options.seeds)
        ]
        median = float(np.median(counts))
        print(f"{method}: median {median:g}, {median / random:.2f} of random choice; each {sorted(counts)}")


if __name__ == "__main__":
    main()
