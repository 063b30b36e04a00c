"""Which ends are joined: the rules, and what they keep out of every product."""

import pytest

from monodesign.chem.molecules import read_fragment
from monodesign.space.joints import find_ends, joint_fault


def end(smiles):
    return find_ends(read_fragment(smiles))[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("C=CC(=O)O[*:1]", "[*:1]CC"),
        ("C=CC(=O)N[*:1]", "[*:1]CC"),
        ("[*:1]OCC", "[*:1]C(=O)OC"),
        ("[*:1]OCC", "[*:1]S(C)(=O)=O"),
        ("[*:1]OCC", "[*:1]P(=O)(OC)OC"),
        ("[*:1]N(C)CC", "[*:1]C(C)=O"),
        ("[*:1]CC", "[*:1]C1COC(=O)O1"),
        ("[*:1]CC", "[*:1]N1CCCC1=O"),
        ("[*:1]CC", "[*:1]C#N"),
        ("[*:1]CC", "[*:1]S(C)(=O)=O"),
        ("C=CC(=O)O[*:1]", "[*:1]c1ccccc1"),  # a phenyl ester, no ether
        ("C=CC(=O)N[*:1]", "[*:1]c1ccccc1"),
        ("[*:1]c1ccccc1", "[*:1]S(C)(=O)=O"),
        ("[*:1]c1ccccc1", "[*:1]C#N"),
    ],
)
def test_joints_that_chemistry_makes_are_allowed_from_both_sides(first, second):
    assert joint_fault(end(first), end(second)) is None
    assert joint_fault(end(second), end(first)) is None


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("[*:1]OCC", "[*:1]OC(C)=O", "O–O"),
        ("[*:1]OCC", "[*:1]N1CCCC1=O", "N–O"),
        ("[*:1]NCC", "[*:1]N1CCCC1=O", "N–N"),
        ("C=CC(=O)[*:1]", "[*:1]C(C)=O", "acyl–acyl"),
        ("[*:1]OCC", "[*:1]CC", "ether"),
        ("[*:1]OCC", "[*:1]c1ccccc1", "ether"),
        ("[*:1]OCC", "[*:1]C=C", "ether"),
        ("C=CC(=O)O[*:1]", "[*:1]C(C)=O", "no standard reaction"),
        ("C=CC(=O)O[*:1]", "[*:1]C=C", "no standard reaction"),  # an enol ester, no ether
        ("C=CC(=O)N[*:1]", "[*:1]C(C)=O", "no standard reaction"),
        ("[*:1]N(C)CC", "[*:1]CC", "no standard reaction"),
    ],
)
def test_joints_that_chemistry_does_not_make_are_refused_with_a_reason(first, second, said):
    assert said in joint_fault(end(first), end(second))
    assert said in joint_fault(end(second), end(first))
