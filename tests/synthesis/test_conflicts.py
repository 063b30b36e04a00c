"""Steps that would fail are refused with the reason (`libraries/incompatible.csv`)."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.synthesis.reactions import load_reactions
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.synthesis.stability import find_instability
from monodesign.synthesis.steps import consider, find_ambiguity, find_conflict


def conflict(name, electrophile, nucleophile, product):
    """Return what stands against a listed reaction of these molecules under the conditions they get."""
    reaction = next(one for one in load_reactions() if one.name == name)
    return find_conflict(consider(reaction, (electrophile, nucleophile), parse(product))) or ""


SULFONYL, BROMIDE = "sulfonyl chloride with an alcohol", "carboxylate with an alkyl bromide"


@pytest.mark.parametrize("alcohol", ["OCc1ccccc1", "OCC=C", "OCC#C"])
def test_mesyl_chloride_makes_no_benzylic_or_allylic_mesylate(alcohol):
    """They become chlorides: Collington & Meyers 1971, doi 10.1021/jo00820a021 (recalled)."""
    assert "would displace" in conflict(SULFONYL, "CS(=O)(=O)Cl", alcohol, f"CS(=O)(=O){alcohol}")
    assert not conflict(SULFONYL, "CS(=O)(=O)Cl", "OCCC", "CS(=O)(=O)OCCC")


def test_no_nucleophile_meets_a_halide_beside_a_sulfonate():
    product = "CCC(=O)OCCCOS(C)(=O)=O"
    assert "sulfonate too" in conflict(BROMIDE, "BrCCCOS(C)(=O)=O", "CCC(=O)O", product)


@pytest.mark.parametrize(("chain", "is_refused"), [("CCCC", True), ("CCCCC", False)])
def test_a_4_halobutanol_meets_no_warm_nucleophile(chain, is_refused):
    """It closes to tetrahydrofuran; the pentanol closes more slowly by far."""
    text = conflict(BROMIDE, f"O{chain}Br", "CCC(=O)O", f"CCC(=O)O{chain}O")
    assert ("tetrahydrofuran" in text) == is_refused


def test_a_fluoroacrylate_is_not_heated():
    product = "C=C(F)C(=O)OCCCOC(=O)N(C)C"
    text = conflict("carbamoyl chloride with an alcohol", "CN(C)C(=O)Cl", "C=C(F)C(=O)OCCCO", product)
    assert "hot step before the head" in text


def test_no_head_meets_a_phosphite_at_140_degrees():
    name = "trimethyl phosphite with a dibromide"
    text = conflict(name, "C=CC(=O)OCCBr", "COP(OC)OC", "C=CC(=O)OCCP(=O)(OC)OC")
    assert "polymerise" in text or "phosphite would add" in text
    assert not conflict(name, "BrCCBr", "COP(OC)OC", "BrCCP(=O)(OC)OC")


def test_an_imidazole_carboxylate_of_a_secondary_alcohol_meets_no_open_secondary_amine():
    name = "carbamate with carbonyldiimidazole"
    assert "hardly takes" in conflict(name, "CC(C)O", "CCNCC", "CC(C)OC(=O)N(CC)CC")
    assert not conflict(name, "CC(C)O", "CCN", "CC(C)OC(=O)NCC")


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("NCCCNC(=O)OCC(F)(F)F", "cyclic urea"),
        ("OCC(=O)N1CCOC1=O", "acyl group passes"),
        ("OCCOP(=O)(OCC)OCC", "ethylene phosphate"),
        ("OCCN1C(=O)COC1=O", "rearranges"),
        ("OCCCC1CO1", "tetrahydrofuran"),
        ("CC(O)C(C)OC(=O)C(=O)OCC", "dioxanedione"),
    ],
)
def test_what_closes_or_passes_its_acyl_group_on_is_no_intermediate(smiles, reason):
    assert reason in find_instability(parse(smiles))


def test_the_acid_chloride_that_does_not_keep_is_made_last_of_two():
    route = find_route("C=C(C(=O)OC(C)COC(=O)N1CCCC1)C(F)(F)F")
    assert not isinstance(route, NoRoute)
    assert route.steps[1].reaction.work_up == "distil"


def test_half_acylated_diols_and_diamines_on_no_list_are_not_asked_for():
    for smiles in ("C=CC(=O)OCCOC(=O)C1CCOC1=O", "C=CC(=O)NCC(C)(C)CNC(=O)CC(C)C"):
        route = find_route(smiles)
        asked = () if isinstance(route, NoRoute) else route.unlisted
        assert not set(asked) & {"O=C(OCCO)C1CCOC1=O", "CC(C)CC(=O)NCC(C)(C)CN"}


def test_a_triflate_is_not_made_beside_amines():
    text = conflict(SULFONYL, "O=S(=O)(Cl)C(F)(F)F", "OCCC", "CCCOS(=O)(=O)C(F)(F)F")
    assert "alkylates the base" in text


def test_a_sulfamoyl_chloride_takes_primary_alcohols_only():
    name, chloride = "sulfamoyl chloride with an alcohol", "CN(C)S(=O)(=O)Cl"
    assert "secondary" in conflict(name, chloride, "CC(C)O", "CC(C)OS(=O)(=O)N(C)C")
    assert not conflict(name, chloride, "CCO", "CCOS(=O)(=O)N(C)C")


def test_glycerol_makes_no_six_membered_carbonate():
    name = "cyclic carbonate from a 1,3-diol"
    assert "five-membered" in conflict(name, "CCOC(=O)Cl", "OCC(O)CO", "O=C1OCC(O)CO1")
    assert not conflict(name, "CCOC(=O)Cl", "CC(C)(CO)CO", "CC1(C)COC(=O)OC1")


def test_an_itaconate_is_not_heated_with_a_lactone():
    name, alcohol = "ε-caprolactone with an alcohol", "C=C(CC(=O)OC)C(=O)OCCO"
    assert "isomerise" in conflict(name, "O=C1CCCCCO1", alcohol, f"{alcohol}C(=O)CCCCCO")


def test_a_perfluorinated_acid_is_no_nucleophile():
    text = conflict(BROMIDE, "BrCCC", "O=C(O)C(F)(F)C(F)(F)F", "CCCOC(=O)C(F)(F)C(F)(F)F")
    assert "hardly a nucleophile" in text


def test_a_hydroxyalkyl_phenyl_carbamate_closes_to_an_oxazolidinone():
    assert "oxazolidinone" in find_instability(parse("CC(C)(CO)NC(=O)Oc1ccccc1"))


def test_imidazole_meets_no_fluoroacrylate_and_no_fluorinated_alcohol():
    name = "mixed carbonate with carbonyldiimidazole"
    assert "fluoroacrylate" in conflict(name, "N#CCCO", "C=C(F)C(=O)OCCO", "C=C(F)C(=O)OCCOC(=O)OCCC#N")
    assert "fluorinated alkoxide" in conflict(name, "OCC(F)(F)F", "CCO", "CCOC(=O)OCC(F)(F)F")


def test_a_cyanohydrin_meets_no_base_beside_an_acid_chloride():
    """It would give hydrogen cyanide; bromoacetonitrile and the acid do without."""
    route = find_route("C=CC(=O)OCC#N")
    assert not isinstance(route, NoRoute)
    assert "N#CCBr" in route.starting_materials or "N#CCCl" in route.starting_materials


def test_no_anhydride_is_asked_for_that_nobody_lists():
    route = find_route("C=CC(=O)NCCOC(=O)CCC(F)(C(=O)OCC)C(=O)OCC")
    assert isinstance(route, NoRoute) or not any("C(=O)OC1=O" in text for text in route.unlisted)


def test_an_imide_n_h_forbids_the_acid_chloride():
    text = conflict(
        "acryloylation of an alcohol", "C=CC(=O)Cl", "O=C1CN(CCO)C(=O)N1", "C=CC(=O)OCCN1CC(=O)NC1=O"
    )
    assert "imide N–H" in text


def test_a_diisopropylcarbamoyl_chloride_takes_no_alcohol():
    name, product = "carbamoyl chloride with an alcohol", "CCOC(=O)N(C(C)C)C(C)C"
    assert "both branches" in conflict(name, "CC(C)N(C(C)C)C(=O)Cl", "CCO", product)
    assert not conflict(name, "CN(C)C(=O)Cl", "CCO", "CCOC(=O)N(C)C")


def test_a_nitroethyl_ester_is_lost_to_bases():
    route = find_route("C=CC(=O)OCC[N+](=O)[O-]")
    assert isinstance(route, NoRoute)
    assert "elimination" in route.reason


def test_aniline_opens_no_ethylene_carbonate_at_50_degrees():
    """The pKa of anilinium is 4.6, of benzylammonium 9.3."""
    name, carbonate = "ethylene carbonate with an amine", "O=C1OCCO1"
    assert "too weak" in conflict(name, carbonate, "Nc1ccccc1", "O=C(Nc1ccccc1)OCCO")
    assert not conflict(name, carbonate, "NCc1ccccc1", "O=C(NCc1ccccc1)OCCO")


def test_a_diol_whose_ends_a_reagent_cannot_tell_apart_is_no_route():
    """Regioisomers in equal parts."""
    for smiles in ("C=CC(=O)OCCOC(=O)COP(=O)(OCC)OCC", "C=C(CC(=O)OC)C(=O)OCCOC(=O)CCOC(C)=O"):
        route = find_route(smiles)
        steps = () if isinstance(route, NoRoute) else route.steps
        assert all(step.selectivity in {"single", "equal", "graded"} for step in steps)


def test_sodium_hydride_meets_no_halo_ketone():
    name = "lactam with an alkyl bromide"
    assert "enolate" in conflict(name, "CC(=O)CBr", "O=C1CCCN1", "CC(=O)CN1CCCC1=O")
    assert not conflict(name, "CCCBr", "O=C1CCCN1", "CCCN1CCCC1=O")


def test_a_weak_amine_is_not_acylated_beside_a_fluorinated_alcohol():
    """A primary amine still wins over the alcohol, with lutidine (`adaptations.csv`)."""
    name, fluoro = "acryloylation of an amine", "FC(F)(F)CNCC(O)C(F)(F)F"
    product = "C=CC(=O)N(CC(F)(F)F)CC(O)C(F)(F)F"
    assert "beside the weak amine" in conflict(name, "C=CC(=O)Cl", fluoro, product)
    assert not conflict(name, "C=CC(=O)Cl", "FC(F)(F)CNCCO", "C=CC(=O)N(CC(F)(F)F)CCO")
    assert not conflict(name, "C=CC(=O)Cl", "NCC(F)(F)CO", "C=CC(=O)NCC(F)(F)CO")


def test_a_hydroxymethylsilyl_ether_is_no_intermediate():
    assert "dioxadisilacyclohexane" in str(find_instability(parse("C[Si](C)(CO)OCC")))


def test_a_hydroxyethyl_amide_takes_no_warm_sulfamoyl_chloride():
    name, chloride = "sulfamoyl chloride with an alcohol", "CN(C)S(=O)(=O)Cl"
    product = "C=C(C)C(=O)NCCOS(=O)(=O)N(C)C"
    assert "oxazoline" in conflict(name, chloride, "C=C(C)C(=O)NCCO", product)
    assert not conflict(name, chloride, "C=C(C)C(=O)N(C)CCO", "C=C(C)C(=O)N(C)CCOS(=O)(=O)N(C)C")


@pytest.mark.parametrize(
    ("name", "electrophile", "nucleophile", "product"),
    [
        ("acryloylation of an alcohol", "C=CC(=O)Cl", "OCCNS(=O)(=O)C(F)(F)F",
         "C=CC(=O)OCCNS(=O)(=O)C(F)(F)F"),
        ("carbodiimide ester", "C=CC(=O)O", "OCCNS(=O)(=O)C(F)(F)F", "C=CC(=O)OCCNS(=O)(=O)C(F)(F)F"),
        (BROMIDE, "BrCCNS(=O)(=O)C(F)(F)F", "CCC(=O)O", "CCC(=O)OCCNS(=O)(=O)C(F)(F)F"),
        ("carbodiimide ester", "C=CC(=O)O", "OCCS(N)(=O)=O", "C=CC(=O)OCCS(N)(=O)=O"),
    ],
)  # fmt: skip
def test_an_acidic_sulfonamide_is_acylated_before_the_alcohol(name, electrophile, nucleophile, product):
    """N-alkyltriflamides have a pKa near 6, as carboxylic acids have 5 (recalled)."""
    assert "sulfonamide" in conflict(name, electrophile, nucleophile, product)


def test_a_fluoroalkyl_oxalate_meets_no_carboxylate():
    oxalate = "O=C(OCc1ccc(CCl)cc1)C(=O)OCC(F)(F)F"
    product = "CCC(=O)OCc1ccc(COC(=O)C(=O)OCC(F)(F)F)cc1"
    assert "oxalate" in conflict("carboxylate with an activated chloride", oxalate, "CCC(=O)O", product)


@pytest.mark.parametrize(
    ("alcohol", "is_refused"), [("OCC1CCCC(=O)O1", True), ("OCC1COC(=O)O1", True), ("OCC1CCC(=O)O1", False)]
)
def test_warm_dmap_lets_an_alcohol_open_a_strained_ring(alcohol, is_refused):
    """Five-membered lactones close again by themselves."""
    text = conflict("carbamoyl chloride with an alcohol", "CN(C)C(=O)Cl", alcohol, f"CN(C)C(=O){alcohol}")
    assert ("lets the alcohol open" in text) == is_refused


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("O=[N+]([O-])OCCO", "explosive nitrate"),
        ("CCOC(=O)C=[N+]=[N-]", "explosive diazo"),
        ("N#CC(=O)O", "cyanoformic"),
        ("NCCN1C(=O)CCC1=O", "imide"),
        ("COP(=O)(OC)OCC(C)(C)CO", "six-membered phosphate"),
        ("C[Si](C)(C)O", "silanol"),
    ],
)
def test_what_is_in_no_bottle_is_no_starting_material(smiles, reason):
    assert reason in (find_instability(parse(smiles)) or "")


def test_a_phosphate_of_neopentyl_glycol_is_put_on_last():
    """Its half phosphate closes to the dioxaphosphorinane under the base."""
    route = find_route("C=CC(=O)OCC(C)(C)COP(=O)(OC)OC")
    assert route.steps[-1].reaction.name == "phosphoryl chloride with an alcohol"


@pytest.mark.parametrize(("amine", "is_refused"), [("NCCC", True), ("NC(C)C", False)])
def test_an_excess_of_an_unhindered_amine_opens_an_imide(amine, is_refused):
    """Methylamine takes phthalimides off at 25 °C: Wolfe & Hasan, Can. J. Chem. 1970, 48, 3572 (recalled)."""
    product = f"O=C1CCC(=O)N1CCC{amine}"
    text = conflict("amine with an alkyl bromide", "O=C1CCC(=O)N1CCCBr", amine, product)
    assert ("open the imide" in text) == is_refused


@pytest.mark.parametrize(
    ("name", "electrophile", "nucleophile", "product", "reason"),
    [
        ("sulfonyl chloride with an amine", "O=S(=O)(Cl)C(F)(F)F", "NCCN", "NCCNS(=O)(=O)C(F)(F)F",
         "salt of the diamine"),
        ("triisopropyl phosphite with a dibromide", "CC(=O)CBr", "CC(C)OP(OC(C)C)OC(C)C",
         "CC(=O)CP(=O)(OC(C)C)OC(C)C", "Perkow"),
        ("amine with an alkyl bromide", "CC(C)CBr", "NCC(F)(F)F", "CC(C)CNCC(F)(F)F", "too slow"),
        ("sulfamoyl chloride with an alcohol", "CN(C)S(=O)(=O)Cl", "COC(=O)NCCO", "COC(=O)NCCOS(=O)(=O)N(C)C",
         "oxazoline"),
    ],
)  # fmt: skip
def test_kinds_of_a_fourth_reading_are_refused(name, electrophile, nucleophile, product, reason):
    """Recalled: the Perkow reaction; the others are judgements."""
    assert reason in conflict(name, electrophile, nucleophile, product)


def test_a_fluoroalkyl_oxalate_is_put_on_last():
    route = find_route("C=CC(=O)OCC1(COC(=O)C(=O)OCC(F)(F)F)CCCCC1")
    assert "oxalyl" in route.steps[-1].reaction.name


def test_an_itaconate_is_put_on_after_the_warm_step():
    """Triethylamine and DMAP at 60 °C for a day make mesaconate and citraconate of it."""
    route = find_route("C=C(CC(=O)OC)C(=O)OCC(F)(F)C(F)(F)COS(=O)(=O)N1CCCC1")
    assert isinstance(route, NoRoute) or route.steps[-1].reaction.name == "carbodiimide ester"


@pytest.mark.parametrize(
    ("smiles", "reason"), [("COB(CCCO)OC", "boronic ester"), ("OCCCB1OC(C)(C)C(C)(C)O1", "")]
)
def test_an_open_boronic_ester_takes_its_own_alcohol(smiles, reason):
    found = find_instability(parse(smiles))
    assert (reason in found) if reason else found is None


def test_a_base_meets_no_cyanomethyl_alkyne():
    name = "acryloylation of an alcohol"
    assert "allene" in conflict(name, "C=CC(=O)Cl", "OCC#CCC#N", "C=CC(=O)OCC#CCC#N")


def test_a_sulfonylethyl_carbamate_is_taken_apart_by_warm_dmap():
    product = "CN(C)C(=O)OCCS(=O)(=O)CCOC(=O)C=C"
    reason = conflict(
        "carbamoyl chloride with an alcohol", "CN(C)C(=O)Cl", "OCCS(=O)(=O)CCOC(=O)C=C", product
    )
    assert "apart" in reason


def test_dmap_opens_a_uretdione():
    product = "CN1C(=O)N(CCOC(=O)C2CC2)C1=O"
    assert "uretdione" in conflict("carbodiimide ester", "OC(=O)C1CC1", "CN1C(=O)N(CCO)C1=O", product)


def test_an_itaconate_meets_no_slow_acylation():
    """Two days at 40 °C with triethylamine and DMAP, as for a tertiary alcohol, make mesaconate of it."""
    head = "C=C(CC(=O)OC)C(=O)OCC(C)(C)O"
    assert "isomerise" in conflict("acid chloride with an alcohol", "CC(=O)Cl", head, f"{head}C(C)=O")


@pytest.mark.parametrize(
    ("betaine", "why"),
    [
        ("C[N+](C)(CCO)CC(=O)[O-]", "free carboxylate"),
        ("C[N+](C)(CCO)CCCS(=O)(=O)[O-]", "inner salt"),
    ],
)
def test_a_betaine_is_not_acylated_in_dichloromethane(betaine, why):
    """The carboxylate takes the acid chloride; neither betaine dissolves; acid resins hold their products."""
    product = betaine.replace("CCO", "CCOC(=O)C(C)=C")
    assert why in conflict("acryloylation of an alcohol", "C=C(C)C(=O)Cl", betaine, product)


def test_a_nitro_group_or_an_n_oxide_is_no_inner_salt():
    for alcohol in ("O=[N+]([O-])CCCCO", "[O-][n+]1ccccc1CCO"):
        made = alcohol[:-1] + "OC(=O)C=C"
        assert not conflict("acryloylation of an alcohol", "C=CC(=O)Cl", alcohol, made)


def test_a_sodium_salt_is_no_inner_salt():
    assert not conflict("cyanide with an alkyl bromide", "OCCCBr", "[C-]#N.[Na+]", "OCCCC#N")


@pytest.mark.parametrize(
    ("smiles", "what"),
    [
        ("OCC1(F)CO1", "epoxide beside a halogen"),
        ("OC1COC2OC12", "epoxide beside a halogen"),
        ("COC(=O)C(=O)N(C)CCO", "morpholinedione"),
        ("N#CCOC(=O)CO", "cyanomethyl ester"),
        ("N#CC#CCCO", "ynenitrile"),
        ("CC(=O)SCCO", "thioester"),
        ("N#CC(F)(F)CCCO", "fluoronitrile"),
        ("OCCNC(=O)COC(=O)Oc1ccccc1", "oxazolidinedione"),
    ],
)
def test_what_closes_or_rearranges_is_in_no_bottle(smiles, what):
    assert what in (find_instability(parse(smiles)) or "")


@pytest.mark.parametrize(
    "smiles", ["OCC1CO1", "CC(=O)SCCCCCO", "OCCCCC#N", "OCCN(C)C(=O)COC(=O)Oc1ccccc1", "COC(=O)C(=O)NCCO"]
)
def test_their_harmless_neighbours_are(smiles):
    assert find_instability(parse(smiles)) is None


@pytest.mark.parametrize(
    ("acid", "why"),
    [("OC(=O)COC(=O)Oc1ccccc1", "activated carbonate"), ("OC(=O)CCC(=O)Oc1ccccc1", "aryl ester")],
)
def test_an_amine_is_not_coupled_beside_a_phenyl_ester_or_carbonate(acid, why):
    """Phenyl carbonates carbamoylate amines at room temperature, faster than EDC couples an acid."""
    made = acid.replace("OC(=O)", "CNC(=O)", 1)
    assert why in conflict("carbodiimide amide", acid, "CN", made)
    assert not conflict("carbodiimide amide", "OC(=O)CCC(=O)OC", "CN", "CNC(=O)CCC(=O)OC")


@pytest.mark.parametrize("chloride", ["CCOP(C)(=O)Cl", "CC(C)OP(C)(=O)Cl", "CCP(=O)(F)F"])
def test_no_route_goes_through_a_precursor_of_nerve_agents(chloride):
    """Chemical Weapons Convention, Annex on Chemicals, schedules 1 and 2B4."""
    made = chloride.replace("Cl", "OCCC").replace("(F)F", "(F)OCCC")
    assert "Chemical Weapons" in conflict("phosphoryl chloride with an alcohol", chloride, "OCCC", made)


def test_an_ordinary_phosphoryl_chloride_is_no_scheduled_one():
    made = "CCCOP(=O)(OCC)OCC"
    assert not conflict("phosphoryl chloride with an alcohol", "CCOP(=O)(Cl)OCC", "OCCC", made)


@pytest.mark.parametrize(
    ("half_ester", "anhydride", "is_made"),
    [
        ("C=C(CC(=O)O)C(=O)OC", "C=C1CC(=O)OC1=O", False),  # alcohols open the other carbonyl group
        ("CC(CC(=O)O)C(=O)OC", "CC1CC(=O)OC1=O", False),  # a mixture
        ("CC(C)(CC(=O)O)C(=O)OC", "CC1(C)CC(=O)OC1=O", False),
        ("COC(=O)CC(C)(C)C(=O)O", "CC1(C)CC(=O)OC1=O", True),
        ("COC(=O)CCC(=O)O", "O=C1CCC(=O)O1", True),
    ],
)
def test_an_unsymmetrical_anhydride_opens_at_its_less_hindered_end(half_ester, anhydride, is_made):
    reaction = next(one for one in load_reactions() if one.name == "cyclic anhydride with an alcohol")
    situation = consider(reaction, (anhydride, "CO"), parse(half_ester))
    assert (find_ambiguity(situation) is None) == is_made


def test_a_phosphorodiamidic_chloride_takes_no_alcohol():
    """It needs the lithium alkoxide: Ireland et al. 1972, doi 10.1021/ja00769a093 (recalled)."""
    name, made = "phosphoryl chloride with an alcohol", "C=CC(=O)OCCOP(=O)(N(C)C)N(C)C"
    assert "lithium alkoxide" in conflict(name, "CN(C)P(=O)(Cl)N(C)C", "C=CC(=O)OCCO", made)


def test_no_acid_is_put_on_a_tertiary_hydroxynitrile():
    made = "C=CC(=O)OC(C)(C)CC#N"
    why = conflict("acryloylation of an alcohol", "C=CC(=O)Cl", "CC(C)(O)CC#N", made)
    assert "take the acid off" in why


def test_cyanide_keeps_away_from_a_bromohydrin():
    """It closes it to the epoxide, and hydrogen cyanide is set free."""
    name = "cyanide with an alkyl bromide"
    assert "halo alcohol to an epoxide" in conflict(name, "CC(O)CBr", "[C-]#N", "CC(O)CC#N")
    assert not conflict(name, "OCCCBr", "[C-]#N", "OCCCC#N")


def test_a_hot_amine_keeps_away_from_a_methyl_phosphonate():
    """Amine and bromide take a methyl group in two days at 80 °C; an ethyl phosphonate stands it."""
    name, amine = "amine with an alkyl bromide", "NCC(F)(F)F"
    methyl = "COP(=O)(CCCCCCBr)OC", "COP(=O)(CCCCCCNCC(F)(F)F)OC"
    assert "take a methyl group" in conflict(name, methyl[0], amine, methyl[1])
    ethyl = "CCOP(=O)(CCCCCCBr)OCC", "CCOP(=O)(CCCCCCNCC(F)(F)F)OCC"
    assert not conflict(name, ethyl[0], amine, ethyl[1])


def test_no_thioester_end_waits_beside_a_carboxylate():
    assert "passes the acyl group on" in conflict(
        "carboxylate with an alkyl bromide", "CC(=O)SCCBr", "C=CC(=O)O", "C=CC(=O)OCCSC(C)=O"
    )


def test_butyrolactone_makes_no_lactam_of_a_diamine_nor_of_a_boc_amine():
    name = "lactam from γ-butyrolactone and an amine"
    assert "both amines" in conflict(name, "O=C1CCCO1", "NCCCCN", "NCCCCN1CCCC1=O")
    assert "heat" in conflict(name, "O=C1CCCO1", "CC(C)(C)OC(=O)NCCN", "CC(C)(C)OC(=O)NCCN1CCCC1=O")


def test_iodide_takes_a_methyl_group_off_a_phosphonate():
    product = "CC(=O)OCCCS(=O)(=O)N(C)CP(=O)(OC)OC"
    halide = "ClCCCS(=O)(=O)N(C)CP(=O)(OC)OC"
    told = conflict("carboxylate with a chloropropanesulfonamide", halide, "CC(=O)O", product)
    assert "methyl group off" in told


@pytest.mark.parametrize("name", ["ethylene carbonate with an amine", "γ-butyrolactone with an amine"])
def test_a_tertiary_carbinamine_opens_no_ring(name):
    made = {"e": ("O=C1OCCO1", "CC(C)(C)NC(=O)OCCO"), "γ": ("O=C1CCCO1", "CC(C)(C)NC(=O)CCCO")}[name[0]]
    assert "crowded" in conflict(name, made[0], "CC(C)(C)N", made[1])
    plain = made[1].replace("CC(C)(C)N", "CCCN")
    assert not conflict(name, made[0], "CCCN", plain)


def test_no_benzylic_halide_waits_beside_imidazole():
    told = conflict("carbamate with carbonyldiimidazole", "OCc1ccc(CCl)cc1", "CN", "CNC(=O)OCc1ccc(CCl)cc1")
    assert "activated halide" in told


def test_no_base_meets_a_bromoethylphosphonate():
    product, bromide = "CC(C)NCCP(=O)(OCC)OCC", "CCOP(=O)(CCBr)OCC"
    assert "vinylphosphonate" in conflict("amine with an alkyl bromide", bromide, "CC(C)N", product)
    assert not conflict(
        "amine with an alkyl bromide", bromide.replace("CCBr", "CCCBr"), "CC(C)N", "CC(C)NCCCP(=O)(OCC)OCC"
    )


def test_an_aminoethyl_thioester_is_in_no_bottle():
    """S-Acetylcysteamine moves its acetyl group to nitrogen."""
    assert "thioester" in find_instability(parse("CC(=O)SCCN"))
    assert find_instability(parse("CC(=O)SCCCCN")) is None


def test_an_amine_stands_beside_an_oxazolidinone():
    """Linezolid's amine is stable; carbonates, lactones and oxazolidinediones are opened."""
    assert find_instability(parse("NCCCCCN1CC(C)OC1=O")) is None
    route = find_route("C=CC(=O)NCCCCCN1CC(C)OC1=O")
    assert not isinstance(route, NoRoute)
    for opened in ("NCCCCCN1C(=O)COC1=O", "NCCCCC1COC(=O)O1", "NCCCCC1CCC(=O)O1", "NCCCC(=O)N1CCOC1=O"):
        assert find_instability(parse(opened))


def test_a_malononitrile_loses_its_formaldehyde_to_a_carbodiimide_and_a_malonate_does_not():
    told = conflict("carbodiimide ester", "CCC(=O)O", "OCC(C)(C#N)C#N", "CCC(=O)OCC(C)(C#N)C#N")
    assert "formaldehyde" in told
    malonate = "C(C)(C(=O)OCC)C(=O)OCC"
    assert not conflict("carbodiimide ester", "CCC(=O)O", f"OC{malonate}", f"CCC(=O)OC{malonate}")
