from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from monodesign.chem.conformers import hydrogenated
from monodesign.chem.donors import find_donors, find_geminal
from monodesign.descriptors.minima import Minima, find_minima
from monodesign.descriptors.settings import DescribeSettings
from monodesign.descriptors.sites import GEMINAL_WALL_ANGSTROM, find_sites
from monodesign.engines import load_engine
from monodesign.engines.optimise import compute_single_point
from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE, KCAL_MOL_PER_HARTREE

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


def test_turning_and_shifting_changes_no_site_between_two_oxygens():
    smiles = "CC[N+](=O)[O-]"
    here = find_minima(smiles, engine=ENGINE, settings=SETTINGS)
    turn = Rotation.from_euler("xyz", [31.0, -77.0, 140.0], degrees=True)

    def move(optimised):
        positions = turn.apply(optimised.geometry.positions) + np.array([3.0, -8.0, 1.5])
        return replace(optimised, geometry=replace(optimised.geometry, positions=positions))

    there = Minima(relaxed=tuple(move(one) for one in here.relaxed), conformers=here.conformers)
    one, other = (find_sites(smiles, minima, engine=ENGINE, settings=SETTINGS) for minima in (here, there))
    assert [site.touched for site in one] == [site.touched for site in other]
    energies = [[site.complex.energy_eh * KCAL_MOL_PER_HARTREE for site in sites] for sites in (one, other)]
    assert energies[0] == pytest.approx(energies[1], abs=1e-3)


@pytest.mark.parametrize("smiles", GEMINAL)
def test_another_seed_finds_the_same_one_armed_site(smiles):
    found = [one_armed(search(smiles, settings=replace(SETTINGS, seed=seed))) for seed in (0, 1, 7)]
    energies = [site.complex.energy_eh * KCAL_MOL_PER_HARTREE for (site,) in found]
    assert energies == pytest.approx([energies[0]] * 3, abs=0.1)
