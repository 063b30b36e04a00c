"""Dependencies point one way, and heavy packages have one door each (design.md)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import monodesign

PACKAGE = Path(monodesign.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# From the bottom up; a module may import from its own layer and from those below it.
LAYERS = (
    {"units", "errors", "paths", "records", "layout", "toml_text", "machine"},
    {"tables", "files", "streams", "store", "parallel", "cluster", "inputs"},
    {"engines", "chem", "measurements"},
    {"descriptors", "simulation", "surrogate"},
    {
        "ranking",
        "copolymers",
        "scoring",
        "search",
        "trials",
        "funnel",
        "suggest",
        "beliefs",
        "bench",
        "known_candidates",
        "export",
        "report",
        "provenance",
        "remaining",
    },
    {"config"},
    {"candidates", "discovery", "own_model"},
    {"handover"},
    {"campaign"},
    {"loop"},
    {"options", "cli", "__main__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# Packages that only one folder may import.
DOORS = {
    "xtb": "engines",
    "tblite": "engines",
    "pyscf": "engines",
    "skops": "surrogate",
    "openmm": "simulation",
    "parmed": "simulation",
}


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _name(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_layer_and_below(path):
    if _name(path) == "__init__":
        return
    wanted = {module.split(".")[1] for module in _imports(path) if module.startswith("monodesign.")}
    above = {name for name in wanted if LEVEL[name] > LEVEL[_name(path)]}
    assert not above


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_packages_are_imported_behind_their_door_only(path):
    inside = _name(path)
    wrong = {module for module in _imports(path) if DOORS.get(module.split(".")[0], inside) != inside}
    assert not wrong


def test_the_command_line_starts_without_any_heavy_package():
    """`monodesign --help` answers within 12 times an empty interpreter's start (design.md)."""
    code = "import sys, monodesign.cli; monodesign.cli.build_parser(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"numpy", "pandas", "rdkit", "sklearn", "scipy", "xtb", "tblite"} & set(loaded)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_but_the_command_line_prints(path):
    if _name(path) == "cli":
        return
    calls = [node.func.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]  # fmt: skip
    assert "print" not in calls
