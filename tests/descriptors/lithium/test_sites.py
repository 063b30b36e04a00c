import numpy as np
import pytest

from monodesign.chem.donors import find_donors, find_geminal
from monodesign.descriptors.lithium.sites import GEMINAL_WALL_ANGSTROM, find_sites
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.optimise import compute_single_point
from monodesign.geometry.conformers import hydrogenated
from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE

pytestmark = pytest.mark.slow

ENGINE = load_engine()
SETTINGS = DescribeSettings()
# Two oxygens on one atom, between which Li⁺ rests in the gas phase.
GEMINAL = {"CCS(C)(=O)=O": "sulfone", "CN(C)S(C)(=O)=O": "sulfonamide", "CC[N+](=O)[O-]": "nitro"}
PHOSPHATE_UNIT = "CCC(=O)OCCCOP(=O)(OC)OC"


def search(smiles, *, settings=SETTINGS):
    return find_sites(
        smiles, find_minima(smiles, engine=ENGINE, settings=settings), engine=ENGINE, settings=settings
    )


def one_armed(sites):
    return [site for site in sites if site.denticity == 1]


def gaps(site, smiles):
    """Return how far (Å) Li⁺ is from the other oxygens on the touched donor's own atom."""
    mol, positions = hydrogenated(smiles), site.complex.geometry.positions
    others = [other.index for other in find_geminal(mol, site.touched[0], find_donors(mol))]
    return np.linalg.norm(positions[others] - positions[-1], axis=1)


@pytest.mark.parametrize(("smiles", "donor_class"), GEMINAL.items())
def test_a_group_of_two_equal_oxygens_has_one_site_on_one_of_them_and_one_on_both(smiles, donor_class):
    sites = search(smiles)
    assert [[donor.donor_class for donor in site.touched] for site in sites] == [
        [donor_class] * 2,
        [donor_class],
    ]


@pytest.mark.parametrize("smiles", [*GEMINAL, "COP(=O)(OC)OC", "COS(C)(=O)=O"])
def test_one_armed_lithium_keeps_off_the_other_oxygens_of_the_group(smiles):
    (site,) = one_armed(search(smiles))
    assert gaps(site, smiles).min() > GEMINAL_WALL_ANGSTROM - 0.05


@pytest.mark.parametrize("smiles", GEMINAL)
def test_the_wall_between_two_oxygens_is_hardly_pressed(smiles):
    (site,) = one_armed(search(smiles))
    gradient = compute_single_point(ENGINE, site.complex.geometry).gradient_eh_bohr[-1]
    # The pull of a donor on Li⁺ is about 1 eV/Å.
    assert np.linalg.norm(gradient) * EV_PER_HARTREE / ANGSTROM_PER_BOHR < 0.25


def test_a_phosphate_beside_an_ester_has_its_own_one_armed_site_and_is_the_stronger():
    first, *_ = one_armed(search(PHOSPHATE_UNIT))
    assert [donor.donor_class for donor in first.touched] == ["phosphate"]
    assert gaps(first, PHOSPHATE_UNIT).min() > GEMINAL_WALL_ANGSTROM - 0.05


@pytest.mark.parametrize("smiles", ["CSSC", "OO", "C[C@H](O)F"])
def test_where_the_next_atom_is_a_donor_too_lithium_beside_both_is_a_site(smiles):
    # The next atom is no donor that Li⁺ is held away from, and without it there is no minimum.
    (site,) = search(smiles)
    assert site.denticity == 2
