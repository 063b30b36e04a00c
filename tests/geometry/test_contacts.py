"""What Li⁺ is near to beside its donor."""

import numpy as np
import pytest

from monodesign.chem.donors import find_donors
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.contacts import find_attractors, find_contacts, find_geminal_atoms


def near(smiles, indices, *, height=1.9, touched_class=""):
    """Return the contacts of Li⁺ put above the middle of some atoms."""
    mol, geometry = hydrogenated(smiles), embed_conformers(smiles, n_conformers=1)[0]
    donors = find_donors(mol)
    touched = [donor for donor in donors if donor.donor_class == touched_class]
    chosen = geometry.positions[list(indices)]
    middle = chosen.mean(axis=0)
    _, _, axes = np.linalg.svd(geometry.positions[: mol.GetNumHeavyAtoms()] - middle)
    positions = np.vstack([geometry.positions, middle + height * axes[2]])
    return [contact.kind for contact in find_contacts(mol, donors, touched, positions)]


@pytest.mark.parametrize(
    ("smiles", "indices", "kind"),
    [
        ("c1ccccc1", range(6), "arene"),
        ("C=C", range(2), "alkene"),
        ("C#C", range(2), "alkyne"),
        ("c1ccc2ccccc2c1", range(4), "arene"),
    ],
)
def test_a_face_is_one_contact(smiles, indices, kind):
    assert near(smiles, indices) == [kind]


@pytest.mark.parametrize("kind", ["fluorine", "chlorine", "bromine"])
def test_a_halogen_counts(kind):
    symbol = {"fluorine": "F", "chlorine": "Cl", "bromine": "Br"}[kind]
    assert kind in near(f"C{symbol}", [1], height=2.2)


def test_nitrogen_that_is_no_donor_counts():
    assert "heteroatom" in near("CC(=O)N(C)C", [3], height=2.2)


def test_the_donor_and_its_neighbours_are_not_counted():
    assert near("CC(C)=O", [3], height=1.9, touched_class="ketone") == []


def test_what_could_share_the_ion_is_at_least_three_bonds_away():
    mol = hydrogenated("COC(=O)Cc1ccccc1")
    donors = find_donors(mol)
    ester = next(one for one in donors if one.donor_class == "ester")
    arene = {atom.GetIdx() for atom in mol.GetAromaticAtoms()}
    assert set(find_attractors(mol, ester, donors)) == arene


def test_fluorine_on_the_donors_own_sulfur_is_kept_off():
    mol = hydrogenated("CS(=O)(=O)F")
    donors = find_donors(mol)
    sulfone = next(one for one in donors if one.donor_class == "sulfone")
    symbols = sorted(mol.GetAtomWithIdx(i).GetSymbol() for i in find_geminal_atoms(mol, sulfone, donors))
    assert symbols == ["F", "O"]
