"""The shipped table keeps what its README promises."""

import numpy as np
import pandas as pd
import pytest
from curation.merge import COLUMNS

from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.repeat_units import canonical_polymer
from monodesign.paths import LIBRARIES
from monodesign.tables.read import read_csv

pytestmark = pytest.mark.slow

FOLDER = LIBRARIES / "measurements"


@pytest.fixture(scope="module")
def table():
    return read_csv(FOLDER / "conductivity.csv").fillna(
        dict.fromkeys(("polymer", "solvent", "salt", "flag", "doi"), "")
    )


def test_columns_are_the_declared_ones(table):
    assert tuple(table.columns) == COLUMNS


def test_every_kind_and_source_is_there(table):
    assert set(table["kind"]) == {"dry", "gel", "liquid"}
    assert {"CALiSol-23", "Chem-prop-pred", "CheMixHub", "HPG-GAT", "Li 2025"} == set(table["source"])


def test_kind_says_what_is_in_the_row(table):
    has_polymer, has_solvent = table["polymer"].ne(""), table["solvent"].ne("")
    kinds = np.select([has_polymer & has_solvent, has_polymer], ["gel", "dry"], "liquid")
    assert (table["kind"] == kinds).all()
    assert (table["w_polymer"].gt(0) == has_polymer).all()
    assert (table["w_solvent"].gt(0) == has_solvent).all()


def test_weight_fractions_sum_to_one_and_numbers_are_finite(table):
    weights = table[["w_polymer", "w_solvent", "w_salt"]]
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-8)
    assert (weights >= 0).all(axis=None)
    assert np.isfinite(table[["temperature_c", "log10_sigma_s_cm"]]).all(axis=None)


def test_licence_source_and_group_are_never_empty(table):
    for name in ("group", "source", "sources", "licence"):
        assert table[name].notna().all()
        assert table[name].ne("").all()
    assert (FOLDER / "licences").is_dir()
    for licence in ("calisol23_LICENSE.md", "chem-prop-pred_LICENSE", "chemixhub_LICENSE", "hpg_LICENSE"):
        assert (FOLDER / "licences" / licence).read_text(encoding="utf-8").strip()


def test_a_doi_of_liquids_lies_in_one_group(table):
    liquids = table[(table["kind"] == "liquid") & table["doi"].ne("")]
    assert liquids.drop_duplicates(["doi", "group"])["doi"].is_unique


def test_a_polymer_lies_in_one_group_of_dry_rows(table):
    dry = table[table["kind"] == "dry"]
    assert dry.drop_duplicates(["polymer", "group"])["polymer"].is_unique


def test_no_measurement_is_there_twice(table):
    key = [
        "polymer",
        "polymer_mol_ratio",
        "solvent",
        "salt",
        "w_salt",
        "temperature_c",
        "log10_sigma_s_cm",
        "source",
    ]
    assert not table.duplicated(key).any()


def test_every_distinct_recipe_is_a_valid_formulation(table):
    """The reader for predictions accepts what training uses (temperatures of the sources aside)."""
    recipes = table.drop_duplicates(["polymer", "polymer_mol_ratio", "solvent", "salt"])
    errors = read_formulations(recipes.assign(temperature_c=25.0)).errors
    assert [error for error in errors if error] == []


def test_short_polymers_are_in_canonical_form(table):
    units = {
        unit for text in table["polymer"].unique() for unit in text.split("|") if unit and len(unit) < 80
    }
    assert [unit for unit in sorted(units) if canonical_polymer(unit) != unit] == []


def test_the_papers_seven_gels_are_in_the_table(table):
    """Literature: 1.02 to 1.62 mS/cm, a span of 0.20 log10 units (doi:10.1038/s41467-025-59020-w)."""
    gels = table[table["source"] == "Li 2025"]
    assert len(gels) == len(pd.read_csv(FOLDER / "paper_gels.csv")) == 7
    assert gels["log10_sigma_s_cm"].max() - gels["log10_sigma_s_cm"].min() == pytest.approx(0.20, abs=0.005)


def test_one_molar_lipf6_in_carbonates_conducts_about_ten_millisiemens(table):
    """Literature: 1 M LiPF6 in EC with DMC or EMC, room temperature, 8–12 mS/cm (doi:10.1021/cr030203g)."""
    rows = table[
        (table["salt"] == "LiPF6") & table["solvent"].str.match(r"(DMC|EC):[\d.]+\|(EC|EMC):[\d.]+$")
        & table["w_salt"].between(0.11, 0.135) & table["temperature_c"].between(19, 31) & table["flag"].eq("")
    ]  # fmt: skip
    assert len(rows) >= 5
    assert rows["log10_sigma_s_cm"].median() == pytest.approx(-2.0, abs=0.1)


def test_the_table_is_small_enough_to_ship():
    assert (FOLDER / "conductivity.csv").stat().st_size < 10e6


def test_no_paper_gives_one_recipe_two_series_that_keep_apart(table):
    """Two such series are of two salts under one name; what is measured twice agrees within a tenth."""
    liquids = table[table["kind"].eq("liquid") & table["flag"].eq("") & table["doi"].ne("")]
    recipe = ["doi", "solvent", "salt", "w_salt"]
    ordered = liquids.sort_values([*recipe, "temperature_c"])
    step = ordered.groupby(recipe)[["temperature_c", "log10_sigma_s_cm"]].diff()
    again = ordered[recipe].assign(gap=step["log10_sigma_s_cm"].abs())[step["temperature_c"] < 0.2]
    gaps = again.groupby(recipe)["gap"].agg(["size", "median"])
    assert gaps.loc[gaps["size"] >= 3, "median"].max() < np.log10(1.1)
