"""Describe molecules: redox and lithium of the molecule as given and of its unit, one row per input."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pandas as pd

from monodesign import errors
from monodesign.chem.mirror_images import searched_form, searched_or_none
from monodesign.chem.molecules import canonical_smiles, parse_chemistry
from monodesign.chem.polymerisation import capped_unit
from monodesign.compute.batch import run_batch
from monodesign.compute.store import Store, key_of
from monodesign.compute.workers import Scheduler
from monodesign.descriptors.form import CONFORMERS, describe_form, list_parts
from monodesign.descriptors.mirror_frames import find_frame, turn_columns, turn_geometry, turn_site
from monodesign.descriptors.named_molecules import require_names
from monodesign.descriptors.refinement import require_dft
from monodesign.descriptors.settings import DescribeSettings
from monodesign.descriptors.stored import KIND, KIND_FAILED, describe_inputs, geometry_to_json, restore
from monodesign.engines import EngineName, load_engine
from monodesign.errors import (
    InvalidSmiles,
    MonodesignError,
    NoPolymerisableHead,
    TimeLimit,
    Unforeseen,
    WorkerDied,
)
from monodesign.records import Batch, Failure, Geometry, Progress
from monodesign.tables.columns import DESCRIPTORS, names
from monodesign.tables.digits import round_cells

FORMS: Final = ("monomer", "unit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Everything computed for one molecule.

    Attributes:
        columns: Values by column name, `monomer_…` and, with a polymerisable head, `unit_…`.
        sites: One dictionary per Li⁺ site, with `form` saying whose.
        geometries: Lowest minimum and best Li⁺ complex of each form, by name (`unit`, `unit_li`).
    """

    columns: dict[str, Any]
    sites: list[dict[str, Any]]
    geometries: dict[str, Geometry]


def describe_one(
    smiles: str, *, settings: DescribeSettings | None = None, engine_name: EngineName = "default"
) -> Description:
    """Describe one molecule; a part or form that fails leaves a note, and the others stay.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        CalculationError: Nothing of it could be calculated.
        UnknownName: The engine or the implicit solvent does not exist.
    """
    settings = settings or DescribeSettings()
    engine = load_engine(engine_name)
    columns: dict[str, Any] = {}
    sites: list[dict[str, Any]] = []
    geometries: dict[str, Geometry] = {}
    failed: list[errors.CalculationError] = []
    forms = _list_forms(smiles)
    for form, form_smiles in forms.items():
        searched = searched_form(form_smiles)
        frame = find_frame(searched, form_smiles)
        # In a gel it is the unit that meets shells and solvents, not the monomer.
        is_in_gel = form == list(forms)[-1]
        found = describe_form(searched, engine=engine, settings=settings, is_in_gel=is_in_gel, name=form)
        own = turn_columns(found.columns, frame)
        columns |= {f"{form}_{name}": value for name, value in own.items()}
        sites += [{"form": form, **turn_site(site, frame)} for site in found.sites]
        geometries |= {
            f"{form}{suffix}": turn_geometry(geometry, frame) for suffix, geometry in found.geometries.items()
        }
        failed += found.errors
    if failed and all(isinstance(value, str) for value in columns.values()):
        raise failed[0]
    return Description(columns=columns, sites=sites, geometries=geometries)


def list_steps(smiles: str, settings: DescribeSettings | None = None) -> list[str]:
    """Return the steps of describing one molecule in their order, as `compute.steps` tells them.

    >>> list_steps("CCO")
    ['monomer conformers', 'monomer redox', 'monomer lithium']

    Raises:
        InvalidSmiles: The SMILES does not parse.
    """
    forms = list(_list_forms(smiles))
    return [
        f"{form} {step}"
        for form in forms
        for step in (CONFORMERS, *list_parts(settings or DescribeSettings(), is_in_gel=form == forms[-1]))
    ]


def _list_forms(smiles: str) -> dict[str, str]:
    """Return the canonical SMILES of the molecule and, where it polymerises, of its unit.

    Raises:
        InvalidSmiles: It does not parse, has open ends, or is of several molecules, which have no one shape
            together.
    """
    forms = {"monomer": canonical_smiles(parse_chemistry(smiles))}
    if "." in forms["monomer"]:
        raise InvalidSmiles(
            f"{smiles}: several molecules; describe each alone, and an ion without its counter-ion"
        )
    if "*" in forms["monomer"]:
        raise InvalidSmiles(
            f"{smiles}: open ends (*); give the monomer, or the unit with hydrogen on its ends"
        )
    with suppress(NoPolymerisableHead):  # a solvent, or a unit itself, is described as given
        forms["unit"] = capped_unit(forms["monomer"])
    return forms


def describe(
    smiles: Sequence[str],
    *,
    settings: DescribeSettings | None = None,
    engine_name: EngineName = "default",
    jobs: int = 1,
    scheduler: Scheduler | None = None,
    minutes_per_molecule: float | None = None,
    store: Store | None = None,
    on_progress: Progress | None = None,
) -> Batch:
    """Describe many molecules.

    Args:
        smiles: The molecules, in any order and writing; repeated ones are computed once.
        settings: What to compute.
        engine_name: The engine.
        jobs: Worker processes; the table does not depend on it.
        scheduler: A Dask scheduler whose workers are used instead of this machine's.
        minutes_per_molecule: A molecule that takes longer is a failure, min; by default none is.
        store: Finished molecules are read from and written to it.
        on_progress: Called with stage, molecules done and molecules in all.

    Returns:
        Columns of `tables.DESCRIPTORS`, one row per input in input order.

    Raises:
        UnknownName: The engine, the implicit solvent or the companion does not exist, or level `dft` lacks
            PySCF.
        UserError: There is no such scheduler, or its workers are of another environment.
        ClusterLost: The scheduler or all of its workers went away.
    """
    settings = settings or DescribeSettings()
    _require_settings(settings)
    load_engine(engine_name)
    outcomes = _Outcomes(settings, engine_name, store, on_progress or _ignore)
    seconds = None if minutes_per_molecule is None else 60 * minutes_per_molecule
    outcomes.compute(
        [searched_or_none(one) for one in smiles], jobs=jobs, scheduler=scheduler, seconds=seconds
    )
    rows, failures = [], []
    for given in smiles:
        outcome = outcomes.look_up(given)
        if isinstance(outcome, MonodesignError):
            reason = f"{type(outcome).__name__}: {outcome}"
            failures.append(Failure(smiles=given, stage="describe", reason=reason))
            rows.append({"smiles": given, "error": reason})
        else:
            rows.append({"smiles": given, **round_cells(outcome["columns"]), "error": ""})
    return Batch(table=pd.DataFrame(rows, columns=names(DESCRIPTORS)), failures=tuple(failures))


def _require_settings(settings: DescribeSettings) -> None:
    """Check once what every molecule would otherwise fail with.

    Raises:
        UserError: A solvent or companion is unknown, or level `dft` lacks PySCF.
    """
    require_names(settings)
    if settings.level == "dft":
        require_dft()


class _Outcomes:
    """The finished molecules of one batch, by the canonical SMILES of the mirror image searched."""

    def __init__(
        self, settings: DescribeSettings, engine_name: EngineName, store: Store | None, on_progress: Progress
    ) -> None:
        self._settings = settings
        self._engine_name = engine_name
        self._store = store
        self._on_progress = on_progress
        self._found: dict[str, dict[str, Any] | MonodesignError] = {}

    def compute(
        self,
        canonicals: Sequence[str | None],
        *,
        jobs: int,
        scheduler: Scheduler | None,
        seconds: float | None,
    ) -> None:
        """Read finished molecules from the store and compute the others, the largest first."""
        wanted = list(dict.fromkeys(one for one in canonicals if one is not None))
        for one in wanted:
            if self._store is not None and (stored := self._store.get(self._key(one))) is not None:
                self._found[one] = restore(stored)
        missing = sorted((one for one in wanted if one not in self._found), key=lambda s: (-len(s), s))
        done = [len(wanted) - len(missing)]
        self._on_progress("describe", done[0], len(wanted))

        def keep(index: int, outcome: tuple[dict[str, Any], float] | MonodesignError) -> None:
            self._keep(missing[index], outcome)
            done[0] += 1
            self._on_progress("describe", done[0], len(wanted))

        work = partial(_describe_timed, settings=self._settings, engine_name=self._engine_name)
        run_batch(work, missing, jobs=jobs, scheduler=scheduler, seconds_per_item=seconds, on_result=keep)

    def _keep(self, canonical: str, outcome: tuple[dict[str, Any], float] | MonodesignError) -> None:
        if isinstance(outcome, MonodesignError):
            self._found[canonical] = outcome
            # A process that was killed may be luckier in another run, a fault of ours in another version; the
            # other failures are for good.
            if not isinstance(outcome, WorkerDied | TimeLimit | Unforeseen):
                failure = {"error": type(outcome).__name__, "message": str(outcome)}
                self._put(canonical, KIND_FAILED, failure, seconds=0.0)
        else:
            self._found[canonical], seconds = outcome
            self._put(canonical, KIND, outcome[0], seconds=seconds)

    def _put(self, canonical: str, kind: str, result: dict[str, Any], *, seconds: float) -> None:
        if self._store is not None:
            inputs = describe_inputs(canonical, settings=self._settings, engine_name=self._engine_name)
            self._store.put(self._key(canonical), kind=kind, inputs=inputs, result=result, seconds=seconds)

    def _key(self, canonical: str) -> str:
        return key_of(describe_inputs(canonical, settings=self._settings, engine_name=self._engine_name))

    def look_up(self, given: str) -> dict[str, Any] | MonodesignError:
        """Return the result of one input as it was written."""
        try:
            searched = searched_form(given)
        except InvalidSmiles as error:
            return error
        outcome = self._found[searched]
        if isinstance(outcome, MonodesignError):
            return outcome
        return {"columns": _as_asked(outcome["columns"], searched, given)}


def _as_asked(columns: Mapping[str, Any], searched: str, given: str) -> dict[str, Any]:
    """Return the columns of a searched mirror image with the atoms numbered as in the molecule asked for."""
    turned = dict(columns)
    if canonical_smiles(parse_chemistry(given)) != searched:
        asked = _list_forms(given)
        for form, smiles in _list_forms(searched).items():
            turned = turn_columns(turned, find_frame(smiles, asked[form]), prefix=f"{form}_")
    return turned


def _describe_timed(
    canonical: str, *, settings: DescribeSettings, engine_name: EngineName
) -> tuple[dict[str, Any], float]:
    """Return the description as the store keeps it, and the seconds it took."""
    start = time.perf_counter()
    found = describe_one(canonical, settings=settings, engine_name=engine_name)
    result = {
        "columns": found.columns,
        "sites": found.sites,
        "geometries": {name: geometry_to_json(geometry) for name, geometry in found.geometries.items()},
    }
    return result, time.perf_counter() - start


def _ignore(_stage: str, _done: int, _total: int) -> None:
    """Ignore progress."""
