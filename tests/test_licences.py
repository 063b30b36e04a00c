"""What is shipped states its licences: in the package's metadata and in docs/licences.md."""

import csv
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SPELLED = {"MIT": "MIT", "CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0 1.0"}


def _licences_of_rows():
    found = set()
    for path in (ROOT / "libraries").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            found |= {row["licence"] for row in csv.DictReader(stream) if row.get("licence")}
    return {name for name in found if not name.startswith("facts")}


def test_the_metadata_state_every_licence_of_a_shipped_row():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(project["license"].split(" AND ")) >= _licences_of_rows() | {"MIT"}
    for pattern in project["license-files"]:
        assert list(ROOT.glob(pattern))


def test_the_documentation_names_them_and_the_lgpl_of_xtb_and_tblite():
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    assert not [name for name in _licences_of_rows() if SPELLED[name] not in text]
    assert "xtb (with xtb-python), tblite | LGPL 3.0 or later" in text
