"""Synthesis sheets say what to do, and take names as text."""

import pandas as pd
import pytest

from monodesign.chem.molecules import monomer_id
from monodesign.errors import UserError
from monodesign.export.markdown import inert
from monodesign.export.synthesis_sheet import synthesis_sheet, write_synthesis_sheets
from monodesign.synthesis.reactions import load_reactions
from monodesign.synthesis.work_up import WAYS

DOA, DOA_MMOL = "C=CC(=O)OCC1COC(=O)O1", 169.5
HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(1)", "../../x", "a|b\n# c"]


def test_the_sheet_of_doa_is_the_papers_recipe():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: 20.0 g, 160 + 60 mL, 3 × 150 mL, 0 °C, then 8 h."""
    text = synthesis_sheet(DOA, name="DOA", limiting_mmol=DOA_MMOL)
    for part in ("glycerol carbonate", "| 20.02 |", "| 160 |", "| 60 |", "3 × 150 mL", "0 °C", "25 °C; 8 h"):
        assert part in text


def test_the_sheet_names_hazards_inhibitor_and_source():
    text = synthesis_sheet(DOA)
    for part in ("H330 fatal if inhaled", "ppm of 4-methoxyphenol", "doi 10.1038/s41467-025-59020-w"):
        assert part in text


def test_stock_and_what_is_on_no_list_are_said():
    smiles, rare = "C=CC(=O)OCCCCC1(C#N)CCCCC1", "N#CC1(CCCCO)CCCCC1"
    assert f"`{rare}`: not on any list" in synthesis_sheet(smiles)
    assert f"`{rare}`: in stock" in synthesis_sheet(smiles, stock=frozenset({rare}))


def test_a_monomer_without_a_route_says_so():
    assert "No route: no known reaction" in synthesis_sheet("C=CC#N")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_appears_as_text(name):
    title = synthesis_sheet(DOA, name=name).splitlines()[0]
    assert "<script" not in title
    assert title.startswith("# Synthesis of ")
    assert "|" not in title


def test_names_become_no_paths(tmp_path):
    table = pd.DataFrame({"smiles": [DOA] * len(HOSTILE), "name": HOSTILE})
    files = write_synthesis_sheets(table, tmp_path / "synthesis")
    assert {path.relative_to(tmp_path).as_posix() for path in files} == {f"synthesis/{monomer_id(DOA)}.md"}
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {f"{monomer_id(DOA)}.md"}


def test_a_name_that_is_missing_is_no_name(tmp_path):
    table = pd.DataFrame({"smiles": [DOA], "name": [float("nan")]})
    (path,) = write_synthesis_sheets(table, tmp_path)
    assert path.read_text(encoding="utf-8").startswith(f"# Synthesis of `{DOA}`")


def test_a_scale_of_nothing_is_refused():
    with pytest.raises(UserError, match="positive amount"):
        synthesis_sheet(DOA, limiting_mmol=0.0)


def test_inert_text_keeps_what_is_harmless():
    assert inert("P(DOA), 1:1 °C") == "P(DOA), 1:1 °C"


def test_acids_that_are_split_off_have_names():
    assert "By-product: HCl, bound by triethylamine." in synthesis_sheet(DOA)


def test_an_intermediate_that_can_polymerise_is_kept_with_inhibitor():
    two_steps = synthesis_sheet("C=CC(=O)N(C)CCOC(=O)OC")
    assert two_steps.count("ppm of 4-methoxyphenol") == 2


def test_the_yield_of_one_of_two_hydroxyl_groups_is_not_said_to_be_the_papers():
    """The paper's 75–88 % are for alcohols with one hydroxyl group."""
    text = synthesis_sheet("C=CC(=O)OCCC(C)CCOC(=O)C(=O)OC(C)C")
    assert "45–65 %" in text
    (line,) = [line for line in text.splitlines() if "45–65 %" in line]
    assert "Li P." not in line


OXALATE = "C=CC(=O)OCC(C)OC(=O)C(=O)OCc1ccccc1"  # by way of a monoester chloride of oxalic acid


def _lines_of_step(text, number):
    return text.split("## Step ")[number].splitlines()


def test_an_acid_chloride_is_not_washed_with_water():
    """It hydrolyses, and so does the oxalyl chloride left over, violently."""
    (work_up,) = [line for line in _lines_of_step(synthesis_sheet(OXALATE), 1) if "Work-up" in line]
    assert "no water" in work_up
    assert "wash" not in work_up


def _work_up(smiles, number=1):
    (line,) = [line for line in _lines_of_step(synthesis_sheet(smiles), number) if "Work-up" in line]
    return line


COUPLED = "C=CC(=O)OCCOC(=O)CCC(=O)OCCC#N"  # with EDC and DMAP


def test_a_carbodiimide_is_washed_out_with_acid_and_the_paper_is_not_cited():
    """Water leaves DMAP, EDC and its urea in the organic phase; the paper coupled nothing so."""
    acid, bicarbonate, brine = map(_work_up(COUPLED).find, ("1 M HCl", "sodium bicarbonate", "brine"))
    assert 0 < acid < bicarbonate < brine
    assert "4-dimethylaminopyridine, EDC and its urea" in _work_up(COUPLED)
    assert "paper" not in _work_up(COUPLED)


def test_only_the_papers_reactions_are_worked_up_as_in_the_paper():
    for smiles in (DOA, "C=CC(=O)OCCOC(=O)OCCC", "C=CC(=O)OCCOC(=O)C(=O)OCC", COUPLED, "C=CC(=O)N(C)CCC#N"):
        text = synthesis_sheet(smiles)
        assert ("as in the paper" in text) == ("Source: Li P. et al." in text), smiles


def test_acid_takes_no_basic_product_along():
    assert "not with acid" in _work_up("C=C(C)C(=O)NCCCn1ccnc1")


def test_the_alcohol_is_added_to_an_excess_of_oxalyl_chloride():
    """The other way round two alcohols meet one oxalyl chloride, and the conditions say so too."""
    lines = _lines_of_step(synthesis_sheet(OXALATE), 1)
    assert any("Conditions: 0 °C while adding the alcohol" in line for line in lines)
    (order,) = [line for line in lines if "Order" in line]
    assert order.startswith("- Order: oxalyl chloride (`O=C(Cl)C(=O)Cl`) in the flask; add benzyl alcohol")


def test_the_second_alcohol_is_added_to_the_activated_first():
    """Both at once would give the symmetric carbonates too."""
    lines = synthesis_sheet("C=CC(=O)OCCOC(=O)OCCC#N").splitlines()
    assert any("the second alcohol after 2 h" in line for line in lines)
    (order,) = [line for line in lines if "Order" in line]
    assert order.startswith(
        "- Order: 3-hydroxypropionitrile (`N#CCCO`) and the coupling agent in the flask in the solvent"
    )
    assert "; after the waiting time wash this" in order.split("add 2-hydroxyethyl acrylate")[0]


def test_a_coupling_agent_comes_last_to_a_diol_and_its_acid():
    """A diol added to the activated acid would meet an excess of it at first, and give the diester."""
    lines = _lines_of_step(synthesis_sheet("C=C(CC(=O)OC)C(=O)OCC(C)(CCC)COC(=O)C(CC)CC"), 1)
    assert any(
        "| reactant | 2-methyl-2-propyl-1,3-propanediol `CCCC(C)(CO)CO` | 3 |" in line for line in lines
    )
    (order,) = [line for line in lines if "Order" in line]
    assert order.startswith("- Order: everything else in the flask; add EDC hydrochloride as the solid")


def test_the_monomers_of_a_copolymer_have_their_names(tmp_path):
    other = "C=CC(=O)OCCOC(=O)OCCC"
    cells = {"smiles": f"{DOA}.{other}", "polymer": f"{DOA}|{other}", "polymer_mol_ratio": "1|1"}
    (path,) = write_synthesis_sheets(pd.DataFrame([{**cells, "name": "DOA + PCEA 1:1"}]), tmp_path)
    titles = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    assert titles == ["# Synthesis of DOA", "# Synthesis of PCEA"]


def test_a_head_that_makes_no_homopolymer_says_so_at_the_top():
    lines = synthesis_sheet("C=C(C(=O)OCC(F)(F)F)C(F)(F)F").splitlines()
    assert lines[4].startswith(
        "**Polymerisation:** α-trifluoromethylacrylate does not homopolymerise by radicals"
    )
    assert "vinyl ester" in lines[4]


def test_a_head_of_full_known_conversion_needs_no_warning():
    assert "**Polymerisation:**" not in synthesis_sheet(DOA)


def test_a_gas_is_taken_as_its_solution_in_a_closed_vessel():
    text = synthesis_sheet("C=CC(=O)N(C)C")
    (line,) = [line for line in text.splitlines() if line.startswith("| limiting")]
    assert "dimethylamine `CNC`, 2.0 M in tetrahydrofuran | 1 | 50 |  | 25 |" in line
    assert "Gas: dimethylamine boils at 7 °C: use it as sold (2.0 M in tetrahydrofuran)" in text


def test_a_salt_is_weighed_as_such_and_freed_by_more_base():
    text = synthesis_sheet("C=CC(=O)NCC(=O)OCC")
    # Glycine ethyl ester hydrochloride has 139.58 g/mol.
    assert "| limiting | glycine ethyl ester `CCOC(=O)CN`, hydrochloride | 1 | 50 | 6.979 |" in text
    assert "| base | triethylamine `CCN(CC)CC` | 2.1 |" in text


@pytest.mark.parametrize("smiles", ["C=CC(=O)N(C)C", "C=CC(=O)NCCNS(C)(=O)=O", "C=CC(=O)N1CCN(C(C)=O)CC1"])
def test_a_water_soluble_product_is_not_washed_with_water(smiles):
    *_, last = [line for line in synthesis_sheet(smiles).splitlines() if "Work-up" in line]
    assert "no extraction with water, because the product would stay in it" in last
    assert "wash" not in last


def test_an_inhibitor_is_in_every_step_with_an_acrylate():
    text = synthesis_sheet("C=CC(=O)N(C)CCOC(=O)OC")
    assert text.count("| inhibitor | 4-methoxyphenol") == text.count("## Step") == 2


def test_supply_names_the_lists_that_hold_a_substance():
    text = synthesis_sheet("C=CC(=O)OCCOC(=O)OCC(F)(F)F")
    (hydroxy,) = [
        line for line in text.splitlines() if line.startswith("| limiting | 2-hydroxyethyl acrylate")
    ]
    (chloride,) = [line for line in text.splitlines() if line.startswith("| reactant")]
    assert hydroxy.endswith("| ZINC20 in stock, ECHA, EINECS, TSCA |")
    assert chloride.endswith("| not on any list: ask suppliers |")


def test_what_to_look_for_before_a_cell_follows_from_the_route():
    doa, tin = synthesis_sheet(DOA), synthesis_sheet("C=CC(=O)OCCOC(=O)NCC")
    for check in ("- water: below 20 mg/kg", "- chloride: below 10 mg/kg", "- amine: below 50 mg/kg"):
        assert check in doa
    assert "- tin: " in tin
    assert "- tin: " not in doa


def test_the_excess_waits_in_the_flask_where_it_keeps_the_reaction_single():
    """Methylamine added to an epoxide would give the tertiary amine."""
    (order, *_) = [
        line for line in synthesis_sheet("C=C(C)C(=O)N(C)CC(CC)OC(=O)CCC").splitlines() if "Order" in line
    ]
    assert "methylamine (`CN`), the excess, in the flask; add 1,2-epoxybutane" in order


def test_every_way_of_working_up_is_known():
    assert {reaction.work_up for reaction in load_reactions()} <= set(WAYS)


def test_a_diol_is_put_to_what_carbonyldiimidazole_activated_and_not_the_other_way_round():
    """The other way round each imidazolide meets both ends of the diol in turn."""
    sheet = synthesis_sheet("C=C(C)C(=O)NCCCCOC(=O)OCCCCOC(=O)NCCCC")
    assert "after the waiting time add this to 1,4-butanediol (`OCCCCO`), dropwise." in sheet


def test_an_ester_that_bases_eliminate_says_so():
    sheet = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCS(=O)(=O)c1ccc(F)cc1")
    assert "Elimination: bases take this ester apart to a vinyl sulfone" in sheet
    assert "Elimination" not in synthesis_sheet(DOA)


def test_an_ethylene_phosphate_meets_neither_water_nor_silica():
    """A million times faster: Westheimer 1968, doi 10.1021/ar50003a002 (recalled)."""
    sheet = synthesis_sheet("C=C(C)C(=O)N(C)CCOP1(=O)OCCO1")
    # Only the last step has it: every other would open it.
    assert sheet.count("no water and no silica, which open the five-membered phosphate") == 1


def test_a_step_without_a_double_bond_asks_for_no_inhibitor():
    first = synthesis_sheet("C=CC(=O)OCCCCCCOC(=O)N1CCCCC1").split("## Step 2")[0].split("## Step 1")[1]
    assert "inhibitor" not in first.lower()


@pytest.mark.parametrize("smiles", ["C=C(CC(=O)OC)C(=O)OCCS(=O)(=O)C", "C=CC(=O)OCCCCCCOC=O"])
def test_what_bicarbonate_splits_is_washed_with_a_cold_buffer(smiles):
    *_, last = [line for line in synthesis_sheet(smiles).splitlines() if "Work-up" in line]
    assert "ice-cold 0.5 M phosphate buffer of pH 7" in last
    assert "not with bicarbonate" in last


def test_a_sulfonylethyl_ester_is_checked_for_the_vinyl_sulfone():
    assert "- vinyl sulfone: below 0.1 mol%" in synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCS(=O)(=O)C")
    assert "vinyl sulfone" not in synthesis_sheet(DOA)


def test_a_substance_that_releases_fluoroethanol_says_so_at_the_top():
    """Gribble 1973, doi 10.1021/ed050p460: among the most toxic of non-protein substances."""
    sheet = synthesis_sheet("C=CC(=O)OCCOC(=O)OCCF")
    assert "**Toxic on hydrolysis: 2-fluoroethanol.**" in sheet.split("## Step 1", maxsplit=1)[0]
    assert "Toxic on hydrolysis" not in synthesis_sheet("C=CC(=O)OCCOC(=O)OCC(F)F")


@pytest.mark.parametrize("smiles", [DOA, COUPLED, OXALATE, "C=CC(=O)N(C)CCOC(=O)OC"])
def test_hazards_are_silent_about_nothing(smiles):
    """Every substance of the tables has a line, and so have the solvents of the work-up."""
    sheet = synthesis_sheet(smiles)
    hazards = sheet.split("## Hazards")[1]
    for line in sheet.splitlines():
        if line.startswith("| ") and "`" in line:
            name = line.split("|")[2].strip()
            shown = name.split(" `", maxsplit=1)[0] if not name.startswith("`") else f"`{name.split('`')[1]}`"
            assert f"- {shown}: " in hazards, shown
    if "ethyl acetate" in sheet.split("## Before", maxsplit=1)[0]:
        assert "- ethyl acetate: " in hazards


def test_two_amines_and_an_isocyanate_make_a_bis_urea_and_no_hydrochloride():
    first = synthesis_sheet("C=CC(=O)NCCNC(=O)NCC").split("## Step 2", maxsplit=1)[0]
    assert ("bis-urea" in first) == ("isocyanate" in first)
    assert not ("isocyanate with an amine" in first and "hydrochloride" in first)


def test_an_acidic_sulfonamide_is_not_washed_with_bicarbonate():
    sheet = synthesis_sheet("C=CC(=O)NCCNS(=O)(=O)C(F)(F)F")
    assert "saturated sodium bicarbonate" not in sheet


def test_water_does_not_take_a_fluorinated_diol():
    sheet = synthesis_sheet("C=CC(=O)OCC(F)(F)C(F)(F)CO")
    assert "Selectivity" in sheet
    assert "Wash out the excess" not in sheet


def test_the_solvent_of_a_sold_solution_has_its_hazards_and_its_peroxides():
    """Methylamine comes as 2.0 M in tetrahydrofuran; five equivalents bring more of it than of any other."""
    text = synthesis_sheet("C=CC(=O)N(C)CCS(C)(=O)=O")
    hazards = text.split("## Hazards")[1]
    assert "- tetrahydrofuran: H225" in hazards
    assert "- peroxide: below" in text


def test_an_alcohol_that_only_the_work_up_brings_is_looked_for_too():
    """Methanol destroys the excess of acryloyl chloride; with LiPF6 it gives HF."""
    text = synthesis_sheet("C=CC(=O)N1CCS(=O)(=O)CC1")
    assert "with methanol" in text
    assert "- free alcohol: below" in text


def test_a_reagent_that_is_sold_with_its_isomer_says_so():
    """2-Hydroxypropyl methacrylate of commerce holds the 2-hydroxy-1-methylethyl ester."""
    assert "with about a quarter of its isomer" in synthesis_sheet("C=C(C)C(=O)OCC(C)OC(=O)OCC")


def test_trifluoroacetic_acid_is_split_off_by_name():
    text = synthesis_sheet("C=CC(=O)OCCCCCOC(=O)C(F)(F)F")
    assert "By-product: trifluoroacetic acid, bound by pyridine." in text


def test_an_amine_that_boils_high_is_not_evaporated():
    """Ethanolamine boils at 170 °C; propylamine, at 47 °C, leaves with the solvent."""
    heavy = synthesis_sheet("C=CC(=O)OCCN(CCC#N)C(C)=O").split("## Step 2")[0]
    assert "with the excess of amine" not in heavy
    assert "distil off the excess of ethanolamine in vacuum" in heavy
    light = synthesis_sheet("C=CC(=O)N(CCC)CC(C)COC(=O)C(CC)CC").split("## Step 2")[0]
    assert "evaporate with the excess of amine" in light


def test_a_monomer_that_is_sold_is_offered_for_sale_first():
    """2-(Acetoacetoxy)ethyl methacrylate is a monomer of commerce."""
    text = synthesis_sheet("C=C(C)C(=O)OCCOC(=O)CC(C)=O")
    assert text.index("**For sale:**") < text.index("## Step 1")
    assert "For sale" not in synthesis_sheet("C=CC(=O)OCCOC(=O)OCCC")


def test_a_sheet_says_how_an_unlisted_starting_material_is_had():
    text = synthesis_sheet("C=C(C)C(=O)NCC(C)(CCC)COC(=O)N(C)c1ccccc1")
    assert "not on any list: ask suppliers for a custom synthesis, or make it: alkylate ethyl cyan" in text
