"""Folders depend on each other in one order, and heavy packages have one door each (docs/architecture)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import monodesign

PACKAGE = Path(monodesign.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# From the bottom up; a module may import from its folder, from those in its line and in lines before it.
ORDER = (
    ("errors", "paths", "records", "safe_files", "units"),
    ("tables",),
    ("chem", "compute"),
    ("engines", "formulation", "geometry", "space"),
    ("descriptors", "simulation", "surrogate", "synthesis"),
    ("export", "ranking"),
    ("campaign_folder",),
    ("report",),
    ("campaign",),
    ("api", "app", "cli", "__main__"),
)
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
MOST_FILES_OUTSIDE_FOLDERS = 8

# Packages that only one folder may import.
DOORS = {
    "xtb": "engines",
    "tblite": "engines",
    "pyscf": "engines",
    "openmm": "simulation",
    "parmed": "simulation",
    "starlette": "app",
    "uvicorn": "app",
}


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _name(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _module(path):
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_level_and_below(path):
    if _name(path) == "__init__":
        return
    wanted = {module.split(".")[1] for module in _imports(path) if module.startswith("monodesign.")}
    above = {name for name in wanted if LEVEL.get(name, 0) > LEVEL[_name(path)]}
    assert not above


@pytest.mark.slow
def test_no_module_imports_itself_by_way_of_others():
    """No circle, imports inside functions and those for the type checker counted."""
    needs = {name: {wanted for wanted in _imports(path) if wanted in MODULES} - {name, "monodesign"}
             for name, path in MODULES.items()}  # fmt: skip
    while free := [name for name, wanted in needs.items() if not wanted & needs.keys()]:
        for name in free:
            del needs[name]
    assert not needs


def test_few_files_lie_outside_the_folders():
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_FILES_OUTSIDE_FOLDERS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_are_imported_behind_their_door_only(path):
    inside = _name(path)
    wrong = {module for module in _imports(path) if DOORS.get(module.split(".")[0], inside) != inside}
    assert not wrong


def test_the_command_line_starts_without_any_heavy_package():
    """`monodesign --help` answers within 12 times an empty interpreter's start."""
    code = "import sys, monodesign.cli.main as main; main.build_parser(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {
        "numpy",
        "pandas",
        "rdkit",
        "sklearn",
        "scipy",
        "xtb",
        "tblite",
        "starlette",
        "uvicorn",
    } & set(loaded)


@pytest.mark.slow
def test_a_campaign_file_is_read_without_what_computes():
    """Each campaign command reads one first; with SciPy and the descriptors it took half a second more."""
    code = (
        "import sys\nfrom monodesign.campaign_folder.read_settings import read_campaign\n"
        "from monodesign.paths import LIBRARIES\nread_campaign(LIBRARIES / 'campaign.toml')\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"scipy", "monodesign.descriptors.describe", "monodesign.surrogate.predict"} & set(loaded)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_but_the_command_line_prints(path):
    if _name(path) == "cli":
        return
    calls = [node.func.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]  # fmt: skip
    assert "print" not in calls
