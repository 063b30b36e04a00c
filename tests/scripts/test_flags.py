"""Rules that flag odd series of dry polymers and papers of liquids that others contradict."""

import numpy as np
import pandas as pd
import pytest
from curation import papers
from curation.papers import flag_contradicted
from curation.series import flag_off_meyer_neldel, flag_without_donor

KELVIN = np.array([293.15, 313.15, 333.15, 353.15])


def series(rise, *, level=0.0, polymer="*CCO*", salt="LiTFSI", n=4):
    """Return a dry series on the line log10 A = 2.6 B - 4, or off it by `level`."""
    kelvin = KELVIN[:n]
    return pd.DataFrame({"temperature_c": kelvin - 273.15}).assign(
        log10_sigma_s_cm=2.6 * rise - 4 + level - rise * 1000 / kelvin,
        kind="dry", source="A", doi="10.1/a", polymer=polymer, polymer_mol_ratio="", polymer_mw_g_mol=np.nan,
        solvent="", salt=salt, w_salt=rise / 100, w_polymer=1 - rise / 100,
    )  # fmt: skip


@pytest.fixture(scope="module")
def ordinary():
    """Forty series that scatter by half a decade around the line."""
    spread = np.random.default_rng(0).normal(0, 0.5, 40)
    return [series(2 + step / 10, level=off) for step, off in enumerate(spread)]


def test_a_series_read_in_another_unit_is_flagged_and_the_ordinary_are_not(ordinary):
    table = pd.concat([*ordinary, series(3.0, level=-6.0, polymer="*CC*")], ignore_index=True)
    assert flag_off_meyer_neldel(table).tolist() == [False] * 160 + [True] * 4


def test_short_rows_of_a_study_go_with_its_only_series(ordinary):
    single = series(3.5, level=-6.0, polymer="*CC*", n=1)
    table = pd.concat([*ordinary, series(3.0, level=-6.0, polymer="*CC*"), single], ignore_index=True)
    assert flag_off_meyer_neldel(table).sum() == 5


@pytest.mark.parametrize(
    ("polymer", "level", "is_flagged"),
    [("*CC(*)Cl", -4.0, True), ("*CC(*)Cl", -9.0, False), ("*CCO*", -4.0, False), ("*CC(*)C#N", -4.0, False)],
)
def test_what_holds_no_lithium_does_not_conduct(polymer, level, is_flagged):
    table = pd.DataFrame({"polymer": [polymer], "kind": "dry", "log10_sigma_s_cm": level})
    assert flag_without_donor(table).tolist() == [is_flagged]


def paper(group, *, off=0.0, solvent="PC", salt="LiPF6", sigma=-2.2):
    return pd.DataFrame({"temperature_c": [20.0, 30.0, 40.0]}).assign(
        log10_sigma_s_cm=np.array([sigma, sigma + 0.1, sigma + 0.2]) + off,
        kind="liquid", group=group, solvent=solvent, salt=salt, w_salt=0.12,
    )  # fmt: skip


@pytest.fixture(scope="module")
def agreed():
    """Twelve papers on other solvents of about the same conductivity."""
    return [paper(f"liquid {n}", solvent=name) for n, name in enumerate(["EC", "GBL", "DMC", "EMC"] * 3)]


def test_of_two_papers_the_one_farther_from_all_others_is_flagged(agreed):
    table = pd.concat([*agreed, paper("liquid x"), paper("liquid y", off=0.5)], ignore_index=True)
    contradicted, _ = flag_contradicted(table)
    assert set(table["group"][contradicted]) == {"liquid y"}


def test_the_rest_of_a_paper_that_is_off_where_it_can_be_compared_is_doubted(agreed):
    alone = paper("liquid y", off=0.5, solvent="DEC")
    table = pd.concat([*agreed, paper("liquid x"), paper("liquid y", off=0.5), alone], ignore_index=True)
    _, doubted = flag_contradicted(table)
    assert table["solvent"][doubted].unique().tolist() == ["DEC"]


def test_a_fifth_of_the_solvent_may_explain_a_difference(agreed):
    """0.15 for two laboratories and 0.2 for the solvent that is not shared."""
    one = paper("liquid x", solvent="DME:0.5|PC:0.5")
    other = paper("liquid y", solvent="DME:0.7|PC:0.3", off=0.3)
    table = pd.concat([*agreed, one, other], ignore_index=True)
    assert not flag_contradicted(table)[0].any()
    assert papers.PER_OTHER_SOLVENT_LOG10 * 0.2 + papers.OFF_LOG10 > 0.3
