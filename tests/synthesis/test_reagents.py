"""The list of reagents and the user's stock."""

import pytest

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.errors import InvalidTable, UnknownName
from monodesign.space.fragments import load_fragments
from monodesign.synthesis.reagents import load_reagents, read_stock


def test_densities_are_those_of_liquids():
    """Perfluorinated and polybrominated liquids are the heaviest, silanes and amines the lightest."""
    densities = [r.density_g_ml for r in load_reagents().by_smiles.values() if r.density_g_ml is not None]
    assert densities
    assert all(0.6 < density < 2.4 for density in densities)


@pytest.mark.parametrize(("name", "density"), [("triethylamine", 0.726), ("acryloyl chloride", 1.119)])
def test_a_density_agrees_with_the_handbook(name, density):
    assert load_reagents().named(name).density_g_ml == pytest.approx(density, abs=0.01)


def test_every_precursor_of_the_fragments_counts_as_listed():
    library = load_fragments()
    for fragment in (*library.heads, *library.bridges, *library.ligands):
        if fragment.precursor:
            assert load_reagents().find(canonical_smiles(parse(fragment.precursor))) is not None


def test_a_name_that_is_not_listed_is_refused():
    with pytest.raises(UnknownName, match="add it with its SMILES"):
        load_reagents().named("unobtainium")


def test_stock_is_read_from_a_csv_in_any_spelling(tmp_path):
    path = tmp_path / "stock.csv"
    path.write_text("name,smiles\na,OCC1COC(=O)O1\nb,ClC(=O)C=C\n", encoding="utf-8")
    assert read_stock(path) == {"O=C1OCC(CO)O1", "C=CC(=O)Cl"}


def test_every_bad_entry_of_a_stock_is_named(tmp_path):
    path = tmp_path / "stock.txt"
    path.write_text("CCO\nC1CC\nnonsense\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match=r"entry 2: .*entry 3: "):
        read_stock(path)


def test_faults_of_a_reagent_list_are_all_named(tmp_path):
    path = tmp_path / "reagents.csv"
    path.write_text("name,smiles,density_g_ml\na,C1CC,\nb,CCO,heavy\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match=r"line 2: .*line 3: "):
        load_reagents(path)


LISTS = {"ZINC20 in stock", "ECHA", "EINECS", "TSCA"}


def test_supply_is_said_by_lists_that_are_named():
    assert {name for reagent in load_reagents().by_smiles.values() for name in reagent.lists} == LISTS
    assert set(load_reagents().named("2-hydroxyethyl acrylate").lists) == LISTS
    assert load_reagents().named("2,2,2-trifluoroethyl chloroformate").lists == ()


@pytest.mark.parametrize(
    ("name", "boils_c"), [("methylamine", -6), ("dimethylamine", 7), ("acetaldehyde", 21)]
)
def test_gases_have_their_boiling_points(name, boils_c):
    """CRC Handbook of Chemistry and Physics."""
    assert load_reagents().named(name).boiling_point_c == pytest.approx(boils_c, abs=1)


def test_what_is_sold_diluted_or_as_a_salt_weighs_more():
    """NaH 24.00 g/mol at 60 wt% in oil; glycine ethyl ester hydrochloride 139.58 g/mol."""
    assert load_reagents().named("sodium hydride").sold_g_mol == pytest.approx(40.0, abs=0.1)
    assert load_reagents().named("glycine ethyl ester").sold_g_mol == pytest.approx(139.58, abs=0.02)
