"""Export of chosen candidates: the files that `export` writes, in the campaign's folder, and to download."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, Final

from monodesign.app.asked import choice_of, text_of, texts_of
from monodesign.app.campaign_files import find_campaign
from monodesign.app.context import Context
from monodesign.app.routes import Asked, Download, list_routes
from monodesign.errors import UserError
from monodesign.safe_files import is_own

_MOST_CHOSEN: Final = 500
_KINDS: Final = {
    "csv": "text/csv",
    "sdf": "chemical/x-mdl-sdfile",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sheets": "application/zip",
}


def _write(context: Context, asked: Asked) -> dict[str, Any]:
    """Write the files of the chosen candidates."""
    from monodesign.campaign.outputs import hand_over_selection
    from monodesign.campaign_folder.folder import CampaignFolder

    path = find_campaign(context, text_of(asked, "name"))
    chosen = texts_of(asked, "monomer_ids", most=_MOST_CHOSEN, longest=80)
    if not chosen:
        raise UserError("Choose at least one candidate in the table.")
    with CampaignFolder.open(path) as folder:
        files = hand_over_selection(folder, chosen)
    return {"files": [file.relative_to(context.folder).as_posix() for file in files], "n": len(chosen)}


def _download(context: Context, asked: Asked) -> Download:
    """Return what was written last, as one file."""
    from monodesign.campaign.outputs import SELECTION

    path = find_campaign(context, text_of(asked, "name")) / SELECTION
    kind = choice_of(asked, "kind", list(_KINDS))
    if path.is_symlink() or not is_own(path / f"{SELECTION}.csv"):
        raise UserError("Nothing is exported yet; choose candidates and export them first.")
    if kind == "sheets":
        return Download(name=f"{path.parent.name}_sheets.zip", content=_zip(path), media_type=_KINDS[kind])
    file = path / f"{SELECTION}.{kind}"
    if not is_own(file):
        raise UserError(f"{file.name}: gone; export again")
    name = f"{path.parent.name}_{file.name}"
    return Download(name=name, content=file.read_bytes(), media_type=_KINDS[kind])


def _zip(folder: Path) -> bytes:
    """Return the sheets in one archive, equal bytes for equal sheets; links are left out."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for kind in ("synthesis", "formulations"):
            for sheet in sorted((folder / kind).glob("*.md")):
                if is_own(sheet):
                    about = zipfile.ZipInfo(f"{kind}/{sheet.name}")  # its time is 1980
                    archive.writestr(about, sheet.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


ROUTES: Final = list_routes(
    post={
        "campaigns/{name}/selection": _write,
        "campaigns/{name}/selection/{kind}": _download,
    },
)
