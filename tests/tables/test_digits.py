"""Numbers are written with the digits that mean something."""

import json

import pytest

from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.tables.columns import DESCRIPTORS
from monodesign.tables.digits import decimals, round_cells


def test_what_is_no_number_stays():
    cells = {"a_ev": "1.23456", "b": None, "c": True, "n": 7}
    assert round_cells(cells) == cells


@pytest.mark.parametrize("name", ["x_ev", "x_v", "x_kcal_mol", "x_e"])
def test_what_other_kernels_change_is_not_written(name):
    """Measured between OpenBLAS kernels: 1e-11 of a unit, seldom 2e-5 kcal/mol."""
    one, other = (round_cells({name: 1.0 + change}) for change in (0.0, 1e-9))
    assert one == other
    assert round_cells({name: -1e-9})[name].hex() == (0.0).hex()


def test_no_cell_of_a_description_has_more_digits():
    settings = DescribeSettings(what=("redox", "lithium"), n_conformers=1, n_relaxed=1, n_chelates=0)
    table = describe(["C=CC(=O)OC"], settings=settings, engine_name="fake").table
    cells = dict(table.iloc[0])
    sites = json.loads(cells["unit_li_sites"])
    numbers = [cell for cells in (cells, *sites) for cell in cells.items() if isinstance(cell[1], float)]
    assert len(numbers) > 20
    assert not [name for name, value in numbers if value == value and round(value, decimals(name)) != value]  # noqa: PLR0124
    assert {column.name for column in DESCRIPTORS} >= set(table.columns) - {"smiles", "error"}
