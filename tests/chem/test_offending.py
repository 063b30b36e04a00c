"""The atoms of each reason: those that the filter of that name looks for."""

import pytest
from rdkit import Chem

from monodesign.chem.filters import FilterSettings
from monodesign.chem.groups import PROTIC, REACTIVE
from monodesign.chem.offending import find_offences


@pytest.mark.parametrize(
    ("smiles", "reason", "atoms"),
    [
        ("C=CC(=O)OCCOC", "ether: dialkyl ether", (7,)),
        ("C=CC(=O)OC[Si](C)(C)OC", "silyl ether", (6, 9, 10)),
        ("C=CC(=O)OOC", "peroxide", (4, 5)),
        ("C=CC(=O)OCCOC(=O)C=C", "crosslinker: 2 polymerisable C=C, at most 1", (0, 1, 10, 11)),
        ("C=CC(=O)OCC=CC", "C=C that does not polymerise: 1, at most 0", (6, 7)),
        ("C=CC(=O)OCCO", "protic: alcohol", (6, 7)),
        ("C=CC(=O)OCCCl", "element: Cl", (7,)),
        ("C=CC(=O)OCC1CC1", "ring strain: a ring of 3, allowed 5–7", (6, 7, 8)),
        ("C=CC(=O)OC.CC", "several molecules: 2", (6, 7)),
        ("C=CC(=O)OCC[N+](C)(C)C", "charge: +1 e", (7,)),
        ("C=CC(=O)[O]*", "open end (*): a repeat unit or fragment, not a monomer", (5,)),
    ],
)
def test_a_reason_has_the_atoms_it_speaks_of(smiles, reason, atoms):
    found = {one.reason: one.atoms for one in find_offences(Chem.MolFromSmiles(smiles))}
    assert found[reason] == atoms


def test_the_users_own_pattern_is_found_again():
    settings = FilterSettings(exclude_smarts=("[$(C#N)]",), max_sa_score=100)
    (found,) = find_offences(Chem.MolFromSmiles("C=CC(=O)OCCC#N"), settings)
    assert found.atoms == (7,)


def test_what_is_missing_or_of_the_whole_molecule_has_no_atoms():
    found = {one.reason: one.atoms for one in find_offences(Chem.MolFromSmiles("C" * 40))}
    assert found["no polymerisable C=C: 0 of 1"] == ()
    assert all(not atoms for atoms in found.values())


@pytest.mark.parametrize("group", [*PROTIC, *REACTIVE], ids=lambda group: group.name)
def test_every_group_has_atoms_where_it_is_found(group):
    """Oracle: the group's own pattern, over molecules that hold many groups."""
    for smiles in GROUPS:
        mol = Chem.MolFromSmiles(smiles)
        offences = [one for one in find_offences(mol) if one.reason.endswith(f": {group.name}")]
        assert bool(offences) == mol.HasSubstructMatch(Chem.MolFromSmarts(group.smarts))
        assert all(one.atoms for one in offences)


GROUPS = (
    "OCC(N)C(=O)O",
    "CS",
    "O=CCC(=O)CC(=O)C",
    "O=C=NCCN=[N+]=[N-]",
    "CSC",
    "CN(C)C",
    "OB(O)c1ccccc1",
    "CC(=O)Cl",
)
