"""Solvents and salts: one spelling each, properties with sources."""

import math

import pytest

from monodesign.errors import InvalidSmiles, InvalidTable, UnknownName
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.formulation.species import canonical_species, split_lithium, van_der_waals_volume_a3


@pytest.mark.parametrize(
    "spelling",
    ["[Li+].[O-]S(=O)(=NS(=O)(=O)C(F)(F)F)C(F)(F)F", "[N-]([S+2]([O-])([O-])C(F)(F)F)S(=O)(=O)C(F)(F)F",
     "LiTFSI", "LiN(CF3SO2)2", "LiTFSA", " litfsi ", "[Li]N(S(=O)(=O)C(F)(F)F)S(=O)(=O)C(F)(F)F",
     "O=S([N-]S(=O)(C(F)(F)F)=O)(C(F)(F)F)=O.[Li+]", "O=S(=O)([N-]S(=O)(=O)C(F)(F)F)C(F)(F)F"],
)  # fmt: skip
def test_every_spelling_of_litfsi_is_litfsi(spelling):
    assert load_salts().find(spelling).name == "LiTFSI"


@pytest.mark.parametrize("spelling", ["O=Cl(=O)([O-])=O.[Li+]", "[Li+].[O-][Cl+3]([O-])([O-])[O-]"])
def test_both_ways_to_draw_perchlorate_are_liclo4(spelling):
    assert load_salts().find(spelling).name == "LiClO4"


@pytest.mark.parametrize("text", ["NaCl", "[Na+].[Cl-]", "LiXYZ", "", "CCO", "[Li+]", "[Li+].[Li+].[Cl-]"])
def test_what_is_no_lithium_salt_is_unknown(text):
    with pytest.raises(UnknownName):
        load_salts().find(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [("EC", "EC"), ("ethylene carbonate", "EC"), ("C1COC(=O)O1", "EC"), ("g-Butyrolactone", "GBL"),
     ("4-Glyme", "Tetraglyme"), ("Pseudocumeme", "Pseudocumene"), ("2-methf", "2-MeTHF"),
     ("ethylene-carbonate", "EC"), ("mecn", "AN")],
)  # fmt: skip
def test_names_aliases_and_smiles_find_a_solvent(text, name):
    assert load_solvents().find(text).name == name


@pytest.mark.parametrize(
    ("smiles", "name"),
    [("C[C@H]1COC(=O)O1", "PC"), ("C[C@@H]1COC(=O)O1", "PC"), ("C[S+](C)[O-]", "DMSO"), ("CC#[15N]", "AN"),
     ("[2H]C([2H])([2H])S(=O)C([2H])([2H])[2H]", "DMSO")],
)  # fmt: skip
def test_enantiomers_isotopes_and_charges_drawn_apart_are_the_solvent(smiles, name):
    assert load_solvents().find(smiles).name == name


def test_an_ylide_is_no_carbanion():
    """Its other drawing, C=P(C)(C)C, has no charge."""
    assert load_solvents().find("[CH2-][P+](C)(C)C").smiles


@pytest.mark.parametrize("smiles", ["O[C@@H]1CO[C@H]2[C@@H]1OC[C@H]2O", "C[N+]#[C-]", "CC(C)=O"])
def test_other_molecules_of_the_same_atoms_are_other_solvents(smiles):
    """Isomannide is no isosorbide, methyl isocyanide no acetonitrile, acetone no propylene oxide."""
    assert load_solvents().find(smiles).name not in {"Isosorbide", "AN", "PO"}


@pytest.mark.parametrize(
    "text", ["unobtainium", "", "FOO", "[Na+].[Cl-]", "C[N+](C)(C)C", "*CCO*", "[Li+].C[O-]"]
)
def test_what_is_no_liquid_is_unknown(text):
    with pytest.raises(UnknownName):
        load_solvents().find(text)


def test_unlisted_solvent_is_accepted_by_structure_without_properties():
    made = load_solvents().find("CCCCCCCC#N")
    assert made.name == "CCCCCCCC#N"
    assert math.isnan(made.dielectric_constant)
    assert made.molar_mass_g_mol == pytest.approx(125.21, abs=0.01)


def test_a_structure_is_not_called_by_the_name_of_another_solvent():
    """Methylborane's canonical SMILES is BC, the name of butylene carbonate."""
    solvents = load_solvents()
    found = solvents.find("CB")
    assert (found.name, found.smiles) == ("[BH2][CH3]", "BC")
    assert solvents.find(found.name) == found
    assert solvents.find("BC").smiles == "CCC1COC(=O)O1"


def test_no_two_records_are_the_same_molecule():
    solvents, salts = load_solvents().records, load_salts().records
    assert len(load_solvents().by_structure) == len(solvents)
    assert len(load_salts().by_anion) == len(salts)


def test_every_number_has_its_source_and_lies_in_range():
    for solvent in load_solvents().records:
        numbers = (solvent.density_g_ml, solvent.dielectric_constant, solvent.viscosity_mpa_s)
        phases = (solvent.melting_point_c, solvent.boiling_point_c)
        if not all(math.isnan(number) for number in (*numbers, *phases)):
            assert solvent.properties_source, solvent.name
        assert math.isnan(solvent.donor_number) or solvent.donor_source, solvent.name
        assert not any(number <= 0 for number in numbers), solvent.name
        assert not solvent.density_g_ml > 2, solvent.name
        assert not phases[0] > phases[1], solvent.name


def test_spelling_that_names_two_is_a_fault_of_the_library(tmp_path):
    path = tmp_path / "salts.csv"
    path.write_text("name,aliases,smiles\nLiCl,salt,[Li+].[Cl-]\nLiBr,SALT,[Li+].[Br-]\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match="names both LiCl and LiBr"):
        load_salts(path)


def test_a_record_is_made_when_it_is_asked_for(tmp_path):
    """To read all structures takes half a second, and a gel needs two of them."""
    path = tmp_path / "salts.csv"
    path.write_text("name,aliases,smiles\nLiCl,,[Li+].[Cl-]\nfaulty,,C1\n", encoding="utf-8")
    salts = load_salts(path)
    assert salts.find("LiCl").anion_smiles == "[Cl-]"
    with pytest.raises(InvalidSmiles):
        salts.find("faulty")


def test_anion_of_a_dilithium_salt():
    anion, n_lithium = split_lithium("[Li+].[Li+].[O-]C(=O)CC(=O)[O-]")
    assert (anion, n_lithium) == (canonical_species("O=C([O-])CC(=O)[O-]"), 2)


def test_anion_volumes_follow_the_order_of_ionic_radii():
    """Literature: BF4 < PF6 < AsF6 < SbF6 for the fluorides of one shape, triflate < TFSI < BETI."""
    salts = load_salts()
    order = [["LiPF6", "LiAsF6", "LiSbF6"], ["LiCl", "LiBr", "LiI"], ["LiCF3SO3", "LiTFSI", "LiBETI"]]
    for names in order:
        volumes = [salts.find(name).anion_volume_a3 for name in names]
        assert volumes == sorted(volumes)


def test_volume_of_an_element_without_radius_is_refused():
    with pytest.raises(InvalidSmiles, match="Ir"):
        van_der_waals_volume_a3("[Ir]")
