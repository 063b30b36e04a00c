"""Changing values in a campaign file that its user wrote: the model after a retraining, the budget."""

import tomllib
from dataclasses import asdict

import pytest

from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.campaign_folder.settings import PredictSettings
from monodesign.campaign_folder.write_settings import campaign_toml, change_values

OWN = asdict(PredictSettings(model="model", retrained_from='my "best"'))

WRITTEN = {
    "no table": "seed = 3 # lucky\n",
    "no end of line": "seed = 3",
    "nothing": "",
    "a table after it": "# mine\n[predict] # ours\n  model = 'old' # kept\n\n# below\n[goals]\nx = 2\n",
    "both keys": '[predict]\nretrained_from = "default"\n# why\nmodel = "old"',
    "no keys": "[predict]\n",
    "dotted keys": 'predict.model = "old" # mine\n',
    "an inline table": 'predict = {model = "old"}',
    "a text of several lines": '[predict]\nmodel = """old"""',
    "a table within a text": 'name = """\n[predict]\nmodel = "old"\n"""',
    "keys of another table": '[library]\nfolder = "x"\n[predict]\nmodel = "old"\n[cluster]\nmodel = "y"\n',
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_the_model_is_named_and_nothing_else_changed(text):
    wanted = {**tomllib.loads(text), "predict": {"model": "model", "retrained_from": 'my "best"'}}
    assert tomllib.loads(change_values(text, OWN, table="predict")) == wanted


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_comments_stay(text):
    assert _comments(change_values(text, OWN, table="predict")) == _comments(text)


def _comments(text):
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


def test_a_file_that_monodesign_wrote_is_changed_in_two_lines():
    text = campaign_toml(parse_campaign({}, where="test"))
    changed = zip(text.splitlines(), change_values(text, OWN, table="predict").splitlines(), strict=True)
    assert [new for old, new in changed if new != old] == [
        'model = "model"',
        'retrained_from = "my \\"best\\""',
    ]


@pytest.mark.parametrize(
    "text", ["budget = 24 # days\n[goals]\nx = 2\n", "# mine\n[goals]\nbudget = 3\n", ""]
)
def test_a_key_outside_of_all_tables_is_changed_there(text):
    changed = change_values(text, {"budget": 100})
    assert tomllib.loads(changed) == {**tomllib.loads(text), "budget": 100}
    assert changed.count("#") == text.count("#")
