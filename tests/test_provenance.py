"""What tells that a campaign is finished: all it depends on is known, and nothing that is not its own."""

import pytest

from monodesign.config import parse_campaign
from monodesign.provenance import state_of_inputs


@pytest.fixture
def stock(tmp_path):
    path = tmp_path / "stock.csv"
    path.write_text("smiles\nC=CC(=O)Cl\n", encoding="utf-8")
    return path


def test_a_changed_stock_list_is_a_changed_input(stock):
    settings = parse_campaign({"synthesis": {"stock": str(stock)}}, where="test").model_dump(mode="json")
    before = state_of_inputs(settings, stock.parent)
    assert state_of_inputs(settings, stock.parent) == before
    stock.write_text("smiles\nOCC\n", encoding="utf-8")
    assert state_of_inputs(settings, stock.parent) != before
