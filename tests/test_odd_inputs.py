"""Odd inputs: each is answered by a row or by one line that says what is wrong, and soon."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monodesign.campaign_folder.read_settings import read_campaign
from monodesign.chem.check import check
from monodesign.cli.main import main
from monodesign.errors import MonodesignError
from monodesign.formulation.measurements import read_measurements
from monodesign.tables.molecules import read_smiles

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parents[1] / "scripts" / "fuzz_inputs.py"

QUICK = settings(max_examples=100)


@pytest.fixture(scope="module")
def fuzz():
    spec = importlib.util.spec_from_file_location("fuzz_inputs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_damaged_inputs_are_answered_or_refused(fuzz, tmp_path):
    outcomes = [fuzz.run_trial(seed, tmp_path) for seed in range(100_000, 100_400)]
    assert not [outcome for outcome in outcomes if outcome.startswith("FAULT")]
    assert "answered" in outcomes


@QUICK
@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_text_is_a_row(texts):
    assert list(check(texts).table.index) == list(range(len(texts)))


@QUICK
@given(st.text(alphabet="CNOcno[]()=#+-123%*.:/\\@", max_size=60))
def test_anything_that_looks_like_smiles_is_a_row(text):
    row = check([text]).table.iloc[0]
    assert bool(row["error"]) != bool(row["monomer_id"])


@QUICK
@pytest.mark.parametrize("read", [read_smiles, read_measurements, read_campaign])
@given(content=st.binary(max_size=200))
def test_a_file_of_any_bytes_is_read_or_refused_in_one_line(tmp_path_factory, read, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    assert "\n" not in _refusal(read, path)


def _refusal(read, path):
    try:
        read(path)
    except MonodesignError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("length", [501, 10_001, 20_000], ids=str)
def test_a_long_chain_is_answered(length):
    row = check(["C" * length]).table.iloc[0]
    assert bool(row["error"]) == (length > 1000)


def test_what_rdkit_asserts_is_the_inputs_error():
    """A carbon with 113 electrons too many is looked up as an element that does not exist."""
    rows = check(["[C-113]", "C=CC(=O)OC[Fe-100]", "C=CC(=O)OC"]).table
    assert rows["error"].str.contains("allowed: -8 to +8", regex=False).tolist() == [True, True, False]


@pytest.mark.parametrize("call", ["SanitizeMol", "AssignStereochemistry", "RemoveHs"])
def test_no_error_of_rdkit_ends_a_batch(monkeypatch, call):
    def fail(*_, **__):
        raise RuntimeError("Pre-condition Violation\n\tAtomic number not found")

    monkeypatch.setattr(f"monodesign.chem.molecules.Chem.{call}", fail)
    unread = "CCCC[SiH2]CCI"  # what was read before is remembered
    assert check([unread]).table["error"].tolist() == [f"InvalidSmiles: '{unread}': Pre-condition Violation"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "[C-113]"],
        ["describe", "[C-113]", "--json"],
        ["predict", "gels.csv", "--out", "x.csv"],
        ["train", "gels.csv", "--out", "m"],
        ["enumerate", "--library", "fragments", "--out", "x.csv"],
        ["rank", "library.csv"],
        ["export", "ranking.csv"],
        ["report", "ranking.csv"],
        ["record", "campaign", "--monomer", "[C-113]", "--sigma", "1e-3"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_ends_in_a_traceback_over_one_smiles(
    arguments, finished_campaign, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    gel = "{},0.3,{},0.54,{},0.16,25,1e-3\n"
    names = ("DOA", "EC", "LiPF6")
    rows = [
        gel.format(*("[C-113]" if place == odd else name for place, name in enumerate(names)))
        for odd in range(3)
    ]
    (tmp_path / "gels.csv").write_text(GOOD + "".join(rows))
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "ligands.csv").write_text("name,smiles\nodd,[*:1][C-113]\n")
    shutil.copytree(finished_campaign, "campaign")
    if arguments[0] in {"rank", "export", "report"}:
        table = Path("campaign", arguments[1])
        lines = table.read_text().splitlines(keepends=True)
        smiles = next(cell for cell in lines[1].split(",") if cell.startswith("C="))
        table.write_text("".join([lines[0], lines[1].replace(smiles, "[C-113]"), *lines[2:]]))
        arguments = [arguments[0], "campaign"]
    code = main(arguments)
    captured = capsys.readouterr()
    written = [path for path in (Path("x.csv"), Path("campaign", "failures.csv")) if path.exists()]
    rows = captured.out + "".join(path.read_text() for path in written)
    assert code in {0, 2}
    assert "[C-113]" in (captured.err if code else rows)


GOOD = "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c,sigma_s_cm\n"


def test_a_conductivity_a_thousand_times_too_high_is_a_warning(tmp_path):
    (tmp_path / "a.csv").write_text(GOOD + "DOA,0.3,EC,0.54,LiPF6,0.16,25,1.6\n")
    (warning,) = read_measurements(tmp_path / "a.csv").warnings
    assert "was it in mS/cm?" in warning


@pytest.mark.parametrize("sigma", ["-1e-3", "0", "nan", "NaN", "inf", "1,6", "high"])
def test_what_is_no_conductivity_is_refused_with_its_line(tmp_path, sigma):
    (tmp_path / "a.csv").write_text(GOOD + f'DOA,0.3,EC,0.54,LiPF6,0.16,25,"{sigma}"\n')
    with pytest.raises(MonodesignError, match="line 2"):
        read_measurements(tmp_path / "a.csv")


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--file", "."],
        ["check", "--file", "empty.txt"],
        ["check", "--file", "latin.txt"],
        ["predict", ".", "--out", "x.csv"],
        ["predict", "empty.txt", "--out", "x.csv"],
        ["predict", "good.csv", "--out", "."],
        ["predict", "good.csv", "--out", "good.csv/x.csv"],
        ["predict", "good.csv", "--out", "x.csv", "--model", "absent"],
        ["predict", "good.csv", "--out", "x.csv", "--model", "."],
        ["train", ".", "--out", "m"],
        ["train", "good.csv", "--out", "m"],
        ["enumerate", "--out", ".", "--sample", "3"],
        ["enumerate", "--out", "x.csv", "--library", "absent"],
        ["enumerate", "--out", "x.csv", "--limit", "-3"],
        ["enumerate", "--out", "x.csv", "--sample", "1e3"],
        ["enumerate", "--out", "x.xlsx", "--sample", "3"],
        ["predict", "good.csv", "--out", "x.tsv"],
        ["predict", "good.csv", "--out", "-"],
        ["enumerate", "--out", "-", "--sample", "3"],
        ["describe", "C", "--out", "-"],
        ["train", "good.csv", "--out", "-"],
        ["screen", "--out", "-"],
        ["describe", "C", "--out", "x.parquet"],
        ["screen", "."],
        ["screen", "--out", "good.csv"],
        ["screen", "--jobs", "0"],
        ["screen", "--jobs", "1000000000"],
        ["screen", "--budget", "-1"],
        ["describe", "C", "--out", "x.csv", "--minutes", "0"],
        ["describe", "C", "--out", "x.csv", "--minutes", "nan"],
        ["describe", "C", "--out", "x.csv", "--implicit-solvent", "beer"],
        ["describe", "C", "--out", "x.csv", "--what", "nothing"],
        ["describe", "C", "--out", "x.csv", "--what", "exchange", "--solvent", "beer"],
        ["rank", "good.csv"],
        ["export", "."],
        ["report", "absent"],
        ["record", ".", "--monomer", "DOA", "--sigma", "1e-3"],
        ["suggest", "."],
        ["retrain", "."],
    ],
    ids=" ".join,
)
def test_the_users_mistake_is_one_line_and_exit_code_2(arguments, tmp_path, monkeypatch, capsys):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "latin.txt").write_bytes("µ".encode("latin-1"))
    (tmp_path / "good.csv").write_text(GOOD.replace(",sigma_s_cm", "") + "DOA,0.3,EC,0.54,LiPF6,0.16,25\n")
    monkeypatch.chdir(tmp_path)
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    captured = capsys.readouterr()
    assert (code, captured.out, captured.err.count("\n")) == (2, "", 1), captured.err


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "/dev/urandom"])
@pytest.mark.parametrize("command", ["check --file", "predict --out x.csv", "train --out m", "screen"])
def test_a_device_that_does_not_end_is_not_read(device, command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*command.split(), device]) == 2
    assert f"{device}: an endless device" in capsys.readouterr().err


@pytest.mark.parametrize(
    "toml",
    [
        "budget = " + "9" * 5000,
        "a = " + "[" * 5000,
        'library.folder = "a\\u0000b"',
        'synthesis.stock = "a\\u0000b"',
        'predict.model = "\\u0000"',
        "goals.weight_conductivity = 1e308",
        "synthesis.batch_g = 1e308",
        "synthesis.limiting_mmol = 1e-300",
        "formulation.w_salt = 1e-300",
        "filters.max_mw_g_mol = 1e308",
    ],
    ids=lambda text: text[:30],
)
def test_settings_out_of_reason_are_one_line(toml, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").write_text(toml)
    assert main(["screen", "a.toml"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("monodesign: a.toml: ")
    assert error.count("\n") == 1
    assert not (tmp_path / "campaign").exists()


def test_a_campaign_in_a_folder_whose_name_is_no_text_is_refused_before_the_work(tmp_path, capsys):
    """Its path would be written into campaign.toml and run.json, which are UTF-8."""
    odd = tmp_path / os.fsdecode(b"\xff")
    assert main(["screen", "--out", str(odd)]) == 2
    assert "not UTF-8" in capsys.readouterr().err
    assert not odd.exists()


@pytest.mark.parametrize("sigma", ["400", "-400", "7"])
def test_a_conductivity_that_nothing_has_is_refused_with_its_line(tmp_path, sigma):
    """10^400 is no number of a computer's, and a warning could not even be written."""
    (tmp_path / "a.csv").write_text(
        GOOD.replace("sigma_s_cm", "log10_sigma_s_cm") + f"DOA,0.3,EC,0.54,LiPF6,0.16,25,{sigma}\n"
    )
    with pytest.raises(MonodesignError, match=r"line 2: .* is not possible"):
        read_measurements(tmp_path / "a.csv")


def test_a_table_to_predict_that_begins_with_a_title_is_refused_by_its_name(tmp_path, capsys):
    (tmp_path / "title.csv").write_text("My gels,,,,,,,,\n" + GOOD)
    assert main(["predict", str(tmp_path / "title.csv"), "--out", str(tmp_path / "x.csv")]) == 2
    assert "title.csv: the first line names neither polymer" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["given.csv", "./given.csv", "symbolic.csv", "hard.csv"])
@pytest.mark.parametrize("command", ["describe --file", "predict", "enumerate --library . --sample 1"])
def test_no_command_writes_over_what_it_reads(command, out, tmp_path, monkeypatch, capsys):
    """The user's own columns would be lost."""
    name = "heads.csv" if "--library" in command else "given.csv"
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("name,smiles,mine\nDOA,DOA,7\n")
    (tmp_path / "symbolic.csv").symlink_to(tmp_path / name)
    (tmp_path / "hard.csv").hardlink_to(tmp_path / name)
    given = [] if "--library" in command else [name]
    assert main([*command.split(), *given, "--out", out.replace("given.csv", name)]) == 2
    assert "--out is also an input; choose another name" in capsys.readouterr().err
    assert (tmp_path / name).read_text() == "name,smiles,mine\nDOA,DOA,7\n"


def test_rows_that_train_keeps_beside_a_model_are_not_written_over(tmp_path, capsys):
    path = tmp_path / "own_measurements.csv"
    path.write_text(GOOD + "DOA,0.3,EC,0.54,LiPF6,0.16,25,1e-3\n")
    assert main(["train", str(path), "--out", str(tmp_path), "--add-to", "default"]) == 2
    assert f"{path}: --out is also an input" in capsys.readouterr().err


def test_an_earlier_output_may_be_the_input_of_another(tmp_path):
    (tmp_path / "b.csv").write_text("an earlier run's")
    (tmp_path / "a.csv").write_text(GOOD.replace(",sigma_s_cm", "") + "DOA,0.3,EC,0.54,LiPF6,0.16,25\n")
    assert main(["predict", str(tmp_path / "a.csv"), "--out", str(tmp_path / "b.csv")]) == 0
    assert main(["predict", str(tmp_path / "b.csv"), "--out", str(tmp_path / "a.csv")]) == 0


def test_a_working_folder_that_was_removed_is_named(monkeypatch, tmp_path, capsys):
    """Not "[Errno 2]" as our fault; what needs no folder is answered."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for arguments in (["enumerate", "--sample", "3", "--out", "x.csv"], ["screen", "--out", "campaign"]):
        assert main(arguments) == 2
        assert capsys.readouterr().err.startswith("monodesign: the current folder no longer exists")
    assert main(["check", "CCO"]) == 0
