"""What the README says is run and compared, so that it stays true."""

import contextlib
import importlib.util
import io
import re
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest

from monodesign.cli.arguments import build_parser
from monodesign.formulation.measurements import read_measurements

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_python_example_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "README.md", "exec"), {})
    assert "sigma_ms_cm" in output.getvalue()
    assert "unit_oxidation_potential_v" in output.getvalue()


def test_the_python_example_is_ten_lines_of_work():
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert len([line for line in code.splitlines() if line and not line.startswith("from ")]) <= 10


def test_the_example_of_measurements_can_be_read(tmp_path):
    (example,) = re.findall(r"```\n(polymer,.*?)```", README, flags=re.DOTALL)
    (tmp_path / "measurements.csv").write_text(example, encoding="utf-8")
    measured = read_measurements(tmp_path / "measurements.csv")
    assert len(measured.table) == example.count("\n") - 1
    assert measured.warnings == ()


def test_the_tables_of_columns_are_those_of_the_code():
    loader = SourceFileLoader("write_columns", str(ROOT / "scripts" / "write_columns"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("write_columns", loader))
    loader.exec_module(module)
    assert module.START + module.render() + module.END in README


def test_every_command_is_in_the_readme():
    (commands,) = [action.choices for action in build_parser()._actions if action.dest == "command"]
    assert [name for name in commands if f"`monodesign {name} " not in README] == []
