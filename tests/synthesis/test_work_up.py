"""How products are taken out; organic chemists' common knowledge (recalled) unless said."""

from monodesign.synthesis.amounts import weigh_step
from monodesign.synthesis.steps import find_steps
from monodesign.synthesis.work_up import describe_work_up


def test_the_crystals_of_a_hydroxymethyl_imide_are_the_product():
    step = find_steps("O=C1CCC(=O)N1CO")[0]
    assert (step.reaction.catalyst, step.reaction.work_up) == ("", "crystals")
    told = describe_work_up(weigh_step(step, limiting_mmol=50.0))
    assert "collect the crystals" in told
    assert "filter off solids" not in told


def test_a_polar_half_ester_is_lost_in_part_to_its_washes():
    polar, plain = (
        next(one for one in find_steps(smiles) if one.reaction.name == "cyclic anhydride with an alcohol")
        for smiles in ("CCNC(=O)OCCOC(=O)CCC(=O)O", "CCCCCCCCOC(=O)CCC(=O)O")
    )
    assert polar.reaction.yield_high_percent == plain.reaction.yield_high_percent - 15
    assert "four times" in describe_work_up(weigh_step(polar, limiting_mmol=50.0))
    assert "back" not in describe_work_up(weigh_step(plain, limiting_mmol=50.0))


def test_a_neat_hydroxymethyl_compound_is_taken_up_before_it_is_filtered():
    told = describe_work_up(weigh_step(find_steps("CC(C#N)(C#N)CO")[0], limiting_mmol=50.0))
    assert told.startswith("take up in ethyl acetate with acetic acid")
