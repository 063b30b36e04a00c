"""Add a monomer to a campaign: to the list `include` of its campaign.toml, in place, comments kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomlkit

from monodesign.campaign_folder.read_settings import parse_toml, read_toml
from monodesign.chem.named_monomers import canonical_of, name_of
from monodesign.compute.locks import hold_folder
from monodesign.paths import LIBRARIES
from monodesign.tables.write import write_text

FILE = "campaign.toml"


def include_monomer(folder: Path, smiles: str) -> bool:
    """Include a monomer in the next run of a campaign; a filter may still reject it.

    A folder without a campaign gets the packaged default one.

    Args:
        folder: The campaign; made when it does not exist.
        smiles: A SMILES, or a name of libraries/monomers.csv.

    Returns:
        Whether it was added; false where the campaign includes it already.

    Raises:
        CampaignLocked: The campaign runs.
        InvalidConfig: Its campaign.toml has faults.
    """
    identity = canonical_of(smiles)
    with hold_folder(folder):
        path = folder / FILE
        text = read_toml(path if path.is_file() else LIBRARIES / FILE)
        settings = parse_toml(text, where=path)
        if identity in {canonical_of(entry) for entry in settings.library.include}:
            is_new = False
        else:
            is_new, text = True, _append(text, name_of(identity) or identity, settings.library.include)
        parse_toml(text, where=path)
        write_text(path, text)
    return is_new


def _append(text: str, entry: str, present: tuple[str, ...]) -> str:
    """Return a campaign file that includes one more; where it has no list yet, the default's are kept."""
    document = tomlkit.parse(text)
    library: Any = document.setdefault("library", tomlkit.table())
    if "include" not in library:
        library["include"] = list(present)
    library["include"].append(entry)
    return tomlkit.dumps(document)
