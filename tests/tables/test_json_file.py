"""JSON from anywhere is read as plain text and finite numbers, or refused in one line."""

import os

import pytest

from monodesign.descriptors.affinity.affinity import load_affinity_model
from monodesign.descriptors.calibration import FOLDER, load_calibration
from monodesign.descriptors.estimates import FOLDER as LEARNED
from monodesign.descriptors.estimates import load_estimator
from monodesign.descriptors.exchange.correction import CORRECTION_FILE, load_exchange_correction
from monodesign.errors import InvalidTable
from monodesign.paths import MODELS
from monodesign.tables.json_file import read_json


def test_an_object_is_read(tmp_path):
    (tmp_path / "a.json").write_text('{"name": "σ", "values": [1, -2.5e-3, true, null]}', encoding="utf-8")
    expected = {"name": "σ", "values": [1, -2.5e-3, True, None]}
    assert read_json(tmp_path / "a.json", remedy="fit it") == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": -Infinity}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\xe9"}',
        b'{"a": "\\ud800"}',
        b'{"a":' * 100_000,
    ],
    ids=["empty", "cut", "list", "nan", "overflow", "infinity", "digits", "latin", "surrogate", "nested"],
)
def test_anything_else_is_one_line_with_file_and_remedy(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InvalidTable, match=r"a\.json: .*; fit it$") as caught:
        read_json(tmp_path / "a.json", remedy="fit it")
    assert "\n" not in str(caught.value)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(InvalidTable, match="not a regular file"):
        read_json(tmp_path / "a.json", remedy="fit it")


def _load_calibration(folder):
    return load_calibration("vertical_ie_ev", folder=folder)


def _load_estimator(folder):
    return load_estimator("unit_oxidation_potential_v", folder=folder)


def _load_correction(folder):
    return load_exchange_correction(folder / CORRECTION_FILE.name)


def _load_affinity(folder):
    return load_affinity_model(folder / "affinity.json")


@pytest.mark.parametrize(
    ("source", "load", "old", "new"),
    [
        (FOLDER / "vertical_ie_ev.json", _load_calibration, '"noise": ', '"noise": -'),
        (FOLDER / "vertical_ie_ev.json", _load_calibration, '"std_factor": ', '"std_factor": -'),
        (FOLDER / "vertical_ie_ev.json", _load_calibration, '"raw": ', '"raw": NaN, "was": '),
        (FOLDER / "vertical_ie_ev.json", _load_calibration, '"kernel": {', '"kernel": [{'),
        (FOLDER / "vertical_ie_ev.json", _load_calibration, '"reference": ', '"reference": "x", "was": '),
        (LEARNED / "unit_oxidation_potential_v.json", _load_estimator, '"noise": ', '"noise": -'),
        (LEARNED / "unit_oxidation_potential_v.json", _load_estimator, '"value": ', '"value": NaN, "was": '),
        (CORRECTION_FILE, _load_correction, '"std_unseen_kcal_mol": ', '"std_unseen_kcal_mol": -'),
        (MODELS / "affinity" / "affinity.json", _load_affinity, '"chi_width": ', '"chi_width": -'),
    ],
    ids=lambda value: value.strip(' ":{[') if isinstance(value, str) else "",
)
def test_no_shipped_model_gives_a_value_without_a_sound_error(tmp_path, source, load, old, new):
    """A standard error below zero, or a NaN, would be a cell of a table that looks like any other."""
    text = source.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / source.name).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidTable, match=r"damaged|not valid JSON"):
        load(tmp_path)
