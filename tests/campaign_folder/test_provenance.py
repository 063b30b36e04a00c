"""What tells that a campaign is finished: all it depends on is known, and nothing that is not its own."""

from importlib import metadata

import pytest

from monodesign.campaign_folder.provenance import installed_versions, list_outputs, state_of_inputs
from monodesign.campaign_folder.read_settings import parse_campaign


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


def test_what_a_killed_process_left_half_written_is_no_output(tmp_path):
    (tmp_path / "synthesis").mkdir()
    for name in ("m1.md", ".m2.md.x1y2.partial"):
        (tmp_path / "synthesis" / name).touch()
    assert list_outputs(tmp_path) == [tmp_path / "synthesis" / "m1.md"]


def test_packages_of_the_search_and_of_dft_are_named_where_they_are_installed(monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda _: "1.0")
    assert {"optuna", "pyscf", "pyscf-dispersion"} <= set(installed_versions())

    def refuse(package):
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", refuse)
    assert set(installed_versions()) == {"python", "monodesign"}
