"""The filters: which molecules are kept, and the reason given for each that is not."""

import pytest

from monodesign.chem.filters import FilterSettings, find_reasons
from monodesign.chem.groups import PROTIC, REACTIVE, find_groups
from monodesign.chem.head_warnings import head_warnings
from monodesign.chem.molecules import parse, pattern
from monodesign.chem.synthetic_accessibility import sa_score
from monodesign.chem.toxic_release import release_warnings
from monodesign.errors import InvalidConfig

PAPER = [
    "C=CC(=O)OCC1COC(=O)O1",
    "C=CC(=O)OCCOC(=O)OCCC",
    "C=CC(=O)OCCOC(=O)C(=O)OCC",
    "C=CC(=O)NCCOC(=O)OCCC",
    "C=CC(=O)NCCOC(=O)C(=O)OCC",
    "C=CC(=O)OCCCCOC(=O)OCCC",
    "C=CC(=O)OCCCCOC(=O)C(=O)OCC",
]


@pytest.mark.parametrize("smiles", PAPER)
def test_the_paper_s_seven_monomers_are_kept(smiles):
    assert find_reasons(parse(smiles)) == ()
    assert head_warnings(parse(smiles)) == ()


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("C=C(C)C(=O)OCCOCCOC", "ether: dialkyl ether"),
        ("O=c1occo1", "no acrylic head: vinylene carbonate, polymerises to 50–80 % only"),
        ("C=CC1COC(=O)O1", "no acrylic head: vinylethylene carbonate, polymerises to 50–80 % only"),
        ("C=Cc1ccccc1", "no acrylic head: styrene, conversion unknown"),
        ("C=COCC", "no acrylic head: vinyl ether, copolymerises only by radicals"),
        ("C=C(C(=O)OC)C(F)(F)F", "no homopolymer: α-trifluoromethylacrylate copolymerises only by radicals"),
        ("C=C(C)C(=O)N(C)CC", "no homopolymer: N-alkyl methacrylamide copolymerises only by radicals"),
        ("C=C(CC)C(=O)OC", "no homopolymer: α-alkylacrylate depropagates by radicals"),
        ("C=C(C#N)C(=O)OCC", "polymerises on contact: cyanoacrylate, by lithium, bases and moisture"),
        ("CCO", "no polymerisable C=C"),
        ("C=CC(=O)OCCOC(=O)C=C", "crosslinker: 2"),
        ("C=CC(=O)OCC=CC", "C=C that does not polymerise: 1"),
        ("C=CC(=O)OCCO[Si](C)(C)C", "silyl ether"),
        ("C=CC(=O)OCCOOC", "peroxide"),
        ("C=CC(=O)OCCO", "protic: alcohol"),
        ("C=CC(=O)OCCC(=O)O", "protic: carboxylic acid"),
        ("C=CC(=O)OCCNC", "protic: amine N–H"),
        ("C=CC(=O)OCCC(=O)Cl", "reactive: acyl halide"),
        ("C=CC(=O)OCCN=C=O", "reactive: isocyanate"),
        ("C=CC(=O)OCC[N+](C)(C)C", "charge: +1 e"),
        ("C=CC(=O)OCC[N+](C)(C)CC(=O)[O-]", "charge: zwitterion"),
        ("C=CC(=O)[O-].[Li+]", "charge: salt"),
        ("C=CC(=O)OCC[Se]C", "element: Se"),
        ("C=CC(=O)OC1CC1", "ring strain: a ring of 3"),
        ("C=CC(=O)OC1CCCCCCCC1", "ring strain: a ring of 9"),
        ("C=CC(=O)O" + "C" * 40, "mass: "),
        ("C=CC(=O)O" + "C" * 25, "rotors: "),
        ("C=CC(=O)OC.C", "several molecules: 2"),
        ("C=CC(=O)OC[CH2]", "radical"),
        ("*CC(*)C(=O)OC", "open end (*): a repeat unit or fragment, not a monomer"),
    ],
)
def test_each_filter_names_its_rejection(smiles, reason):
    assert any(found.startswith(reason) for found in find_reasons(parse(smiles)))


def test_the_amide_of_the_paper_s_acrylamides_is_not_protic_but_an_acidic_sulfonamide_is():
    assert find_groups(parse("CC(=O)NC"), PROTIC) == ()
    assert find_groups(parse("CNC(=O)OC"), PROTIC) == ()
    assert find_groups(parse("CNC(=O)NC"), PROTIC) == ()
    assert find_groups(parse("CNS(C)(=O)=O"), PROTIC) == ("sulfonamide or phosphoramide N–H",)


def test_an_isonitrile_is_no_diazo_compound():
    assert find_groups(parse("C[N+]#[C-]"), REACTIVE) == ("isonitrile",)


PROTIC_CASES = {
    "carboxylic acid": "CC(=O)O",
    "alcohol": "CCO",
    "phenol or enol": "Oc1ccccc1",
    "N–OH": "CC(C)=NO",
    "hydroperoxide": "COO",
    "acidic S–OH, P–OH, B–OH or Si–OH": "CS(=O)(=O)O",
    "water": "O",
    "thiol": "CS",
    "amine N–H": "CNC",
    "amidine or guanidine N–H": "CC(N)=NC",
    "hydrazine or hydroxylamine N–H": "CNOC",
    "imine N–H": "CC(C)=N",
    "imide N–H": "CC(=O)NC(C)=O",
    "sulfonamide or phosphoramide N–H": "CNP(=O)(OC)OC",
    "azole N–H": "c1cc[nH]c1",
    "ammonium": "C[NH3+]",
    "acidic C–H between two keto, cyano or sulfonyl groups": "CC(=O)CC(C)=O",
    "acidic C–H of a cyano, keto or sulfonyl ester": "N#CCC(=O)OC",
    "acidic C–H of a cyano, keto or sulfonyl phosphonate": "N#CCP(=O)(OC)OC",
    "acidic C–H of a malonate": "COC(=O)CC(=O)OC",
    "acidic C–H of an alkylated Meldrum's or barbituric acid": "CC1C(=O)OC(C)(C)OC1=O",
    "acidic C–H of a cyclopentadiene or fluorene": "C1C=CC=C1",
    "sulfoximine or phosphazene N–H": "CS(C)(=N)=O",
}
REACTIVE_CASES = {
    "acyl halide": "CC(=O)Cl",
    "sulfonyl or sulfinyl halide": "CS(=O)(=O)Cl",
    "phosphoryl halide": "COP(=O)(Cl)OC",
    "silicon or boron halide": "C[Si](C)(C)Cl",
    "alkyl chloride, bromide or iodide": "CCBr",
    "anhydride": "CC(=O)OC(C)=O",
    "aldehyde": "CC=O",
    "formate or N–H formamide": "COC=O",
    "isocyanate, isothiocyanate or carbodiimide": "CN=C=S",
    "cyanate or thiocyanate": "CSC#N",
    "acyl cyanide": "CC(=O)C#N",
    "ketene or allene": "C=C=O",
    "alkyne": "CC#C",
    "isonitrile": "C[N+]#[C-]",
    "azide or diazo": "CN=[N+]=[N-]",
    "azo or triazene": "CN=NC",
    "hydrazine or N–N single bond": "CN(C)N(C)C",
    "nitro or nitrate": "CO[N+](=O)[O-]",
    "nitroso or nitrite": "CON=O",
    "N-oxide or nitrone": "C[N+](C)(C)[O-]",
    "N–O single bond": "CN(C)OC",
    "oxime": "CC(C)=NOC",
    "imine": "CC=NC",
    "N–halogen or O–halogen": "CN(C)Cl",
    "disulfide": "CSSC",
    "thiocarbonyl": "CC(=S)C",
    "sulfenyl": "CSOC",
    "sulfoxide": "CS(C)=O",
    "sulfinate or sulfinamide": "CS(=O)OC",
    "phosphorus(III)": "COP(OC)OC",
    "P–H, Si–H or B–H": "CP(=O)OC",
    "boronic or boric acid ester": "COB(OC)OC",
    "quinone": "O=C1C=CC(=O)C=C1",
    "1,2-diketone": "CC(=O)C(C)=O",
    "tertiary amine": "CN(C)C",
    "thioether": "CSC",
    "thioester": "CC(=O)SC",
    "aziridine": "CC(=O)N1CC1",
    "metal": "[Li]C",
    "alkyl sulfonate (alkylating agent)": "COS(C)(=O)=O",
    "alkyl sulfate (alkylating agent)": "COS(=O)(=O)OC",
    "oxonium or sulfonium (alkylating agent)": "C[O+](C)C",
    "N-acyl azole (acylating agent)": "CC(=O)n1ccnc1",
    "β-acyloxy ketone (eliminates)": "CC(=O)CCOC(C)=O",
    "enol ester": "CC=C(C)OC(C)=O",
    "thiosulfonate or thiosulfinate": "CSS(C)(=O)=O",
    "amidine or guanidine": "CN=C(C)N(C)C",
    "trifluoromethyl ester (releases carbonyl fluoride)": "CC(=O)OC(F)(F)F",
    "α-fluoroalkyl ester (releases hydrogen fluoride)": "CC(=O)OC(F)F",
    "ester of a tetra- or pentafluorophenol (acylating agent)": "CC(=O)Oc1c(F)c(F)cc(F)c1F",
    "phosphorus or sulfur ylide": "CC=P(C)(C)C",
    "nitrogen ylide, aminimide or mesoionic ring": "C[N+](C)(C)[N-]C(C)=O",
    "iminophosphorane (base)": "CN=P(C)(C)C",
    "sulfilimine": "CN=S(C)C",
    "cyclic sulfamidate (alkylating agent)": "CN1CCOS1(=O)=O",
    "N-alkyl bis(fluorosulfonyl or perfluoroalkylsulfonyl)imide (alkylating agent)": (
        "CN(S(=O)(=O)F)S(=O)(=O)F"
    ),
    "N-sulfonyl azole (sulfonylating agent)": "CS(=O)(=O)n1ccnc1",
    "azlactone or isoimide (acylating agent)": "CC1=NC(C)(C)C(=O)O1",
    "acylsilane or acylphosphorus (splits in light, acylates)": "CC(=O)[Si](C)(C)C",
    "β-acyloxy malonate or its like (eliminates)": "CC(=O)OCC(C#N)C(=O)OC",
    "sulfenyl or sulfuranyl halide": "CSCl",
    "hydrazone or azine": "CC(C)=NN(C)C",
    "tetrazine (adds to C=C)": "Cc1nnc(C)nn1",
    "thioimidate": "CC1=NCCS1",
    "silazane or other Si–N": "C[Si](C)(C)N(C)C",
    "thioester of phosphorus": "COP(=O)(OC)SC",
    "Si–Si": "C[Si](C)(C)[Si](C)(C)C",
}


@pytest.mark.parametrize("group", PROTIC, ids=lambda group: group.name)
def test_each_protic_group_is_found_in_a_molecule_that_has_it(group):
    assert group.name in find_groups(parse(PROTIC_CASES[group.name]), PROTIC)


@pytest.mark.parametrize("group", REACTIVE, ids=lambda group: group.name)
def test_each_reactive_group_is_found_in_a_molecule_that_has_it(group):
    assert group.name in find_groups(parse(REACTIVE_CASES[group.name]), REACTIVE)


@pytest.mark.slow
@pytest.mark.parametrize("group", PROTIC + REACTIVE, ids=lambda group: group.name)
def test_the_short_cut_of_a_group_never_hides_it(group):
    for smiles in (*PROTIC_CASES.values(), *REACTIVE_CASES.values(), *PAPER):
        mol = parse(smiles)
        assert (group.name in find_groups(mol, (group,))) == mol.HasSubstructMatch(pattern(group.smarts))


@pytest.mark.parametrize(
    "smiles",
    ["COC(=O)OC", "CS(C)(=O)=O", "CC#N", "COP(=O)(OC)OC", "CN1CCCC1=O", "CN1CCOC1=O", "c1ccccc1OS(C)(=O)=O",
     "CN(C)S(C)(=O)=O", "CN(C)C(=O)N(C)C", "COC(=O)C(=O)OC", "CN1C(=O)CCC1=O", "FC(F)(F)COC(C)=O"],
)  # fmt: skip
def test_the_ligand_classes_of_the_libraries_are_neither_protic_nor_reactive(smiles):
    assert find_groups(parse(smiles), PROTIC) == find_groups(parse(smiles), REACTIVE) == ()


@pytest.mark.parametrize(
    ("smiles", "settings"),
    [
        ("C=C(C)C(=O)OCCOCCOC", FilterSettings(allow_ethers=True)),
        ("C=CC(=O)OCCO[Si](C)(C)C", FilterSettings(allow_silyl_ethers=True)),
        ("C=CC(=O)OCCOOC", FilterSettings(allow_peroxides=True)),
        ("C=CC(=O)OCCO", FilterSettings(allowed_protic=("alcohol",))),
        ("C=CC(=O)OCCSC", FilterSettings(allowed_reactive=("thioether",))),
        ("C=CC(=O)OCCOC(=O)OCCF", FilterSettings(allowed_releases=("2-fluoroethanol",))),
        ("C=CC1COC(=O)O1", FilterSettings(heads="any")),
        ("C=CC(=O)OCCOC(=O)C=C", FilterSettings(max_polymerisable=2)),
        ("C=CC(=O)OCC=CC", FilterSettings(max_other_alkenes=1)),
        ("O=C1OCCO1", FilterSettings(min_polymerisable=0)),
        ("C=CC(=O)OC1CC1", FilterSettings(min_ring_size=3)),
        ("C=CC(=O)OCC[Si](C)(C)C", FilterSettings()),
    ],
)
def test_each_filter_can_be_opened(smiles, settings):
    assert find_reasons(parse(smiles), settings) == ()


@pytest.mark.parametrize(
    ("smiles", "poison"),
    [
        ("C=CC(=O)OCCOC(=O)OCCF", "2-fluoroethanol"),
        ("C=CC(=O)OCCCCF", "4-fluorobutanol"),
        ("C=CC(=O)OCCOC(=O)CF", "fluoroacetic acid"),
    ],
)
def test_what_the_body_turns_into_fluoroacetate_is_rejected(smiles, poison):
    """Gribble 1973, doi 10.1021/ed050p460: lethal at a few mg/kg; odd chains and CHF2 are not."""
    assert find_reasons(parse(smiles)) == (f"releases: {poison}",)


@pytest.mark.parametrize("smiles", ["C=CC(=O)OCC#N", "C=CC(=O)OC(C)(C)C#N", "C=CC(=O)OC1(C#N)CCCC1"])
def test_esters_of_aldehyde_and_ketone_cyanohydrins_warn_of_hydrogen_cyanide(smiles):
    assert release_warnings(parse(smiles))[0].startswith("releases hydrogen cyanide: ")


@pytest.mark.parametrize("smiles", ["C=CC(=O)OCCCF", "C=CC(=O)OCC(F)F", "C=CC(=O)OCCOC(=O)C(F)F"])
def test_its_harmless_neighbours_are_kept(smiles):
    assert find_reasons(parse(smiles)) == ()


def test_user_smarts_require_and_exclude():
    doa = parse(PAPER[0])
    assert find_reasons(doa, FilterSettings(require_smarts=("C#N",))) == ("required SMARTS missing: C#N",)
    assert find_reasons(doa, FilterSettings(exclude_smarts=("O=C1OCCO1",))) == (
        "excluded SMARTS found: O=C1OCCO1",
    )


def test_wrong_settings_are_refused_all_at_once():
    with pytest.raises(InvalidConfig) as caught:
        FilterSettings(
            min_mw_g_mol=500.0,
            require_smarts=("[",),
            allowed_protic=("beer",),
            allowed_releases=("steam",),
            elements=("Xx",),
        )
    for part in ("min_mw_g_mol", "'['", "beer", "steam", "Xx"):
        assert part in str(caught.value)


def test_sa_score_puts_methyl_acrylate_below_a_caged_alkaloid():
    # doi 10.1186/1758-2946-1-8: small commodity molecules lie below 3, caged alkaloids well above.
    morphine = "CN1CC[C@]23c4c5ccc(O)c4O[C@H]2[C@@H](O)C=C[C@H]3[C@H]1C5"
    assert sa_score(parse("C=CC(=O)OC")) < 3 < sa_score(parse(morphine))


def test_heads_the_paper_did_not_measure_are_warned_about():
    (warning,) = head_warnings(parse("C=C(C)C(=O)OC"))
    assert warning == "methacrylate homopolymerises to a conversion not known here"


@pytest.mark.parametrize(
    ("smiles", "warnings"),
    [
        ("C=C(CC(=O)OC)C(=O)OC", ("itaconate does not reach full conversion",)),
        (
            "C=C(C(=O)OC)C(F)(F)F",
            (
                "α-trifluoromethylacrylate does not homopolymerise by radicals: copolymerise it",
                "α-trifluoromethylacrylate is polymerised by bases",
            ),
        ),
        (
            "C=C(C#N)C(=O)OC",
            (
                "cyanoacrylate homopolymerises to a conversion not known here",
                "cyanoacrylate is polymerised by lithium, bases and moisture",
            ),
        ),
    ],
)
def test_what_a_head_does_by_radicals_and_by_bases_is_warned_about(smiles, warnings):
    assert head_warnings(parse(smiles)) == warnings


def test_a_head_that_homopolymerises_saves_a_crosslinker_with_one_that_does_not():
    both = "C=CC(=O)OCCOC(=O)C(=C)C(F)(F)F"
    assert not any(reason.startswith("no homopolymer") for reason in find_reasons(parse(both)))


def test_heads_without_a_homopolymer_are_kept_where_that_is_asked_for():
    settings = FilterSettings(heads_without_homopolymer="keep")
    assert find_reasons(parse("C=C(C(=O)OC)C(F)(F)F"), settings) == ()
