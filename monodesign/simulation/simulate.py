"""Simulate the boxes of a table of formulations, and say what they show.

The folder of results holds, beside `simulation.csv` with a row for each formulation, `parameters.sqlite` and
a folder for each formulation, named by a hash of what its boxes depend on. Asked again, for more time or
more boxes, they go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import pandas as pd

from monodesign.compute.batch import run_batch
from monodesign.compute.locks import hold_folder
from monodesign.compute.store import Store
from monodesign.descriptors.refinement import require_dft
from monodesign.errors import CannotWrite, InvalidFormulation, MonodesignError
from monodesign.formulation.components import find_crosslinker
from monodesign.formulation.formulations import NONE, Formulations, read_formulations
from monodesign.records import Batch, Failure
from monodesign.simulation.composition import Recipe
from monodesign.simulation.desolvation import Desolvation
from monodesign.simulation.extra import require_extra, run_json
from monodesign.simulation.rows import Job, RowResult, name_folder, run_row
from monodesign.simulation.settings import SimulationSettings
from monodesign.simulation.stored import ParameterStore
from monodesign.tables.missing import given_texts
from monodesign.tables.write import write_csv, write_text
from monodesign.units import ZERO_CELSIUS_K

COOLEST_DRY_K: Final = 350.0
RESULT: Final = "simulation.csv"
RUN: Final = "run.json"
TIMINGS: Final = "timings.csv"
# Told while boxes run: ns done, ns in all, and what is under way.
OnTime: TypeAlias = Callable[[float, float, str], None]


def simulate(
    table: pd.DataFrame,
    out: Path,
    *,
    settings: SimulationSettings,
    inputs: str = "",
    on_time: OnTime | None = None,
    on_note: Callable[[str], None] | None = None,
) -> Batch:
    """Simulate every formulation of a table.

    Args:
        table: Columns as `predict` takes them; further ones are kept.
        out: Folder of the results. What it holds already is not computed again.
        settings: How boxes are built and run.
        inputs: `gromacs` to write each box as input of GROMACS too.
        on_time: Told as boxes run.
        on_note: Told what is to be noticed.

    Returns:
        The input columns and those of a simulation, as in `simulation.csv`; numbers are missing where a row
        has an error.

    Raises:
        UserError: A package of the extra `md` is missing, or of `dft` for that level.
        InvalidTable: A column is missing.
        CannotWrite: The disk is full or failing; what is finished is kept.
    """
    require_extra()
    if settings.n_clusters and settings.level == "dft":
        require_dft()
    formulations = read_formulations(table)
    errors = dict(enumerate(formulations.errors)) | _refuse_crosslinked(table, formulations)
    rows: dict[int, RowResult] = {}
    with hold_folder(out), Store(out / "parameters.sqlite") as store:
        jobs = list(_plan(formulations, out, settings, errors))
        for job in filter(_is_dry, jobs):
            _tell(on_note, f"row {job.row + 1}: a dry polymer is slow at {job.temperature_k:.0f} K too")
        watches = [
            _Watch(on_time=on_time, settings=settings, row=job.row, place=place, n_rows=len(jobs))
            for place, job in enumerate(jobs)
        ]
        desolvation = Desolvation(store, level=settings.level)
        run = partial(
            _run, store=ParameterStore(store), desolvation=desolvation, inputs=inputs, on_note=on_note
        )
        outcomes = run_batch(
            run, list(zip(jobs, watches, strict=True)), on_result=_stop_where_nothing_is_written
        )
        for job, outcome in zip(jobs, outcomes, strict=True):
            if isinstance(outcome, MonodesignError):
                errors[job.row] = str(outcome)
            else:
                rows[job.row] = outcome
        batch = _to_batch(table, rows, errors)
        write_csv(batch.table, out / RESULT)
        write_csv(_to_timings(rows), out / TIMINGS)
        counts = {"rows": len(table), "with an error": len(batch.failures)}
        write_text(out / RUN, run_json(settings, counts=counts))
    return batch


def _refuse_crosslinked(table: pd.DataFrame, formulations: Formulations) -> dict[int, str]:
    """Return the rows whose polymer is a network, of which chains are no part."""
    cells = enumerate(given_texts(table, "polymer"))
    read = [(row, text) for row, text in cells if formulations.polymer_index[row] != NONE]
    crosslinkers = [(row, find_crosslinker(text)) for row, text in read]
    return {
        row: f"polymer {part[:60]!r} joins chains; simulate builds linear ones: leave the crosslinker out"
        for row, part in crosslinkers
        if part and not formulations.errors[row]
    }


def _run(
    given: tuple[Job, _Watch], *, store: ParameterStore, desolvation: Desolvation, inputs: str,
    on_note: Callable[[str], None] | None,
) -> RowResult:  # fmt: skip
    job, watch = given
    return run_row(job, store, desolvation, inputs=inputs, on_time=watch, on_note=on_note)


def _stop_where_nothing_is_written(_: int, outcome: RowResult | MonodesignError) -> None:
    """End the batch when the disk is full, which concerns every row."""
    if isinstance(outcome, CannotWrite):
        raise outcome


def _tell(on_note: Callable[[str], None] | None, note: str) -> None:
    if on_note is not None:
        on_note(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """Tells how many ns of all are done while one formulation runs; one that failed before counts as done."""

    on_time: OnTime | None
    settings: SimulationSettings
    row: int
    place: int
    n_rows: int

    def __call__(self, number: int, box_ns: float) -> None:
        whole_ns = self.settings.covered_ns
        before_ns = (self.place * self.settings.n_boxes + number) * whole_ns
        total_ns = self.n_rows * self.settings.n_boxes * whole_ns
        if self.on_time is not None:
            self.on_time(before_ns + box_ns, total_ns, f"row {self.row + 1}, box {number + 1}")


def _plan(
    formulations: Formulations, out: Path, settings: SimulationSettings, errors: dict[int, str]
) -> Iterator[Job]:
    """Yield the formulations that can be simulated; what is wrong with the others goes into `errors`."""
    for row in [row for row, error in errors.items() if not error]:
        try:
            recipe = _read_recipe(formulations, row)
            temperature_k = _choose_temperature(recipe, settings)
        except MonodesignError as error:
            errors[row] = str(error)
            continue
        folder = out / name_folder(recipe, settings, temperature_k=temperature_k)
        yield Job(row=row, recipe=recipe, temperature_k=temperature_k, settings=settings, folder=folder)


def _read_recipe(formulations: Formulations, row: int) -> Recipe:
    polymer, solvent = int(formulations.polymer_index[row]), int(formulations.solvent_index[row])
    if (salt := int(formulations.salt_index[row])) == NONE:
        raise InvalidFormulation("no salt: simulate needs a salt from libraries/ions.csv")
    return Recipe(
        polymer=None if polymer == NONE else formulations.polymers[polymer],
        solvents=None if solvent == NONE else formulations.solvents[solvent],
        salts=formulations.salts[salt],
        w_polymer=float(formulations.w_polymer[row]),
        w_solvent=float(formulations.w_solvent[row]),
        w_salt=float(formulations.w_salt[row]),
        temperature_k=float(formulations.temperature_c[row]) + ZERO_CELSIUS_K,
    )


def _choose_temperature(recipe: Recipe, settings: SimulationSettings) -> float:
    """Return how warm a formulation's boxes are: as the settings say, a dry polymer's as its row says.

    Raises:
        InvalidFormulation: A dry polymer is too cold to relax.
    """
    is_dry = recipe.solvents is None
    chosen = recipe.temperature_k if settings.temperature_k is None or is_dry else settings.temperature_k
    if is_dry and chosen < COOLEST_DRY_K:
        coolest_c = COOLEST_DRY_K - ZERO_CELSIUS_K
        raise InvalidFormulation(
            f"a dry polymer at {chosen - ZERO_CELSIUS_K:.0f} °C does not relax during a simulation; give "
            f"temperature_c of at least {coolest_c:.0f}"
        )
    return chosen


def _is_dry(job: Job) -> bool:
    return job.recipe.solvents is None


def _to_timings(rows: dict[int, RowResult]) -> pd.DataFrame:
    """Return the last run's wall times, which differ from run to run, by row."""
    return pd.DataFrame(
        [
            {"row": row + 1, "seconds": found.seconds, "seconds_outside_runs": found.seconds_outside_runs}
            for row, found in rows.items()
        ]
    )


def _to_batch(table: pd.DataFrame, rows: dict[int, RowResult], errors: dict[int, str]) -> Batch:
    computed = pd.DataFrame(
        [rows[row].columns if row in rows else {} for row in range(len(table))], index=table.index
    )
    computed["error"] = [errors[row] for row in range(len(table))]
    kept = table.drop(columns=list(computed.columns), errors="ignore")
    names = table["polymer"] if "polymer" in table else table["solvent"]
    failures = tuple(
        Failure(smiles=str(names.iloc[row]), stage="simulate", reason=error)
        for row, error in errors.items()
        if error
    )
    return Batch(table=pd.concat([kept, computed], axis=1), failures=failures)
