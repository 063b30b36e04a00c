"""What a step's precautions say of vessels, gases and orders of addition."""

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.amounts import weigh_step
from monodesign.synthesis.order import describe_order
from monodesign.synthesis.precautions import list_precautions
from monodesign.synthesis.reactions import load_reactions
from monodesign.synthesis.steps import Step, consider


def weighed(name, electrophile, nucleophile, product):
    """Weigh a listed reaction of these molecules under the conditions they get."""
    reaction = next(one for one in load_reactions() if one.name == name)
    pair = canonical_smiles(parse(electrophile)), canonical_smiles(parse(nucleophile))
    adapted = consider(reaction, pair, parse(product)).reaction
    step = Step(reaction=adapted, product=product, electrophile=pair[0], nucleophile=pair[1])
    return weigh_step(step, limiting_mmol=50.0)


def test_a_vessel_that_gas_leaves_is_closed_only_after_it():
    """Carbonyldiimidazole sets carbon dioxide free before the volatile amine comes."""
    texts = list_precautions(weighed("carbamate with carbonyldiimidazole", "CCCO", "CN", "CCCOC(=O)NC"))
    told = " ".join(texts)
    assert "open to a bubbler until the gas of the first stage is gone" in told
    assert "never use a closed flask" not in told


def test_a_volatile_reactant_beside_a_gas_is_held_by_a_cold_condenser():
    step = weighed("carboxylate with an alkyl bromide", "BrCCBr", "CCC(=O)O", "CCC(=O)OCCBr")
    assert not any("closed vessel" in text for text in list_precautions(step))


def test_what_boils_below_the_bath_is_closed_in_before_it_is_warmed():
    """Trifluoroethylamine boils at 36 °C and is heated to 80 °C."""
    text = describe_order(weighed("amine with an alkyl bromide", "CCCBr", "NCC(F)(F)F", "CCCNCC(F)(F)F"))
    assert text.endswith("together in the vessel, cooled to −20 °C; close it, warm slowly.")


def test_base_and_a_2_halo_alcohol_warn_of_the_epoxide():
    name = "carboxylate with an alkyl bromide"
    assert any(
        "ethylene oxide" in text
        for text in list_precautions(weighed(name, "OCCBr", "CCC(=O)O", "CCC(=O)OCCO"))
    )
    other = weighed(name, "OCCCBr", "CCC(=O)O", "CCC(=O)OCCCO")
    assert not any("ethylene oxide" in text for text in list_precautions(other))


def test_base_and_a_halide_that_loses_acid_warn_of_the_alkene():
    """The product is the same by way of acrylonitrile, which is volatile and toxic."""
    name = "thiol with an alkyl bromide"
    texts = list_precautions(weighed(name, "N#CCCBr", "OCCS", "N#CCCSCCO"))
    assert any("acrylonitrile" in text for text in texts)
    texts = list_precautions(weighed(name, "N#CCCCBr", "OCCS", "N#CCCCSCCO"))
    assert not any("acrylonitrile" in text for text in texts)


def test_the_phosphite_is_added_to_the_excess_of_dibromide():
    """The other way round one dibromide would meet many phosphites."""
    text = describe_order(
        weighed("trimethyl phosphite with a dibromide", "BrCCBr", "COP(OC)OC", "BrCCP(=O)(OC)OC")
    )
    assert text.startswith("1,2-dibromoethane (`BrCCBr`) in the flask; add trimethyl phosphite")


def test_hydrogen_comes_after_everything_else():
    text = describe_order(weighed("reductive amination", "CCC=O", "NCCO", "CCCNCCO"))
    assert text.endswith("exchange the nitrogen for hydrogen.")


def test_an_arbuzov_flask_is_never_closed():
    """The alkyl bromide distils off at 120 to 140 °C, near the boiling point of the dibromide."""
    phosphite = "CC(C)OP(OC(C)C)OC(C)C"
    step = weighed("triisopropyl phosphite with a dibromide", "BrCCBr", phosphite, "CC(C)OP(=O)(CCBr)OC(C)C")
    told = " ".join(list_precautions(step))
    assert "never close it" in told
    assert "closed vessel" not in told


def test_what_is_dosed_as_a_vapour_near_room_temperature_has_a_condenser_first():
    """Difluoroacetyl chloride boils at 25 °C; a dropping funnel cannot stand on a closed vessel."""
    texts = list_precautions(
        weighed("acid chloride with an alcohol", "O=C(Cl)C(F)F", "CCCCO", "CCCCOC(=O)C(F)F")
    )
    assert any("condenser at −20 °C while adding, then a closed vessel" in text for text in texts)


def test_a_solid_imide_is_hydroxymethylated_in_a_solvent():
    """1,5,5-Trimethylhydantoin and paraformaldehyde are solids well above 60 °C."""
    step = weighed(
        "hydroxymethylation of a lactam, imide or sultam", "C=O", "O=C1CCC(=O)N1", "O=C1CCC(=O)N1CO"
    )
    assert [amount.name for amount in step.amounts if amount.role == "solvent"] == ["ethanol"]


def test_an_epoxide_is_let_out_of_a_closed_vessel_cold():
    text = " ".join(
        list_precautions(weighed("amine with an alkyl bromide", "OCCBr", "NCC(F)(F)F", "OCCNCC(F)(F)F"))
    )
    assert "open the vessel cold" in text
    assert "cold condenser" not in text


def test_a_cyclic_anhydride_is_added_as_the_solid():
    """Succinic anhydride hardly dissolves in dichloromethane."""
    step = weighed("cyclic anhydride with an alcohol", "O=C1CCC(=O)O1", "CCO", "CCOC(=O)CCC(=O)O")
    assert describe_order(step).endswith("as it is, in portions.")
    assert not any(amount.role == "solvent of the addition" for amount in step.amounts)


def test_methyl_bromide_is_trapped_in_the_cold_and_listed():
    step = weighed("trimethyl phosphite with a dibromide", "BrCCCBr", "COP(OC)OC", "COP(=O)(CCCBr)OC")
    assert any("trap at −78 °C, behind it ethanolamine" in text for text in list_precautions(step))
    assert "- methyl bromide: H280" in synthesis_sheet("C=CC(=O)OCCCCCCP(=O)(OC)OC")


def test_a_bromide_is_looked_for_before_the_evaporator():
    step = weighed("carboxylate with an alkyl bromide", "OCCBr", "CCC(=O)O", "CCC(=O)OCCO")
    assert any(
        text.startswith("Conversion: before the work-up look for 2-bromoethanol")
        for text in list_precautions(step)
    )


def test_a_neat_monomer_in_the_heat_is_watched():
    name = "ε-caprolactone with an alcohol"
    step = weighed(name, "O=C1CCCCCO1", "C=CC(=O)NCCO", "C=CC(=O)NCCOC(=O)CCCCCO")
    assert any("phenothiazine" in text and "shield" in text for text in list_precautions(step))
    other = weighed(name, "O=C1CCCCCO1", "CCCO", "CCCOC(=O)CCCCCO")
    assert not any("phenothiazine" in text for text in list_precautions(other))


def test_what_takes_longer_than_a_day_is_not_forbidden_to_stand_overnight():
    """A line said 16 h, and another not overnight."""
    name = "acryloylation of an amine"
    slow = weighed(name, "C=CC(=O)Cl", "CC(C)NC(C)CO", "C=CC(=O)N(C(C)C)C(C)CO")
    assert any("do not leave it longer than the 16 h" in text for text in list_precautions(slow))


def test_an_acyl_group_beside_a_hydroxyl_group_wanders_where_that_makes_an_isomer():
    unlike = weighed("acid chloride with an alcohol", "CCC(=O)Cl", "CCC(O)CO", "CCC(=O)OCC(O)CC")
    alike = weighed("acid chloride with an alcohol", "CCC(=O)Cl", "OCCO", "CCC(=O)OCCO")
    assert any(text.startswith("Migration: ") for text in list_precautions(unlike))
    assert not any(text.startswith("Migration: ") for text in list_precautions(alike))
