"""Batches of gel, weighed as the paper weighs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.chem.molecules import parse, pattern
from monodesign.descriptors.affinity.affinity import affinity_columns
from monodesign.errors import InvalidFormulation, InvalidTable, UnknownName
from monodesign.export.formulation_notes import load_notes, miscibility_note
from monodesign.export.formulation_sheet import formulation_sheet, weigh_batch
from monodesign.export.markdown import inert
from monodesign.formulation.gel import Formulation
from monodesign.formulation.initiators import load_initiators
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents

DOA, PCEA = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)OCCC"
PAPER_SOLVENT = "EC:2|DEC:1|FEC:1"


def test_the_papers_batch_is_reproduced():
    """Li P. et al., doi 10.1038/s41467-025-59020-w, Methods: grams of the P(DOA) gel."""
    portions = weigh_batch([DOA], names=["DOA"], gel=Formulation(solvent=PAPER_SOLVENT))
    assert {portion.name: portion.mass_g for portion in portions} == pytest.approx(
        {"DOA": 3.0, "EC": 2.7, "DEC": 1.35, "FEC": 1.35, "LiPF6": 1.6, "AIBN": 0.025}
    )


def test_a_copolymers_monomers_are_weighed_by_moles():
    monomers = weigh_batch([DOA, PCEA], mole_ratio=[1, 2])[:2]
    assert monomers[1].mmol == pytest.approx(2 * monomers[0].mmol)
    assert monomers[0].mass_g + monomers[1].mass_g == pytest.approx(3.0)


@given(st.floats(min_value=0.01, max_value=1e4))
def test_masses_add_up_to_the_batch(batch_g):
    portions = weigh_batch([DOA], gel=Formulation(solvent=PAPER_SOLVENT), batch_g=batch_g)
    assert sum(p.mass_g for p in portions if p.role != "initiator") == pytest.approx(batch_g)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"gel": Formulation(w_solvent=0.9)}, "sum to 1"),
        ({"batch_g": 0.0}, "batch of 0.0 g"),
        ({"mole_ratio": [1, 2]}, "1 monomers, 1 names, 2 parts"),
        ({"gel": Formulation(solvent="EC:0")}, "EC"),
        ({"gel": Formulation(solvent="unobtainium")}, "unobtainium"),
        ({"gel": Formulation(salt="NaCl")}, "NaCl"),
        ({"initiator_fraction": -1.0}, "initiator"),
    ],
)
def test_what_is_no_batch_is_refused(values, message):
    with pytest.raises(InvalidFormulation, match=message):
        weigh_batch([DOA], **values)


def test_the_sheet_shows_weights_and_the_papers_cure():
    text = formulation_sheet(weigh_batch([DOA], names=["<b>DOA</b>"], gel=Formulation(solvent=PAPER_SOLVENT)))
    for part in ("| 1.6 |", "55 °C for 1 h, then 45 °C for 12 h", "&lt;b&gt;DOA"):
        assert part in text


def test_the_sheet_says_which_molecule_the_monomer_is():
    """The file is named after a hash, and a name such as `acrylate · methylene` is nobody else's."""
    assert f"| monomer | DOA `{DOA}` | 3 |" in formulation_sheet(weigh_batch([DOA], names=["DOA"]))
    assert f"| monomer | `{DOA}` | 3 |" in formulation_sheet(weigh_batch([DOA]))


def test_a_monomer_without_a_name_goes_by_its_smiles():
    assert weigh_batch([DOA], names=[""])[0].name == DOA


def test_the_sheet_warns_of_what_is_in_the_batch_and_of_nothing_else():
    assert "HF with any moisture" in formulation_sheet(weigh_batch([DOA]))
    assert "HF with any moisture" not in formulation_sheet(weigh_batch([DOA], gel=Formulation(salt="LiTFSI")))


def test_hazards_of_every_solvent_salt_and_initiator_are_named():
    """Flash points: DMC 16 °C, DEC 25 °C (suppliers); below 23 °C H225, to 60 °C H226 (CLP)."""
    text = formulation_sheet(weigh_batch([DOA], gel=Formulation(solvent="EC:1|DEC:1|DMC:1")))
    hazards = text.split("### Hazards")[1]
    for part in (
        "- DMC: H225",
        "- DEC: H226",
        "- EC: ",
        "- LiPF6: ",
        "- AIBN: ",
    ):
        assert part in hazards


def test_salts_of_two_kinds_are_both_weighed_and_both_have_their_hazards():
    """1.6 g of salts 4:1: 1.28 g of LiTFSI (287.09 g/mol) and 0.32 g of LiBOB (193.79 g/mol)."""
    portions = weigh_batch([DOA], gel=Formulation(salt="LiTFSI:4|LiBOB:1"))
    salts = {one.name: (one.mass_g, one.mmol) for one in portions if one.role == "salt"}
    assert salts["LiTFSI"] == pytest.approx((1.28, 4.4585), abs=1e-3)
    assert salts["LiBOB"] == pytest.approx((0.32, 1.6513), abs=1e-3)
    hazards = formulation_sheet(portions).split("### Hazards")[1]
    assert "- LiTFSI: " in hazards
    assert "- LiBOB: " in hazards


@pytest.mark.slow
@pytest.mark.parametrize("salt", [record.name for record in load_salts().records])
def test_no_salt_goes_without_hazards(salt):
    hazards = formulation_sheet(weigh_batch([DOA], gel=Formulation(salt=salt))).split("### Hazards")[1]
    assert f"- {inert(salt)}: " in hazards


@pytest.mark.parametrize("salt", ["LiFSI", "LiTFSI", "LiCF3SO3"])
def test_salts_that_pit_aluminium_say_so(salt):
    assert "aluminium" in formulation_sheet(weigh_batch([DOA], gel=Formulation(salt=salt)))
    assert "aluminium" not in formulation_sheet(weigh_batch([DOA], gel=Formulation(salt="LiPF6")))


def test_other_initiators_are_offered_at_the_same_moles():
    """0.025 g of AIBN (164.21 g/mol) are 0.152 mmol, of V-65 (248.37 g/mol) 37.8 mg."""
    text = formulation_sheet(weigh_batch([DOA]))
    assert "- ADVN (V-65): 37.8 mg; half-life 10 h at 51 °C" in text
    assert "- AIBN: 25 mg" not in text


def test_another_initiator_is_weighed_by_its_moles():
    (portion,) = [p for p in weigh_batch([DOA], initiator="V-65") if p.role == "initiator"]
    assert portion.mmol == pytest.approx(0.1522, abs=1e-4)
    assert "The paper cures with AIBN" in formulation_sheet(weigh_batch([DOA], initiator="V-65"))


def test_an_initiator_that_is_not_listed_is_refused():
    with pytest.raises(UnknownName, match="choose from AIBN"):
        weigh_batch([DOA], initiator="sunshine")


def test_an_opaque_gel_is_warned_of():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: P(DOA) is white in DEC and clear in EC."""
    opaque, clear = (
        miscibility_note(affinity_columns("CCC(=O)OCC1COC(=O)O1", solvent=s)) for s in ("DEC", "EC")
    )
    assert "expected to separate into an opaque gel" in opaque
    assert "one clear gel" in clear
    assert opaque in formulation_sheet(weigh_batch([DOA], gel=Formulation(solvent="DEC")), miscibility=opaque)


def test_even_odds_of_a_clear_gel_are_called_undecided():
    even = affinity_columns("CCC(=O)OCC1COC(=O)O1", solvent="EC") | {"homogeneous_probability": 0.52}
    assert "is undecided" in miscibility_note(even)


def test_a_miscibility_that_is_not_known_says_why():
    unknown = affinity_columns("CCC(=O)O[B](OC)OC", solvent="EC")
    assert "not known" in miscibility_note(unknown)


TRIFLUORO = "C=C(C(=O)OC)C(F)(F)F"


def test_a_monomer_without_a_homopolymer_gets_no_recipe_of_its_own():
    alone = formulation_sheet(weigh_batch([TRIFLUORO]))
    assert "does not homopolymerise by radicals" in alone
    assert "| monomer |" not in alone
    pair = formulation_sheet(weigh_batch([DOA, TRIFLUORO]))
    assert "does not homopolymerise by radicals" in pair
    assert "| monomer |" in pair


def test_a_solid_solvent_is_weighed_warm_and_a_volatile_one_last():
    text = formulation_sheet(weigh_batch([DOA], gel=Formulation(solvent="EC:1|DMC:1")))
    assert "- EC: melts at 36.4 °C: warm it" in text
    assert "- DMC: boils at 91 °C: weigh it last" in text


def test_faults_of_the_notes_are_all_named(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("role,smarts,note,source\nsalt,C(,x,y\nspice,C,x,y\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match=r"line 2: .*line 3: role 'spice'"):
        load_notes(path)


def _batch(monomer, **gel):
    return formulation_sheet(weigh_batch([monomer], gel=Formulation(**gel)))


ACRYLATE = "C=CC(=O)OCCOC(=O)OCC"


def test_a_salt_that_covers_aluminium_changes_the_note_on_the_imide():
    alone = _batch(ACRYLATE, w_polymer=0.3, solvent="DMC", w_solvent=0.5, salt="LiFSI", w_salt=0.2)
    both = _batch(ACRYLATE, w_polymer=0.3, solvent="DMC", w_solvent=0.5, salt="LiFSI:3|LiDFOB:1", w_salt=0.2)
    assert "add LiPF6, LiBOB or LiDFOB" in alone
    assert "add LiPF6" not in both
    assert "the other salt of this batch covers it" in both


def test_more_salt_than_dissolves_is_told():
    text = _batch(ACRYLATE, w_polymer=0.2, solvent="EC:1|DMC:1", w_solvent=0.4, salt="LiPF6", w_salt=0.4)
    # 4 g of LiPF6 (151.9 g/mol) in 4 g of solvent.
    assert "Salt: 6.6 mol per kg of solvent; more than most salts dissolve to" in text
    assert "dissolve to" not in _batch(ACRYLATE)


def test_a_dry_polymer_has_no_solvents_to_mix():
    text = _batch(ACRYLATE, w_polymer=0.8, solvent="", w_solvent=0.0, salt="LiTFSI", w_salt=0.2)
    assert "Mix the solvents" not in text
    assert "Dissolve the salt in the monomer" in text
    assert "mol per kg of solvent" not in text


def test_dioxolane_beside_lipf6_polymerises_by_itself():
    gel = {"w_polymer": 0.3, "solvent": "DOL:1|DME:1", "w_solvent": 0.55, "w_salt": 0.15}
    assert "polymerises by itself" in _batch(ACRYLATE, salt="LiPF6", **gel)
    assert "polymerises by itself" not in _batch(ACRYLATE, salt="LiTFSI", **gel)


@pytest.mark.parametrize(
    ("monomer", "why"),
    [
        ("C=C(C#N)C(=O)OCC", "cyanoacrylate is polymerised by lithium"),
        ("CC=CC(=O)OCC", "without a C=C that radicals polymerise"),
        ("C=C(C)c1ccccc1", "does not polymerise alone"),
    ],
)
def test_what_makes_no_gel_in_a_cell_gets_no_recipe(monomer, why):
    text = _batch(monomer)
    assert "No recipe" in text
    assert why in text
    assert "| initiator |" not in text


@pytest.mark.parametrize("name", ["BPO", "benzoyl peroxide", "dibenzoyl peroxide"])
def test_an_initiator_is_found_by_what_people_call_it(name):
    (portion,) = [p for p in weigh_batch([DOA], initiator=name) if p.role == "initiator"]
    assert portion.name == "dibenzoyl peroxide"


def test_every_note_on_a_solvent_salt_or_initiator_bears_on_one():
    """RDKit keeps a perchlorate charge-separated: the note on it, drawn with Cl=O, was never shown."""
    shipped = {
        "salt": [record.smiles for record in load_salts().records],
        "solvent": [record.smiles for record in load_solvents().records],
        "initiator": [initiator.smiles for initiator in load_initiators()],
    }
    mols = {role: [parse(smiles) for smiles in texts] for role, texts in shipped.items()}
    dead = [
        note.note
        for note in load_notes()
        if not any(mol.HasSubstructMatch(pattern(note.smarts)) for mol in mols[note.role])
    ]
    assert dead == []


def test_lithium_perchlorate_says_that_it_is_an_oxidiser():
    text = formulation_sheet(weigh_batch([DOA], gel=Formulation(salt="LiClO4")))
    assert "oxidiser with organic matter" in text
    assert "H272" in text.split("### Hazards")[1]


def test_only_a_bis_oxalate_is_said_to_dissolve_to_seven_tenths_molar():
    """LiDFOB dissolves better in linear carbonates (Zhang 2006, doi 10.1016/j.elecom.2006.06.016)."""
    assert "0.7 mol/L" in formulation_sheet(weigh_batch([DOA], gel=Formulation(salt="LiBOB")))
    assert "0.7 mol/L" not in formulation_sheet(weigh_batch([DOA], gel=Formulation(salt="LiDFOB")))
