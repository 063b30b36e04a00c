"""Write campaign.toml: the file that was read, with its comments, and the values that changed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import tomlkit

from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.campaign_folder.settings import CampaignSettings

# What differs between a file and its settings, by table: --budget, paths made absolute, a retrained model.
_CHANGEABLE: Final = {
    "": ("budget",),
    "library": ("folder",),
    "synthesis": ("stock",),
    "predict": ("model", "retrained_from"),
}


def change_values(text: str, values: Mapping[str, str | int | Sequence[str]], *, table: str = "") -> str:
    """Return a TOML file with other values of some keys, and its comments as they were.

    Args:
        text: The file.
        values: What the keys are to say; a key that is not there yet is added.
        table: The table of the keys; by default they stand before all tables.
    """
    document = tomlkit.parse(text)
    place: Any = document.setdefault(table, tomlkit.table()) if table else document
    for name, value in values.items():
        place[name] = value
    return tomlkit.dumps(document)


def _change_source(source: str, settings: CampaignSettings) -> str | None:
    """Return a campaign's file with the settings' values; `None` where more differs than may."""
    asked = parse_campaign(tomllib.loads(source), where="source")
    text = source
    for table, names in _CHANGEABLE.items():
        now, before = (getattr(one, table) if table else one for one in (settings, asked))
        values = {name: getattr(now, name) for name in names if getattr(now, name) != getattr(before, name)}
        if values:
            text = change_values(text, values, table=table)
    return text if parse_campaign(tomllib.loads(text), where="source") == settings else None


def campaign_toml(settings: CampaignSettings, *, source: str = "") -> str:
    """Return the campaign as TOML that `read_campaign` reads back to an equal one.

    Args:
        settings: The campaign.
        source: The file it was read from, whose comments and order stay where the few values that may differ
            can be changed in their place.
    """
    if source and (text := _change_source(source, settings)) is not None:
        return text
    return tomlkit.dumps(settings.model_dump(mode="json", exclude_none=True))


def adopt_toml(
    settings: CampaignSettings, *, present: CampaignSettings | None, text: str, source: str
) -> str:
    """Return campaign.toml for a run; a present file that differs only in its budget keeps its comments.

    Args:
        settings: What is asked for.
        present: What the present file says; None where there is none.
        text: The present file.
        source: The file that the settings were read from, whose comments are kept otherwise.
    """
    if present is None or present.model_copy(update={"budget": settings.budget}) != settings:
        return campaign_toml(settings, source=source)
    return text if present == settings else change_values(text, {"budget": settings.budget})
