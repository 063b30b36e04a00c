"""The report's section on measurements: counts, averages, what a retraining moved."""

import pandas as pd
import pytest

from monodesign.campaign.retrain import find_changes
from monodesign.campaign_folder.bench import record, withdraw
from monodesign.campaign_folder.tables import read_campaign_folder
from monodesign.formulation.gel import Formulation
from monodesign.report.build import build_report
from monodesign.report.measured import measurements_by_monomer, own_gels, summarise_bench
from monodesign.report.summary import summarise
from monodesign.tables.read import read_csv
from monodesign.tables.write import write_csv

pytestmark = pytest.mark.slow

DOA = "agthceqcq4zd"


@pytest.fixture
def measured(campaigns, tmp_path):
    """A campaign with two samples of DOA, one of a stranger, and one line withdrawn."""
    campaigns.make_campaign(tmp_path, n=30)
    record(tmp_path, "DOA", sigma_s_cm=1.0e-3, note="<b>first</b>")
    record(tmp_path, "DOA", sigma_s_cm=1.21e-3, replicate=2)
    record(tmp_path, "C=CC(=O)OCCC#N", sigma_s_cm=2e-3, gel=Formulation(solvent="EC:1|DEC:1"))
    record(tmp_path, "AEEO", sigma_s_cm=9e-3)
    withdraw(tmp_path, 4, note="leaking cell")
    return tmp_path


def _retrained(folder):
    """Write changes.csv as if a retraining had put the last candidate first."""
    before = read_csv(folder / "ranking.csv")
    after = before.iloc[::-1].assign(rank=range(1, len(before) + 1)).reset_index(drop=True)
    bench = pd.DataFrame({"monomer_id": [DOA, DOA], "log10_sigma_s_cm": [-3.0, -2.8]})
    write_csv(find_changes(before, after, bench), folder / "changes.csv")


def test_without_measurements_the_report_has_no_such_section(campaigns, tmp_path):
    bench = summarise_bench(read_campaign_folder(campaigns.make_campaign(tmp_path, n=20)))
    assert (bench.sentences, bench.rows, bench.moves) == ((), (), ())
    assert 'id="bench"' not in build_report(read_campaign_folder(tmp_path))


def test_replicates_are_averaged_and_withdrawn_lines_left_out(measured):
    rows = summarise_bench(read_campaign_folder(measured)).rows
    assert [(row["name"], row["n"]) for row in rows] == [("DOA", 2), ("C=CC(=O)OCCC#N", 1)]
    assert rows[0]["sigma_ms_cm"] == pytest.approx(1.1)
    assert rows[1]["conditions"] == "30 wt% polymer, 16 wt% LiPF6, 54 wt% EC:DEC 1:1 by weight, 25 °C"


def test_only_a_candidate_of_the_campaign_is_linked(measured):
    rows = summarise_bench(read_campaign_folder(measured)).rows
    assert [row["monomer_id"] for row in rows] == [DOA, None]


def test_a_candidates_page_gets_each_sample_with_its_note(measured):
    samples = measurements_by_monomer(read_campaign_folder(measured))[DOA]
    assert [(sample["replicate"], sample["note"]) for sample in samples] == [(1, "<b>first</b>"), (2, "")]


def test_a_measured_candidate_is_a_neighbour_to_the_others(measured):
    (entry,) = own_gels(read_campaign_folder(measured))
    assert (entry["polymer"], entry["kind"]) == ("*CC(*)C(=O)OCC1COC(=O)O1", "gel")


def test_the_best_show_what_was_measured_of_them_in_the_campaigns_gel(campaigns, tmp_path):
    def put_doa_first(candidates):
        return candidates.assign(
            log10_sigma_s_cm=candidates["log10_sigma_s_cm"].where(candidates["monomer_id"] != DOA, 0.0),
            unit_oxidation_potential_v=candidates["unit_oxidation_potential_v"].where(
                candidates["monomer_id"] != DOA, 9.0
            ),
            unit_li_binding_one_armed_kcal_mol=candidates["unit_li_binding_one_armed_kcal_mol"].where(
                candidates["monomer_id"] != DOA, -36.0
            ),
        )

    campaigns.make_campaign(tmp_path, n=30, edit=put_doa_first)
    record(tmp_path, "DOA", sigma_s_cm=1.0e-3)
    record(tmp_path, "DOA", sigma_s_cm=1.21e-3, replicate=2)
    record(tmp_path, "DOA", sigma_s_cm=5e-3, gel=Formulation(solvent="EC:1|DEC:1"))
    campaign = read_campaign_folder(tmp_path)
    best = summarise(campaign).best
    assert (best[0]["monomer_id"], best[0]["measured"]) == (DOA, pytest.approx((1.0, 1.21)))
    assert not any(row["measured"] for row in best[1:])
    assert "measured 1.21" in build_report(campaign)


def test_what_is_to_be_minded_of_all_the_best_is_said_once(campaigns, tmp_path):
    campaigns.make_campaign(tmp_path, n=30, edit=lambda candidates: candidates.assign(in_domain=False))
    summary = summarise(read_campaign_folder(tmp_path))
    warning = "outside the training data of the conductivity model"
    assert warning in summary.shared
    assert not [row for row in summary.best if warning in row["mind"]]
    assert f"Said once for these {len(summary.best)}" in build_report(read_campaign_folder(tmp_path))


def test_what_a_retraining_changed_is_said_and_listed(measured):
    _retrained(measured)
    bench = summarise_bench(read_campaign_folder(measured))
    assert "3 valid measurements of 2 monomers" in bench.sentences[0]
    assert "changed the predicted log10 σ by 0.00" in bench.sentences[1]
    assert "10 were not among the best before" in bench.sentences[1]
    assert [move["rank_after"] for move in bench.moves] == list(range(1, 11))
    assert bench.moves[0]["rank_before"] == 30


def test_the_section_is_in_the_page_and_notes_are_text(measured):
    _retrained(measured)
    html = build_report(read_campaign_folder(measured))
    assert "Measured so far, and what it changed" in html
    assert "<b>first" not in html
