"""σ of the best candidates against temperature, polymer content and salt content, as one picture."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from monodesign.campaign_folder.settings import FormulationSettings
from monodesign.errors import UserError
from monodesign.surrogate.pictures import can_draw, draw_sweeps
from monodesign.surrogate.storage import load_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monodesign.campaign_folder.tables import Campaign

COUNT: Final = 3
_GEL: Final = ("w_polymer", "solvent", "w_solvent", "salt", "w_salt", "temperature_c")


def draw_best(campaign: Campaign, best: Sequence[Mapping[str, Any]]) -> str:
    """Return the picture as a data URL; empty without candidates, without the model or without matplotlib.

    Args:
        campaign: The campaign; its bench gives the measured points.
        best: Rows of its best candidates.
    """
    if not best or not can_draw():
        return ""
    chosen = best[:COUNT]
    defaults = FormulationSettings()
    given = campaign.settings.get("formulation", {})
    gel = {name: given.get(name, getattr(defaults, name)) for name in _GEL}
    formulations = pd.DataFrame([_polymer_of(row) | gel for row in chosen])
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


def _polymer_of(row: Mapping[str, Any]) -> dict[str, str]:
    polymer, ratio = row.get("polymer"), row.get("polymer_mol_ratio")
    return {
        "polymer": polymer if isinstance(polymer, str) and polymer else str(row["smiles"]),
        "polymer_mol_ratio": ratio if isinstance(ratio, str) else "",
    }
