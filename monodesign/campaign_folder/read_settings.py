"""Read and check campaign.toml: TOML in, `CampaignSettings` out, all faults in one message."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monodesign.campaign_folder.settings import HEAVIEST_G_MOL, CampaignSettings
from monodesign.errors import InvalidConfig, UserError
from monodesign.safe_files import open_input

# `w_polymer = 0,30`, which TOML does not know; in brackets a comma parts two numbers.
_DECIMAL_COMMA: Final = re.compile(r"\s*[\w.]+\s*=\s*(-?\d+,\d+)\s*(#|$)")
# Spellings less alike are other words: weight_sigma is not weight_binding.
_ALIKE: Final = 0.8


def read_campaign(path: Path) -> CampaignSettings:
    """Read and check a campaign file.

    Args:
        path: The TOML file. Relative paths in it start at its folder.

    Returns:
        The settings, with the defaults of all keys that the file leaves out.

    Raises:
        UserError: The file cannot be read.
        InvalidConfig: The file is not TOML, or keys or values are not valid; the message lists all faults.
    """
    return parse_toml(read_toml(path), where=path)


def read_toml(path: Path) -> str:
    """Return the text of a campaign file.

    Raises:
        UserError: The file cannot be read.
        InvalidConfig: It is not UTF-8.
    """
    try:
        with open_input(path, newline=None) as stream:
            return stream.read()
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InvalidConfig(f"{path}: not valid TOML ({error})") from error


def parse_toml(text: str, *, where: Path) -> CampaignSettings:
    """Check the text of a campaign file; relative paths in it start at the file's folder.

    Args:
        text: What the file says.
        where: The file.

    Raises:
        InvalidConfig: It is not TOML, or keys and values do not fit; the message names all of them.
    """
    return _anchor(parse_campaign(toml_values(text, where=where), where=str(where)), where.parent)


def toml_values(text: str, *, where: Path) -> dict[str, Any]:
    """Return the values of a TOML file.

    Raises:
        InvalidConfig: It is not TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidConfig(f"{where}: not a campaign file (brackets nested too deep)") from error
    except ValueError as error:  # tomllib's own, or a number of thousands of digits
        raise InvalidConfig(f"{where}: not valid TOML ({error}){_find_comma(text)}") from error


def _find_comma(text: str) -> str:
    """Return what to say behind a file that is no TOML, if a number in it has a decimal comma."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _DECIMAL_COMMA.match(line):
            return f"; line {number}: {found[1]} needs a decimal point, not a comma"
    return ""


def _anchor(settings: CampaignSettings, folder: Path) -> CampaignSettings:
    """Return the settings with paths that hold wherever the next command is run from.

    A model without a slash is a name: of a shipped model, or of the campaign's own.
    """

    def anchor(text: str) -> str:
        return str(folder.absolute() / text) if text else text

    library, synthesis, predict = settings.library, settings.synthesis, settings.predict
    changed = {
        "library": replace(library, folder=anchor(library.folder)),
        "synthesis": replace(synthesis, stock=anchor(synthesis.stock)),
        "predict": replace(predict, model=anchor(predict.model) if "/" in predict.model else predict.model),
    }
    named = {name: changed[name] for name in changed if name in settings.model_fields_set}
    return settings.model_copy(update=named)


def parse_campaign(data: dict[str, Any], *, where: str) -> CampaignSettings:
    """Check a campaign given as nested dictionaries.

    Raises:
        InvalidConfig: Keys or values do not fit; the message names all of them.
    """
    if "\\u0000" in json.dumps(data, default=str):
        raise InvalidConfig(f"{where}: a text contains a NUL character; remove it")
    try:
        # Through JSON, because strict checking of Python objects refuses a list where a tuple is meant.
        return CampaignSettings.model_validate_json(json.dumps(_with_mass_limit(data), default=str))
    except ValidationError as error:
        faults = "; ".join(_describe_fault(fault) for fault in error.errors())
        raise InvalidConfig(f"{where}: {faults}") from error
    except InvalidConfig as error:  # a table's own check, which says more than a type could
        raise InvalidConfig(f"{where}: {error}") from error


def _with_mass_limit(data: dict[str, Any]) -> dict[str, Any]:
    """Give a `[filters]` that states no mass a campaign's own limit, which is below that of `check`."""
    filters = data.get("filters")
    if not isinstance(filters, dict):
        return data
    return {**data, "filters": {"max_mw_g_mol": HEAVIEST_G_MOL, **filters}}


def _describe_fault(fault: ErrorDetails) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return f"unknown key {key}{_suggest_key(fault['loc'])}"
    if fault["type"] == "value_error":
        return f"[{key}] {fault['ctx']['error']}" if key else str(fault["ctx"]["error"])
    return f"{key} = {fault['input']!r}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"


def _suggest_key(place: Sequence[str | int]) -> str:
    """Return what to say behind an unknown key: one of its table that is spelled much like it, or all."""
    known = CampaignSettings().model_dump()
    for table in place[:-1]:
        known = known.get(str(table)) or {}
    close = get_close_matches(str(place[-1]), known, n=1, cutoff=_ALIKE)
    return f" (did you mean {close[0]}?)" if close else f" (known here: {', '.join(known)})" if known else ""
