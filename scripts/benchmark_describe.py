"""Time redox, lithium and exchange of library units on one core, and the share spent inside the engine.

    python scripts/benchmark_describe.py [-n UNITS] [--exchange UNITS] [--program UNITS] [--any] [--alone]

The units are of members that pass the filters of the default campaign (median 43 atoms), with `--any` of any
in the space (48). Prints CPU seconds per unit (median, 90 %), the engine's share and evaluations and, where
the xtb command-line program is installed, the ratios of its CPU time to ours for one optimisation and for the
whole protocol.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from library_members import draw_members
from rdkit.Chem import GetPeriodicTable

from monodesign.chem.polymerisation import capped_unit
from monodesign.compute.threads import limit_threads
from monodesign.descriptors.exchange.exchange import exchange_columns
from monodesign.descriptors.form import describe_form
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.base import Calculation, Engine, Method, SinglePoint
from monodesign.engines.optimise import FMAX_EV_A, Optimised, optimise
from monodesign.engines.quasi_newton import LONGEST_STEP_ANGSTROM
from monodesign.errors import CalculationError
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.force_field import expected_hessian
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE, KCAL_MOL_PER_HARTREE

# With one thread CPU time is what the wall clock shows on a quiet machine, and a busy one does not change it.
SETTINGS = DescribeSettings(what=("redox", "lithium"))
SAME_KCAL_MOL = 0.1
NORMAL_EH_BOHR = 1e-3  # norm of the gradient over all atoms at which `xtb --opt normal` stops
# The program's level for the largest force (eV/Å) that ours left: 1e-3, 2e-3, 4e-3 Eh/bohr.
LEVELS = (("normal", 0.0521), ("lax", 0.11), ("loose", float("inf")))


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


def time_units(units: Sequence[str], *, each_alone: bool) -> None:
    """Describe the units one after the other and print the figures.

    Groups that an earlier unit had are remembered with the engine, as in a campaign, unless each is alone.
    """
    seconds, shares, evaluations = [], [], []
    clock = Clock()
    engine = TimedEngine(load_engine(), clock)
    for unit in units:
        clock.seconds, clock.n_evaluations = 0.0, 0
        if each_alone:
            engine = TimedEngine(load_engine(), clock)
        start = time.process_time()
        try:
            describe_form(unit, engine=engine, settings=SETTINGS, is_in_gel=False)
        except CalculationError as error:
            print(f"{unit}: {type(error).__name__}: {error}")
            continue
        seconds.append(time.process_time() - start)
        shares.append(clock.seconds / seconds[-1])
        evaluations.append(clock.n_evaluations)
        print(f"{seconds[-1]:6.1f} s {shares[-1]:5.0%} {evaluations[-1]:5d} evaluations  {unit}", flush=True)
    print(f"{len(seconds)} of {len(units)} units described")
    print(f"seconds per unit: median {np.median(seconds):.1f}, 90 % below {np.quantile(seconds, 0.9):.1f}")
    outside = np.median(np.array(seconds) * (1.0 - np.array(shares)))
    print(f"inside the engine: {np.average(shares, weights=seconds):.1%} of the time")
    print(f"seconds outside the engine per unit: median {outside:.1f}")


def time_exchange(units: Sequence[str]) -> None:
    """Exchange each unit into a shell of EC at the screening setting and print the figures."""
    seconds, shares = [], []
    clock = Clock()
    engine = TimedEngine(load_engine(), clock)  # one for all: it remembers the free solvent molecule
    for unit in units:
        start, clock.seconds = time.process_time(), 0.0
        columns = exchange_columns(unit, engine=engine)
        seconds.append(time.process_time() - start)
        shares.append(clock.seconds / seconds[-1])
        valid = f"{columns['n_exchange_starts']} shells"
        print(f"{seconds[-1]:6.1f} s {shares[-1]:5.0%} {valid}  {unit}", flush=True)
    if seconds:
        print(f"exchange, seconds per unit: median {np.median(seconds):.1f}, most {max(seconds):.1f}")
        print(f"inside the engine: {np.average(shares, weights=seconds):.1%} of the time")


def compare_with_program(units: Sequence[str]) -> None:
    """Compare with the xtb program from the same geometries: one optimisation, then the same whole protocol.

    The optimisation of both ends at the program's own threshold. Whole protocol: every optimisation and
    single point of ours, run by the program from the geometry ours started at; what we hold by walls it
    relaxes to the end and freely.
    """
    program = shutil.which("xtb")
    if program is None:
        print("the xtb program is not installed: no ratio")
        return
    ratios, differences, ours_s, theirs_s = [], [], [], []
    for unit in units:
        geometry = embed_conformers(unit, n_conformers=1)[0]
        hessian = expected_hessian(hydrogenated(unit), geometry)
        start = time.process_time()
        relaxed = _relax_like_program(geometry, hessian)
        ours = time.process_time() - start
        theirs, energy_eh = _run_program(program, Task(geometry, solvent=None, options=("--opt", "normal")))
        ratios.append(theirs / ours)
        differences.append((relaxed.energy_eh - energy_eh) * KCAL_MOL_PER_HARTREE)
        seconds, tasks = _record_protocol(unit)
        ours_s.append(seconds)
        theirs_s.append(sum(_run_program(program, task)[0] for task in tasks))
        print(
            f"optimisation {ratios[-1]:.2f}, ours {differences[-1]:+.3f} kcal/mol; {len(tasks)} runs: "
            f"xtb program {theirs_s[-1]:.1f} s, ours {seconds:.1f} s  {unit}",
            flush=True,
        )
    print(f"one optimisation, xtb program / ours: median {np.median(ratios):.2f}")
    apart = np.abs(differences)
    print(f"energies: {(apart < SAME_KCAL_MOL).sum()} of {len(apart)} within 0.1 kcal/mol of the program's")
    print(f"molecules per core-hour: ours {3600 / np.mean(ours_s):.0f}, ", end="")
    print(f"xtb program {3600 / np.mean(theirs_s):.0f}, ratio {np.sum(theirs_s) / np.sum(ours_s):.2f}")


def _relax_like_program(geometry: Geometry, hessian: np.ndarray | None) -> Optimised:
    """Relax until the norm of the gradient over all atoms is what `--opt normal` stops at."""
    limit_ev_a = FMAX_EV_A
    relaxed = optimise(load_engine(), geometry, hessian=hessian, fmax_ev_a=limit_ev_a)
    while np.linalg.norm(relaxed.last.gradient_eh_bohr) > NORMAL_EH_BOHR:
        limit_ev_a *= 0.7
        relaxed = optimise(
            load_engine(),
            relaxed.geometry,
            begun=relaxed.begun,
            hessian=relaxed.hessian,
            fmax_ev_a=limit_ev_a,
        )
    return relaxed


@dataclass(frozen=True, slots=True)
class Task:
    """One run of the xtb program."""

    geometry: Geometry
    solvent: str | None
    options: tuple[str, ...]


class _RecordingCalculation:
    """A calculation that remembers where it was evaluated and the forces left."""

    def __init__(self, inner: Calculation, geometry: Geometry, solvent: str | None) -> None:
        self._inner = inner
        self.geometry = geometry
        self.solvent = solvent
        self.places: list[np.ndarray] = []
        self.force_ev_a = 0.0

    def evaluate(self, positions: np.ndarray) -> SinglePoint:
        """Evaluate and remember."""
        point = self._inner.evaluate(positions)
        self.places.append(positions.copy())
        force = np.linalg.norm(point.gradient_eh_bohr, axis=1).max()
        self.force_ev_a = float(force) * EV_PER_HARTREE / ANGSTROM_PER_BOHR
        return point

    def tasks(self) -> list[Task]:
        """Return what the program has to run for the same: one optimisation, or single points."""
        moves = [np.linalg.norm(b - a, axis=1).max() for a, b in pairwise(self.places)]
        if not moves or max(moves) > 1.01 * LONGEST_STEP_ANGSTROM:
            # Shapes compared with each other lie further apart than an optimiser steps.
            return [Task(replace(self.geometry, positions=p), self.solvent, ("--grad",)) for p in self.places]
        level = next(name for name, force in LEVELS if self.force_ev_a <= force)
        return [Task(self.geometry, self.solvent, ("--opt", level))]

    def goes_on_from(self, other: _RecordingCalculation) -> bool:
        """Return whether this starts where another relaxation of the same system ended."""
        one, two = self.geometry, other.geometry
        is_same = (one.charge, self.solvent, len(one.numbers)) == (
            two.charge,
            other.solvent,
            len(two.numbers),
        )
        return is_same and len(other.places) > 1 and np.array_equal(one.positions, other.places[-1])


class _RecordingEngine:
    """An engine that remembers what was calculated with GFN2."""

    name, version = "recording", "1"
    methods: tuple[Method, ...] = ("GFN2-xTB",)

    def __init__(self) -> None:
        self.runs: list[_RecordingCalculation] = []

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> _RecordingCalculation:
        """Set up a calculation and remember it."""
        inner = load_engine().prepare(geometry, method=method, solvent=solvent)
        self.runs.append(_RecordingCalculation(inner, geometry, solvent))
        return self.runs[-1]


def _record_protocol(unit: str) -> tuple[float, list[Task]]:
    """Describe a unit; return our CPU seconds and what the program would have to run for the same.

    IPEA1 is ours alone and counts against us.
    """
    engine = _RecordingEngine()
    start = time.process_time()
    describe_form(unit, engine=engine, settings=SETTINGS, is_in_gel=False)
    seconds = time.process_time() - start
    # A relaxation that goes on from a loose one is one relaxation of the program, to the level of the second.
    tasks: list[Task] = []
    for index, run in enumerate(engine.runs):
        if any(run.goes_on_from(other) for other in engine.runs[:index]):
            continue
        further = next((other for other in engine.runs[index + 1 :] if other.goes_on_from(run)), None)
        if further is not None:
            run.force_ev_a = min(run.force_ev_a, further.force_ev_a)
        tasks += run.tasks()
    return seconds, tasks


def _run_program(program: str, task: Task) -> tuple[float, float]:
    """Run the program; return its CPU seconds and the energy (Eh), NaN where it fails."""
    geometry = task.geometry
    symbols = [GetPeriodicTable().GetElementSymbol(int(number)) for number in geometry.numbers]
    lines = [f"{s} {x:.8f} {y:.8f} {z:.8f}" for s, (x, y, z) in zip(symbols, geometry.positions, strict=True)]
    command = [program, "start.xyz", "--gfn", "2", *task.options]
    command += ["--chrg", str(geometry.charge), "--uhf", str(geometry.unpaired)]
    command += ["--gbsa", task.solvent] if task.solvent else []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "start.xyz").write_text(f"{len(lines)}\n\n" + "\n".join(lines) + "\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        output = subprocess.run(  # noqa: S603 - our own command
            command, cwd=folder, check=False, capture_output=True, text=True, errors="replace"
        ).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    energies = re.findall(r"TOTAL ENERGY\s+(-?[0-9.]+) Eh", output)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, float(energies[-1]) if energies else float("nan")


def main() -> None:
    """Read the options and run both comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=50, metavar="UNITS", help="units to describe (%(default)s)")
    parser.add_argument(
        "--exchange", type=int, default=5, metavar="UNITS", help="of them into EC (%(default)s)"
    )
    parser.add_argument(
        "--program", type=int, default=5, metavar="UNITS", help="of them by the xtb program too (%(default)s)"
    )
    parser.add_argument("--any", action="store_true", help="also units that the filters would reject")
    parser.add_argument("--alone", action="store_true", help="remember no groups of units before")
    options = parser.parse_args()
    limit_threads()
    units = [capped_unit(one) for one in draw_members(options.n, seed=0, is_filtered=not options.any)]
    describe_form("C", engine=load_engine(), settings=SETTINGS, is_in_gel=False)  # load the libraries first
    time_units(units, each_alone=options.alone)
    time_exchange(units[: options.exchange])
    if options.program:
        compare_with_program(units[: options.program])


if __name__ == "__main__":
    main()
