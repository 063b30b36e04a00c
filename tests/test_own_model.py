"""Naming the retrained model in a campaign file that its user wrote."""

import tomllib

import pytest

from monodesign.config import PredictSettings, campaign_toml, parse_campaign
from monodesign.own_model import write_model

OWN = PredictSettings(model="model", retrained_from='my "best"')

WRITTEN = {
    "no table": "seed = 3 # lucky\n",
    "no end of line": "seed = 3",
    "nothing": "",
    "a table after it": "# mine\n[predict] # ours\n  model = 'old' # kept\n\n# below\n[goals]\nx = 2\n",
    "both keys": '[predict]\nretrained_from = "default"\n# why\nmodel = "old"',
    "no keys": "[predict]\n",
    "keys of another table": '[library]\nfolder = "x"\n[predict]\nmodel = "old"\n[cluster]\nmodel = "y"\n',
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_the_model_is_named_and_nothing_else_changed(text):
    wanted = {**tomllib.loads(text), "predict": {"model": "model", "retrained_from": 'my "best"'}}
    assert tomllib.loads(write_model(text, OWN)) == wanted


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_comments_stay(text):
    comments = [line.partition("#")[2] for line in text.splitlines() if "#" in line]
    assert [line.partition("#")[2] for line in write_model(text, OWN).splitlines() if "#" in line] == comments


def test_a_file_that_monodesign_wrote_is_changed_in_two_lines():
    text = campaign_toml(parse_campaign({}, where="test"))
    changed = zip(text.splitlines(), write_model(text, OWN).splitlines(), strict=True)
    assert [new for old, new in changed if new != old] == [
        'model = "model"',
        'retrained_from = "my \\"best\\""',
    ]


@pytest.mark.parametrize(
    "text",
    [
        'predict.model = "old"',
        'predict = {model = "old"}',
        '[predict]\nmodel = """old"""',
        'name = """\n[predict]\nmodel = "old"\n"""',
    ],
)
def test_a_table_written_otherwise_is_left_alone(text):
    tomllib.loads(text)
    assert write_model(text, OWN) is None
