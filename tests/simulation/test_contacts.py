import numpy as np
import pytest

from monodesign.simulation.contacts import find_contacts, find_first_minimum
from monodesign.simulation.coordination import count_contacts, count_pairs, count_shells, polymer_share
from monodesign.simulation.residence import residence_time_ps

FAR = [2.0, 2.0, 2.0]


def _at(x_nm, y_nm=0.0):
    return [x_nm, y_nm, 0.0]


@pytest.fixture
def contacts(boxes):
    """Two Li⁺: one at a polymer's and two solvents' donors, the other at an anion across the box's face."""
    box = boxes.atoms_box(li=2, anion=1, polymer=1, solvent=2)
    first = [_at(0.1), _at(2.0), _at(3.9 + 0.1 - 0.2 + 2.0), _at(0.3), _at(0.1, 0.2), _at(0.1, -0.2)]
    positions = np.array(first)
    positions[2] = _at(2.0, 4.0 - 0.2)  # 0.2 nm from the second Li⁺ through the face
    return find_contacts(box, boxes.frames_of([positions] * 4))


def test_contacts_are_counted_across_the_faces_of_the_box(contacts):
    table = count_contacts(contacts).set_index("species")
    assert table["atoms_per_li"].to_dict() == {"ANION": 0.5, "POLYMER": 0.5, "SOLVENT": 1.0}


def test_the_polymers_share_is_that_of_donor_atoms_with_anions_counted(contacts):
    assert polymer_share(contacts) == pytest.approx(1 / 4)


def test_shells_are_named_by_what_they_hold(contacts):
    assert dict(count_shells(contacts).to_numpy().tolist()) == {"POLYMER×1 SOLVENT×2": 0.5, "ANION×1": 0.5}


def test_a_pair_that_touches_no_other_ion_is_a_contact_pair(contacts):
    pairing = count_pairs(contacts)
    assert (pairing.free, pairing.contact_pair, pairing.aggregate) == (0.5, 0.5, 0.0)


def test_two_lithium_at_one_anion_are_an_aggregate(boxes):
    box = boxes.atoms_box(li=2, anion=1)
    pairing = count_pairs(find_contacts(box, boxes.frames_of([[_at(0.0), _at(0.4), _at(0.2)]] * 2)))
    assert (pairing.free, pairing.contact_pair, pairing.aggregate) == (0.0, 0.0, 1.0)


def test_two_donors_of_one_molecule_are_two_atoms_of_one_molecule(boxes):
    from dataclasses import replace

    from monodesign.simulation.box import Box, Species

    one = boxes.one_atom("DIONE", "ligand C=O")
    twice = {
        name: getattr(one, name) * 2
        for name in ("elements", "atom_types", "masses_g_mol", "charges_e", "sigma_nm", "epsilon_kj_mol")
    }
    chain = replace(
        one,
        **twice,
        positions_a=((0, 0, 0),) * 2,
        units=(0, 0),
        donors=((0, "ligand C=O"), (1, "ligand C=O")),
    )
    box = Box(
        species=(
            Species(parameters=chain, count=1, role="polymer"),
            Species(parameters=boxes.one_atom("LI"), count=1, role="lithium"),
        )
    )
    row = count_contacts(find_contacts(box, boxes.frames_of([[_at(0.2), _at(-0.2), _at(0.0)]]))).iloc[0]
    assert (row["atoms_per_li"], row["molecules_per_li"]) == (2, 1)


def test_the_first_minimum_lies_between_the_first_two_peaks():
    r_a = np.arange(0.025, 10, 0.05)
    g = 20 * np.exp(-(((r_a - 2.0) / 0.15) ** 2)) + 2 * np.exp(-(((r_a - 4.2) / 0.5) ** 2))
    cutoff_a, has_peak = find_first_minimum(r_a, g)
    assert has_peak
    assert 2.5 < cutoff_a < 3.3


def test_without_a_first_peak_the_cut_off_is_the_default():
    r_a = np.arange(0.025, 10, 0.05)
    assert find_first_minimum(r_a, np.where(r_a > 4, 1.0, 0.0)) == (2.8, False)


def test_a_contact_that_is_always_made_has_no_residence_time_within_the_run(boxes):
    contacts = find_contacts(
        boxes.atoms_box(li=1, solvent=2), boxes.frames_of([[_at(0.0), _at(0.2), FAR]] * 20)
    )
    assert residence_time_ps(contacts, role="solvent", frame_ps=1.0) == float("inf")


@pytest.mark.slow
def test_the_residence_time_of_contacts_that_end_at_random_is_their_mean_life(boxes):
    """Independent contacts that end and begin with probability 1/τ a frame; C(t) falls as exp(-2t/τ)."""
    chooser = np.random.default_rng(0)
    life = 40
    state = chooser.random(60) < 0.5
    positions = []
    for _ in range(2000):
        state = np.where(chooser.random(60) < 1 / life, ~state, state)
        positions.append([_at(0.0), *[_at(0.2) if held else FAR for held in state]])
    contacts = find_contacts(boxes.atoms_box(li=1, solvent=60), boxes.frames_of(positions))
    assert residence_time_ps(contacts, role="solvent", frame_ps=1.0) == pytest.approx(life / 2, rel=0.25)


def test_a_role_that_never_touches_lithium_has_no_residence_time(boxes):
    contacts = find_contacts(boxes.atoms_box(li=1, solvent=1), boxes.frames_of([[_at(0.0), _at(0.2)]] * 3))
    assert np.isnan(residence_time_ps(contacts, role="polymer", frame_ps=1.0))
