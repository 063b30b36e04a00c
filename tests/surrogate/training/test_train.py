"""Training: same seed same model, a user's rows count, refusals, and what the card says."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from monodesign.errors import InvalidTable, UnknownName
from monodesign.surrogate.inputs.collection import prepare, thin, weigh, weigh_lessons
from monodesign.surrogate.model.surrogate import fit_model, predict_log10_sigma
from monodesign.surrogate.storage import FILE_NAME, OWN_FILE, read_own_measurements, save_model
from monodesign.surrogate.training.train import train
from monodesign.surrogate.training.tuning import tune


def test_the_card_names_data_splits_metrics_versions_and_how_to_retrain(small):
    card = json.loads(small.files["card.json"])
    assert len(card["data"]["sha256"]) == 64
    assert sum(card["data"]["rows_by_kind_and_source"].values()) == card["data"]["n_rows"]
    assert {"dry", "gel", "liquid"} <= set(card["metrics"])
    assert card["versions"]["rdkit"]
    text = small.files["card.md"].decode()
    assert "monodesign train" in text
    assert card["data"]["sha256"] in text


@pytest.fixture(scope="module")
def watched(few_measurements):
    """The same training once more, and the progress it told."""
    told = []
    return train(few_measurements.copy(), seed=0, on_progress=lambda *step: told.append(step)), told


@pytest.mark.slow
def test_progress_goes_from_nought_to_all_steps_of_each_stage(watched):
    _, told = watched
    assert told == [("train", done, 9) for done in range(10)]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_model_whatever_the_row_order_of_equal_tables(watched, small):
    again, _ = watched
    np.testing.assert_array_equal(
        again.surrogate.model.dry.curves.level_weights, small.surrogate.model.dry.curves.level_weights
    )
    assert again.files["card.json"] == small.files["card.json"]


def test_sigma_in_s_cm_is_as_good_as_its_logarithm(few_measurements):
    given = prepare(few_measurements)
    in_s_cm = few_measurements.assign(sigma_s_cm=10 ** few_measurements["log10_sigma_s_cm"])
    found = prepare(in_s_cm.drop(columns="log10_sigma_s_cm"))
    np.testing.assert_allclose(found.log10_sigma, given.log10_sigma)


def test_flagged_and_unreadable_rows_are_left_out_and_counted(few_measurements):
    table = few_measurements.copy()
    table.loc[0, "flag"] = "outlier"
    table.loc[1, "w_solvent"] = 3.0
    assert prepare(table).n_refused == 2


def test_a_table_without_sigma_is_refused(few_measurements):
    with pytest.raises(InvalidTable, match="sigma_s_cm"):
        prepare(few_measurements.drop(columns="log10_sigma_s_cm"))


def test_too_few_groups_are_refused_with_the_remedy(few_measurements):
    liquids = few_measurements[few_measurements["kind"] == "liquid"]
    with pytest.raises(InvalidTable, match="--add-to default"):
        train(liquids)


def test_measurements_at_one_temperature_are_refused_with_the_remedy(few_measurements):
    with pytest.raises(InvalidTable, match=r"all dry polymers at 60 °C.*--add-to default"):
        train(few_measurements.assign(temperature_c=60.0))


def test_a_measured_polymer_moves_its_own_prediction(few_measurements):
    mine = pd.DataFrame(
        {
            "polymer": "*CC(*)CS(=O)(=O)CC#N",
            "w_polymer": 0.8,
            "w_solvent": 0.0,
            "salt": "LiTFSI",
            "w_salt": 0.2,
            "temperature_c": [25.0, 40.0, 60.0, 80.0],
            "log10_sigma_s_cm": [-2.6, -2.4, -2.2, -2.0],
        }
    )
    with_mine = prepare(pd.concat([few_measurements, mine], ignore_index=True))
    rows = np.arange(len(few_measurements), len(with_mine.groups))
    without = np.arange(len(few_measurements))
    models = [
        fit_model(with_mine.inputs.take(part), with_mine.log10_sigma[part], with_mine.weights[part], seed=0)
        for part in (without, np.concatenate([without, rows]))
    ]
    before, after = (predict_log10_sigma(model, with_mine.inputs.take(rows)) for model in models)
    truth = with_mine.log10_sigma[rows]
    assert np.abs(after - truth).mean() < 0.7 * np.abs(before - truth).mean()


def test_tuning_returns_settings_within_its_bounds_and_repeats(few_sample):
    rows = np.arange(len(few_sample.groups))
    one, same = (tune(few_sample, rows, trials=2, seed=3) for _ in range(2))
    assert one == same
    assert 0.2 <= one.dry.lengths.substance <= 1.8


def test_weights_are_one_over_the_root_of_the_group_s_size():
    np.testing.assert_allclose(weigh(np.array(list("aaaab"))), [0.5, 0.5, 0.5, 0.5, 1.0])


def liquids(group, n_temperatures, *, salts=(0.1,)):
    """Return liquids of one publication, each measured at many temperatures."""
    rows = [(salt, 20 + place / 100) for salt in salts for place in range(n_temperatures)]
    fixed = {"polymer": "", "w_polymer": 0.0, "solvent": "PC", "salt": "LiPF6", "group": group}
    weights = pd.DataFrame(rows, columns=["w_salt", "temperature_c"])
    return weights.assign(**fixed, w_solvent=1 - weights["w_salt"], log10_sigma_s_cm=-2.0)


def test_a_larger_group_teaches_no_less_than_a_smaller_one():
    sample = prepare(pd.concat([liquids("vast", 4000), liquids("large", 400), liquids("small", 40)]))
    kept = sample.groups[thin(sample, np.arange(len(sample.groups)), seed=0)]
    totals = [weigh_lessons(kept)[kept == name].sum() for name in ("vast", "large", "small")]
    np.testing.assert_allclose(totals, [10.0, 10.0, np.sqrt(40.0)])


@pytest.mark.parametrize("kind", ["dry", "gel", "liquid"])
def test_own_rows_join_the_group_of_their_polymer_or_publication(few_measurements, kind):
    """Else they would lie in another fold than their twins, and errors would come out too small."""
    shipped = few_measurements[(few_measurements["kind"] == kind) & few_measurements["doi"].notna()]
    mine = shipped.head(1).drop(columns="group")
    sample = prepare(pd.concat([shipped, mine], ignore_index=True))
    assert sample.groups[-1] == shipped["group"].iloc[0]


def test_own_liquids_without_a_publication_are_one_of_their_own(few_measurements):
    liquids = few_measurements[few_measurements["kind"] == "liquid"]
    mine = liquids.head(2).drop(columns=["group", "doi"])
    sample = prepare(pd.concat([liquids, mine], ignore_index=True))
    assert set(sample.groups[-2:]) == {"own measurements"}


def test_thinning_keeps_small_groups_whole_and_cuts_large_ones():
    sample = prepare(pd.concat([liquids("large", 1500), liquids("small", 10)]))
    kept = sample.groups[thin(sample, np.arange(1510), seed=0)]
    assert (kept == "small").sum() == 10
    assert (kept == "large").sum() == 1200


def test_thinning_forgets_no_recipe_of_a_large_study():
    sample = prepare(pd.concat([liquids("study", 2000), liquids("study", 3, salts=(0.02, 0.05, 0.15, 0.2))]))
    kept = sample.inputs.lithium_salt_mol_kg[thin(sample, np.arange(2012), seed=0)]
    values, counts = np.unique(kept.round(6), return_counts=True)
    assert len(values) == 5
    assert sorted(counts) == [3, 3, 3, 3, 1188]


def test_measurements_that_are_not_shipped_cannot_be_added_to(few_measurements):
    with pytest.raises(UnknownName, match="elsewhere"):
        train(few_measurements, base="elsewhere")


MINE = pd.DataFrame(
    {
        "polymer": "*CC(*)CS(=O)(=O)CC#N", "w_polymer": 0.8, "w_solvent": 0.0, "salt": "LiTFSI",
        "w_salt": 0.2, "temperature_c": [25.0, 60.0], "sigma_s_cm": [2.5e-3, 6.3e-3],
        "note": ["=1+1", "second"],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def grown(few_measurements, tmp_path_factory):
    """A model of a few shipped rows and own ones, saved, and one that adds a measurement to it."""
    folder = tmp_path_factory.mktemp("models") / "mine"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monodesign.surrogate.training.train.read_collection", lambda: few_measurements)
        trained = train(MINE, base="default")
        save_model(trained.surrogate, folder, files=trained.files)
        new = MINE.tail(1).assign(temperature_c=80.0, sigma_s_cm=1e-2)
        again = train(new, base=str(folder))
    return folder, again


@pytest.mark.slow
def test_a_model_keeps_the_measurements_that_are_not_shipped_and_its_card_their_hash(grown):
    folder, _ = grown
    content = (folder / OWN_FILE).read_bytes()
    assert json.loads((folder / "card.json").read_text())["data"]["files"] == {
        OWN_FILE: hashlib.sha256(content).hexdigest()
    }
    own = read_own_measurements(folder)
    assert list(own["note"]) == list(MINE["note"])
    np.testing.assert_allclose(10 ** own["log10_sigma_s_cm"], MINE["sigma_s_cm"])


@pytest.mark.slow
def test_what_is_added_to_a_model_joins_its_own_measurements_and_the_shipped_ones(grown, few_measurements):
    _, again = grown
    assert again.card["data"]["n_rows"] == prepare(few_measurements).log10_sigma.size + 3
    assert again.files[OWN_FILE].decode().count("\n") == 1 + 3


@pytest.mark.slow
def test_a_model_whose_measurements_were_not_kept_cannot_be_added_to(grown, tmp_path):
    folder, _ = grown
    (tmp_path / FILE_NAME).write_bytes((folder / FILE_NAME).read_bytes())
    with pytest.raises(UnknownName, match=OWN_FILE):
        train(MINE, base=str(tmp_path))
