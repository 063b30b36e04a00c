"""One formulation: its boxes run one after the other, read back, and written as tables and plots."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from monodesign.compute.store import key_of
from monodesign.errors import CalculationError
from monodesign.geometry.xyz import xyz_text
from monodesign.safe_files import drop_link
from monodesign.simulation.assembly import assemble, list_guesses, list_molecules
from monodesign.simulation.box import Box
from monodesign.simulation.composition import Recipe
from monodesign.simulation.desolvation import Desolvation, summarise_desolvation
from monodesign.simulation.frames import read_frames
from monodesign.simulation.gromacs import require_writable, write_gromacs
from monodesign.simulation.packing import Start, pack
from monodesign.simulation.plots import draw_rdf, draw_shells
from monodesign.simulation.results import (
    BoxResult,
    analyse_box,
    join_coordination,
    join_rdf,
    join_shells,
    summarise,
)
from monodesign.simulation.run import STATE_FILE, run_box
from monodesign.simulation.settings import PS_PER_NS, SimulationSettings
from monodesign.simulation.states import State, begin
from monodesign.simulation.stored import METHOD, ParameterStore
from monodesign.tables.write import make_folder, write_csv, write_text

# Told after each segment of a box: the box's number, from 0, and the ns of it that are done.
OnBoxTime: TypeAlias = Callable[[int, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """The results of a formulation's boxes, and their cost.

    Attributes:
        columns: Of the formulation's row.
        seconds: Wall time of all of it, s.
        seconds_outside_runs: The part of it that was not OpenMM's: parameters, packing, reading back.
    """

    columns: dict[str, Any]
    seconds: float
    seconds_outside_runs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One formulation to simulate.

    Attributes:
        row: Its row in the table, from 0.
        recipe: What it is made of.
        temperature_k: How warm its boxes are, K.
        settings: How they are built and run.
        folder: Where they are kept.
    """

    row: int
    recipe: Recipe
    temperature_k: float
    settings: SimulationSettings
    folder: Path


def name_folder(recipe: Recipe, settings: SimulationSettings, *, temperature_k: float) -> str:
    """Return a hash of what a formulation's boxes depend on: not their number, length, device or use."""
    free = {"production_ns", "n_boxes", "n_clusters", "level", "device"}
    recipe_text = {
        "polymer": asdict(recipe.polymer) if recipe.polymer else None,
        "solvents": recipe.solvents.composition if recipe.solvents else None,
        "salt": _name_salts(recipe),
        "weights": [round(value, 6) for value in (recipe.w_polymer, recipe.w_solvent, recipe.w_salt)],
    }
    chosen = {name: value for name, value in asdict(settings).items() if name not in free}
    return key_of({"recipe": recipe_text, "settings": chosen, "temperature_k": temperature_k})[:12]


def _name_salts(recipe: Recipe) -> object:
    """Return the SMILES of one salt; of several their shares too."""
    salts = recipe.salts
    return salts.salts[0].smiles if len(salts.salts) == 1 else salts.composition


def run_row(
    job: Job, store: ParameterStore, desolvation: Desolvation, *, inputs: str = "",
    on_time: OnBoxTime | None = None, on_note: Callable[[str], None] | None = None,
) -> RowResult:  # fmt: skip
    """Run all boxes of a formulation.

    Args:
        job: What to run.
        store: Where parameters are kept.
        desolvation: Computes de-solvation energies.
        inputs: `gromacs` to write each box as input of GROMACS too.
        on_time: Told after each segment of a box.
        on_note: Told when the shells of a box are computed, which takes a moment each, with DFT hours.

    Raises:
        UserError: A salt has no parameters, or a box would hold too little of something.
        CalculationError: A molecule has no parameters, or a box blew up.
        CannotWrite: The disk is full or failing.
    """
    began, in_runs_s = time.monotonic(), 0.0
    results = []
    for number in range(job.settings.n_boxes):
        box = assemble(job.recipe, job.settings, store, number=number)
        folder = job.folder / f"box-{number + 1}"
        if inputs == "gromacs":
            require_writable(box)
        make_folder(folder)
        write_csv(list_molecules(job.recipe, box), folder / "molecules.csv")
        write_csv(list_guesses(box), folder / "guessed_terms.csv")
        state, seconds = _run_box(job, box, number, folder, on_time)
        in_runs_s += seconds
        if inputs == "gromacs":
            write_gromacs(box, state, folder)
        results.append(_read_box(job, box, number, folder))
    write_tables(results, job.folder)
    costs = pd.concat(list(_find_costs(job, results, desolvation, on_note)))
    write_clusters(results, costs, job.folder)
    spent_s = time.monotonic() - began
    columns = {
        "temperature_k": job.temperature_k, **summarise(results), **summarise_desolvation(costs),
        "folder": job.folder.name,
    }  # fmt: skip
    return RowResult(columns=columns, seconds=spent_s, seconds_outside_runs=spent_s - in_runs_s)


def _find_costs(
    job: Job, results: list[BoxResult], desolvation: Desolvation, on_note: Callable[[str], None] | None
) -> Iterator[pd.DataFrame]:
    """Yield the de-solvation energies of each box."""
    for number, box in enumerate(results, start=1):
        if box.clusters and on_note is not None:
            on_note(f"row {job.row + 1}, box {number}: de-solvation energies of {len(box.clusters)} shells")
        yield desolvation.tabulate(number, box.clusters)


def choose_start(recipe: Recipe, number: int) -> Start:
    """Return where the Li⁺ of a box begin: at the polymer in every other box, if there is one."""
    return "polymer" if recipe.polymer is not None and number % 2 == 0 else "solvent"


def _run_box(job: Job, box: Box, number: int, folder: Path, on_time: OnBoxTime | None) -> tuple[State, float]:
    """Run one box to its end; return where it stands, and the seconds that this took without packing."""
    protocol = job.settings.protocol(job.temperature_k, box=number)
    start = None
    if not (folder / STATE_FILE).is_file():
        start = begin(*pack(box, start=choose_start(job.recipe, number), seed=protocol.seed))
    began = time.monotonic()

    def tell(done: int, _: int) -> None:
        if on_time is not None:
            on_time(number, done * protocol.segment_ps / PS_PER_NS)

    owner = _name_owner(job, number)
    state = run_box(box, start, protocol, folder, device=job.settings.device, owner=owner, on_segment=tell)
    return state, time.monotonic() - began


def _name_owner(job: Job, number: int) -> str:
    """Return what a box is called in its files: whose it is, and how its parameters were made."""
    return f"{job.folder.name}/box-{number + 1} ({METHOD})"


def _read_box(job: Job, box: Box, number: int, folder: Path) -> BoxResult:
    """Read a finished box back, write what it says and return it."""
    protocol = job.settings.protocol(job.temperature_k, box=number)
    frames = read_frames(
        folder,
        first_segment=protocol.n_equilibration,
        n_segments=protocol.n_segments,
        frame_ps=protocol.frame_ps,
        owner=_name_owner(job, number),
    )
    if not len(frames) or frames.positions_nm.shape[1] != box.n_atoms:
        raise CalculationError(f"{folder / 'frames'}: no frames of this box; delete {folder} to run it again")
    start = choose_start(job.recipe, number)
    result = analyse_box(
        box, frames, start=start, temperature_k=job.temperature_k, n_clusters=job.settings.n_clusters
    )
    for name, table in (
        ("coordination", result.coordination),
        ("rdf", result.rdf),
        ("shells", result.shells),
    ):
        write_csv(table, folder / f"{name}.csv")
    return result


def write_tables(results: list[BoxResult], folder: Path) -> None:
    """Write the combined results of a formulation's boxes as tables and pictures."""
    coordination, rdf, shells = join_coordination(results), join_rdf(results), join_shells(results)
    write_csv(coordination, folder / "coordination.csv")
    write_csv(rdf, folder / "rdf.csv")
    write_csv(shells, folder / "shells.csv")
    draw_rdf(rdf, coordination, folder / "rdf.png")
    draw_shells(shells, folder / "shells.png")


def write_clusters(results: list[BoxResult], costs: pd.DataFrame, folder: Path) -> None:
    """Write the de-solvation energies of a formulation, and each shell as it was cut out."""
    write_csv(costs, folder / "desolvation.csv")
    place = folder / "clusters"
    drop_link(place)
    if len(costs):
        make_folder(place)
    for earlier in place.glob("box-*-frame-*-li-*.xyz"):
        earlier.unlink()
    for number, box in enumerate(results):
        for one in box.clusters:
            path = place / f"box-{number + 1}-frame-{one.frame + 1}-li-{one.lithium + 1}.xyz"
            write_text(path, xyz_text(one.geometry, comment=one.shell))
