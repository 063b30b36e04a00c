"""Models on disk: the same predictions after loading, nothing executed, clear refusals."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from skops.io import dumps, get_untrusted_types

from monodesign.errors import UnknownName
from monodesign.paths import MODELS
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import FILE_NAME, TRUSTED_TYPES, load_model, pack, save_model, unpack

ROW = {
    "polymer": "*CCO*", "w_polymer": 0.8, "solvent": "", "w_solvent": 0.0, "salt": "LiTFSI", "w_salt": 0.2,
    "temperature_c": 60.0,
}  # fmt: skip


def test_a_saved_model_predicts_the_same_and_brings_its_card(small, tmp_path):
    save_model(small, tmp_path / "mine")
    loaded = load_model(tmp_path / "mine")
    before, after = (predict(model, pd.DataFrame([ROW])).table for model in (small.surrogate, loaded))
    pd.testing.assert_frame_equal(before, after)
    assert {FILE_NAME, "card.md", "card.json"} <= {path.name for path in (tmp_path / "mine").iterdir()}


def test_the_shipped_model_needs_no_trust():
    assert get_untrusted_types(file=MODELS / "default" / FILE_NAME) == []
    assert TRUSTED_TYPES == ()


def test_the_shipped_model_is_smaller_than_25_mb():
    assert (MODELS / "default" / FILE_NAME).stat().st_size < 25e6


def test_an_unknown_name_is_refused_with_the_name():
    with pytest.raises(UnknownName, match="nowhere"):
        load_model("nowhere")


@pytest.mark.parametrize(
    "content",
    [pickle.dumps({"a": 1}), dumps({"record": "os.system"}), dumps([1, 2]), dumps(np.array([1.0])), b""],
    ids=["pickle", "unknown record", "list", "array", "empty"],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(UnknownName):
        load_model(tmp_path)


def test_a_model_that_counted_the_salt_of_liquids_per_kilogram_is_refused(shipped, tmp_path):
    old = pack(shipped)
    del old["model"]["liquid"]["embedding"]["salt_unit"]
    (tmp_path / FILE_NAME).write_bytes(dumps(old))
    with pytest.raises(UnknownName, match="no conductivity model of this version"):
        load_model(tmp_path)


def test_a_model_of_other_features_is_refused_with_the_remedy(shipped, tmp_path):
    (tmp_path / FILE_NAME).write_bytes(dumps(pack(replace(shipped, features="another"))))
    with pytest.raises(UnknownName, match=r"other features.*monodesign retrain"):
        load_model(tmp_path)


def test_packing_and_unpacking_returns_the_same_record(shipped):
    again = unpack(pack(shipped.intervals["dry"]))
    np.testing.assert_array_equal(again.slopes, shipped.intervals["dry"].slopes)
