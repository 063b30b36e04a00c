"""The bench's table: checked, appended to by several at once, never overwritten."""

import multiprocessing
import os
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.campaign_folder.bench import record, withdraw
from monodesign.campaign_folder.bench_file import FILE, read_bench
from monodesign.chem.molecules import monomer_id
from monodesign.errors import InvalidFormulation, InvalidTable, UnknownName, UserError
from monodesign.formulation.gel import Formulation
from monodesign.formulation.impedance import Impedance
from monodesign.tables.columns import BENCH, names

pytestmark = pytest.mark.slow

DOA = "C=CC(=O)OCC1COC(=O)O1"
CELL = {"resistance_ohm": 10.0, "thickness_cm": 0.02, "area_cm2": 2.0}
RECORDS = {"gel": Formulation, "impedance": Impedance}


def test_a_pipe_in_the_place_of_the_table_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / FILE)
    with pytest.raises(UserError, match="not a regular file"):
        read_bench(tmp_path)


def test_a_measurement_is_read_back_as_written(tmp_path):
    line = record(tmp_path, "DOA", sigma_s_cm=1.02e-3, note="first gel")
    table = read_bench(tmp_path)
    assert list(table.columns) == names(BENCH)
    assert table["polymer"].item() == DOA
    assert table["monomer_id"].item() == monomer_id(DOA)
    assert table["sigma_s_cm"].item() == pytest.approx(1.02e-3)
    assert table["note"].item() == "first gel"
    assert datetime.fromisoformat(str(line["recorded_utc"])).utcoffset().total_seconds() == 0


@pytest.mark.parametrize("end", ["\r", "\r\n"], ids=["CR", "CRLF"])
def test_a_table_saved_with_other_line_ends_is_gone_on_with(tmp_path, end):
    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", end.encode()))
    record(tmp_path, "DOA", sigma_s_cm=2e-3, replicate=2)
    assert list(read_bench(tmp_path)["sigma_s_cm"]) == [1e-3, 2e-3]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data.decode().encode("utf-16"), "this is UTF-16; save it as CSV in UTF-8"),
        (lambda data: b"sep=,\n" + data, "line 1 is 'sep=,', which only Excel reads; delete that line"),
    ],
    ids=["UTF-16", "sep"],
)
def test_what_a_spreadsheet_made_of_the_table_is_named(tmp_path, change, said):
    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    (tmp_path / FILE).write_bytes(change((tmp_path / FILE).read_bytes()))
    with pytest.raises(InvalidTable, match=said):
        read_bench(tmp_path)


def test_a_note_that_a_spreadsheet_would_run_is_quoted_in_the_file_and_read_back(tmp_path):
    record(tmp_path, "DOA", sigma_s_cm=1.02e-3, note='=HYPERLINK("x")')
    assert ",\"'=HYPERLINK" in (tmp_path / FILE).read_text(encoding="utf-8")
    assert read_bench(tmp_path)["note"].item() == '=HYPERLINK("x")'


def test_conductivity_follows_from_resistance_thickness_and_area(tmp_path):
    """σ = L/(R·S), as the paper computes it."""
    line = record(tmp_path, DOA, impedance=Impedance(**CELL))
    assert line["sigma_s_cm"] == pytest.approx(1e-3)
    assert line["log10_sigma_s_cm"] == pytest.approx(-3.0)


def test_a_monomer_is_found_by_the_name_and_id_of_the_campaigns_library(tmp_path):
    pd.DataFrame({"monomer_id": ["abc"], "smiles": ["C=CC(=O)OCC"], "name": ["=HYPERLINK(1)"]}).to_csv(
        tmp_path / "library.csv", index=False
    )
    first = record(tmp_path, "=HYPERLINK(1)", sigma_s_cm=1e-4)
    second = record(tmp_path, "abc", sigma_s_cm=1e-4, replicate=2)
    assert first["polymer"] == second["polymer"] == "C=CC(=O)OCC"


def test_nothing_written_is_ever_changed(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    before = (tmp_path / FILE).read_bytes()
    record(tmp_path, DOA, sigma_s_cm=1.1e-3, replicate=2)
    withdraw(tmp_path, 1, note="the cell leaked")
    assert (tmp_path / FILE).read_bytes().startswith(before)


def test_a_withdrawn_measurement_no_longer_counts_but_can_be_read(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    withdraw(tmp_path, 1, note="the cell leaked")
    assert len(read_bench(tmp_path)) == 0
    assert len(read_bench(tmp_path, withdrawn="keep")) == 2
    # Its replicate is free again.
    assert record(tmp_path, DOA, sigma_s_cm=1.2e-3)["record_id"] == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"solvent": "EC:1|DMC:1"}, {"solvent": "DMC:2|EC:2"}),
        ({"solvent": "EC:0.1|DEC:0.2"}, {"solvent": "EC:1|DEC:2"}),
        ({"solvent": "EC"}, {"solvent": "O=C1OCCO1"}),
        ({"salt": "LiTFSI"}, {"salt": "[Li+].O=S(=O)([N-]S(=O)(=O)C(F)(F)F)C(F)(F)F"}),
        *[({"solvent": "", "w_solvent": 0.0, "w_polymer": 0.84},) * 2],
    ],
    ids=["order", "scale of the shares", "solvent's SMILES", "salt's SMILES", "dry polymer"],
)
def test_a_repeat_is_found_however_solvent_and_salt_are_written(tmp_path, first, second):
    record(tmp_path, DOA, sigma_s_cm=1e-3, gel=Formulation(**first))
    with pytest.raises(InvalidTable, match="is record 1"):
        record(tmp_path, DOA, sigma_s_cm=1e-3, gel=Formulation(**second))


def test_a_replicate_is_not_recorded_twice(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    with pytest.raises(InvalidTable, match="number the new sample 2"):
        record(tmp_path, DOA, sigma_s_cm=1.1e-3)
    record(tmp_path, DOA, sigma_s_cm=1.1e-3, gel=Formulation(temperature_c=40.0))
    assert len(read_bench(tmp_path)) == 2


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"sigma_s_cm": 1.02}, InvalidTable, "was it mS/cm"),
        ({"impedance": CELL | {"thickness_cm": 200.0}}, InvalidTable, "check that the thickness is in cm"),
        ({"sigma_s_cm": -1e-3}, InvalidTable, "positive"),
        ({"sigma_s_cm": float("nan")}, InvalidTable, "positive"),
        ({}, InvalidTable, "give σ"),
        ({"impedance": CELL | {"resistance_ohm": 0.0}}, InvalidTable, "resistance_ohm"),
        ({"sigma_s_cm": 2e-3, "impedance": CELL}, InvalidTable, "does not agree"),
        ({"sigma_s_cm": 1e-3, "replicate": 0}, InvalidTable, "replicate"),
        ({"sigma_s_cm": 1e-3, "gel": {"solvent": "unobtainium"}}, InvalidFormulation, "unobtainium"),
        ({"sigma_s_cm": 1e-3, "gel": {"w_solvent": 0.9}}, InvalidFormulation, "sum"),
        ({"sigma_s_cm": 1e-3, "gel": {"temperature_c": 400.0}}, InvalidFormulation, "400"),
        ({"sigma_s_cm": 1e-3, "note": "x" * 1001}, InvalidTable, "note"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_leaves_no_line(tmp_path, values, error, message):
    values = {name: RECORDS[name](**value) if name in RECORDS else value for name, value in values.items()}
    with pytest.raises(error, match=message):
        record(tmp_path, DOA, **values)
    assert len(read_bench(tmp_path, withdrawn="keep")) == 0


def test_an_unknown_monomer_is_refused(tmp_path):
    with pytest.raises(UnknownName, match="XYZ"):
        record(tmp_path, "XYZ", sigma_s_cm=1e-3)


def test_a_folder_that_is_no_campaign_is_refused(tmp_path):
    with pytest.raises(UserError, match="no such folder"):
        record(tmp_path / "absent", DOA, sigma_s_cm=1e-3)


def test_only_a_valid_record_can_be_withdrawn_and_with_a_reason(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    with pytest.raises(InvalidTable, match="valid records: 1"):
        withdraw(tmp_path, 7, note="typing error")
    with pytest.raises(InvalidTable, match="give the reason for the withdrawal"):
        withdraw(tmp_path, 1, note=" ")


def test_to_withdraw_where_nothing_was_measured_leaves_no_file(tmp_path):
    with pytest.raises(InvalidTable, match="no measurements yet"):
        withdraw(tmp_path, 1, note="typing error")
    assert not list(tmp_path.iterdir())


def test_a_table_changed_by_hand_is_refused(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    record(tmp_path, DOA, sigma_s_cm=1e-3, replicate=2)
    head, _, second = (tmp_path / FILE).read_text(encoding="utf-8").splitlines()
    (tmp_path / FILE).write_text(f"{head}\n{second}\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match="changed by hand"):
        read_bench(tmp_path)


def test_a_line_is_added_below_a_last_line_that_lost_its_end(tmp_path):
    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    record(tmp_path, "PCEA", sigma_s_cm=2e-3)
    assert list(read_bench(tmp_path)["sigma_s_cm"]) == [1e-3, 2e-3]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",0.001,", ",0.002,", "record 1: sigma_s_cm and log10_sigma_s_cm differ"),
        (",0.001,", ",abc,", "record 1: sigma_s_cm must be a number"),
        (",25.0,", ",,", "record 1: temperature_c must be a number"),
        (",1,wrong cell", ",one,wrong cell", "record 2: withdraws must be a number"),
        (f",{DOA},", ",n.d.,", "record 1: polymer 'n.d.' cannot be read"),
        (f",{DOA},", ",,", "record 1: polymer is empty"),
        (f",{DOA},", ",C=CC(=O)OC,", "is not that of its polymer"),
        (f",{DOA},", f",{DOA}|C=CC(=O)OC,", "record 1: .*ratio"),
    ],
)
def test_a_number_changed_by_hand_is_refused_by_record(tmp_path, old, new, message):
    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    withdraw(tmp_path, 1, note="wrong cell")
    path = tmp_path / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidTable, match=message):
        read_bench(tmp_path)


def test_an_identifier_that_belongs_to_no_candidate_is_refused(tmp_path):
    """It would count for nobody, or for another candidate."""
    line = record(tmp_path, "DOA", sigma_s_cm=1e-3)
    path = tmp_path / FILE
    path.write_text(
        path.read_text(encoding="utf-8").replace(str(line["monomer_id"]), "n.d."), encoding="utf-8"
    )
    with pytest.raises(InvalidTable, match=r"record 1: monomer_id 'n\.d\.' is not that of its polymer"):
        read_bench(tmp_path)


def test_a_table_saved_with_semicolons_is_refused_with_the_remedy(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace(",", ";"), encoding="utf-8")
    for use in (read_bench, lambda folder: record(folder, DOA, sigma_s_cm=1e-3, replicate=2)):
        with pytest.raises(InvalidTable, match=r"separated by ';'.*save it as CSV with commas"):
            use(tmp_path)


def test_a_table_saved_with_a_byte_order_mark_is_read_and_added_to(tmp_path):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    content = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + content)
    record(tmp_path, DOA, sigma_s_cm=1e-3, replicate=2)
    assert list(read_bench(tmp_path)["record_id"]) == [1, 2]


def _record_some(folder, first):
    for replicate in range(first, first + 5):
        record(folder, DOA, sigma_s_cm=1e-3, replicate=replicate)


def test_several_writers_at_once_lose_no_line(tmp_path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_record_some, args=(tmp_path, first)) for first in (1, 11, 21)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=120)
    table = read_bench(tmp_path)
    assert sorted(table["replicate"]) == [*range(1, 6), *range(11, 16), *range(21, 26)]
    assert list(table["record_id"]) == list(range(1, 16))


@given(st.text(max_size=200))
def test_any_note_comes_back_as_one_line(tmp_path_factory, note):
    folder = tmp_path_factory.mktemp("notes")
    line = record(folder, DOA, sigma_s_cm=1e-3, note=note)
    table = read_bench(folder)
    assert len(table) == 1
    assert (table["note"].item() if line["note"] else "") == line["note"]


@pytest.mark.parametrize("target", ["7", "4", "3", "1.5"])
def test_a_withdrawal_of_no_earlier_measurement_is_refused(tmp_path, target):
    record(tmp_path, DOA, sigma_s_cm=1e-3)
    record(tmp_path, DOA, sigma_s_cm=2e-3, replicate=2)
    withdraw(tmp_path, 1, note="leaky cell")
    table = pd.read_csv(tmp_path / FILE, dtype=str)
    table.loc[2, "withdraws"] = target
    table.loc[3] = table.loc[1]  # a measurement that comes later
    table.loc[3, ["record_id", "replicate"]] = ["4", "3"]
    table.to_csv(tmp_path / FILE, index=False)
    with pytest.raises(
        InvalidTable, match="which is not an earlier record; restore the lines that were changed by hand"
    ):
        read_bench(tmp_path)
