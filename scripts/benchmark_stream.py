"""Stream monomers through enumerate, filter and predict to a file, and print how memory and time grow.

    python scripts/benchmark_stream.py [--rows 1000 10000 100000] [--until predict] [--out library.csv]

Each number of rows runs in a process of its own, whose peak memory is printed with its CPU time; then the
exponents of growth between one number and the next: 0 is constant, 1 proportional. `--until` ends after
`enumerate`, `filter` or `predict`. Part by part, monomers of up to two ligands are built in random order,
checked by the default filters, and the kept ones predicted in the default gel. `--until formulations` times
`monodesign predict` instead, on a table of so many formulations, each monomer in a hundred.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.chem.check import check
from monodesign.cli.main import main as main_of_command
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.tables.columns import LIBRARY, names
from monodesign.tables.write import write_stream

STAGES = ("enumerate", "filter", "predict", "formulations")
PER_MONOMER = 100


def stream(n_rows: int, until: str) -> Iterator[pd.DataFrame]:
    """Yield what is left of so many monomers after a stage."""
    settings = CampaignSettings()
    space = MonomerSpace(load_fragments(), two_ligands=True)
    model = load_model(settings.predict.model) if until == "predict" else None
    gel = asdict(settings.formulation)
    for table in space.tables(limit=n_rows, seed=0):
        if until == "enumerate":
            yield table
            continue
        verdict = check(table["smiles"], settings=settings.filters).table["is_kept"].to_numpy(dtype=bool)
        kept = table[verdict].reset_index(drop=True)
        yield kept if model is None else predict(model, kept.assign(polymer=kept["smiles"], **gel)).table


def formulations(n_rows: int) -> Iterator[pd.DataFrame]:
    """Yield so many formulations of monomers in random order, each at a hundred temperatures."""
    space = MonomerSpace(load_fragments(), two_ligands=True)
    gel = asdict(CampaignSettings().formulation)
    for table in space.tables(limit=-(-n_rows // PER_MONOMER), seed=0):
        polymers = table["smiles"].repeat(PER_MONOMER).reset_index(drop=True)
        rows = pd.DataFrame({"polymer": polymers}).assign(**gel)
        yield rows.assign(temperature_c=rows.index % PER_MONOMER / 2)


def predict_file(n_rows: int, out: Path) -> int:
    """Write formulations to a file and predict them by the command; return their number."""
    given = out.with_name(f"formulations{out.suffix}")
    written = write_stream(formulations(n_rows), given, columns=("polymer",))
    if main_of_command(["predict", str(given), "--out", str(out)]):
        raise SystemExit("monodesign predict failed")
    return written


def run(n_rows: int, until: str, out: str) -> dict[str, float]:
    """Stream to a file in this process and return its rows, peak memory (MiB) and CPU time (s)."""
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / out
        if until == "formulations":
            written = predict_file(n_rows, path)
        else:
            written = write_stream(stream(n_rows, until), path, columns=names(LIBRARY))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": n_rows, "written": written, "peak_mib": peak, "cpu_s": time.process_time() - start}


def run_apart(n_rows: int, options: argparse.Namespace) -> dict[str, float]:
    """Do the same in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--rows",
        str(n_rows),
        "--until",
        options.until,
        "--out",
        options.out,
    ]
    done = subprocess.run([*command, "--here"], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--until", choices=STAGES, default="predict")
    parser.add_argument("--out", default="library.csv", help="its ending chooses CSV or Parquet")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(run(options.rows[0], options.until, options.out)))
        return
    runs = []
    for n_rows in options.rows:
        one = run_apart(n_rows, options)
        runs.append(one)
        print(
            f"{n_rows} rows until {options.until}, {one['written']:.0f} written to {options.out}: "
            f"peak memory {one['peak_mib']:.0f} MiB, {one['cpu_s']:.1f} s CPU",
            flush=True,
        )
    for first, second in itertools.pairwise(runs):
        ratio = math.log(second["rows"] / first["rows"])
        memory, cpu = (math.log(second[name] / first[name]) / ratio for name in ("peak_mib", "cpu_s"))
        between = f"{first['rows']} to {second['rows']} rows"
        print(f"{between}: memory grows with exponent {memory:.2f}, CPU time {cpu:.2f}")


if __name__ == "__main__":
    main()
