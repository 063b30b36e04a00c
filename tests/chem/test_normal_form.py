"""One molecule, one normal form, however it is drawn."""

from pathlib import Path

import pytest
from rdkit import Chem

from monodesign.chem.check import check
from monodesign.chem.molecules import canonical_smiles, find_redrawn, parse, parse_chemistry, read_fragment
from monodesign.chem.named_monomers import load_named_monomers
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents

CASES = Path(__file__).parents[1] / "cases"
# Drawings of one molecule, the usual one first.
DRAWINGS = {
    "sulfoxide": ["CCS(C)=O", "CC[S+](C)[O-]"],
    "chiral sulfoxide": ["CC[S@](C)=O", "CC[S@+](C)[O-]"],
    "sulfone": ["CCS(C)(=O)=O", "CC[S+2](C)([O-])[O-]", "CC[S+](C)([O-])=O"],
    "sulfite": ["COS(=O)OC", "CO[S+]([O-])OC"],
    "phosphate": ["COP(=O)(OC)OC", "CO[P+]([O-])(OC)OC"],
    "phosphine sulfide": ["CP(C)(C)=S", "C[P+](C)(C)[S-]"],
    "phosphazene": ["CN=P(C)(C)C", "C[N-][P+](C)(C)C"],
    "sulfilimine": ["CS(C)=NC", "C[S+](C)[N-]C"],
    "phosphorus ylide": ["COC(=O)C=P(C)(C)C", "COC(=O)[CH-][P+](C)(C)C"],
    "selenoxide": ["C[Se](C)=O", "C[Se+](C)[O-]"],
    "phospholipid head": ["COP(=O)([O-])OCC[N+](C)(C)C", "CO[P+]([O-])([O-])OCC[N+](C)(C)C"],
    "nitro": ["C[N+](=O)[O-]", "CN(=O)=O"],
    "azide": ["CN=[N+]=[N-]", "C[N-][N+]#N", "CN=N#N"],
    "diazo ester": ["COC(=O)C=[N+]=[N-]", "COC(=O)[CH-][N+]#N"],
    "N-oxide": ["C[N+](C)(C)[O-]", "CN(C)(C)=O"],
    "pyridine N-oxide": ["[O-][n+]1ccccc1", "O=n1ccccc1"],
    "nitrone": ["C=[N+](C)[O-]", "C=N(C)=O"],
    "amide": ["CC(=O)N(C)C", "CC([O-])=[N+](C)C"],
    "pyridone": ["Cn1ccccc1=O", "C[n+]1ccccc1[O-]"],
    "amine borane": ["C[N+](C)(C)[B-](F)(F)F", "FB(F)(F)<-N(C)(C)C", "CN(C)(C)->B(F)(F)F"],
    "sulfonimide": ["O=S(=O)(C)NS(=O)(=O)CC", "O=S(O)(C)=NS(=O)(=O)CC", "O=S(=O)(C)N=S(=O)(O)CC"],
    "sulfonamide": ["CS(N)(=O)=O", "CS(=N)(=O)O"],
    "lithium sulfonimide": [
        "[Li+].C[N-]S(=O)(=O)C",
        "[Li]N(C)S(=O)(=O)C",
        "[Li+].CN=S(C)(=O)[O-]",
        "CN=S(C)(=O)O[Li]",
    ],
    "potassium sulfonate": ["CS(=O)(=O)[O-].[K+]", "CS(=O)(=O)O[K]"],
    "imidazolium": ["CCn1cc[n+](C)c1", "CC[n+]1ccn(C)c1"],
    "guanidinium": ["CN(C)C(N(C)C)=[N+](CC)CC", "C[N+](C)=C(N(C)C)N(CC)CC"],
    "amidate": ["CC(=O)[N-]C", "CC([O-])=NC"],
    "diketonate": ["CCC(=O)C=C(C)[O-]", "CCC([O-])=CC(C)=O", "CCC(=O)[CH-]C(C)=O"],
    "thioacetate": ["CC(=O)[S-]", "CC([O-])=S"],
    "dicyanamide": ["N#C[N-]C#N", "[N-]=C=NC#N"],
    "imidazolide": ["Cc1c[n-]cn1", "Cc1cnc[n-]1"],
    "ketone": ["CCC(C)=O", "CC[C+](C)[O-]"],
    "carbonate": ["COC(=O)OC", "CO[C+]([O-])OC"],
    "nitrile": ["CC#N", "C[C+]=[N-]"],
    "isocyanate": ["CN=C=O", "C[N-][C+]=O", "C[N+]#C[O-]"],
    "isothiocyanate": ["CN=C=S", "C[N+]#C[S-]"],
    "dative sulfoxide": ["CCS(C)=O", "CCS(C)->O", "O<-S(C)CC"],
    "dative N-oxide": ["C[N+](C)(C)[O-]", "CN(C)(C)->O"],
    "dative phosphine sulfide": ["CP(C)(C)=S", "CP(C)(C)->S"],
    "amide N–H": ["CC(=O)NC", "CC(O)=NC", "CN=C(C)O"],
    "urea": ["CNC(N)=O", "CNC(O)=N", "CN=C(N)O"],
    "carbamate": ["COC(=O)NC", "COC(O)=NC", "COC(O)=[N]C"],
    "sulfinic acid": ["CS(=O)O", "C[SH](=O)=O"],
    "triflyl methanide": ["CS(=O)(=O)[CH-]S(C)(=O)=O", "CS(=O)(=O)C=S(C)(=O)[O-]"],
}
# Ions and charges that belong to the molecule stay as they are drawn.
KEPT = {
    "betaine": "C[N+](C)(C)CC(=O)[O-]",
    "sulfobetaine": "C[N+](C)(C)CCCS(=O)(=O)[O-]",
    "imidazolium sulfonate": "C=Cn1cc[n+](CCCS(=O)(=O)[O-])c1",
    "nitrogen ylide": "COC(=O)[CH-][N+](C)(C)C",
    "isonitrile": "[C-]#[N+]C",
    "sulfonium": "C[S+](C)C",
    "phosphonium acetate": "C[P+](C)(C)CC(=O)[O-]",
    "ammonium acid": "C=CC(=O)OCC[N+](C)(C)CC(=O)O",
    "sulfonic acid": "C=CC(=O)OCCS(=O)(=O)O",
    "sulfonimide acid": "CS(=O)(=O)NS(C)(=O)=O",
    "borate": "F[B-]1(F)OC(=O)C(=O)O1",
    "perchlorate": "[O-][Cl+3]([O-])([O-])[O-]",
    "butyllithium": "[Li][CH2]CCC",
    "imidate": "COC(C)=NC",
    "trityl": "[C+](c1ccccc1)(c1ccccc1)c1ccccc1",
    "thiocyanate": "N#C[S-]",
    "enone": "CC(=O)C=C(C)O",
}


def read(smiles):
    return canonical_smiles(parse(smiles))


@pytest.mark.parametrize("drawings", DRAWINGS.values(), ids=DRAWINGS)
def test_every_drawing_is_read_as_one_molecule(drawings):
    assert len({read(one) for one in drawings}) == 1


@pytest.mark.parametrize("drawings", DRAWINGS.values(), ids=DRAWINGS)
def test_a_normal_form_is_read_as_itself(drawings):
    normal = read(drawings[-1])
    assert read(normal) == normal
    assert find_redrawn(normal) == ()


@pytest.mark.parametrize("smiles", KEPT.values(), ids=KEPT)
def test_ions_and_acids_stay_as_they_are(smiles):
    assert find_redrawn(smiles) == ()
    assert read(smiles) == Chem.CanonSmiles(smiles)


@pytest.mark.parametrize(
    "smiles",
    [
        *(one.smiles for one in load_solvents().records),
        *(one.smiles for one in load_salts().records),
        *(one.smiles for one in load_named_monomers()),
    ],
)
def test_the_shipped_libraries_are_in_normal_form(smiles):
    assert find_redrawn(smiles) == ()


def test_a_fragment_keeps_its_attachment_points():
    assert canonical_smiles(read_fragment("[*:1]C[S+](C)[O-]")) == "CS(=O)C[*:1]"


def test_sulfinyl_pairs_have_one_id_and_one_verdict():
    lines = (CASES / "sulfinyl_pairs.smi").read_text(encoding="utf-8").splitlines()
    pairs = {title: smiles for smiles, title in map(str.split, lines)}
    table = check(list(pairs.values())).table.assign(title=list(pairs))
    for name in ("sulfoxide", "sulfone", "phosphate"):
        separated, usual = (table[table["title"] == title].iloc[0] for title in (f"{name}-sep", name))
        assert separated["monomer_id"] == usual["monomer_id"]
        assert separated["reasons"] == usual["reasons"]
        assert separated["is_kept"] == (name != "sulfoxide")
        assert separated["warnings"].startswith("drawn with charge-separated bond; read as ")


ISOTOPES = ["C=CC(=O)OC([2H])([2H])[2H]", "[2H]C([2H])=C([2H])C(=O)OC", "[13CH2]=CC(=O)OC", "C=CC(=[18O])OC"]


@pytest.mark.parametrize("smiles", ISOTOPES)
def test_isotopes_are_kept_in_the_identity_and_change_no_verdict(smiles):
    marked, plain = check([smiles, "C=CC(=O)OC"]).table.to_dict("records")
    assert marked["monomer_id"] != plain["monomer_id"]
    told = ["head", "is_ether_free", "reasons", "is_kept", "warnings"]
    assert [marked[name] for name in told] == [plain[name] for name in told]
    assert canonical_smiles(parse_chemistry(smiles)) == "C=CC(=O)OC"


def test_a_centre_of_isotopes_alone_is_no_stereocentre_for_the_chemistry():
    assert canonical_smiles(parse_chemistry("C[C@]([2H])(O)[H]")) == "CCO"
