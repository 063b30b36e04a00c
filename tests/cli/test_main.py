"""The commands as a user meets them: rows, one-line errors, exit codes."""

import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pytest

from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.campaign_folder.summary import Summary
from monodesign.cli.main import main
from monodesign.cli.output import print_summary
from monodesign.formulation.measurements import EIS_COLUMNS, SIGMA_COLUMNS

pytestmark = pytest.mark.slow


def _run(capsys, *arguments):
    try:
        code = main(list(arguments))
    except SystemExit as stop:
        code = stop.code
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_check_gives_a_row_per_input_and_an_error_row_for_what_does_not_parse(capsys):
    code, out, _ = _run(
        capsys, "check", "C=CC(=O)OCCOC(=O)OCCC", "C=C(C)C(=O)OCCOCCOC", "not a smiles", "--json"
    )
    first, second, third = json.loads(out)
    assert code == 0
    assert (first["is_ether_free"], first["reasons"], first["error"]) == (True, "", "")
    assert "ether" in second["reasons"]
    assert third["smiles"] == "not a smiles"
    assert third["error"]


def test_python_m_monodesign_is_the_command():
    command = [sys.executable, "-m", "monodesign", "check", "C=CC(=O)OC", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)[0]["smiles"] == "C=CC(=O)OC"


@pytest.mark.parametrize(
    ("name", "words"),
    [("PVDF HFP", "it is a polymer"), ("poly(ethylene oxide)", "*CCO*"), ("HFE", "has two meanings")],
)
def test_check_says_what_a_name_is_that_stands_for_no_molecule(capsys, name, words):
    main(["check", name])
    assert words in capsys.readouterr().out


def test_check_reads_a_file_and_keeps_its_order(capsys, tmp_path):
    (tmp_path / "a.csv").write_text("smiles\nC=CC(=O)OC\nC=CC(=O)NC\n")
    _, out, _ = _run(capsys, "check", "--file", str(tmp_path / "a.csv"), "--json")
    assert [row["smiles"] for row in json.loads(out)] == ["C=CC(=O)OC", "C=CC(=O)NC"]


def test_check_and_describe_keep_the_names_of_a_file(capsys, tmp_path):
    (tmp_path / "a.smi").write_text("C=CC(=O)OC =mine\nnot_a_smiles\n")
    (tmp_path / "b.csv").write_text("name,smiles\nmine,not_a_smiles\n")
    _, out, _ = _run(capsys, "check", "--file", str(tmp_path / "a.smi"), "--json")
    assert [row["name"] for row in json.loads(out)] == ["=mine", ""]
    _, out, _ = _run(capsys, "check", "--file", str(tmp_path / "a.smi"))
    assert ",'=mine," in out
    _, out, _ = _run(capsys, "describe", "--file", str(tmp_path / "b.csv"), "--json", "--jobs", "1")
    assert list(json.loads(out)[0])[:2] == ["smiles", "name"]
    assert json.loads(out)[0]["name"] == "mine"


def test_a_monomer_of_the_library_may_be_called_by_its_name(capsys, tmp_path):
    (tmp_path / "a.smi").write_text("pcea my sample\n")
    _, out, _ = _run(capsys, "check", "DOA", "--file", str(tmp_path / "a.smi"), "--json")
    assert [(row["smiles"], row["name"]) for row in json.loads(out)] == [
        ("C=CC(=O)OCC1COC(=O)O1", "DOA"),
        ("C=CC(=O)OCCOC(=O)OCCC", "my sample"),
    ]


def test_solvents_and_salts_may_be_called_by_their_names(capsys):
    """`PC` is propylene carbonate and not methylphosphine; of a salt it is the anion that is described."""
    _, out, _ = _run(capsys, "check", "EC", "PC", "LiPF₆", "litfsi", "--json")
    assert [(row["smiles"], row["name"]) for row in json.loads(out)] == [
        ("O=C1OCCO1", "EC"),
        ("CC1COC(=O)O1", "PC"),
        ("F[P-](F)(F)(F)(F)F", "LiPF₆"),
        ("O=S(=O)([N-]S(=O)(=O)C(F)(F)F)C(F)(F)F", "litfsi"),
    ]


def test_a_candidate_without_a_name_is_shown_without_one(capsys, tmp_path):
    ranking = pd.DataFrame({"rank": [1, 2], "name": ["DOA", None], "log10_sigma_s_cm": [-3.0, -4.0]})
    print_summary(Summary(folder=tmp_path, counts={}, ranking=ranking))
    assert not {"NaN", "None", "nan"} & set(capsys.readouterr().out.split())


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["csv", "json"])
def test_check_prints_in_parts_what_it_prints_at_once(capsys, monkeypatch, form):
    smiles = ["C=CC(=O)OC", "not a smiles", "C=CC(=O)NC", "CCO", "C=C(C)C(=O)OCCOCCOC"]
    _, whole, _ = _run(capsys, "check", *smiles, *form)
    monkeypatch.setattr("monodesign.cli.molecules.CHECKED_AT_ONCE", 2)
    _, parts, _ = _run(capsys, "check", *smiles, *form)
    assert parts == whole


def test_a_molecule_above_a_thousand_heavy_atoms_is_a_row_with_an_error(capsys):
    code, out, _ = _run(capsys, "check", "C" * 1001, "--json")
    assert code == 0
    assert "at most 1000" in json.loads(out)[0]["error"]


def test_an_argument_in_another_encoding_is_a_row_with_an_error(capsys):
    code, out, _ = _run(capsys, "check", "--json", "CC(=O)O\udcff")
    (row,) = json.loads(out)
    assert code == 0
    assert "a letter outside ASCII" in row["error"]


@pytest.mark.parametrize("arguments", [["describe", "--help"], ["check", "é"]], ids=["help", "table"])
def test_stdout_is_utf8_in_every_locale(arguments):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "monodesign", *arguments],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert not done.stdout.decode("utf-8").isascii()


def test_enumerate_writes_the_library_columns(capsys, tmp_path):
    code, _, err = _run(
        capsys, "enumerate", "--sample", "20", "--seed", "1", "--out", str(tmp_path / "library.csv")
    )
    table = pd.read_csv(tmp_path / "library.csv")
    assert code == 0
    assert "20 monomers" in err
    assert list(table.columns[:8]) == [
        "monomer_id", "smiles", "name", "head", "bridge", "ligand", "ligand_2", "repeat_unit",
    ]  # fmt: skip
    assert table["smiles"].is_unique


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--file", "/absent.csv"], "/absent.csv: no such file"),
        (["check"], "no SMILES given"),
        (["describe", "table.csv", "--json"], "table.csv: a file, not a SMILES; use --file table.csv"),
        (["check", "--flavour", "C"], "unrecognized arguments: --flavour"),
        (["describe", "C", "--engine", "gaussian"], "invalid choice: 'gaussian'"),
        (["describe", "C"], "give --out FILE"),
        (["describe", "C", "--out", "/dev/stdout"], "/dev/stdout: a device or a pipe"),
        (["describe", "C", "--out", "/"], "/: a folder; give a file name"),
        (["enumerate", "--out", "x.csv", "--limit", "0"], "argument --limit"),
        (["suggest", "x", "--seed", "20250101120"], "20250101120: the highest seed is 2147483646"),
        (["screen", "/absent.toml"], "/absent.toml: no such file"),
        (["predict", "/absent.csv", "--out", "x.csv"], "/absent.csv: no such file"),
        (["rank", "/absent"], "no finished campaign"),
        (["fly"], "invalid choice: 'fly'"),
        ([], "COMMAND"),
    ],
)
def test_the_users_mistake_is_one_line_and_exit_code_2(capsys, arguments, message):
    code, out, err = _run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_train_says_how_many_of_the_users_rows_it_uses(capsys, tmp_path):
    row = "DOA,0.30,EC,0.54,LiPF6,0.16"
    lines = [
        "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c,sigma_s_cm,error",
        f"{row},25,1.02e-3,",
        f"{row},40,1.9e-3,0.3",
    ]
    (tmp_path / "mine.csv").write_text("\n".join(lines))
    _, _, err = _run(capsys, "train", str(tmp_path / "mine.csv"), "--out", str(tmp_path / "model"))
    assert "1 of 2 measurements used, 1 skipped" in err


def test_an_unknown_key_of_a_campaign_is_one_line_and_exit_code_2(capsys, tmp_path):
    (tmp_path / "a.toml").write_text("bugdet = 3\n")
    code, _, err = _run(capsys, "screen", str(tmp_path / "a.toml"), "--out", str(tmp_path / "out"))
    assert code == 2
    assert err == f"monodesign: {tmp_path / 'a.toml'}: unknown key bugdet (did you mean budget?)\n"


@pytest.mark.parametrize(
    "command",
    [
        "screen",
        "enumerate",
        "check",
        "describe",
        "predict",
        "train",
        "rank",
        "export",
        "compare",
        "report",
        "record",
        "suggest",
        "retrain",
    ],
)
def test_every_command_explains_itself(capsys, command):
    code, out, _ = _run(capsys, command, "--help")
    assert code == 0
    assert out.startswith(f"usage: monodesign {command}")


def test_train_names_every_column_that_it_reads_sigma_from(capsys):
    _, out, _ = _run(capsys, "train", "--help")
    assert {*SIGMA_COLUMNS, *EIS_COLUMNS} <= set(re.findall(r"\w+", out))


def test_a_measured_conductivity_stays_beside_the_predicted_one(capsys, tmp_path):
    """Predicting what was measured is how a model is tried."""
    (tmp_path / "in.csv").write_text(
        "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c,log10_sigma_s_cm\n"
        "DOA,0.3,EC,0.54,LiPF6,0.16,25,-9.5\n"
    )
    _run(capsys, "predict", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv"))
    row = pd.read_csv(tmp_path / "out.csv").iloc[0]
    assert row["given_log10_sigma_s_cm"] == -9.5
    assert row["log10_sigma_s_cm"] > -6
    _run(capsys, "predict", str(tmp_path / "out.csv"), "--out", str(tmp_path / "again.csv"))
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "out.csv").read_text()


def test_a_formulation_that_cannot_be_predicted_is_a_row_with_an_error(capsys, tmp_path):
    (tmp_path / "in.csv").write_text(
        "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c\n"
        "C=CC(=O)OCC1COC(=O)O1,0.3,EC,0.54,LiPF6,0.16,25\n"
        "not a smiles,0.3,EC,0.54,LiPF6,0.16,25\n"
        "PCEA,0.3,EC,0.9,LiPF6,0.16,25\n"
    )
    code, _, err = _run(capsys, "predict", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv"))
    table = pd.read_csv(tmp_path / "out.csv")
    assert code == 0
    assert "2 with an error" in err
    assert table["error"].notna().tolist() == [False, True, True]
    assert table["log10_sigma_s_cm"].isna().tolist() == [False, True, True]
    assert -6 < table["log10_sigma_s_cm"].iloc[0] < -1


def test_a_record_is_withdrawn_and_stays_in_the_table(capsys, tmp_path):
    from monodesign.campaign_folder.bench import record
    from monodesign.campaign_folder.bench_file import read_bench

    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    code, _, err = _run(capsys, "record", str(tmp_path), "--withdraw", "1", "--note", "leaking cell")
    assert (code, err) == (0, "record 1 withdrawn; it stays in bench.csv\n")
    assert len(read_bench(tmp_path)) == 0
    assert len(read_bench(tmp_path, withdrawn="keep")) == 2


@pytest.fixture
def defaults(monkeypatch):
    """A campaign of the default settings stands in every folder."""
    campaign = SimpleNamespace(settings=CampaignSettings())
    monkeypatch.setattr("monodesign.campaign_folder.folder.CampaignFolder.read", lambda _: campaign)


@pytest.mark.usefixtures("defaults")
def test_a_record_with_a_part_of_the_impedance_says_what_is_missing(capsys, tmp_path):
    code, _, err = _run(capsys, "record", str(tmp_path), "--monomer", "DOA", "--resistance", "10")
    assert (code, err.count("\n")) == (2, 1)
    assert "resistance (Ω), thickness (cm) and area (cm²) together" in err


@pytest.mark.usefixtures("defaults")
def test_the_id_by_which_a_record_is_withdrawn_is_told(capsys, tmp_path):
    for number in ("1", "2"):
        _, _, err = _run(
            capsys, "record", str(tmp_path), "--monomer", "DOA", "--sigma", "1e-3", "--replicate", number
        )
        assert err.startswith(f"record {number}: 0.001 S/cm")


def test_a_record_without_a_reason_is_not_withdrawn(capsys, tmp_path):
    from monodesign.campaign_folder.bench import record

    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    code, _, err = _run(capsys, "record", str(tmp_path), "--withdraw", "1")
    assert (code, err.count("\n")) == (2, 1)
    assert "give the reason for the withdrawal" in err


def test_a_second_screen_keeps_what_the_folders_campaign_says(capsys, tmp_path, monkeypatch):
    """Its goals may have been edited, and `retrain` names its own model there."""
    from monodesign.campaign import stages as campaign

    seen = []
    monkeypatch.setattr(campaign, "run_campaign", lambda settings, *_, **__: seen.append(settings))
    monkeypatch.setattr("monodesign.cli.campaigns.print_summary", lambda _: None)
    (tmp_path / "campaign.toml").write_text('name = "edited"\nbudget = 3\n')
    assert _run(capsys, "screen", "--out", str(tmp_path))[0] == 0
    assert _run(capsys, "screen", "--out", str(tmp_path / "new"))[0] == 0
    assert [settings.name for settings in seen] == ["edited", "default"]


def test_a_suggested_score_is_that_of_its_reason(capsys, monkeypatch, tmp_path):
    """NumPy rounds 0.815 up, a text down."""
    batch = pd.DataFrame({"synthesis_score": [0.815], "reason": [f"synthesis score {0.815:.2f}"]})
    monkeypatch.setattr("monodesign.campaign.next_batch.suggest_next", lambda *_, **__: batch)
    _, out, _ = _run(capsys, "suggest", str(tmp_path))
    assert out == "synthesis_score,reason\n0.81,synthesis score 0.81\n"


def test_a_suggestion_is_printed_to_the_digits_that_its_error_leaves(capsys, monkeypatch, tmp_path):
    batch = pd.DataFrame({
        "expected_log10_sigma_s_cm": [-2.780042], "expected_std": [0.5526151975683891],
        "expected_improvement": [0.2621127662285569], "synthesis_score": [0.5462],
    })  # fmt: skip
    monkeypatch.setattr("monodesign.campaign.next_batch.suggest_next", lambda *_, **__: batch)
    _, out, _ = _run(capsys, "suggest", str(tmp_path))
    assert out.splitlines()[1] == "-2.78,0.55,0.262,0.55"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (
            ["--sigma", "9,5e-4"],
            "argument --sigma: '9,5e-4': must be a number (a decimal point, not a comma)",
        ),
        (["--sigma", "-9e-4"], "argument --sigma: -9e-4: must be a positive number"),
        (["--sigma", "-9,5e-4"], "a decimal point, not a comma"),
        (["--area", "nan"], "argument --area: nan: must be a positive number"),
        (
            ["--sigma", "1e-3", "--temperature", "-2,5e1"],
            "argument --temperature: '-2,5e1': must be a number",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_number_that_was_not_measured_is_named_with_the_reason(capsys, tmp_path, arguments, hint):
    code, _, err = _run(capsys, "record", str(tmp_path), "--monomer", "DOA", *arguments)
    assert (code, err.count("\n")) == (2, 1)
    assert hint in err
