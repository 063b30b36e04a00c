"""The list of exported sheets: nothing outside them is ever removed, and nothing edited is lost."""

import json

import pytest

from monodesign.campaign_folder.manifest import MANIFEST, exporting
from monodesign.errors import UserError


def _export(folder, *names, fails=False):
    with exporting(folder, ("synthesis",)) as sheets:
        for name in names:
            path = folder / "synthesis" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"sheet {name}")
            sheets.written.append(path)
        if fails:
            raise UserError("disk full")
    return sheets.kept


def test_an_export_that_fails_leaves_what_was_edited(tmp_path):
    _export(tmp_path, "a.md", "b.md")
    (tmp_path / "synthesis" / "a.md").write_text("edited")
    with pytest.raises(UserError):
        _export(tmp_path, "a.md", fails=True)
    assert {path.name: path.read_text() for path in (tmp_path / "synthesis").iterdir()} == {
        "a.md": "edited",
        "b.md": "sheet b.md",
    }


@pytest.mark.parametrize(
    "name", ["../precious.md", "/tmp/precious.md", "precious.md", "synthesis/../precious.md", "synthesis/a/b"]
)
def test_a_forged_manifest_removes_nothing_outside_the_sheets(tmp_path, name):
    folder = tmp_path / "campaign"
    folder.mkdir()
    for place in (tmp_path, folder):
        (place / "precious.md").write_text("mine")
    (folder / MANIFEST).write_text(json.dumps({name: "0"}))
    _export(folder, "c.md")
    assert (tmp_path / "precious.md").read_text() == (folder / "precious.md").read_text() == "mine"


def test_files_of_other_subfolders_stay_in_the_manifest(tmp_path):
    (tmp_path / MANIFEST).write_text(json.dumps({"inputs/a.inp": "0", "synthesis/old.md": "0"}))
    _export(tmp_path, "a.md")
    assert set(json.loads((tmp_path / MANIFEST).read_text())) == {"inputs/a.inp", "synthesis/a.md"}
