"""σ of the best candidates against temperature, polymer content and salt content, as one picture."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from monodesign.campaign_folder.tables import Campaign
from monodesign.errors import UserError
from monodesign.formulation.gel import Formulation
from monodesign.surrogate.pictures import can_draw, draw_sweeps
from monodesign.surrogate.storage import load_model

COUNT: Final = 3


def draw_best(campaign: Campaign, best: Sequence[Mapping[str, Any]]) -> str:
    """Return the picture as a data URL; empty without candidates, without the model or without matplotlib.

    Args:
        campaign: The campaign; its bench gives the measured points.
        best: Rows of its best candidates.
    """
    if not best or not can_draw():
        return ""
    chosen = best[:COUNT]
    given = campaign.settings.get("formulation", {})
    known = {field.name: given[field.name] for field in fields(Formulation) if field.name in given}
    gel = Formulation(**known)
    polymers, ratios = zip(*map(_polymer_of, chosen), strict=True)
    formulations = gel.with_polymers(polymers, ratios)
    model = str(campaign.settings.get("predict", {}).get("model", "default"))
    try:
        picture = draw_sweeps(
            load_model(model),
            formulations,
            measured=campaign.bench,
            labels=[str(row["name"]) for row in chosen],
        )
    except UserError:  # a model that is gone, or candidates that it cannot predict
        return ""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _polymer_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return a candidate's polymer as a table of formulations writes it, and its ratio of units."""
    polymer, ratio = row.get("polymer"), row.get("polymer_mol_ratio")
    is_given = isinstance(polymer, str) and bool(polymer)
    return str(polymer if is_given else row["smiles"]), ratio if isinstance(ratio, str) else ""
