"""Design of ether-free acrylate and acrylamide monomers for gel polymer electrolytes.

`import monodesign as md` offers what a script needs; nothing heavy is loaded before it is used.

Folders, each importing only from those behind it: cli, app · campaign · report · campaign_folder ·
export, ranking · descriptors, simulation, surrogate, synthesis · engines, formulation, geometry, space ·
chem, compute · tables.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from monodesign.api import (
        check,
        describe,
        enumerate_monomers,
        predict,
        predict_formulations,
        train,
    )
    from monodesign.campaign.next_batch import suggest_next
    from monodesign.campaign.retrain import retrain
    from monodesign.campaign.stages import run_campaign
    from monodesign.campaign_folder.bench import record
    from monodesign.campaign_folder.folder import CampaignFolder as Campaign
    from monodesign.campaign_folder.read_settings import read_campaign
    from monodesign.campaign_folder.settings import CampaignSettings
    from monodesign.chem.filters import FilterSettings
    from monodesign.descriptors.settings import DescribeSettings
    from monodesign.formulation.gel import Formulation
    from monodesign.formulation.impedance import Impedance
    from monodesign.ranking.goals import Goals
    from monodesign.ranking.next_batch import suggest
    from monodesign.ranking.rank import rank
    from monodesign.space.fragments import load_fragments
    from monodesign.surrogate.storage import load_model, save_model

__version__ = "0.1.0"

# Where each public name lives; a name that differs there stands behind the colon.
_PUBLIC: Final = {
    "Campaign": "campaign_folder.folder:CampaignFolder",
    "CampaignSettings": "campaign_folder.settings",
    "DescribeSettings": "descriptors.settings",
    "FilterSettings": "chem.filters",
    "Formulation": "formulation.gel",
    "Goals": "ranking.goals",
    "Impedance": "formulation.impedance",
    "check": "api",
    "describe": "api",
    "enumerate_monomers": "api",
    "load_fragments": "space.fragments",
    "load_model": "surrogate.storage",
    "predict": "api",
    "predict_formulations": "api",
    "rank": "ranking.rank",
    "read_campaign": "campaign_folder.read_settings",
    "record": "campaign_folder.bench",
    "retrain": "campaign.retrain",
    "run_campaign": "campaign.stages",
    "save_model": "surrogate.storage",
    "suggest": "ranking.next_batch",
    "suggest_next": "campaign.next_batch",
    "train": "api",
}

__all__ = [
    "Campaign",
    "CampaignSettings",
    "DescribeSettings",
    "FilterSettings",
    "Formulation",
    "Goals",
    "Impedance",
    "__version__",
    "check",
    "describe",
    "enumerate_monomers",
    "load_fragments",
    "load_model",
    "predict",
    "predict_formulations",
    "rank",
    "read_campaign",
    "record",
    "retrain",
    "run_campaign",
    "save_model",
    "suggest",
    "suggest_next",
    "train",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever the name stands for
    """Load a public name when it is first used."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'monodesign' has no attribute {name!r}")
    module, _, other = _PUBLIC[name].partition(":")
    value = getattr(import_module(f"monodesign.{module}"), other or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
