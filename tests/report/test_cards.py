"""Cards of models: only a regular file of the model's own folder is read."""

import os
import shutil

import pytest

from monodesign.paths import MODELS
from monodesign.report.cards import read_cards

SETTINGS = {"predict": {"model": "model"}}


@pytest.fixture
def model(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    shutil.copy(MODELS / "default" / "model.npz", folder)
    return folder


def _names(folder):
    return [card.name for card in read_cards(SETTINGS, folder.parent)]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_a_card_that_is_no_file_is_passed_over_and_not_waited_for(model, make):
    make(model / "card.md")
    assert "Conductivity: model" not in _names(model)


def test_a_card_that_is_a_link_is_not_read(model, tmp_path):
    (tmp_path / "theirs.md").write_text("secret")
    (model / "card.md").symlink_to(tmp_path / "theirs.md")
    assert "Conductivity: model" not in _names(model)


def test_a_card_that_is_not_utf8_is_read_with_marks_in_place_of_its_odd_bytes(model):
    (model / "card.md").write_bytes(b"# Card \xff\n")
    assert "Card \ufffd" in str(read_cards(SETTINGS, model.parent)[0].text)
