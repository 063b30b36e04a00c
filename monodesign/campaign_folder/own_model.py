"""The model that `retrain` puts into a campaign's own folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from monodesign.campaign_folder.settings import CampaignSettings, Note, PredictSettings
from monodesign.paths import MODELS

# Its place in the folder, and what campaign.toml calls it.
OWN_MODEL: Final = "model"


def find_model(settings: CampaignSettings, folder: Path) -> CampaignSettings:
    """Return the settings with the path of a model that `retrain` put into the campaign's own folder."""
    model = settings.predict.model
    if (MODELS / model).is_dir() or not (folder / model).is_dir():
        return settings
    found = replace(settings.predict, model=str(folder / model))
    return settings.model_copy(update={"predict": found})


def model_before(settings: CampaignSettings, folder: Path) -> str:
    """Return the campaign's model, or the one it had before `retrain` put another into its folder."""
    predict = settings.predict
    return predict.retrained_from if _is_retrained(predict, folder) else predict.model


def _is_retrained(predict: PredictSettings, folder: Path) -> bool:
    own = folder / OWN_MODEL
    return own.is_dir() and predict.model in (OWN_MODEL, str(own))


def keep_model(
    settings: CampaignSettings, present: PredictSettings, folder: Path, on_note: Note
) -> CampaignSettings:
    """Keep the model that `retrain` made, unless the settings name another than the campaign had before."""
    if not _is_retrained(present, folder) or _is_retrained(settings.predict, folder):
        return settings
    asked = settings.predict.model
    if "predict" in settings.model_fields_set and asked != present.retrained_from:
        on_note(f"{folder}: now predicts with model {asked!r} instead of its retrained model")
        return settings
    on_note(
        f"{folder}: keeps its retrained model; to change this, name another model in "
        f"{folder / 'campaign.toml'}"
    )
    return settings.model_copy(update={"predict": present})
