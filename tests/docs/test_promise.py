"""The page of the promise speaks of the shipped model."""

import hashlib
import re
from pathlib import Path

import pandas as pd

from monodesign.paths import LIBRARIES, MODELS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "promise.md").read_text(encoding="utf-8")
TABLE = pd.read_csv(DOCS / "promise.csv")


def test_the_page_is_that_of_the_shipped_model():
    """Where it is not, run scripts/promise.py."""
    (stated,) = re.findall(r"`([0-9a-f]{64})`", PAGE)
    assert stated == hashlib.sha256((MODELS / "default" / "model.npz").read_bytes()).hexdigest()


def test_the_page_is_dated():
    assert re.search(r"Written on 20\d\d-\d\d-\d\d", PAGE)


def test_thirty_monomers_are_ordered_in_each_gel():
    assert {gel: list(part["place"]) for gel, part in TABLE.groupby("gel")} == {
        gel: list(range(1, 31)) for gel in ("EC", "EC-DEC")
    }
    assert TABLE["smiles"].nunique() == 30


def test_no_monomer_is_one_that_the_study_measured():
    named = pd.read_csv(LIBRARIES / "monomers.csv")["smiles"]
    assert not set(named) & set(TABLE["smiles"])


def test_the_probabilities_of_being_best_sum_to_one():
    assert TABLE.groupby("gel")["probability_best"].sum().sub(1.0).abs().max() < 0.01


def test_ten_measurements_are_proposed():
    assert PAGE.partition("## The ten measurements")[2].count("\n| ") == 11  # ten and the header
