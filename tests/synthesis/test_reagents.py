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
