"""Describe one form of a molecule (as given, or its unit): its geometries once, then each part asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import isnan
from typing import Any, Final

from rdkit import Chem

from monodesign.chem.filters import RADICAL, name_charges
from monodesign.chem.molecules import parse_chemistry, pattern
from monodesign.compute.steps import tell_step
from monodesign.descriptors.affinity.affinity import affinity_columns
from monodesign.descriptors.exchange.exchange import ExchangeSettings, exchange_columns
from monodesign.descriptors.lithium.binding import BoundSite, describe_lithium
from monodesign.descriptors.minima import Minima, find_minima
from monodesign.descriptors.redox.redox import describe_redox
from monodesign.descriptors.refinement import refine_ionisation, refine_lithium
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.errors import CalculationError
from monodesign.records import Geometry
from monodesign.tables.digits import round_cells

# A site's geometry travels apart from its columns.
_NOT_A_COLUMN = "geometry"


# The step before the parts.
CONFORMERS: Final = "conformers"
# Where a part says why it failed.
NOTES: Final = {
    "redox": "redox_note",
    "lithium": "li_note",
    "exchange": "exchange_note",
    "affinity": "affinity_note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was computed for one form.

    Attributes:
        columns: Values by column name, without prefix.
        sites: One dictionary per Li⁺ site, the most bound first.
        geometries: By suffix: the lowest minimum (empty suffix) the best Li⁺ complex (`_li`), and the
            best that touches one donor where that is another (`_li_one_armed`).
        errors: Why parts failed; each stands in its part's note too.
    """

    columns: dict[str, Any]
    sites: list[dict[str, Any]] = field(default_factory=list)
    geometries: dict[str, Geometry] = field(default_factory=dict)
    errors: tuple[CalculationError, ...] = ()


def list_parts(settings: DescribeSettings, *, is_in_gel: bool) -> list[str]:
    """Return the parts of `settings.what` that are computed for a form."""
    return [part for part in NOTES if part in settings.what and (is_in_gel or part not in _IN_GEL)]


def describe_form(
    smiles: str, *, engine: Engine, settings: DescribeSettings, is_in_gel: bool = True, name: str = ""
) -> Form:
    """Find the form's minima and compute the parts of `settings.what` on them.

    A part that fails leaves a note and takes nothing from the others.

    Args:
        smiles: The form.
        engine: For GFN2.
        settings: What to compute.
        is_in_gel: Whether exchange and affinity make sense for it.
        name: What its steps are told under, to whoever watches (`compute.steps`).

    Raises:
        UserError: The implicit solvent does not exist.
    """
    wanted = list_parts(settings, is_in_gel=is_in_gel)
    tell_step(f"{name} {CONFORMERS}")
    try:
        minima = find_minima(smiles, engine=engine, settings=settings)
    except CalculationError as error:
        return Form(columns=dict.fromkeys((NOTES[part] for part in wanted), _say(error)), errors=(error,))
    computed = []
    for part in wanted:
        tell_step(f"{name} {part}")
        steps = _PARTS[part](smiles, minima, engine=engine, settings=settings)
        computed.append(_finish(NOTES[part], steps))
    whole = Form(columns={}, geometries={"": minima.lowest.geometry})
    for one in computed:
        whole = Form(
            columns=whole.columns | one.columns,
            sites=whole.sites + one.sites,
            geometries=whole.geometries | one.geometries,
            errors=whole.errors + one.errors,
        )
    return whole


def _finish(note: str, steps: Iterator[Form]) -> Form:
    """Return the last state that a part came to, its note completed with what ended it early."""
    reached = Form(columns={})
    try:
        for form in steps:
            reached = form
    except CalculationError as error:
        said = "; ".join(filter(None, (reached.columns.get(note, ""), _say(error))))
        return replace(reached, columns=reached.columns | {note: said}, errors=(error,))
    return reached


def _say(error: CalculationError) -> str:
    return f"{type(error).__name__}: {error}"


def _redox(smiles: str, minima: Minima, *, engine: Engine, settings: DescribeSettings) -> Iterator[Form]:
    columns = asdict(describe_redox(smiles, minima.lowest, engine=engine, settings=settings))
    if unlike := name_unlike_references(parse_chemistry(smiles)):
        columns["redox_note"] = unlike
    yield Form(columns=columns)
    if settings.level == "dft":
        yield Form(columns=columns | refine_ionisation(minima.lowest.geometry))


def name_unlike_references(mol: Chem.Mol) -> str:
    """Say what sets a molecule apart from all references of potentials; empty if nothing does."""
    if charge := Chem.GetFormalCharge(mol):
        return f"charge {charge:+d}: the potentials are calibrated on neutral molecules"
    if name_charges(mol):
        return "zwitterion: the potentials are calibrated on molecules without charges"
    if mol.HasSubstructMatch(pattern(RADICAL)):
        return "radical: the potentials are calibrated on molecules without unpaired electrons"
    return ""


def _lithium(smiles: str, minima: Minima, *, engine: Engine, settings: DescribeSettings) -> Iterator[Form]:
    bound = describe_lithium(smiles, minima, engine=engine, settings=settings)
    found = Form(
        columns=lithium_columns(bound),
        sites=[_site_columns(site) for site in bound],
        geometries=_complexes(bound),
    )
    yield found
    if settings.level == "dft":
        yield replace(found, columns=found.columns | refine_lithium(minima.lowest.geometry, bound))


def _complexes(bound: Sequence[BoundSite]) -> dict[str, Geometry]:
    """Return the most bound complex, and the most bound that touches one donor where that is another."""
    if not bound:
        return {}
    one_armed = find_one_armed(bound)
    found = {"_li": bound[0].geometry}
    if one_armed is not None and one_armed is not bound[0]:
        found["_li_one_armed"] = one_armed.geometry
    return found


def find_one_armed(bound: Sequence[BoundSite]) -> BoundSite | None:
    """Return the most bound of the sites, given in their order, that touches one donor."""
    return next((site for site in bound if site.denticity == 1), None)


def _exchange(smiles: str, _: Minima, *, engine: Engine, settings: DescribeSettings) -> Iterator[Form]:
    search = ExchangeSettings(implicit_solvent=settings.implicit_solvent, seed=settings.seed)
    yield Form(columns=exchange_columns(smiles, solvent=settings.solvent, engine=engine, settings=search))


def _affinity(smiles: str, _: Minima, *, engine: Engine, settings: DescribeSettings) -> Iterator[Form]:  # noqa: ARG001 - as the others
    yield Form(columns=affinity_columns(smiles, solvent=settings.solvent))


_PARTS: Final[dict[str, Callable[..., Iterator[Form]]]] = {
    "redox": _redox,
    "lithium": _lithium,
    "exchange": _exchange,
    "affinity": _affinity,
}
_IN_GEL: Final = frozenset({"exchange", "affinity"})


def lithium_columns(bound: Sequence[BoundSite]) -> dict[str, Any]:
    """Return the lithium columns of a molecule's sites, the most bound first; a note without a site."""
    if not bound:
        return {"li_note": "no donor atom; faces of π systems are not searched"}
    best = bound[0]
    columns: dict[str, Any] = {
        "li_binding_kcal_mol": best.li_binding_kcal_mol,
        "li_binding_std_kcal_mol": best.li_binding_std_kcal_mol,
        "li_binding_gfn2_kcal_mol": best.li_binding_gfn2_kcal_mol,
        "li_site": best.site,
        "li_denticity": best.denticity,
        "li_deformation_kcal_mol": best.deformation_kcal_mol,
        "li_charge_e": best.li_charge_e,
    }
    notes = best.note.split("; ")
    if (one_armed := find_one_armed(bound)) is not None:
        columns["li_binding_one_armed_kcal_mol"] = one_armed.li_binding_kcal_mol
        columns["li_binding_one_armed_std_kcal_mol"] = one_armed.li_binding_std_kcal_mol
        columns["li_one_armed_site"] = one_armed.site
        notes += one_armed.note.split("; ")
    columns["li_note"] = "; ".join(dict.fromkeys(note for note in notes if note))
    columns["li_sites"] = json.dumps([_json_site(site) for site in bound], ensure_ascii=False)
    return columns


def _json_site(site: BoundSite) -> dict[str, Any]:
    """Return a site's columns with null in place of NaN, which JSON does not know."""
    columns = round_cells(_site_columns(site))
    return {name: None if isinstance(v, float) and isnan(v) else v for name, v in columns.items()}


def _site_columns(site: BoundSite) -> dict[str, Any]:
    return {name: getattr(site, name) for name in site.__dataclass_fields__ if name != _NOT_A_COLUMN}
