"""The shipped surrogate, and a small one trained on a few groups of the shipped measurements."""

import pandas as pd
import pytest

from monodesign.surrogate.inputs.collection import prepare, read_collection
from monodesign.surrogate.storage import load_model
from monodesign.surrogate.training.train import train


@pytest.fixture(scope="session")
def shipped():
    return load_model("default")


@pytest.fixture(scope="session")
def collection():
    return read_collection()


@pytest.fixture(scope="session")
def few_measurements(collection):
    """Up to 12 rows of each of 16 dry polymers, 10 publications of liquids and all gels."""
    kept = []
    for kind, n_groups in (("dry", 16), ("liquid", 10), ("gel", 50)):
        part = collection[(collection["kind"] == kind) & collection["flag"].isna()]
        part = part[part["polymer"].fillna("").str.len() < 60]
        names = part["group"].value_counts().index[:n_groups]
        kept += [
            part[part["group"] == name].iloc[:: max(1, (part["group"] == name).sum() // 12)][:12]
            for name in names
        ]
    return pd.concat(kept, ignore_index=True)


@pytest.fixture(scope="session")
def few_sample(few_measurements):
    return prepare(few_measurements)


@pytest.fixture(scope="session")
def small(few_measurements):
    return train(few_measurements, seed=0)
