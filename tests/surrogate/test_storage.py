"""Models on disk: the same predictions after loading, nothing executed, clear refusals."""

import io
import pickle
import random
import time
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monodesign.errors import UnknownName
from monodesign.paths import MODELS
from monodesign.surrogate.archive import MOST_BYTES, dump
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import (
    FILE_NAME,
    load_model,
    pack,
    save_model,
    unpack,
)

ROW = {
    "polymer": "*CCO*", "w_polymer": 0.8, "solvent": "", "w_solvent": 0.0, "salt": "LiTFSI", "w_salt": 0.2,
    "temperature_c": 60.0,
}  # fmt: skip


def test_a_saved_model_predicts_the_same_and_brings_its_card(small, tmp_path):
    save_model(small.surrogate, tmp_path / "mine", files=small.files)
    loaded = load_model(tmp_path / "mine")
    before, after = (predict(model, pd.DataFrame([ROW])).table for model in (small.surrogate, loaded))
    pd.testing.assert_frame_equal(before, after)
    assert {FILE_NAME, "card.md", "card.json"} <= {path.name for path in (tmp_path / "mine").iterdir()}


def test_equal_models_have_equal_bytes_whenever_and_wherever_they_are_written(small, tmp_path, monkeypatch):
    """A loaded model is of other objects, and a machine whose clock has no battery begins in 1970."""
    save_model(small.surrogate, tmp_path / "one", files={})
    again = load_model(tmp_path / "one")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(0.0))
    save_model(again, tmp_path / "other", files={})
    assert (tmp_path / "one" / FILE_NAME).read_bytes() == (tmp_path / "other" / FILE_NAME).read_bytes()


def test_the_shipped_model_holds_no_objects():
    """NumPy refuses an array of objects, which only pickle could read."""
    with np.load(MODELS / "default" / FILE_NAME, allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays.files} <= set("biufU")


@pytest.mark.parametrize("value", [object(), [1, "a", None]], ids=["object", "list of objects"])
def test_what_is_neither_number_nor_text_is_not_written(value):
    with pytest.raises(ValueError, match="Object arrays"):
        dump({"a": {"b": value}})


def test_an_array_of_objects_is_refused_without_reading_it(tmp_path):
    np.savez(tmp_path / "model.npz", **{"model.dry": np.array([object()], dtype=object)})
    with pytest.raises(UnknownName, match="Object arrays cannot be loaded"):
        load_model(tmp_path)


def test_the_shipped_model_is_smaller_than_25_mb():
    assert (MODELS / "default" / FILE_NAME).stat().st_size < 25e6


def _one_array():
    target = io.BytesIO()
    np.save(target, np.array([1.0]))
    return target.getvalue()


def test_an_unknown_name_is_refused_with_the_name():
    with pytest.raises(UnknownName, match="nowhere"):
        load_model("nowhere")


@pytest.mark.parametrize(
    "content",
    [pickle.dumps({"a": 1}), dump({"record": "os.system"}), dump({"a": {"b": 1.0}}), _one_array(), b""],
    ids=["pickle", "unknown record", "no record", "array", "empty"],
)
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(UnknownName):
        load_model(tmp_path)


def test_a_model_that_counted_the_salt_of_liquids_per_kilogram_is_refused(shipped, tmp_path):
    old = pack(shipped)
    del old["model"]["liquid"]["embedding"]["salt_unit"]
    (tmp_path / FILE_NAME).write_bytes(dump(old))
    with pytest.raises(UnknownName, match="not a conductivity model of this version"):
        load_model(tmp_path)


def test_a_model_of_other_features_is_refused_with_the_remedy(shipped, tmp_path):
    (tmp_path / FILE_NAME).write_bytes(dump(pack(replace(shipped, features="another"))))
    with pytest.raises(UnknownName, match=r"features of another version.*monodesign retrain"):
        load_model(tmp_path)


def _zip(path, *, size=0, is_encrypted=False, names=("a.npy",)):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, bytes(size))
    if is_encrypted:
        content = bytearray(path.read_bytes())
        content[6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(content)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"names": ()}, "something else"),
        ({"size": 10}, "not a conductivity model"),
        ({"is_encrypted": True, "size": 10}, "encrypted"),
        ({"size": MOST_BYTES + 1}, "unpacks to 256 MB; at most 256 MB"),
    ],
    ids=["empty", "zeros", "encrypted", "bomb"],
)
def test_an_archive_that_holds_no_model_is_refused_in_one_line(tmp_path, options, said):
    _zip(tmp_path / FILE_NAME, **options)
    with pytest.raises(UnknownName, match=said) as caught:
        load_model(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_model_of_deeply_nested_dictionaries_is_refused(tmp_path):
    np.savez(tmp_path / FILE_NAME, **{"a." * 20_000: np.zeros(1)})
    with pytest.raises(UnknownName, match="RecursionError"):
        load_model(tmp_path)


def _change(packed, path, change):
    *above, last = path.split(".")
    for name in above:
        packed = packed[name]
    packed[last] = change(packed[last])


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        ("intervals.gel.factor", lambda _: float("nan"), "factor is not finite"),
        ("intervals.gel.factor", lambda value: -value, "factor is not above 0"),
        ("intervals.dry.slopes", lambda values: values * np.nan, "slopes is not finite"),
        ("model.dry.curves.level_weights", lambda values: values * np.nan, "level_weights is not finite"),
        ("model.dry.curves.level_weights", lambda values: values[:-1], "cannot predict"),
        ("model.dry.curves.centres.substance.points", lambda values: values[:, :-1], "cannot predict"),
        ("model.dry.curves.centres.substance.index", lambda values: values + 10_000, "cannot predict"),
        ("model.liquid.curves.mean", lambda values: values * 1e9, "trial prediction"),
        ("model.dry.embedding.substance.length", lambda values: 0 * values, "length is not above 0"),
        ("model.dry.curves.settings.noise", lambda _: "little", "not numbers"),
        ("intervals", lambda _: {}, "missing 1 required keyword-only argument: .intervals"),
        ("model.obstruction", lambda _: None, "cannot predict"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_model_that_could_not_answer_is_refused_when_it_is_loaded(shipped, tmp_path, path, change, said):
    """Else it would give rows without a number, and without an error."""
    packed = pack(shipped)
    _change(packed, path, change)
    (tmp_path / FILE_NAME).write_bytes(dump(packed))
    with pytest.raises(UnknownName, match=said):
        load_model(tmp_path)


def _flat(value):
    """Yield the leaves of a packed model as bytes."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _flat(item)
    else:
        yield np.asarray(value).tobytes()


@pytest.mark.slow
def test_a_model_with_any_bit_flipped_is_refused_or_the_same(shipped, tmp_path):
    content = (MODELS / "default" / FILE_NAME).read_bytes()
    draw = random.Random(0)
    refused = 0
    for _ in range(60):
        damaged = bytearray(content)
        damaged[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        (tmp_path / FILE_NAME).write_bytes(damaged)
        try:
            loaded = load_model(tmp_path)
        except UnknownName:
            refused += 1
        else:
            assert list(_flat(pack(loaded))) == list(_flat(pack(shipped)))
    assert refused > 50


def test_a_row_that_the_model_has_no_number_for_says_so(shipped):
    broken = replace(
        shipped, intervals={**shipped.intervals, "dry": replace(shipped.intervals["dry"], factor=np.nan)}
    )
    row = predict(broken, pd.DataFrame([ROW])).table.iloc[0]
    assert row["error"] == "the model gives no finite number"
    assert np.isnan(row["log10_sigma_s_cm"])


def test_packing_and_unpacking_returns_the_same_record(shipped):
    again = unpack(pack(shipped.intervals["dry"]))
    np.testing.assert_array_equal(again.slopes, shipped.intervals["dry"].slopes)
