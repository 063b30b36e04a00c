"""One spelling per polymer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from monodesign.errors import InvalidSmiles
from monodesign.formulation.repeat_units import canonical_polymer, net_charge, unit_mass_g_mol

BACKBONES = [
    "C",
    "O",
    "C(C)",
    "C(=O)",
    "S",
    "C(COC)",
    "N(C)",
    "C(F)(F)",
    "c1ccc(cc1)",
    "[Si](C)(C)",
    "C(C#N)",
    "C=C",
]


def chain(parts):
    """Return a repeat unit of backbone parts; a ring part keeps its ring closure to itself."""
    return "*" + "".join("c1ccc(cc1)" if part == "c1ccc(cc1)" else part for part in parts) + "*"


def ring_of(unit, copies):
    """Close copies of a repeat unit to a ring: the oracle, which knows neither frame nor direction."""
    mol = Chem.MolFromSmiles(unit)
    head, tail = (atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0)
    joined = Chem.RWMol()
    for _ in range(copies):
        joined.InsertMol(mol)
    n = mol.GetNumAtoms()
    first, last = (mol.GetAtomWithIdx(end).GetNeighbors()[0].GetIdx() for end in (head, tail))
    for copy in range(copies):
        joined.AddBond(last + copy * n, first + (copy + 1) % copies * n, Chem.BondType.SINGLE)
    for index in sorted((end + copy * n for copy in range(copies) for end in (head, tail)), reverse=True):
        joined.RemoveAtom(index)
    Chem.SanitizeMol(joined)
    return Chem.MolToSmiles(joined, isomericSmiles=False)


@pytest.mark.parametrize(
    "spellings",
    [
        ["[Cu]OCC[Au]", "*CCO*", "*OCCOCC*", "[Mg]COC[Mg]", "[Ca]OCC[Ca]", "*COCCOC*"],
        ["*CC(*)C(=O)OC", "*C(C(=O)OC)C*", "*CC(C(=O)OC)CC(*)C(=O)OC"],
        ["*Oc1ccc(*)cc1", "*c1ccc(O*)cc1"],
        ["*NC(=O)CCCCC*", "*CCCCCNC(=O)*", "*C(=O)NCCCCC*"],
        ["*CC(*)C(=O)[O-]", "*CC(*)C(=O)[O-].[Li+]", "*CC(*)C(=O)O[Li]"],
        [
            "*CC(*)S(=O)(=O)[N-]S(=O)(=O)C(F)(F)F",
            "*CC(*)S(=O)(=O)N([Li])S(=O)(=O)C(F)(F)F",
        ],
        [r"*C/C=C/C*", r"*C/C=C\C*"],
    ],
    ids=[
        "poly(ethylene oxide)",
        "poly(methyl acrylate)",
        "phenylene oxide",
        "nylon 6",
        "Li+ implied",
        "Li+ drawn with a bond",
        "stereo dropped",
    ],
)
def test_spellings_of_one_polymer_are_one(spellings):
    assert len({canonical_polymer(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("*CC(*)C(=O)OC", "*CC(*)OC(C)=O"),
        ("*CCO*", "*CCCO*"),
        ("*CC(C)CC(*)(C)C", "*CC(C)C(*)(C)CC"),
        ("*CC(*)C(=O)OC", "*CC(*)(C)C(=O)OC"),
    ],
    ids=["ester and reversed ester", "PEO and PTMO-like", "isomers", "acrylate and methacrylate"],
)
def test_different_polymers_stay_different(one, other):
    assert canonical_polymer(one) != canonical_polymer(other)


@settings(max_examples=40)
@given(
    parts=st.lists(st.sampled_from(BACKBONES), min_size=1, max_size=5),
    shift=st.integers(0, 4),
    copies=st.integers(1, 2),
)
def test_frame_and_multiple_change_nothing(parts, shift, copies):
    turned = parts[shift % len(parts) :] + parts[: shift % len(parts)]
    assert canonical_polymer(chain(parts)) == canonical_polymer(chain(turned * copies))


@settings(max_examples=25)
@given(parts=st.lists(st.sampled_from(BACKBONES), min_size=2, max_size=4))
def test_canonical_unit_closes_to_the_ring_of_the_unit_as_written(parts):
    """Oracle: rings of equal length made of either unit are one molecule."""
    written, canonical = chain(parts), canonical_polymer(chain(parts))
    atoms = [Chem.MolFromSmiles(text).GetNumHeavyAtoms() for text in (written, canonical)]
    times, rest = divmod(atoms[0], atoms[1])
    assert rest == 0
    assert ring_of(written, 3) == ring_of(canonical, 3 * times)


def test_canonical_form_is_stable():
    once = canonical_polymer("*CC(*)(C)C(=O)OCCOC")
    assert canonical_polymer(once) == once


@pytest.mark.parametrize("text", ["CCO", "not a unit", "*C(", "*" + "C" * 2000 + "*"])
def test_what_is_no_repeat_unit_is_refused(text):
    with pytest.raises(InvalidSmiles):
        canonical_polymer(text)


def test_branched_unit_keeps_its_own_spelling():
    assert canonical_polymer("*OCC(O*)CO*").count("*") == 3


def test_charge_counts_the_ions_written_beside():
    assert net_charge("*CC(*)c1ccc(S(=O)(=O)[O-])cc1") == -1
    assert net_charge("*CC1C[N+](C)(C)CC1C*.O=S(=O)(F)[N-]S(=O)(=O)F") == 0


def test_unit_mass_of_ethylene_oxide():
    """Literature: C2H4O, 44.05 g/mol."""
    assert unit_mass_g_mol("*CCO*") == pytest.approx(44.05, abs=0.01)
