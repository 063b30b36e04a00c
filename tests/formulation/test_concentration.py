import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import read_salt, read_solvents
from monodesign.formulation.concentration import molality_in, molality_of, molarity_of

EC = read_solvents("EC")
LIPF6 = read_salt("LiPF6")


@given(st.floats(min_value=0.01, max_value=4.0))
def test_litres_and_kilograms_convert_back(molarity):
    molality = molality_of(molarity, mixture=EC, salt=LIPF6)
    assert molarity_of(molality, mixture=EC, salt=LIPF6) == pytest.approx(molarity)


def test_the_salts_own_volume_makes_a_litre_hold_less_solvent():
    # One litre of EC is 1.321 kg; 58 mL of it make room for a mole of LiPF6: 1/(0.942·1.321) = 0.804 mol/kg.
    assert molality_of(1.0, mixture=EC, salt=LIPF6) == pytest.approx(0.804, abs=0.002)


def test_the_studys_gel_holds_so_many_moles_per_kg_of_solvent():
    # 16 g of LiPF6 (151.9 g/mol) in 54 g of EC.
    assert molality_in(w_salt=0.16, w_solvent=0.54, salt=LIPF6) == pytest.approx(1.9505, abs=1e-4)


def test_a_solvent_without_density_has_no_litres():
    with pytest.raises(InvalidFormulation, match=r"2,3-BC has no density .* use mol/kg"):
        molality_of(1.0, mixture=read_solvents("2,3-BC"), salt=LIPF6)
