"""Time redox, lithium and exchange of library units on one core, and the share spent inside the engine.

    python scripts/benchmark_describe.py [-n UNITS] [--exchange UNITS]

Prints CPU seconds per unit (median, 90 %), the engine's share, gradients per relaxation and, where the xtb
command-line program is installed, the ratio of its time for one optimisation to ours.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rdkit.Chem import GetPeriodicTable

from monodesign.chem.conformers import embed_conformers
from monodesign.chem.fragments import load_fragments
from monodesign.chem.polymer import capped_unit
from monodesign.chem.space import enumerate_monomers
from monodesign.descriptors.exchange import exchange_columns
from monodesign.descriptors.form import describe_form
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.base import Calculation, Engine, Method, SinglePoint
from monodesign.engines.optimise import optimise
from monodesign.errors import CalculationError
from monodesign.parallel import limit_threads
from monodesign.records import Geometry

# With one thread CPU time is what the wall clock shows on a quiet machine, and a busy one does not change it.
SETTINGS = DescribeSettings(what=("redox", "lithium"))


@dataclass(slots=True)
class Clock:
    """Seconds and evaluations inside the engine."""

    seconds: float = 0.0
    n_evaluations: int = 0


class TimedCalculation:
    """A calculation that adds its time to a clock."""

    def __init__(self, inner: Calculation, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def evaluate(self, positions: np.ndarray) -> SinglePoint:
        """Evaluate and add the time it took."""
        start = time.process_time()
        try:
            return self._inner.evaluate(positions)
        finally:
            self._clock.seconds += time.process_time() - start
            self._clock.n_evaluations += 1


class TimedEngine:
    """An engine whose calculations add their time to a clock."""

    def __init__(self, inner: Engine, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock
        self.name, self.version = inner.name, inner.version
        # Methods of other engines are prepared through this door too, so that their time counts.
        self.methods: tuple[Method, ...] = ("GFN2-xTB", "GFN1-xTB", "IPEA1-xTB")

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> TimedCalculation:
        """Set up a calculation, counting that too."""
        start = time.process_time()
        inner = self._inner if method in self._inner.methods else load_engine("tblite")
        calculation = inner.prepare(geometry, method=method, solvent=solvent)
        self._clock.seconds += time.process_time() - start
        return TimedCalculation(calculation, self._clock)


def draw_units(count: int) -> list[str]:
    """Return the capped units of a seeded sample of the library."""
    table = enumerate_monomers(load_fragments(), sample=count, seed=0)
    return [capped_unit(smiles) for smiles in table["smiles"]]


def time_units(units: Sequence[str]) -> None:
    """Describe the units one after the other and print the figures."""
    seconds, shares, evaluations = [], [], []
    for unit in units:
        clock = Clock()
        start = time.process_time()
        try:
            describe_form(unit, engine=TimedEngine(load_engine(), clock), settings=SETTINGS, is_in_gel=False)
        except CalculationError as error:
            print(f"{unit}: {type(error).__name__}: {error}")
            continue
        seconds.append(time.process_time() - start)
        shares.append(clock.seconds / seconds[-1])
        evaluations.append(clock.n_evaluations)
        print(f"{seconds[-1]:6.1f} s {shares[-1]:5.0%} {evaluations[-1]:5d} evaluations  {unit}", flush=True)
    print(f"{len(seconds)} of {len(units)} units described")
    print(f"seconds per unit: median {np.median(seconds):.1f}, 90 % below {np.quantile(seconds, 0.9):.1f}")
    print(f"inside the engine: {np.average(shares, weights=seconds):.1%} of the time")


def time_exchange(units: Sequence[str]) -> None:
    """Exchange each unit into a shell of EC at the screening setting and print the figures."""
    seconds, shares = [], []
    for unit in units:
        clock = Clock()
        start = time.process_time()
        columns = exchange_columns(unit, engine=TimedEngine(load_engine(), clock))
        seconds.append(time.process_time() - start)
        shares.append(clock.seconds / seconds[-1])
        valid = f"{columns['n_exchange_starts']} shells"
        print(f"{seconds[-1]:6.1f} s {shares[-1]:5.0%} {valid}  {unit}", flush=True)
    if seconds:
        print(f"exchange, seconds per unit: median {np.median(seconds):.1f}, most {max(seconds):.1f}")
        print(f"inside the engine: {np.average(shares, weights=seconds):.1%} of the time")


def compare_with_program(units: Sequence[str]) -> None:
    """Print how long one optimisation takes the xtb program and us, from the same geometry to 0.05 eV/Å."""
    program = shutil.which("xtb")
    if program is None:
        print("the xtb program is not installed: no ratio")
        return
    ratios = []
    for unit in units:
        geometry = embed_conformers(unit, n_conformers=1)[0]
        start = time.perf_counter()
        optimise(load_engine(), geometry)
        ours = time.perf_counter() - start
        start = time.perf_counter()
        _run_program(program, geometry)
        ratios.append((time.perf_counter() - start) / ours)
    print(f"one optimisation, xtb program / ours: median {np.median(ratios):.2f}")


def _run_program(program: str, geometry: Geometry) -> None:
    symbols = [GetPeriodicTable().GetElementSymbol(int(number)) for number in geometry.numbers]
    lines = [f"{s} {x:.8f} {y:.8f} {z:.8f}" for s, (x, y, z) in zip(symbols, geometry.positions, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "start.xyz").write_text(f"{len(lines)}\n\n" + "\n".join(lines) + "\n")
        # `--opt normal` stops at 1e-3 Eh/bohr, which is 0.05 eV/Å.
        command = [program, "start.xyz", "--gfn", "2", "--opt", "normal"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own command


def main() -> None:
    """Read the options and run both comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=50, metavar="UNITS", help="units to describe (%(default)s)")
    parser.add_argument(
        "--exchange", type=int, default=5, metavar="UNITS", help="of them into EC (%(default)s)"
    )
    options = parser.parse_args()
    limit_threads()
    units = draw_units(options.n)
    describe_form("C", engine=load_engine(), settings=SETTINGS, is_in_gel=False)  # load the libraries first
    time_units(units)
    time_exchange(units[: options.exchange])
    compare_with_program(units[:10])


if __name__ == "__main__":
    main()
