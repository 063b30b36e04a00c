"""Missing cells: whatever stands for one, it is that row's fault and never the end of the table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monodesign.chem.comonomers import is_copolymer
from monodesign.cli.main import main
from monodesign.errors import InvalidTable
from monodesign.export.sdf import write_sdf
from monodesign.paths import LIBRARIES
from monodesign.ranking.diverse import pick_shortlist
from monodesign.ranking.next_batch import suggest
from monodesign.ranking.rank import rank
from monodesign.surrogate.inputs.collection import prepare
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.tables.columns import read_gaps, require_values
from monodesign.tables.missing import is_missing, is_true, plain, says_nothing, texts
from monodesign.tables.read import open_table
from monodesign.tables.shipped import read_rows
from monodesign.tables.write import write_csv, write_stream

CASES = Path(__file__).parents[1] / "cases"
# What a table of the same cells may be made of.
KINDS = {
    "None": lambda table: table.astype(object).where(table.notna(), None),
    "pd.NA": lambda table: table.astype(object).where(table.notna(), pd.NA),
    "nullable": lambda table: table.convert_dtypes(),
    "Arrow": lambda table: table.convert_dtypes(dtype_backend="pyarrow"),
    "categories": lambda table: table.astype(
        {name: "category" for name in table if table[name].dtype.kind == "O"}
    ),
}
FORMULATIONS = pd.DataFrame(
    {
        "polymer": ["DOA", None, None],
        "w_polymer": [0.30, None, 0.3],
        "solvent": ["EC", "EC:DMC", None],
        "w_solvent": [0.54, 0.84, 0.54],
        "salt": ["LiPF6", "LiPF6", None],
        "w_salt": [0.16, 0.16, 0.16],
        "temperature_c": [25.0, 25.0, None],
        "polymer_mw_g_mol": [None, None, 1e4],
    }
)
SMILES = ["C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)OCCC", "C=CC(=O)NCCOC(=O)OCCC", "C=CC(=O)OCCC#N"]
CANDIDATES = pd.DataFrame(
    {
        "monomer_id": ["a", "b", "c", "d"],
        "smiles": SMILES,
        "name": ["DOA", None, "AAPC", None],
        "polymer_mol_ratio": pd.Series([None] * 4, dtype=object),
        "log10_sigma_s_cm": [-3.0, -2.9, -2.8, None],
        "log10_sigma_lower_90": [-4.0, -3.9, -3.8, None],
        "log10_sigma_upper_90": [-2.0, -1.9, -1.8, None],
        "in_domain": [True, None, False, None],
        "unit_oxidation_potential_v": [5.1, 5.2, 4.1, None],
        "unit_li_binding_one_armed_kcal_mol": [-45.0, None, -40.0, None],
        "synthesis_score": [0.5, 0.6, 0.7, None],
    }
)


@pytest.fixture(scope="module")
def shipped():
    return load_model("default")


def _cells(table):
    objects = table.astype(object)
    return objects.where(objects.notna(), None).to_numpy().tolist()


def each_kind(test):
    return pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))(test)


@each_kind
def test_a_missing_polymer_is_the_error_of_its_row(kind, shipped):
    batch = predict(shipped, kind(FORMULATIONS))
    alone = predict(shipped, FORMULATIONS.head(1)).table
    assert batch.table["log10_sigma_s_cm"].tolist()[0] == alone["log10_sigma_s_cm"].tolist()[0]
    assert [bool(error) for error in batch.table["error"]] == [False, True, True]
    assert "EC:1|DMC:1" in batch.table["error"][1]
    assert [failure.smiles for failure in batch.failures] == ["", ""]


def test_a_nullable_parquet_file_is_predicted_row_by_row(tmp_path, shipped):
    """`na2.parquet` has pandas' nullable types; the solvent of row 2 lacks its ratio."""
    assert main(["predict", str(CASES / "na2.parquet"), "--out", str(tmp_path / "x.csv")]) == 0
    found = pd.read_csv(tmp_path / "x.csv")
    alone = predict(shipped, FORMULATIONS.head(1)).table
    assert found["log10_sigma_s_cm"].tolist()[0] == alone["log10_sigma_s_cm"].tolist()[0]
    assert found["error"].notna().tolist() == [False, True]


@each_kind
def test_measurements_without_some_cells_are_prepared_alike(kind):
    table = pd.concat([FORMULATIONS.head(1)] * 3, ignore_index=True).assign(
        sigma_s_cm=[1e-3, None, 2e-3], flag=[None, None, "outlier"], group=None, doi=[None, "10.1/x", None]
    )
    sample = prepare(kind(table))
    assert (len(sample.table), sample.n_refused) == (1, 2)
    assert sample.log10_sigma.tolist() == [-3.0]
    assert sample.groups.tolist() == ["own measurements"]


@each_kind
def test_a_ranking_is_the_same_for_every_kind_of_table(kind):
    assert _cells(rank(kind(CANDIDATES))) == _cells(rank(CANDIDATES))


@each_kind
def test_what_is_not_known_to_be_within_the_limits_is_not_picked_nor_suggested(kind):
    ranking = rank(CANDIDATES).assign(is_within_limits=[True, None, None, None])
    assert pick_shortlist(kind(ranking), size=4)["monomer_id"].tolist() == [ranking["monomer_id"][0]]
    assert suggest(kind(ranking), n=4)["monomer_id"].tolist() == [ranking["monomer_id"][0]]


@each_kind
def test_a_measurement_without_a_value_is_passed_over(kind):
    bench = pd.DataFrame({"polymer": [SMILES[0], None], "log10_sigma_s_cm": [None, -3.0]})
    assert _cells(suggest(CANDIDATES, kind(bench), n=2)) == _cells(suggest(CANDIDATES, n=2))


@each_kind
def test_no_ratio_is_no_copolymer(kind):
    table = pd.DataFrame({"polymer_mol_ratio": ["1|1", None, ""]})
    assert list(is_copolymer(kind(table))) == [True, False, False]


@pytest.mark.slow
@each_kind
def test_files_hold_an_empty_cell_for_a_missing_one(kind, tmp_path):
    table = CANDIDATES.head(2).assign(note=["=1+1", None], share=[0.1 + 0.2, None])
    write_csv(table, tmp_path / "plain.csv")
    write_csv(kind(table), tmp_path / "kind.csv")
    assert (tmp_path / "kind.csv").read_text() == (tmp_path / "plain.csv").read_text()
    write_sdf(table, tmp_path / "plain.sdf", geometries={})
    write_sdf(kind(table), tmp_path / "kind.sdf", geometries={})
    assert (tmp_path / "kind.sdf").read_text() == (tmp_path / "plain.sdf").read_text()
    assert not {"None", "nan", "<NA>"} & set((tmp_path / "kind.sdf").read_text().split())


def test_long_integers_beside_a_gap_keep_their_digits(tmp_path):
    numbers = pd.DataFrame({"sample": pd.array([2**53 + 1, None], dtype="Int64")})
    write_csv(numbers, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text().split() == ["sample", "9007199254740993", '""']
    assert plain(numbers)["sample"].tolist()[0] == 2**53 + 1


def test_a_column_empty_in_the_first_part_of_a_parquet_file_keeps_its_type(tmp_path):
    from pyarrow import parquet

    n = 70_000
    gap = [None] * (n - 1)
    wide = pd.DataFrame(
        {
            "note": pd.array([*gap, "late"], dtype="string"),
            "flag": pd.array([*gap, True], dtype="boolean"),
            "count": pd.array([*gap, 2**53 + 1], dtype="Int64"),
            "class": pd.Categorical([*gap, "gel"]),
        }
    )
    wide.to_parquet(tmp_path / "in.parquet")
    write_stream(open_table(tmp_path / "in.parquet").parts(), tmp_path / "out.parquet", columns=list(wide))
    last = parquet.read_table(tmp_path / "out.parquet").slice(n - 1).to_pylist()
    assert last == [{"note": "late", "flag": True, "count": 2**53 + 1, "class": "gel"}]


def test_what_pandas_kept_as_an_index_in_parquet_is_a_column(tmp_path):
    table = pd.DataFrame({"polymer": ["DOA", "PCEA"], "w_polymer": [0.3, 0.3]})
    table.set_index("polymer").to_parquet(tmp_path / "named.parquet")
    table.iloc[[1, 0]].to_parquet(tmp_path / "unnamed.parquet")
    for name in ("named", "unnamed"):
        part = next(open_table(tmp_path / f"{name}.parquet").parts())
        assert sorted(part.columns) == ["polymer", "w_polymer"]


def test_one_cell_is_missing_or_not():
    assert all(map(is_missing, (None, pd.NA, pd.NaT, float("nan"), np.float64("nan"))))
    assert not any(map(is_missing, ("", 0, False, "nan", [None], np.array([np.nan]))))


def test_flags_and_texts_of_missing_cells():
    assert is_true(pd.Series([True, pd.NA, None, False, 1.0])).tolist() == [True, False, False, False, True]
    assert texts(pd.DataFrame({"x": [" a ", None, 3]}), "x") == ["a", "", "3"]
    assert texts(pd.DataFrame({"x": [1]}), "y") == [""]


def test_a_table_without_any_usable_row_still_says_why():
    with pytest.raises(InvalidTable, match="no usable row"):
        prepare(FORMULATIONS.iloc[[2]].assign(log10_sigma_s_cm=-3.0).convert_dtypes())


def test_a_wide_table_takes_more_columns_without_a_warning():
    """pandas warns of frames of more than a hundred blocks."""
    table = plain(pd.DataFrame({f"c{number}": ["a", None] for number in range(150)}))
    table["further"] = 1
    assert table.shape == (2, 151)


@pytest.mark.parametrize("name", ["smiles", "monomer_id"])
def test_a_campaigns_table_without_a_molecule_in_a_row_is_refused_with_the_row(name):
    table = pd.DataFrame({"smiles": ["C", "CC"], "monomer_id": ["a", "b"]})
    table.loc[1, name] = None
    with pytest.raises(InvalidTable, match=f"^ranking.csv: {name} in row 3 is empty: write it again"):
        require_values(table, where="ranking.csv")


def test_a_library_without_a_repeat_unit_says_where():
    table = pd.DataFrame({"monomer_id": ["a"], "smiles": ["C=CC(=O)OC"], "unit_smiles": [None]})
    with pytest.raises(InvalidTable, match="unit_smiles in row 2 is empty"):
        require_values(table, where="library.csv")


@pytest.mark.parametrize(
    "word", ["n.d.", "N.D.", "nd", "n/a", "NA", "-", "–", "—", "--", "<LOD", "< LOQ", "n.m.", "?"]
)
def test_words_for_no_value_are_read_as_no_value(word):
    assert says_nothing(word)


@pytest.mark.parametrize("text", ["0", "-1", "<1e-9", "PEO", "EC", "LiNO3", "nan"])
def test_values_and_names_are_not(text):
    """A program writes nan where something went wrong: that stays a fault."""
    assert not says_nothing(text)


def test_no_shipped_name_says_nothing():
    tables = ("salts.csv", "solvents.csv", "polymers.csv", "monomers.csv", "common_monomers.csv")
    names = [row["name"] for table in tables for row in read_rows(LIBRARIES / table)]
    assert not [name for name in names if says_nothing(name)]


def test_a_descriptor_that_says_n_d_is_not_computed():
    table = pd.DataFrame(
        {
            "smiles": ["C", "CC"],
            "unit_oxidation_potential_v": ["n.d.", "5.9"],
            "unit_is_homogeneous": ["True", "–"],
            "name": ["-", "n/a"],
        }
    )
    read = read_gaps(table)
    assert read["unit_oxidation_potential_v"].tolist() == pytest.approx([np.nan, 5.9], nan_ok=True)
    assert read["unit_is_homogeneous"].tolist()[0] is True
    assert is_missing(read["unit_is_homogeneous"].tolist()[1])
    assert read["name"].tolist() == ["-", "n/a"]
    require_values(read, where="descriptors.csv")
    with pytest.raises(InvalidTable, match="'high'"):
        require_values(read_gaps(table.replace("n.d.", "high")), where="descriptors.csv")
