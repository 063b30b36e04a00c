"""Describe molecules: redox and lithium of the molecule as given and of its unit, one row per input."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from monodesign import errors
from monodesign.chem.molecules import canonical_or_none, canonical_smiles, parse
from monodesign.chem.polymer import capped_unit
from monodesign.descriptors.calibration import load_calibration
from monodesign.descriptors.companion import find_companion
from monodesign.descriptors.exchange import read_shell
from monodesign.descriptors.exchange_correction import load_exchange_correction
from monodesign.descriptors.form import describe_form
from monodesign.descriptors.refinement import require_dft
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.requests import require_solvent
from monodesign.errors import (
    InvalidSmiles,
    MonodesignError,
    NoPolymerisableHead,
    TimeLimit,
    Unforeseen,
    WorkerDied,
)
from monodesign.parallel import run_batch
from monodesign.records import Batch, Failure, Geometry, Progress
from monodesign.tables import DESCRIPTORS, names

if TYPE_CHECKING:
    from monodesign.cluster import Scheduler
    from monodesign.engines import EngineName
    from monodesign.store import Store

KIND: Final = "description"
KIND_FAILED: Final = "failed description"
FORMS: Final = ("monomer", "unit")
# Goes up whenever the searches answer an old question anew, so that no store mixes two of them.
PROTOCOL: Final = 5
CALIBRATIONS: Final = ("vertical_ie_ev", "li_binding_kcal_mol", "reduction_potential_v")


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
        # In a gel it is the unit that meets shells and solvents, not the monomer.
        is_in_gel = form == list(forms)[-1]
        found = describe_form(form_smiles, engine=engine, settings=settings, is_in_gel=is_in_gel)
        columns |= {f"{form}_{name}": value for name, value in found.columns.items()}
        sites += [{"form": form, **site} for site in found.sites]
        geometries |= {f"{form}{suffix}": geometry for suffix, geometry in found.geometries.items()}
        failed += found.errors
    if failed and all(isinstance(value, str) for value in columns.values()):
        raise failed[0]
    return Description(columns=columns, sites=sites, geometries=geometries)


def _list_forms(smiles: str) -> dict[str, str]:
    """Return the canonical SMILES of the molecule and, where it polymerises, of its unit.

    Raises:
        InvalidSmiles: It does not parse, or is of several molecules, which have no one shape together.
    """
    forms = {"monomer": canonical_smiles(parse(smiles))}
    if "." in forms["monomer"]:
        raise InvalidSmiles(
            f"{smiles}: several molecules; describe each alone, an ion without its counter-ion"
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
    # Of a molecule that does not parse, its row says why when the table is made.
    canonicals = [canonical_or_none(one) for one in smiles]
    outcomes.compute(canonicals, jobs=jobs, scheduler=scheduler, seconds=seconds)
    rows, failures = [], []
    for given in smiles:
        outcome = outcomes.look_up(given)
        if isinstance(outcome, MonodesignError):
            reason = f"{type(outcome).__name__}: {outcome}"
            failures.append(Failure(smiles=given, stage="describe", reason=reason))
            rows.append({"smiles": given, "error": reason})
        else:
            rows.append({"smiles": given, **outcome["columns"], "error": ""})
    import pandas as pd

    return Batch(table=pd.DataFrame(rows, columns=names(DESCRIPTORS)), failures=tuple(failures))


def _require_settings(settings: DescribeSettings) -> None:
    """Check once what every molecule would otherwise fail with.

    Raises:
        UserError: A solvent or companion is unknown, or level `dft` lacks PySCF.
    """
    require_names(settings)
    if settings.level == "dft":
        require_dft()


def require_names(settings: DescribeSettings) -> None:
    """Check what the settings name.

    Raises:
        UserError: A solvent or companion is unknown.
    """
    require_solvent(settings.implicit_solvent)
    if settings.companion:
        find_companion(settings.companion)
    if {"exchange", "affinity"} & set(settings.what):
        read_shell(settings.solvent)


class _Outcomes:
    """The finished molecules of one batch, by canonical SMILES."""

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
        """Take what the store has and compute the rest, the largest molecules first."""
        wanted = list(dict.fromkeys(one for one in canonicals if one is not None))
        for one in wanted:
            if self._store is not None and (stored := self._store.get(self._key(one))) is not None:
                self._found[one] = _restore(stored)
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
        from monodesign.store import key_of

        return key_of(describe_inputs(canonical, settings=self._settings, engine_name=self._engine_name))

    def look_up(self, given: str) -> dict[str, Any] | MonodesignError:
        """Return the result of one input as it was written."""
        try:
            return self._found[canonical_smiles(parse(given))]
        except InvalidSmiles as error:
            return error


def _restore(stored: dict[str, Any]) -> dict[str, Any] | MonodesignError:
    """Return a stored description, or the error that a stored failure was."""
    if "error" not in stored:
        return stored
    kind = getattr(errors, stored["error"], None)
    if isinstance(kind, type) and issubclass(kind, MonodesignError):
        return kind(stored["message"])
    return MonodesignError(stored["message"])


def is_described(
    canonical: str, *, settings: DescribeSettings, engine_name: EngineName, store: Store | None
) -> bool:
    """Return whether the store holds a molecule's description, or why there is none.

    Raises:
        UnknownName: Level `dft` lacks PySCF.
    """
    from monodesign.store import key_of

    if store is None:
        return False
    return key_of(describe_inputs(canonical, settings=settings, engine_name=engine_name)) in store


def describe_inputs(canonical: str, *, settings: DescribeSettings, engine_name: EngineName) -> dict[str, Any]:
    """Return everything a description depends on, for the store's key and provenance.

    Raises:
        UnknownName: Level `dft` lacks PySCF.
    """
    engine = load_engine(engine_name)
    dft = {}
    if settings.level == "dft":
        require_dft()
        dft = {"pyscf_version": version("pyscf")}
    calibrations = {task: load_calibration(task).version for task in CALIBRATIONS}
    if "exchange" in settings.what:
        calibrations["exchange"] = load_exchange_correction().version
    return {
        **dft,
        "protocol": PROTOCOL,
        "smiles": canonical,
        "settings": asdict(settings),
        "engine": engine.name,
        "engine_version": engine.version,
        "tblite_version": load_engine("tblite").version,
        "calibrations": calibrations,
    }


def _describe_timed(
    canonical: str, *, settings: DescribeSettings, engine_name: EngineName
) -> tuple[dict[str, Any], float]:
    """Return the description as the store keeps it, and the seconds it took."""
    start = time.perf_counter()
    found = describe_one(canonical, settings=settings, engine_name=engine_name)
    result = {
        "columns": found.columns,
        "sites": found.sites,
        "geometries": {name: _geometry_to_json(geometry) for name, geometry in found.geometries.items()},
    }
    return result, time.perf_counter() - start


def read_geometries(
    smiles: Sequence[str],
    *,
    settings: DescribeSettings,
    store: Store,
    engine_name: EngineName = "default",
    name: str = "monomer",
) -> Mapping[str, Geometry]:
    """Return stored geometries by SMILES; molecules that were not described are left out.

    Args:
        smiles: The molecules.
        settings: As they were described with.
        store: Where their descriptions are.
        engine_name: As they were described with.
        name: Which geometry: `monomer`, `unit`, `monomer_li` or `unit_li`.
    """
    from monodesign.store import key_of

    found = {}
    for given in smiles:
        canonical = canonical_smiles(parse(given))
        stored = store.get(key_of(describe_inputs(canonical, settings=settings, engine_name=engine_name)))
        if stored is not None and name in stored.get("geometries", {}):
            found[given] = _geometry_from_json(stored["geometries"][name])
    return found


def _geometry_to_json(geometry: Geometry) -> dict[str, Any]:
    return {
        "numbers": geometry.numbers.tolist(),
        "positions": np.round(geometry.positions, 6).tolist(),
        "charge": geometry.charge,
        "unpaired": geometry.unpaired,
    }


def _geometry_from_json(data: Mapping[str, Any]) -> Geometry:
    return Geometry(
        numbers=np.array(data["numbers"]),
        positions=np.array(data["positions"]),
        charge=data["charge"],
        unpaired=data["unpaired"],
    )


def _ignore(_stage: str, _done: int, _total: int) -> None:
    """Take progress that nobody wants."""
