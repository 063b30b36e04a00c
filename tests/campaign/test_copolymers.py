"""Copolymers from campaign.toml to the bench: what is paired, how it is described, and where it shows."""

import openpyxl
import pandas as pd
import pytest
from rdkit import Chem

from monodesign.campaign.again import count_ranked, rank_candidates
from monodesign.campaign.copolymers import mix_descriptors
from monodesign.campaign.next_batch import suggest_next
from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.bench import record
from monodesign.campaign_folder.bench_file import read_bench
from monodesign.campaign_folder.folder import CampaignFolder
from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.chem.comonomers import read_comonomers
from monodesign.errors import InvalidConfig, InvalidTable
from monodesign.ranking.next_batch import suggest
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.tables.read import read_csv

pytestmark = pytest.mark.slow

DOA, AEEO, PCEA = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)C(=O)OCC", "C=CC(=O)OCCOC(=O)OCCC"
PAIR = read_comonomers(f"{DOA}|{AEEO}", "1|3")
TRIFLUORO = "C=C(C(=O)OCCOC(=O)OC)C(F)(F)F"  # radicals make no homopolymer of it
GEL = {"w_polymer": 0.30, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6", "w_salt": 0.16}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A campaign of redox potentials with the paper's two copolymers and pairs of its best."""
    folder = tmp_path_factory.mktemp("campaign")
    data = {
        "budget": 3,
        "library": {"sample": 12, "include": ["PEGMA"]},
        "describe": {"what": ["redox", "affinity"], "n_conformers": 1, "n_relaxed": 1},
        "shortlist": {"size": 12, "max_similarity": 1.0},
        "copolymers": {"pairs": ["DOA|PCEA", "DOA|AEEO", "PEGMA|DOA"], "best": 3, "ratios": ["1|1", "1|3"]},
    }
    run_campaign(parse_campaign(data, where="test"), folder, engine_name="fake")
    return folder


@pytest.fixture(scope="module")
def ranking(folder):
    return read_csv(folder / "ranking.csv")


def _copolymers(table):
    return table[table["polymer_mol_ratio"].notna()]


def test_pairs_asked_for_and_pairs_of_the_best_are_ranked_at_every_ratio(ranking):
    # Three best make three pairs, of which the two that were asked for, with DOA in common, are two at most.
    pairs = set(_copolymers(ranking)["polymer"])
    assert {read_comonomers(f"{DOA}|{other}", "1|1").polymer for other in (AEEO, PCEA)} < pairs
    # A pair of the best may come in the other order than it was asked for, and then at a third ratio.
    assert (_copolymers(ranking).groupby("polymer")["polymer_mol_ratio"].nunique() >= 2).all()


def test_copolymers_do_not_count_as_described_with_xtb():
    ranking = pd.DataFrame(
        {
            "polymer_mol_ratio": [None, None, "1|1", "1|3", ""],
            "is_described": [True, True, True, False, False],
            "is_within_limits": [True, False, True, True, True],
        }
    )
    assert count_ranked(ranking) == {
        "ranked": 5,
        "copolymers among them": 2,
        "copolymers of described monomers": 1,
        "described with xTB": 2,
        "described and within the limits": 1,
    }


def test_a_pair_with_a_rejected_monomer_is_a_failure_with_the_reason(folder):
    failures = read_csv(folder / "failures.csv").set_index("stage").loc["pair"]
    assert failures["reason"] == "not a candidate: C=C(C)C(=O)OCCOCCOC; see rejected.csv and failures.csv"


def test_the_prediction_is_that_of_the_formulation_with_both_monomers(ranking):
    """Oracle: `monodesign predict` on the copolymer as a formulation."""
    rows = _copolymers(ranking)
    cells = rows[["polymer", "polymer_mol_ratio"]].assign(**GEL, temperature_c=25.0)
    again = predict(load_model("default"), cells).table
    assert again["log10_sigma_s_cm"].to_numpy() == pytest.approx(rows["log10_sigma_s_cm"].to_numpy())


def test_the_oxidation_potential_is_the_lowest_of_the_units(ranking):
    alone = ranking.set_index("smiles")["unit_oxidation_potential_v"]
    pair = _copolymers(ranking).set_index("polymer").loc[f"{DOA}|{PCEA}"]
    assert pair["unit_oxidation_potential_v"].tolist() == [min(alone[DOA], alone[PCEA])] * 2


def test_ranking_again_gives_the_same_copolymers(folder, ranking):
    with CampaignFolder.open(folder) as campaign:
        campaign.use_engine("fake")  # whose results teach the estimates that the order rests on
        again = rank_candidates(campaign).ranking
    assert again["monomer_id"].tolist() == ranking["monomer_id"].tolist()


def _row(**values):
    return {"unit_smiles": "C", **{f"unit_{name}": value for name, value in values.items()}}


@pytest.mark.parametrize(
    ("column", "first", "second", "expected"),
    [
        ("oxidation_potential_v", 5.0, 6.0, 5.0),
        ("reduction_potential_v", 0.5, 0.9, 0.9),
        ("li_binding_kcal_mol", -70.0, -50.0, -70.0),
        ("li_binding_one_armed_kcal_mol", -50.0, -40.0, -42.5),
        ("li_exchange_kcal_mol", -4.0, 0.0, -1.0),
        ("li_exchange_std_kcal_mol", 2.0, 4.0, 3.5),
    ],
)
def test_each_descriptor_follows_its_rule(column, first, second, expected):
    """One to three by mole; the rules are stated in monodesign/copolymers.py."""
    assert PAIR.monomers == (DOA, AEEO) and PAIR.moles == (1, 3)  # noqa: PT018  # one premise
    mixed = mix_descriptors([_row(**{column: first}), _row(**{column: second})], PAIR)
    assert mixed[f"unit_{column}"] == pytest.approx(expected)


def test_the_error_and_the_broken_bond_are_those_of_the_unit_that_oxidises_first():
    rows = [
        _row(oxidation_potential_v=6.0, oxidation_potential_std_v=0.1, oxidation_breaks_bond=""),
        _row(oxidation_potential_v=5.0, oxidation_potential_std_v=0.3, oxidation_breaks_bond="C5–O6"),
    ]
    mixed = mix_descriptors(rows, PAIR)
    assert (mixed["unit_oxidation_potential_std_v"], mixed["unit_oxidation_breaks_bond"]) == (0.3, "C5–O6")


def test_what_is_not_known_of_one_unit_is_not_known_of_the_copolymer():
    rows = [_row(li_exchange_kcal_mol=float("nan")), _row(li_exchange_kcal_mol=-2.0)]
    assert pd.isna(mix_descriptors(rows, PAIR)["unit_li_exchange_kcal_mol"])


def test_an_sdf_record_holds_both_monomers_apart_from_each_other(folder):
    shortlist = read_csv(folder / "shortlist.csv")
    at = _copolymers(shortlist).index[0]
    record = list(Chem.SDMolSupplier(str(folder / "shortlist.sdf"), removeHs=False))[at]
    first, second = Chem.GetMolFrags(record, asMols=True)
    right = first.GetConformer().GetPositions()[:, 0].max()
    assert second.GetConformer().GetPositions()[:, 0].min() == pytest.approx(right + 5.0, abs=1e-3)
    drawn = {Chem.MolToSmiles(Chem.RemoveHs(one), isomericSmiles=False) for one in (first, second)}
    asked = shortlist["smiles"][at].split(".")
    assert drawn == {Chem.MolToSmiles(Chem.MolFromSmiles(one), isomericSmiles=False) for one in asked}


def test_the_workbook_lists_routes_to_every_monomer_of_a_copolymer(folder):
    shortlist = read_csv(folder / "shortlist.csv")
    sheet = openpyxl.load_workbook(folder / "shortlist.xlsx")["synthesis"]
    listed = {row[0].value for row in sheet.iter_rows(min_row=2)}
    assert listed == {one for smiles in shortlist["smiles"] for one in smiles.split(".")}


def test_the_sheets_of_a_copolymer_name_both_monomers(folder):
    row = _copolymers(read_csv(folder / "shortlist.csv")).iloc[0]
    synthesis = (folder / "synthesis" / f"{row['monomer_id']}.md").read_text(encoding="utf-8")
    assert all(f"`{smiles}` · " in synthesis for smiles in row["smiles"].split("."))
    gel = (folder / "formulations" / f"{row['monomer_id']}.md").read_text(encoding="utf-8")
    assert gel.count("| monomer |") == 2


def test_the_report_says_how_copolymers_were_judged(folder):
    assert (
        "are copolymers. Their conductivity is predicted for the copolymer"
        in (folder / "report.html").read_text()
    )


@pytest.mark.parametrize("how", ["name", "monomer_id"])
def test_a_copolymer_is_recorded_by_name_or_id_of_the_ranking(folder, ranking, tmp_path, how):
    row = _copolymers(ranking).iloc[0]
    (tmp_path / "ranking.csv").write_bytes((folder / "ranking.csv").read_bytes())
    line = record(tmp_path, row[how], sigma_s_cm=1.3e-3)
    assert line["monomer_id"] == row["monomer_id"]
    assert read_bench(tmp_path)["polymer_mol_ratio"].tolist() == [row["polymer_mol_ratio"]]


def test_a_copolymer_is_recorded_by_its_monomers_and_ratio(tmp_path):
    """The paper's P(DOA-AEEO), 1:1 by mole."""
    line = record(tmp_path, "DOA|AEEO", mol_ratio="1|1", sigma_s_cm=1.37e-3)
    assert line["monomer_id"] == read_comonomers(f"{DOA}|{AEEO}", "1|1").candidate_id


def test_a_bench_begun_before_copolymers_takes_monomers_and_refuses_copolymers(tmp_path):
    record(tmp_path, "DOA", sigma_s_cm=1e-3)
    old = pd.read_csv(tmp_path / "bench.csv", dtype=str).drop(columns="polymer_mol_ratio")
    old.to_csv(tmp_path / "bench.csv", index=False)
    record(tmp_path, "AEEO", sigma_s_cm=1e-3)
    assert read_bench(tmp_path)["polymer"].tolist() == [DOA, AEEO]
    with pytest.raises(InvalidTable, match="polymer_mol_ratio"):
        record(tmp_path, "DOA|AEEO", mol_ratio="1|1", sigma_s_cm=1.37e-3)


def test_a_measured_copolymer_is_not_proposed_again_but_its_other_ratio_may_be(ranking):
    row = _copolymers(ranking).iloc[0]
    bench = pd.DataFrame([{**row[["polymer", "polymer_mol_ratio"]], "log10_sigma_s_cm": -2.9}])
    scored = ranking.assign(synthesis_score=0.8, is_within_limits=True)
    assert row["monomer_id"] not in set(suggest(scored, bench, n=len(ranking))["monomer_id"])
    pair = scored[scored["polymer"] == row["polymer"]]
    assert set(suggest(pair, bench, n=2)["monomer_id"]) < set(pair["monomer_id"])


def test_suggestions_from_a_folder_say_the_ratio(folder):
    batch = suggest_next(folder, n=12)
    assert batch["polymer_mol_ratio"].isin(["1|1", "1|3", "3|1"]).any()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"pairs": ["DOA"]}, "write two monomers as A|B"),
        ({"pairs": ["DOA|DOA"]}, "write two monomers as A|B"),
        ({"pairs": ["DOA|doa"]}, "write two monomers as A|B"),
        ({"pairs": ["DOA|O=C1OCC(COC(=O)C=C)O1"]}, "write two monomers as A|B"),
        ({"pairs": ["DOA|AEEO|PCEA"]}, "write two monomers as A|B"),
        ({"ratios": ["1"]}, "give 2 numbers above 0"),
        ({"ratios": []}, "ratios = []: give at least one mole ratio"),
        ({"best": -1}, "copolymers.best = -1"),
        ({"number": 3}, "unknown key copolymers.number"),
    ],
)
def test_a_fault_in_the_settings_is_named(table, message):
    with pytest.raises(InvalidConfig) as caught:
        parse_campaign({"copolymers": table}, where="test")
    assert message in str(caught.value)


@pytest.fixture(scope="module")
def trifluoro(tmp_path_factory):
    """A campaign that asks for a copolymer of a monomer that does not homopolymerise, and for one of two."""
    folder = tmp_path_factory.mktemp("trifluoro")
    other = TRIFLUORO.replace("OC)C(F)", "OCC)C(F)")
    data = {
        "budget": 1,
        "library": {"sample": 2, "include": [other]},
        "describe": {"what": ["redox"], "n_conformers": 1, "n_relaxed": 1},
        "copolymers": {"pairs": [f"DOA|{TRIFLUORO}", f"{TRIFLUORO}|C=C(C(=O)OC)C(F)(F)F"]},
    }
    run_campaign(parse_campaign(data, where="test"), folder, engine_name="fake")
    return folder


def test_a_monomer_without_a_homopolymer_is_ranked_in_its_copolymer_only(trifluoro):
    table = read_csv(trifluoro / "ranking.csv")
    assert TRIFLUORO not in set(table["smiles"])
    assert read_comonomers(f"{DOA}|{TRIFLUORO}", "1|1").polymer in set(table["polymer"])


def test_a_monomer_without_a_homopolymer_or_pair_is_rejected_and_told_the_way(trifluoro):
    rejected = read_csv(trifluoro / "rejected.csv").set_index("smiles")["reasons"]
    reason = rejected["C=C(C(=O)OCCOC(=O)OCC)C(F)(F)F"]
    assert "name it in [copolymers] pairs" in reason


def test_two_monomers_without_a_homopolymer_make_no_copolymer(trifluoro):
    reasons = list(read_csv(trifluoro / "failures.csv")["reason"])
    assert any(reason.startswith("neither monomer polymerises alone by radicals") for reason in reasons)
