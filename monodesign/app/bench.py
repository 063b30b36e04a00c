"""What the page Bench asks: record and withdraw measurements, list them, suggest the next batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from monodesign.app.asked import FieldFault, at_field, choice_of, number_of, text_of, whole_number_of
from monodesign.app.campaign_files import find_campaign, read_ranking
from monodesign.app.context import Context
from monodesign.app.routes import Asked, list_routes
from monodesign.errors import InvalidFormulation, InvalidTable
from monodesign.safe_files import is_own

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from monodesign.formulation.gel import Formulation
    from monodesign.formulation.impedance import Impedance

_LARGEST: Final = 1e12
_NAMES_OFFERED: Final = 500
_PER_S_CM: Final = {"sigma_s_cm": 1.0, "sigma_ms_cm": 1000.0}


def _list(context: Context, asked: Asked) -> dict[str, Any]:
    """Return what was measured, withdrawn lines too, the campaign's gel, names, and what moved."""
    from dataclasses import asdict

    from monodesign.app.campaign_jobs import list_moves
    from monodesign.campaign.retrain import CHANGES_FILE
    from monodesign.campaign_folder.bench_file import read_bench
    from monodesign.campaign_folder.folder import CampaignFolder
    from monodesign.campaign_folder.outdated import word_outdated_ranking
    from monodesign.formulation.wording import word_gel, word_solvents
    from monodesign.tables.missing import is_missing
    from monodesign.tables.read import read_csv

    path = find_campaign(context, text_of(asked, "name"))
    gel = CampaignFolder.read(path).settings.formulation
    return {
        "records": [
            record
            | {"solvent": "" if is_missing(record["solvent"]) else word_solvents(str(record["solvent"]))}
            for record in _records(read_bench(path, withdrawn="keep"))
        ],
        "formulation": asdict(gel),
        "gel": word_gel(asdict(gel)),
        "solvent": word_solvents(gel.solvent),
        "outdated_ranking": word_outdated_ranking(path),
        "names": _offer(path),
        "moves": list_moves(read_csv(path / CHANGES_FILE)) if is_own(path / CHANGES_FILE) else [],
    }


def _offer(path: Path) -> list[dict[str, str]]:
    """Return the best candidates by id and name."""
    ranking = read_ranking(path / "ranking.csv").head(_NAMES_OFFERED)
    named = ranking.assign(name=ranking["name"].fillna(ranking["smiles"]))
    return [{str(key): str(cell) for key, cell in row.items()} for row in
            named[["monomer_id", "name"]].to_dict("records")]  # fmt: skip


def _record(context: Context, asked: Asked) -> dict[str, Any]:
    """Add a line to bench.csv, as `monodesign record` does."""
    from monodesign.campaign_folder.bench import record
    from monodesign.campaign_folder.candidates import find_candidate

    path = find_campaign(context, text_of(asked, "name"))
    monomer = text_of(asked, "monomer", longest=500)
    ratio = text_of(asked, "mol_ratio", default="", longest=100)
    with at_field("mol_ratio" if ratio else "monomer"):
        find_candidate(path, monomer, ratio)
    gel = _read_sample(path, asked)
    sigma, impedance = _read_sigma(asked), _read_impedance(asked)
    replicate = whole_number_of(asked, "replicate", least=1, most=10_000, default=1)
    note = text_of(asked, "note", default="", longest=1000)
    try:
        line = record(
            path, monomer, sigma_s_cm=sigma, impedance=impedance, mol_ratio=ratio, gel=gel,
            replicate=replicate, note=note,
        )  # fmt: skip
    except InvalidTable as error:
        raise FieldFault(str(error), field=_find_field(str(error), has_impedance=bool(impedance))) from error
    return {str(name): value for name, value in line.items()}


def _find_field(fault: str, *, has_impedance: bool) -> str:
    """Return the field of the page that a refusal of `record` is about."""
    if fault.startswith("replicate"):
        return "replicate"
    return "resistance_ohm" if has_impedance else "sigma_ms_cm"


def _read_sample(path: Path, asked: Asked) -> Formulation:
    """Return the campaign's gel with the solvent and the temperature of the sample, where they are given.

    Raises:
        FieldFault: The solvent cannot be read, or the temperature is out of range.
    """
    from monodesign.campaign_folder.folder import CampaignFolder

    gel = CampaignFolder.read(path).settings.formulation
    if solvent := text_of(asked, "solvent", default="", longest=500):
        with at_field("solvent"):
            gel = replace(gel, solvent=_read_solvent(solvent))
    if _is_given(asked, "temperature_c"):
        gel = replace(gel, temperature_c=number_of(asked, "temperature_c", least=-80, most=200))
    return gel


def _read_solvent(text: str) -> str:
    """Return solvents by mass, given so (`EC:1|DEC:1`) or as papers write them (`EC/DEC 1:1 v/v`).

    Raises:
        InvalidFormulation: They are neither.
    """
    from monodesign.formulation.components import read_solvents
    from monodesign.formulation.typed_mixture import read_typed_mixture

    try:
        read_solvents(text)
    except InvalidFormulation as error:
        try:
            typed = read_typed_mixture(f"10 wt% LiPF6 in {text}").formulation
        except InvalidFormulation:
            raise error from None
        if not typed.solvent or typed.w_polymer:
            raise
        return typed.solvent
    return text


def _read_sigma(asked: Asked) -> float | None:
    """Return σ in S/cm, which the page sends in mS/cm as it shows it.

    Raises:
        UserError: It is no number, or given in both units.
    """
    given = [name for name in _PER_S_CM if _is_given(asked, name)]
    if len(given) > 1:
        fault = f"{' and '.join(given)} are both given; give the conductivity in one unit"
        raise FieldFault(fault, field="sigma_ms_cm")
    return next((number_of(asked, name, least=0, most=_LARGEST) / _PER_S_CM[name] for name in given), None)


def _read_impedance(asked: Asked) -> Impedance | None:
    """Return resistance, thickness and area, which come together or not at all.

    Raises:
        UserError: Some are missing.
    """
    from monodesign.formulation.impedance import Impedance

    names = ("resistance_ohm", "thickness_cm", "area_cm2")
    given = {name: number_of(asked, name, least=0, most=_LARGEST) for name in names if _is_given(asked, name)}
    if not given:
        return None
    if missing := [name for name in names if name not in given]:
        lacking = " and ".join(name.partition("_")[0] for name in missing)
        fault = f"Give the {lacking} too: σ needs resistance, thickness and area together."
        raise FieldFault(fault, field=missing[0])
    return Impedance(**given)


def _is_given(asked: Mapping[str, Any], name: str) -> bool:
    return asked.get(name) not in (None, "")


def _withdraw(context: Context, asked: Asked) -> dict[str, Any]:
    from monodesign.campaign_folder.bench import withdraw

    path = find_campaign(context, text_of(asked, "name"))
    number = whole_number_of(asked, "record_id", least=1, most=10**9)
    withdraw(path, number, note=text_of(asked, "note", default="", longest=1000))
    return {"record_id": number}


def _suggest(context: Context, asked: Asked) -> dict[str, Any]:
    """Propose the next batch, as `monodesign suggest` does."""
    from monodesign.campaign.next_batch import suggest_next

    path = find_campaign(context, text_of(asked, "name"))
    batch = suggest_next(
        path,
        n=whole_number_of(asked, "n", least=1, most=100, default=8),
        seed=whole_number_of(asked, "seed", least=0, most=2**31, default=0),
        method=choice_of(  # type: ignore[arg-type]  # one of the two
            asked, "method", ["expected_improvement", "thompson"], default="expected_improvement"
        ),
    )
    return {"rows": _records(batch)}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    from monodesign.tables.missing import plain

    return [{str(name): value for name, value in row.items()} for row in plain(table).to_dict("records")]


ROUTES: Final = list_routes(
    get={
        "campaigns/{name}/bench": _list,
        "campaigns/{name}/suggest": _suggest,
    },
    post={
        "campaigns/{name}/record": _record,
        "campaigns/{name}/withdraw": _withdraw,
    },
)
