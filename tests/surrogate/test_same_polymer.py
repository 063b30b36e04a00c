"""Two ways to write one polymer have one conductivity."""

from pathlib import Path

import pandas as pd
import pytest

from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model

CASES = Path(__file__).parents[1] / "cases"
# Rows of same_polymer_pairs.csv that describe one gel.
SAME = [
    ("PEO", "PEO-d4"),
    ("PEO", "EO-PEO dialects"),
    ("PEO", "EOx5"),
    ("PMMA", "PMMA-d3"),
    ("sulfoxide", "sulfoxide sep"),
    ("phosphate", "phosphate sep"),
    ("DOA", "DOA R"),
    ("DOA", "EC-d4"),
    ("STFSI ionic", "STFSI cov"),
    ("STFSI ionic", "STFSI tautomer"),
]


@pytest.fixture(scope="module")
def predicted():
    table = pd.read_csv(CASES / "same_polymer_pairs.csv")
    return predict(load_model("default"), table).table.set_index("note")


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_writings_of_one_gel_have_one_conductivity(predicted, one, other):
    columns = ["log10_sigma_s_cm", "log10_sigma_lower_90", "log10_sigma_upper_90", "in_domain", "error"]
    assert predicted.loc[one, columns].equals(predicted.loc[other, columns])
    assert predicted.loc[one, "error"] == ""


def test_a_zinc_salt_is_refused(predicted):
    assert "not a lithium salt" in predicted.loc["Zn", "error"]
