"""The model that `retrain` puts into a campaign's folder: where it is, and when it stays the campaign's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monodesign.paths import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monodesign.config import CampaignSettings, PredictSettings

    Note = Callable[[str], None]

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
        on_note(f"{folder}: predicts with model {asked!r} from now on, not with its retrained one")
        return settings
    on_note(f"{folder}: keeps its retrained model; to undo that, name another in {folder / 'campaign.toml'}")
    return settings.model_copy(update={"predict": present})
