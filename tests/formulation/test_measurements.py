"""A user's own table: all faults at once, by line and column."""

import pytest

from monodesign.errors import InvalidTable, UserError
from monodesign.formulation.measurements import read_measurements

HEADER = "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c,sigma_s_cm"
GOOD = "DOA,0.30,EC,0.54,LiPF6,0.16,25,1.02e-3"


@pytest.fixture
def read(tmp_path):
    def read_text(*lines, encoding="utf-8", newline="\n"):
        path = tmp_path / "mine.csv"
        path.write_bytes(newline.join(lines).encode(encoding))
        return read_measurements(path)

    return read_text


def test_a_good_table_comes_back_in_order(read):
    found = read(HEADER, GOOD, GOOD.replace("DOA", "AEEO").replace("1.02e-3", "1.62e-3"))
    assert found.table["log10_sigma_s_cm"].tolist() == pytest.approx([-2.9914, -2.7905], abs=1e-4)
    assert found.table["polymer"].tolist() == ["DOA", "AEEO"]
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("sigma_ms_cm", "1.02"),
        ("log10_sigma_s_cm", "-2.9914"),
        ("resistance_ohm,thickness_cm,area_cm2", "9.804,0.02,2"),
    ],
)
def test_every_way_to_give_sigma_is_the_same(read, column, cell):
    found = read(HEADER.replace("sigma_s_cm", column), GOOD.replace("1.02e-3", cell))
    assert found.table["log10_sigma_s_cm"].iloc[0] == pytest.approx(-2.9914, abs=1e-4)


def test_all_faults_are_told_at_once_with_their_lines(read):
    with pytest.raises(InvalidTable) as caught:
        read(
            HEADER, GOOD, GOOD.replace("1.02e-3", "-1"), "", GOOD.replace("EC", "nope"),
            GOOD.replace("1.02e-3", "fast"), GOOD.replace(",25,", ",250,"), GOOD.replace("1.02e-3", "nan"),
            GOOD.replace("1.02e-3", ""),
        )  # fmt: skip
    message = str(caught.value)
    for part in ("line 3: sigma_s_cm is -1", "line 5: solvent 'nope'", "line 6: sigma_s_cm is 'fast'",
                 "line 7: temperature_c is 250", "line 8: sigma_s_cm is nan",
                 "line 9: no conductivity"):  # fmt: skip
        assert part in message
    assert "line 2" not in message


def test_a_fault_of_many_rows_is_said_once(read):
    with pytest.raises(InvalidTable, match=r"line 2, 3: w_salt is 16: .*line 4: (?!.*line)"):
        read(HEADER, *[GOOD.replace("0.16", "16")] * 2, GOOD.replace("1.02e-3", "high"))


def test_millisiemens_typed_as_siemens_is_a_warning(read):
    found = read(HEADER, GOOD, GOOD.replace("1.02e-3", "1.6"))
    assert found.warnings == (
        "line 3: σ is 1.6 S/cm, more than any lithium electrolyte has; was it in mS/cm?",
    )
    assert len(found.table) == 2


def test_rows_left_out_for_a_flag_or_an_error_are_a_warning(read):
    found = read(HEADER + ",error,flag", GOOD + ",0.3,", GOOD.replace("DOA", "AEEO") + ",,")
    assert found.n_flagged == 1
    (warning,) = found.warnings
    assert (
        warning
        == "line 2: skipped because column error has a value; rename the column if it does not mark faults"
    )


@pytest.mark.parametrize("sigma", ["", "open", "-1", "1.6", "1.02e-3"])
def test_nothing_but_the_flag_is_said_of_a_row_that_is_left_out(read, sigma):
    """A shorted cell has no σ; its recipe may be as wrong, or repeat another's."""
    flagged = GOOD.replace("1.02e-3", sigma)
    found = read(HEADER + ",flag", GOOD + ",", flagged + ",shorted", flagged.replace("EC", "?") + ",shorted")
    (warning,) = found.warnings
    assert warning.startswith("line 3, 4: skipped because column flag has a value")
    assert (len(found.table), found.n_flagged) == (3, 2)


def test_a_repeated_row_is_a_warning_and_a_replicate_is_not(read):
    found = read(HEADER, GOOD, GOOD, GOOD.replace("1.02e-3", "1.05e-3"))
    assert found.warnings == ("line 3: the same as line 2",)


@pytest.mark.parametrize(
    "text", ["", "\n\n", HEADER, HEADER + "\n"], ids=["nothing", "blank lines", "header", "no row"]
)
def test_a_file_without_measurements_is_refused(read, text):
    with pytest.raises(InvalidTable, match="no measurements"):
        read(text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER.encode() + b"\n\xe9t\xe9,1", "line 2 holds bytes that are not UTF-8"),
        ("polymer".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (HEADER.encode() + b"\n" + GOOD.encode().replace(b"DOA", b"D\0A"), "NUL"),
        (HEADER.encode() + b'\n"DOA,0.3', "line 2"),
    ],
    ids=["latin-1", "UTF-16", "XLSX", "NUL", "open quote"],
)
def test_what_is_no_utf8_csv_is_refused_with_its_reason(tmp_path, content, message):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidTable, match=message):
        read_measurements(path)


def test_a_missing_file_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_measurements(tmp_path / "absent.csv")


def test_rows_of_another_length_are_named(read):
    with pytest.raises(InvalidTable, match=r"line 3 \(9\)"):
        read(HEADER, GOOD, GOOD + ",7")


def test_a_column_given_twice_is_refused(read):
    with pytest.raises(InvalidTable, match="salt given twice"):
        read(HEADER + ",salt", GOOD + ",LiPF6")


def test_a_table_without_conductivity_is_refused(read):
    with pytest.raises(InvalidTable, match="sigma_ms_cm"):
        read(HEADER.rpartition(",")[0], GOOD.rpartition(",")[0])


def test_spreadsheets_semicolons_byte_order_mark_and_crlf_are_read(read):
    found = read(HEADER.replace(",", ";"), GOOD.replace(",", ";"), encoding="utf-8-sig", newline="\r\n")
    assert len(found.table) == 1


def test_a_decimal_comma_is_named_as_such(read):
    with pytest.raises(InvalidTable, match="decimal point"):
        read(HEADER.replace(",", ";"), GOOD.replace(",", ";").replace("1.02e-3", "0,00102"))


def test_other_columns_are_handed_through(read):
    found = read(HEADER + ",cell", GOOD + ",A7")
    assert found.table["cell"].tolist() == ["A7"]


def test_a_conductivity_in_another_spelling_is_named_with_the_right_one(read):
    """As instruments and spreadsheets write their headings."""
    with pytest.raises(InvalidTable, match=r"found .*; rename sigma \(mS/cm\) to sigma_ms_cm"):
        read(HEADER.replace("sigma_s_cm", "sigma (mS/cm)"), GOOD)


def test_every_column_in_another_spelling_is_named_with_those_that_are_missing(read):
    """One message, not one after another as each is mended."""
    header = "Polymer,W_polymer,solvent,w_solvent,salt,w_salt,T (°C),sigma (S/cm)"
    with pytest.raises(InvalidTable) as caught:
        read(header, GOOD)
    assert str(caught.value).endswith(
        "missing column(s) temperature_c; found Polymer, W_polymer, solvent, w_solvent, salt, w_salt, "
        "T (°C), sigma (S/cm); rename Polymer to polymer, W_polymer to w_polymer, sigma (S/cm) to sigma_s_cm"
    )


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        ("sigma_s_cm,log10_sigma_s_cm", "1e-3,-2"),
        ("sigma_s_cm,sigma_ms_cm", "1e-3,1.2"),
        ("sigma_s_cm,resistance_ohm,thickness_cm,area_cm2", "5e-3,10,0.02,2"),
    ],
)
def test_conductivities_that_disagree_are_refused(tmp_path, columns, cells):
    formulation = "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c"
    path = tmp_path / "a.csv"
    path.write_text(f"{formulation},{columns}\nDOA,0.3,EC,0.54,LiPF6,0.16,25,{cells}\n")
    with pytest.raises(InvalidTable, match=r"line 2: .* disagree: .* S/cm; keep the right one"):
        read_measurements(path)


def test_conductivities_that_agree_within_their_digits_are_read(tmp_path):
    """R = 10 Ω, L = 0.02 cm, A = 2 cm²: 1 mS/cm."""
    columns = "log10_sigma_s_cm,sigma_ms_cm,resistance_ohm,thickness_cm,area_cm2"
    path = tmp_path / "a.csv"
    formulation = "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c"
    path.write_text(f"{formulation},{columns}\nDOA,0.3,EC,0.54,LiPF6,0.16,25,-3.01,1.0,10,0.02,2\n")
    assert list(read_measurements(path).table["log10_sigma_s_cm"]) == [-3.01]


@pytest.mark.parametrize("word", ["n.d.", "n/a", "–", "<LOD"])
def test_a_row_that_says_that_nothing_was_measured_is_left_out(read, word):
    found = read(HEADER, GOOD, GOOD.replace("1.02e-3", word))
    assert found.n_flagged == 1
    assert any("line 3: skipped because no conductivity is given" in text for text in found.warnings)


def test_of_two_ways_to_give_sigma_one_may_say_n_d(read):
    found = read(f"{HEADER},sigma_ms_cm", f"{GOOD.replace('1.02e-3', 'n.d.')},1.02")
    assert found.n_flagged == 0
    assert found.table["log10_sigma_s_cm"].iloc[0] == pytest.approx(-2.9914, abs=1e-4)


def test_a_dash_in_the_place_of_a_solvent_or_a_molar_mass_is_no_value(read):
    header = HEADER.replace("temperature_c", "temperature_c,polymer_mw_g_mol")
    found = read(header, "PEO,0.84,-,–,LiTFSI,0.16,25,n.d.,1e-5")
    assert found.warnings == ()
