import pytest

from monodesign.descriptors import refinement
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.errors import UnknownName

DFT = DescribeSettings(level="dft", n_conformers=1, n_relaxed=1)


@pytest.fixture(scope="module")
def water():
    return describe(["O"], settings=DFT).table.iloc[0]


@pytest.mark.slow
def test_dft_stands_beside_the_xtb_values(water):
    assert water["error"] == ""
    for name in (
        "vertical_ie_ev",
        "vertical_ie_dft_ev",
        "li_binding_gfn2_kcal_mol",
        "li_binding_dft_kcal_mol",
    ):
        assert water[f"monomer_{name}"] == pytest.approx(float(water[f"monomer_{name}"]))


@pytest.mark.slow
def test_water_holds_lithium_as_coupled_cluster_says(water):
    # CCSD(T) −34.4 kcal/mol; the geometry is GFN2's.
    assert water["monomer_li_binding_dft_kcal_mol"] == pytest.approx(-34.4, abs=1.0)
    assert water["monomer_li_binding_one_armed_dft_kcal_mol"] == water["monomer_li_binding_dft_kcal_mol"]


@pytest.mark.slow
def test_water_is_ionised_as_measured(water):
    # Photoelectron spectrum, vertical: 12.6 eV; def2-SVP is within 0.3 of it.
    assert water["monomer_vertical_ie_dft_ev"] == pytest.approx(12.6, abs=0.3)


def test_without_pyscf_the_message_names_the_extra(monkeypatch):
    monkeypatch.setattr(refinement, "find_spec", lambda _name: None)
    with pytest.raises(UnknownName, match=r"monodesign\[dft\]"):
        describe(["O"], settings=DFT)
