import math

import pytest

from monodesign.errors import UnknownName
from monodesign.simulation.ions import lithium_sets, load_anion, load_lithium


@pytest.mark.parametrize("salt", ["LiPF6", "LiTFSI", "LiFSI", "LiBF4", "LiClO4"])
def test_every_anion_carries_one_charge_and_says_where_its_parameters_come_from(salt):
    anion = load_anion(salt)
    assert anion.charge_e == pytest.approx(-1, abs=1e-9)
    assert "doi" in anion.source or "github" in anion.source


def test_an_octahedron_has_its_twelve_right_angles_only():
    angles = [math.degrees(angle) for _, _, _, angle, _ in load_anion("LiPF6").angles]
    assert angles == pytest.approx([90.0] * 12)


def test_a_torsion_of_opls_keeps_its_energy():
    """V1 to V4 of S–N–S–C in TFSI (doi:10.1021/jp0476545): at 180° odd terms give 0, even ones V2."""
    anion = load_anion("LiTFSI")
    of_one = [
        t for t in anion.torsions if [anion.elements[int(i)] for i in t[:4]] in (list("SNSC"), list("CSNS"))
    ]
    one = [t for t in of_one if t[:4] == of_one[0][:4]]
    energy = sum(k * (1 + math.cos(n * math.pi - phase)) for *_, n, phase, k in one)
    assert energy == pytest.approx(0.0, abs=1e-9)
    flat = sum(k * (1 + math.cos(-phase)) for *_, n, phase, k in one)
    assert flat == pytest.approx(32.773 - 3.195, abs=1e-9)


def test_lithium_has_the_two_sets_named_in_the_literature():
    assert set(lithium_sets()) == {"jensen-jorgensen", "aqvist"}
    assert load_lithium("jensen-jorgensen").sigma_nm == pytest.approx([0.287])
    with pytest.raises(UnknownName, match="choose one of"):
        load_lithium("dang")


def test_a_salt_without_parameters_is_refused_with_what_there_is():
    with pytest.raises(UnknownName, match=r"no force-field parameters for LiBOB.*LiPF6"):
        load_anion("LiBOB")


def test_scaling_multiplies_every_charge_once():
    assert load_anion("LiPF6").scale_charges(0.8).charge_e == pytest.approx(-0.8)


@pytest.mark.parametrize(
    ("salt", "expected"),
    [("LiClO4", {"anion O": 4}), ("LiBF4", {"anion F": 4})],
)  # fmt: skip
def test_a_donor_of_an_anion_is_never_the_centre_of_its_neighbours(salt, expected):
    donors = [donor for _, donor in load_anion(salt).donors]
    assert {donor: donors.count(donor) for donor in donors} == expected
