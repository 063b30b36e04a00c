"""Hazards by functional group, against what suppliers print for well-known reagents."""

import pytest

from monodesign.chem.molecules import parse, pattern
from monodesign.errors import InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.synthesis.flammability import classify_flammability
from monodesign.synthesis.hazards import (
    STATEMENTS,
    find_hazards,
    join_statements,
    load_hazards,
    load_substances,
)
from monodesign.tables.shipped import read_rows


def codes(smiles):
    return {code for hazard in find_hazards(smiles) for code in hazard.statements}


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [
        ("C=CC(=O)Cl", {"H314", "H330"}),  # acryloyl chloride
        ("CCOC(=O)Cl", {"H314", "H330"}),  # ethyl chloroformate
        ("C=CC(=O)OCCO", {"H317"}),  # 2-hydroxyethyl acrylate
        ("CCCCN=C=O", {"H330", "H334"}),  # butyl isocyanate
        ("CN(C)C(=O)Cl", {"H350", "H331"}),  # dimethylcarbamoyl chloride
        ("ClCCl", {"H351"}),  # dichloromethane
        ("[C-]#N.[Na+]", {"H300", "H410", "EUH032"}),  # sodium cyanide
    ],
)
def test_a_reagent_carries_its_known_statements(smiles, expected):
    assert expected <= codes(smiles)


def test_a_harmless_ester_has_no_hazard():
    assert find_hazards("CCCCCCOC(=O)CCCCC") == ()


def test_a_flash_point_makes_a_liquid_flammable():
    """CLP, Annex I, table 2.6.1: below 23 °C H225, to 60 °C H226; DMC 16 °C, DEC 25 °C, GBL 98 °C."""
    assert "H225" in codes("COC(=O)OC")
    assert "H226" in codes("CCOC(=O)OCC")
    assert not codes("O=C1CCCO1") & {"H225", "H226"}


@pytest.mark.parametrize(
    ("boiling_c", "statement"), [(34.0, "H224"), (39.0, "H225"), (100.0, "H226"), (180.0, "")]
)
def test_a_liquid_of_unknown_flash_point_is_judged_by_its_boiling_point(boiling_c, statement):
    """N-methylethylamine boils at 34 °C, 3,3,3-trifluoro-1,2-epoxypropane at 39 °C; both flash cold."""
    assert classify_flammability(None, boiling_c) == statement


def test_an_organic_gas_is_extremely_flammable():
    assert "H220" in codes("CN")


@pytest.mark.parametrize(
    "smiles", ["COC(=O)Nc1ccccc1", "CC(=O)Nc1ccccc1", "CS(=O)(=O)Nc1ccccc1", "CNC(=O)Nc1ccccc1"]
)
def test_an_anilide_or_phenyl_carbamate_is_no_aniline(smiles):
    assert "aromatic amine" not in {hazard.group for hazard in find_hazards(smiles)}


def test_a_ring_is_not_taken_for_its_open_chain():
    assert "diethyl ether" not in {hazard.group for hazard in find_hazards("C1CCOC1")}


def test_a_diamide_is_no_polyamine():
    assert "polyamine" not in {hazard.group for hazard in find_hazards("CC(=O)NCCNC(C)=O")}


def test_a_whole_molecule_pattern_does_not_match_a_larger_one():
    assert "triethylamine" not in {hazard.group for hazard in find_hazards("CCN(CC)CCO")}


def test_every_statement_has_its_wording():
    assert {code for hazard in load_hazards() for code in hazard.statements} <= set(STATEMENTS)


def test_faults_of_a_hazard_list_are_all_named(tmp_path):
    path = tmp_path / "hazards.csv"
    path.write_text(
        "group,smarts,covers,statements,advice,typical_member\na,C(,part,H999,,\nb,C,whole,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidTable, match=r"line 2: statement H999.*line 3: covers 'whole'"):
        load_hazards(path)


@pytest.mark.parametrize(
    ("smiles", "code"),
    [
        ("[N-]=[N+]=NCCO", "H240"),
        ("CC(C)(C)OOC(=O)C", "H242"),
        ("C#CCO", "H331"),
        ("OCCBr", "H310"),
        ("FCCO", "H300"),
        ("O=C(Cl)OCCF", "H300"),
    ],
)
def test_what_explodes_or_kills_says_so(smiles, code):
    """CLP of the typical members (recalled)."""
    assert code in {code for hazard in find_hazards(smiles) for code in hazard.statements}


@pytest.mark.parametrize("smiles", ["NCC(F)(F)F", "FC(F)(F)C1CO1"])
def test_a_trifluoromethyl_group_does_not_put_a_small_molecule_out(smiles):
    """Supplier's sheets (recalled): both are H225; the flash point of trifluoroethylamine is −16 °C."""
    assert "flammable liquid" in [hazard.group for hazard in find_hazards(smiles)]


def test_a_tin_ii_carboxylate_is_no_organotin():
    """It has no carbon on tin, and is not classified as dibutyltin is."""
    groups = [hazard.group for hazard in find_hazards("CCCCC(CC)C(=O)O[Sn]OC(=O)C(CC)CCCC")]
    assert "tin(II) carboxylate" in groups
    assert "organotin" not in groups


def test_mercaptoethanol_is_fatal_through_the_skin():
    """Supplier's sheet (recalled): H301 + H331, H310, H318."""
    assert {"H310", "H331", "H318"} <= codes("OCCS")


def test_tetrazole_says_that_it_may_explode():
    """Supplier's sheet (recalled): 1H-tetrazole is sold in acetonitrile, the dry solid is an explosive."""
    assert any("explode" in hazard.advice for hazard in find_hazards("c1nnn[nH]1"))
    assert not any("may explode" in hazard.advice for hazard in find_hazards("CCn1nnnc1"))


# Structures of which the shipped tables hold none.
UNSHIPPED = (
    "CCOC(=O)CF", "[NH4+].[Cl-]", "CCN=[N+]=[N-]", "CCO[N+](=O)[O-]", "CCOC(=O)C=[N+]=[N-]", "C1CN1",
    "CCOB(OCC)OCC", "CCSC(C)=O", "C=CC(C)=O", "C=CS(C)(=O)=O", "CSS(C)(=O)=O",
    "CSC#N",
    "CCOS(=O)(=O)N(C)C",
)  # fmt: skip


def test_every_pattern_recognises_something():
    """RDKit keeps a perchlorate charge-separated, so that a pattern drawn with Cl=O found none."""
    tables = ("reagents.csv", "salts.csv", "solvents.csv", "initiators.csv", "common_monomers.csv")
    shipped = [row["smiles"] for name in tables for row in read_rows(LIBRARIES / name)]
    mols = [parse(smiles) for smiles in (*shipped, *UNSHIPPED)]
    dead = [h.group for h in load_hazards() if not any(m.HasSubstructMatch(pattern(h.smarts)) for m in mols)]
    assert dead == []


def test_lithium_perchlorate_is_an_oxidiser():
    """CLP: H272; it explodes with organic matter."""
    assert "H272" in codes("[Li+].O=Cl(=O)(=O)[O-]")


@pytest.mark.parametrize("anhydride", ["O=C1CCC(=O)O1", "CC1CC(=O)OC1=O", "C=C1CC(=O)OC1=O"])
def test_an_anhydride_is_no_lactone(anhydride):
    assert "butyrolactone ring" not in [hazard.group for hazard in find_hazards(anhydride)]


def test_an_arenesulfonyl_chloride_gives_no_sulfene():
    (hazard,) = find_hazards("O=S(=O)(Cl)c1ccccc1")
    assert "sulfene" not in hazard.advice
    assert "sulfene" in find_hazards("CS(=O)(=O)Cl")[0].advice


def test_a_methylphosphonate_is_named_a_scheduled_compound_and_a_phosphate_is_not():
    """Chemical Weapons Convention, schedule 2B4: one methyl, ethyl or propyl group on phosphorus."""
    assert any("2B4" in hazard.advice for hazard in find_hazards("C=C(C)C(=O)OCCOP(C)(=O)OCC"))
    for smiles in ("CCOP(=O)(OCC)OCC", "COC(=O)CP(=O)(OC)OC", "CP(C)(=O)OC"):
        assert not any("2B4" in hazard.advice for hazard in find_hazards(smiles))


@pytest.mark.parametrize(
    ("smiles", "worse"),
    [
        ("C=CC(=O)OCCO", {"H311", "H314"}),  # 2-hydroxyethyl acrylate: Annex VI, 607-072-00-8
        ("OCC(F)(F)F", {"H331", "H360F"}),  # 2,2,2-trifluoroethanol: suppliers
        ("CC(C)Br", {"H225", "H360F"}),  # 2-bromopropane: Annex VI
        ("CS(=O)(=O)Cl", {"H301", "H311", "H330"}),  # methanesulfonyl chloride: suppliers
        ("CC(C)(C)C(=O)Cl", {"H330"}),  # pivaloyl chloride: suppliers
        ("CC(C)(C)OC(=O)OC(=O)OC(C)(C)C", {"H330"}),  # di-t-butyl dicarbonate: suppliers
        ("C=CC(=O)NCO", {"H340", "H350"}),  # N-(hydroxymethyl)acrylamide: Annex VI
        ("C1CO1", {"H350"}),  # ethylene oxide, which 2-halo alcohols set free
    ],
)
def test_a_substance_worse_than_its_group_says_so(smiles, worse):
    """CLP, Annex VI, or suppliers' sheets, all recalled."""
    assert worse <= codes(smiles)


def test_of_two_statements_of_one_kind_the_worse_is_printed():
    """CLP, Annex I: categories of one hazard class exclude each other."""
    bromoethanol = find_hazards("OCCBr")
    assert {"H300", "H310"} <= set(join_statements(bromoethanol))
    assert not {"H301", "H302", "H311", "H312"} & set(join_statements(bromoethanol))


def test_a_group_that_only_warns_warns_of_a_known_substance_too():
    assert any("PFAS" in hazard.advice for hazard in find_hazards("O=C(O)C(F)(F)C(F)(F)C(F)(F)F"))


def test_an_unknown_statement_of_a_substance_is_refused(tmp_path):
    path = tmp_path / "substance_hazards.csv"
    path.write_text("name,smiles,statements,advice,source\na,CCO,H999,,\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match="H999"):
        load_substances(path)
