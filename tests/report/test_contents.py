"""What the report says: counts that add up, what was published, neighbours, cards, refusals."""

import csv

import pandas as pd
import pytest
from rdkit import Chem, DataStructs
from rdkit.Chem import rdFingerprintGenerator

from monodesign.campaign_folder.tables import read_campaign_folder
from monodesign.errors import InvalidConfig, InvalidTable, UserError
from monodesign.paths import LIBRARIES
from monodesign.report.build import build_report
from monodesign.report.cards import render_markdown
from monodesign.report.known import known_monomers
from monodesign.report.neighbours import COUNT, find_neighbours, load_measured_polymers
from monodesign.report.page import load_scripts
from monodesign.report.summary import summarise

pytestmark = pytest.mark.slow


@pytest.fixture
def small(campaigns, tmp_path):
    return campaigns.make_campaign(tmp_path, n=30)


def test_the_funnel_counts_every_monomer_once(folder):
    campaign = read_campaign_folder(folder)
    counts = {count.label: count.count for count in summarise(campaign).funnel}
    assert counts["Monomers looked at"] == counts["Passed the filters"] + len(campaign.rejected)
    assert counts["Described with quantum chemistry"] == campaign.ranking["is_described"].sum()
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_a_monomer_rejected_for_two_reasons_counts_under_both(folder):
    reasons = {count.label: count.count for count in summarise(read_campaign_folder(folder)).reasons}
    assert reasons == {"alkyl ether": 26, "cyclic ether": 26, "too heavy": 14}


def test_candidates_beyond_one_limit_count_together(small):
    rejected = pd.DataFrame(
        {"reasons": ["mass: 468.6 g/mol outside 0–450", "mass: 503.2 g/mol outside 0–450"]}
    )
    rejected.to_csv(small / "rejected.csv", index=False)
    reasons = summarise(read_campaign_folder(small)).reasons
    assert [(count.label, count.count) for count in reasons] == [("mass: … g/mol outside 0–450", 2)]


def test_what_was_published_is_the_articles():
    """Literature: doi 10.1038/s41467-025-59020-w, main text."""
    table = pd.DataFrame({"smiles": ["C=CC(=O)OCCOC(=O)C(=O)OCC"]})
    known = {monomer["name"]: monomer for monomer in known_monomers(table)}
    topics = {entry["topic"]: entry["text"] for entry in known["AEEO"]["observations"]}
    assert known["AEEO"]["row"] == 0
    assert known["AEEO"]["sigma_s_cm"] == 1.62e-3
    assert topics["Crystallisation of liquid in the gel (DSC)"] == "−36 °C"


def test_every_observation_is_of_a_named_monomer_and_has_a_source():
    names = {monomer["name"] for monomer in known_monomers(pd.DataFrame({"smiles": []}))}
    with (LIBRARIES / "observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(row["monomer"] in names and row["source"].startswith("10.") for row in rows)


def test_a_measured_polymer_is_its_own_nearest_neighbour():
    measured = load_measured_polymers(temperature_c=25.0)
    dry = [entry for entry in measured if entry["kind"] == "dry"][:20]
    units = pd.DataFrame(
        {
            "repeat_unit": [entry["polymer"].replace("|", ".") for entry in dry],
            "polymer_mol_ratio": [entry["polymer_mol_ratio"] for entry in dry],
        }
    )
    for own, pairs in zip(dry, find_neighbours(units, measured), strict=True):
        of_kind = [(measured[index], score) for index, score in pairs if measured[index]["kind"] == "dry"]
        assert len(of_kind) == COUNT
        assert of_kind[0][1] == 1.0
        assert own["polymer"] in [entry["polymer"] for entry, score in of_kind if score == 1.0]


def test_a_copolymer_is_nearest_to_itself_and_then_to_what_it_is_made_of():
    """The source paper's P(DOA-AEEO), 1:1 by mole; its gel and those of its monomers were measured."""
    doa, aeeo = "*CC(*)C(=O)OCC1COC(=O)O1", "*CC(*)C(=O)OCCOC(=O)C(=O)OCC"
    measured = load_measured_polymers(temperature_c=25.0)
    units = pd.DataFrame({"repeat_unit": [f"{doa}.{aeeo}"], "polymer_mol_ratio": ["1|1"]})
    (pairs,) = find_neighbours(units, measured)
    gels = [measured[index]["polymer"] for index, _ in pairs if measured[index]["kind"] == "gel"]
    assert gels[0] == f"{doa}|{aeeo}"
    assert pairs[0][1] == 1.0
    assert set(gels[1:]) <= {doa, aeeo, f"{doa}|*CC(*)C(=O)OCCOC(=O)OCCC"}


def test_likeness_of_single_units_is_rdkits_tanimoto_similarity():
    units = ["*CC(*)C(=O)OC", "*CCO*", "*CC(*)C(=O)OCCOC(=O)OCCC"]
    measured = [{"polymer": unit, "kind": "gel"} for unit in units]
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=2048)
    prints = [generator.GetFingerprint(Chem.MolFromSmiles(unit)) for unit in units]
    for own, pairs in zip(
        prints, find_neighbours(pd.DataFrame({"repeat_unit": units}), measured), strict=True
    ):
        assert dict(pairs) == {
            at: round(DataStructs.TanimotoSimilarity(own, other), 3) for at, other in enumerate(prints)
        }


def test_a_candidate_without_repeat_unit_has_no_neighbours():
    units = pd.DataFrame({"repeat_unit": [None, ""]})
    assert find_neighbours(units, load_measured_polymers(temperature_c=25.0)) == [[], []]


def test_markdown_cannot_smuggle_html_pictures_or_code():
    text = "<script>x</script> ![p](http://x.test/p.png) [l](javascript:alert(1)) | <img src=x>"
    html = render_markdown(text)
    assert not any(bad in html for bad in ("<script", "<img", 'href="javascript'))


def test_the_same_folder_gives_the_same_page(small):
    assert build_report(read_campaign_folder(small)) == build_report(read_campaign_folder(small))


def test_the_page_runs_the_embedded_scripts_and_no_others(small):
    html = build_report(read_campaign_folder(small))
    policy = html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert all(script.digest in policy for script in load_scripts())
    assert "connect-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_embedded_libraries_are_the_versions_the_list_names():
    """Oracle: versions.csv, which scripts/vendor_report_libraries wrote beside what it fetched."""
    import hashlib

    from monodesign.report import page

    folder = page._FOLDER / "vendor"
    with (folder / "versions.csv").open(encoding="utf-8", newline="") as stream:
        listed = {row["file"]: row["sha256"] for row in csv.DictReader(stream)}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert found == listed
    assert set(found) == {f"{name}.js" for name in page.LIBRARIES}


def test_building_a_report_writes_nothing(small):
    before = sorted(path.name for path in small.iterdir())
    build_report(read_campaign_folder(small))
    assert sorted(path.name for path in small.iterdir()) == before


def test_a_campaign_without_any_quantum_chemistry_still_has_a_report(campaigns, tmp_path):
    def forget(candidates):
        known = [name for name in candidates if name.startswith("unit_") and name != "unit_smiles"]
        return candidates.assign(**dict.fromkeys(known, float("nan")))

    html = build_report(read_campaign_folder(campaigns.make_campaign(tmp_path, n=20, edit=forget)))
    assert "20 of 20 candidates were not computed with xTB" in html


def test_a_monomer_without_name_goes_by_its_smiles(campaigns, tmp_path):
    def unname(candidates):
        return candidates.assign(name=[None, *candidates["name"][1:]])

    campaign = read_campaign_folder(campaigns.make_campaign(tmp_path, n=20, edit=unname))
    assert (campaign.ranking["name"] == campaign.ranking["smiles"]).sum() == 1


def test_a_folder_without_campaign_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"ranking.csv is missing\); run monodesign screen first"):
        build_report(read_campaign_folder(tmp_path))


def test_a_ranking_without_scores_is_refused(small):
    table = pd.read_csv(small / "ranking.csv").drop(columns="score")
    table.to_csv(small / "ranking.csv", index=False)
    with pytest.raises(InvalidTable, match="missing column\\(s\\) score"):
        build_report(read_campaign_folder(small))


def test_a_byte_order_mark_of_the_campaign_file_does_not_count(small):
    path = small / "campaign.toml"
    settings = read_campaign_folder(small).settings
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert read_campaign_folder(small).settings == settings


def test_a_damaged_campaign_file_is_refused(small):
    (small / "campaign.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(InvalidConfig, match="not valid TOML"):
        build_report(read_campaign_folder(small))
