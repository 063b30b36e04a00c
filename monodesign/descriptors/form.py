"""Describe one form of a molecule (as given, or its unit): its geometries once, then each part asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from monodesign.descriptors.lithium.binding import BoundSite, describe_lithium
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.redox import describe_redox
from monodesign.descriptors.refinement import refine_ionisation, refine_lithium

if TYPE_CHECKING:
    from monodesign.descriptors.settings import DescribeSettings
    from monodesign.engines.base import Engine
    from monodesign.records import Geometry

# Columns of a site in the order of the sites table; its geometry travels apart.
_NOT_A_COLUMN = "geometry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was computed for one form.

    Attributes:
        columns: Values by column name, without prefix.
        sites: One dictionary per Li⁺ site, the most bound first.
        geometries: By suffix: the lowest minimum (empty suffix) and the best Li⁺ complex (`_li`).
    """

    columns: dict[str, Any]
    sites: list[dict[str, Any]]
    geometries: dict[str, Geometry]


def describe_form(smiles: str, *, engine: Engine, settings: DescribeSettings, is_in_gel: bool = True) -> Form:
    """Find the form's minima and compute the parts of `settings.what` on them.

    Args:
        smiles: The form.
        engine: For GFN2.
        settings: What to compute.
        is_in_gel: Whether exchange and affinity make sense for it.

    Raises:
        CalculationError: It could not be embedded or calculated.
        UnknownName: The implicit solvent does not exist.
    """
    minima = find_minima(smiles, engine=engine, settings=settings)
    columns: dict[str, Any] = {}
    geometries = {"": minima.lowest.geometry}
    sites: list[dict[str, Any]] = []
    if "redox" in settings.what:
        redox = describe_redox(smiles, minima.lowest, engine=engine, settings=settings)
        columns |= asdict(redox)
        if settings.level == "dft":
            columns |= refine_ionisation(minima.lowest.geometry)
    if "lithium" in settings.what:
        bound = describe_lithium(smiles, minima, engine=engine, settings=settings)
        sites = [_site_columns(site) for site in bound]
        columns |= lithium_columns(bound)
        if settings.level == "dft":
            columns |= refine_lithium(minima.lowest.geometry, bound)
        if bound:
            geometries["_li"] = bound[0].geometry
    if is_in_gel:
        columns |= _describe_in_gel(smiles, engine=engine, settings=settings)
    return Form(columns=columns, sites=sites, geometries=geometries)


def _describe_in_gel(smiles: str, *, engine: Engine, settings: DescribeSettings) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if "exchange" in settings.what:
        from monodesign.descriptors.exchange.exchange import ExchangeSettings, exchange_columns

        search = ExchangeSettings(implicit_solvent=settings.implicit_solvent, seed=settings.seed)
        columns |= exchange_columns(smiles, solvent=settings.solvent, engine=engine, settings=search)
    if "affinity" in settings.what:
        from monodesign.descriptors.affinity.affinity import affinity_columns

        columns |= affinity_columns(smiles, solvent=settings.solvent)
    return columns


def lithium_columns(bound: Sequence[BoundSite]) -> dict[str, Any]:
    """Return the lithium columns of a molecule's sites, the most bound first; none without a site."""
    if not bound:
        return {}
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
    one_armed = next((site for site in bound if site.denticity == 1), None)
    if one_armed is not None:
        columns["li_binding_one_armed_kcal_mol"] = one_armed.li_binding_kcal_mol
        columns["li_binding_one_armed_std_kcal_mol"] = one_armed.li_binding_std_kcal_mol
        columns["li_one_armed_site"] = one_armed.site
        notes += one_armed.note.split("; ")
    columns["li_note"] = "; ".join(dict.fromkeys(note for note in notes if note))
    columns["li_sites"] = json.dumps([_json_site(site) for site in bound], ensure_ascii=False)
    return columns


def _json_site(site: BoundSite) -> dict[str, Any]:
    """Return a site's columns with null in place of NaN, which JSON does not know."""
    columns = _site_columns(site)
    return {name: None if isinstance(v, float) and isnan(v) else v for name, v in columns.items()}


def _site_columns(site: BoundSite) -> dict[str, Any]:
    return {name: getattr(site, name) for name in site.__dataclass_fields__ if name != _NOT_A_COLUMN}
