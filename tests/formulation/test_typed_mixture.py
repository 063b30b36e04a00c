import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import read_salt
from monodesign.formulation.concentration import salt_volume_l_mol
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.typed_mixture import TypedMixture, read_typed_mixture


def _shares(solvent: str) -> dict[str, float]:
    if ":" not in solvent:
        return {solvent: 1.0}
    return {name: float(share) for name, _, share in (part.rpartition(":") for part in solvent.split("|"))}


def _weights(typed: TypedMixture) -> tuple[float, float, float]:
    gel = typed.formulation
    return gel.w_polymer, gel.w_solvent, gel.w_salt


def test_equal_volumes_become_masses_by_density_and_litres_count_the_liquid():
    # EC 1.321 and DEC 0.969 g/mL: 57.69 % EC by weight, 1.145 g/mL. LiPF6 takes 58.1 mL/mol, so a litre of
    # solution holds 941.9 mL = 1078.5 g of solvents and 151.9 g of salt: 12.35 wt%, 70 % of that in the gel.
    typed = read_typed_mixture("1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer")
    assert _shares(typed.formulation.solvent) == pytest.approx({"EC": 0.57686, "DEC": 0.42314}, abs=1e-5)
    assert _weights(typed) == pytest.approx((0.3, 0.6135, 0.0865), abs=1e-4)
    assert typed.molarity_mol_l == pytest.approx(1.0)


def test_molality_counts_the_solvent():
    # 1.2 mol of LiTFSI (287.09 g/mol) per kg: 344.5 g in 1344.5 g.
    typed = read_typed_mixture("1.2 mol/kg LiTFSI in PC")
    assert _weights(typed) == pytest.approx((0.0, 1000 / 1344.5, 344.5 / 1344.5), abs=1e-4)
    assert not typed.has_polymer


def test_an_additive_is_a_share_of_the_whole_liquid():
    # 90 % of 1 M LiPF6 in EC:DMC 3:7 by volume (12.40 wt% salt), 10 % FEC.
    typed = read_typed_mixture("EC:DMC (3:7 by vol) with 1 M LiPF6 + 10 wt% FEC")
    w_polymer, w_solvent, w_salt = _weights(typed)
    assert (w_polymer, w_salt) == pytest.approx((0.0, 0.9 * 0.1240), abs=2e-4)
    assert _shares(typed.formulation.solvent)["FEC"] * w_solvent == pytest.approx(0.1, abs=1e-5)


def test_the_studys_batch_in_grams_is_its_gel():
    # doi 10.1038/s41467-025-59020-w: DOA 3, EC 2.7, DEC 1.35, FEC 1.35, LiPF6 1.6 g.
    typed = read_typed_mixture("3 g DOA, 2.7 g EC, 1.35 g DEC, 1.35 g FEC, 1.6 g LiPF6")
    assert typed.polymer == "DOA"
    assert _weights(typed) == pytest.approx((0.30, 0.54, 0.16))
    assert _shares(typed.formulation.solvent) == pytest.approx({"EC": 0.5, "DEC": 0.25, "FEC": 0.25})


def test_two_salts_become_their_masses_and_moles_add_up():
    # 0.8 mol of LiTFSI (287.09) and 0.2 mol of LiBOB (193.79 g/mol): 229.67 and 38.76 g in each litre. They
    # take 0.8 × 139.4 + 0.2 × 94.7 mL of it; EC 1.321 and DMC 1.063 g/mL mix to 1.129 g/mL at 3:7.
    typed = read_typed_mixture("0.8 M LiTFSI + 0.2 M LiBOB in EC/DMC 3:7 w/w, 20 wt% polymer")
    assert _shares(typed.formulation.salt) == pytest.approx({"LiTFSI": 0.8556, "LiBOB": 0.1444}, abs=1e-4)
    assert typed.molarity_mol_l == pytest.approx(1.0)
    volumes = {salt.name: salt_volume_l_mol(salt) for salt in map(read_salt, ("LiTFSI", "LiBOB"))}
    solvents_g = (1 - 0.8 * volumes["LiTFSI"] - 0.2 * volumes["LiBOB"]) * 1129.1
    assert _weights(typed)[2] == pytest.approx(0.8 * 268.43 / (268.43 + solvents_g), abs=2e-4)


def test_a_salt_in_percent_beside_one_in_mol_is_an_additive_of_the_liquid():
    # 1 M LiPF6 in EC/DMC 3:7 by weight is 12.51 wt% salt; of 98 % of it and 2 % of LiDFOB:
    plain = _weights(read_typed_mixture("1 M LiPF6 in EC/DMC 3:7 w/w"))[2]
    typed = read_typed_mixture("1 M LiPF6 in EC/DMC 3:7 w/w + 2 wt% LiDFOB")
    assert _weights(typed)[2] == pytest.approx(0.98 * plain + 0.02, abs=1e-6)
    shares = _shares(typed.formulation.salt)
    assert shares["LiDFOB"] * _weights(typed)[2] == pytest.approx(0.02, abs=1e-6)


def test_a_suppliers_name_is_written_out_and_said():
    typed = read_typed_mixture("LP30")
    assert "LP30 is 1 M LiPF6 in EC/DMC 1:1 w/w." in typed.assumptions
    # The supplier's data sheet gives 1.30 g/mL, hence 11.7 wt%; the estimated volumes give 12.05.
    assert typed.formulation.w_salt == pytest.approx(0.117, abs=0.005)


def test_ethylene_oxide_per_lithium_makes_a_dry_polymer():
    # 20 × 44.05 g of PEO to 287.09 g of LiTFSI.
    typed = read_typed_mixture("PEO/LiTFSI ([EO]:[Li+] = 20:1)")
    assert _weights(typed) == pytest.approx((881.06 / 1168.15, 0.0, 287.09 / 1168.15), abs=1e-4)


def test_bare_numbers_of_a_localised_concentrate_count_moles():
    # LiFSI 187.07, 1.2 × 90.12 of DME, 3 × 232.08 g of TTE.
    typed = read_typed_mixture("LiFSI-1.2DME-3TTE")
    total = 187.07 + 1.2 * 90.12 + 3 * 232.08
    assert typed.formulation.w_salt == pytest.approx(187.07 / total, abs=1e-4)
    assert "Numbers without a unit count moles." in typed.assumptions


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1 M LiPF₆ in EC–DMC (1:1, w/w)", "1 M LiPF6 in EC/DMC 1:1 w/w"),
        ("1.0 mol·L⁻¹ LiPF6 in EC/DMC (50:50 wt%)", "1 M LiPF6 in EC/DMC 1:1 w/w"),
        ("1.0 mol dm−3 LiPF6 in EC/DMC 1/1 (w:w)", "1 M LiPF6 in EC/DMC 1:1 w/w"),
        ("a 1:1 (by weight) mixture of EC and DMC containing 1 M LiPF6", "1 M LiPF6 in EC/DMC 1:1 w/w"),
        ("LiPF6 (1 M) in EC (50 wt.%) and DMC (50 wt.%)", "1 M LiPF6 in EC/DMC 1:1 w/w"),
        ("1 M LiPF6 in ethylene carbonate (EC) and COC(=O)OC 1:1 by mass", "1 M LiPF6 in EC/DMC 1:1 w/w"),
        ("1M LiPF6 EC:EMC:DMC=1:1:1 Vol%", "1 M LiPF6 in EC/EMC/DMC 1:1:1 v/v/v"),
        ("1000 mM [Li+].F[P-](F)(F)(F)(F)F in 30 vol% EC and 70 vol% EMC", "1 M LiPF6 in EC/EMC 3:7 v/v"),
        ("30 wt% PMMA, 70 wt% 1 M LiPF6 in EC", "1 M LiPF6 in EC, 30 wt% PMMA"),
        ("PMMA:electrolyte 3:7 by weight, electrolyte 1 M LiPF6 in EC", "1 M LiPF6 in EC, 30 wt% PMMA"),
        ("PMMA with 233.3333% uptake of 1 M LiPF6 in EC", "1 M LiPF6 in EC, 30 wt% PMMA"),
        ("P(DOA-PCEA) 30 wt%, 1 M LiPF6 in EC", "30 wt% DOA/PCEA 1:1 mol, 1 M LiPF6 in EC"),
        ("1 M LiPF6 in EC, PMMA 30%", "1 M LiPF6 in EC, 30 wt% PMMA"),
        ("30/54/16 PMMA/EC/LiPF6 by weight", "30 wt% PMMA, 16 wt% LiPF6, 54 wt% EC"),
        ("1 M LiTFSI in 1,2-dimethoxyethane", "1 M LiTFSI in DME"),
        ("1 m LiTFSI in G4", "1 mol kg-1 LiTFSI in tetraglyme"),
        ("LiTFSI (0.8 M) and LiBOB (0.2 M) in EC", "0.8 M LiTFSI + 0.2 M LiBOB in EC"),
        ("1 M LiTFSI/LiBOB (4:1 by mol) in EC", "0.8 M LiTFSI + 0.2 M LiBOB in EC"),
        ("LiTFSI-0.25LiBOB-10EC", "4:1:40 LiTFSI/LiBOB/EC mol"),
        ("PEO, LiTFSI/LiBOB 1:1 w/w 20 wt%", "80 wt% PEO, 10 wt% LiTFSI, 10 wt% LiBOB"),
        ("1 g LiPF6, 0.5 g LiBOB, 8.5 g EC", "10 wt% LiPF6, 5 wt% LiBOB, 85 wt% EC"),
        ("1 M LiPF6 in PC at −20 °C", "1 M LiPF6 in PC at 253.15 K"),
        ("1 M LiPF6 in PC (-20 °C)", "1 M LiPF6 in PC at 253.15 K"),
        ("1 M LiPF6 in PC at -20C", "1 M LiPF6 in PC at 253.15 K"),
        ("PEO LiTFSI EO:Li 18:1, 60C", "PEO LiTFSI EO:Li 18:1, 333.15 K"),
        ("5 M LiFSI in AN at 298.15 K", "5 M LiFSI in acetonitrile at room temperature"),
    ],
)  # fmt: skip
def test_spellings_of_one_mixture_are_one(written, plain):
    one, other = read_typed_mixture(written), read_typed_mixture(plain)
    assert _weights(one) == pytest.approx(_weights(other), abs=1e-6)
    assert _shares(one.formulation.solvent) == pytest.approx(_shares(other.formulation.solvent), abs=1e-5)
    assert _shares(one.formulation.salt) == pytest.approx(_shares(other.formulation.salt), abs=1e-5)
    assert (one.polymer, one.polymer_mol_ratio) == (other.polymer, other.polymer_mol_ratio)
    assert one.formulation.temperature_c == other.formulation.temperature_c


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mixture is empty"),
        ("1 M LiPF6 in EC/DEC 1:1", "'1:1' at character 21: by what"),
        ("1 M LiPF6 in EC/DEC", "'EC/DEC' at character 14: how much of each"),
        ("1 M LiPF6 in EC/DEC 1:1:1 v/v", "3 numbers, but not as many names"),
        ("PVDF-HFP / 1M LiFSI in DME", "'PVDF-HFP' at character 1: give its amount"),
        ("30 wt% polymer, 16 wt% LiPF6 in EC", "'16 wt%' at character 17: of the gel, or of the liquid"),
        ("1 M LiPF6 in EC + 5 % FEC", "'5 %' at character 19: by weight or by volume"),
        (
            "0.8 M LiTFSI + 0.2 mol/kg LiFSI in EC",
            "'0.2 mol/kg' at character 27: write all salts in one unit",
        ),
        ("0.8 M LiTFSI + LiBOB in EC", "'LiBOB' at character 16: how much of this salt"),
        ("0.8 M LiTFSI + 0 M LiBOB in EC", "'0 M' at character 16: give an amount above 0"),
        ("1 M LiPF6 in EC + 95 wt% LiBOB", "'LiBOB' at character 26: the added salts leave nothing"),
        ("PS 30 wt%, 1 M LiPF6 in EC", "names a solvent and a polymer"),
        ("1 M LiPF6 in PC - 20 °C", "'- 20 °C' at character 17: a minus or a dash?"),
        ("1 M LiPF6 in PC-20 °C", "'-20 °C' at character 16: a minus or a dash?"),
        ("1 M LiXX6 in EC", "'LiXX6' at character 5: not understood"),
        ("30 M LiPF6 in EC", "leaves no room for a solvent"),
        ("1 M LiPF6 in 2,3-BC", "has no density"),
        ("LiTFSI in PC", "'LiTFSI' at character 1: how much"),
        ("EC/DEC 1:1 v/v, 30 wt% polymer", "No salt is given"),
        ("1,2 M LiPF6 in EC", "'1,2' at character 1: write a decimal point: 1.2"),
        ("40 wt% polymer, 16 wt% LiPF6, 54 wt% EC", "sum to 110 %"),
        ("0 M LiPF6 in EC", "give an amount above 0"),
        ("1 M LiMTFSI in EC", "two meanings"),
        ("<script>alert(1)</script>", "at character 1: not understood"),
    ],
)
def test_what_can_be_read_in_two_ways_or_none_is_refused_in_one_line(text, message):
    with pytest.raises(InvalidFormulation) as refused:
        read_typed_mixture(text)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@given(st.text(alphabet="1 0.MmLiPF6TSBOEC/:DEC%wtvol()kgin,+-[]=", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        typed = read_typed_mixture(text)
    except InvalidFormulation:
        return
    assert math.isclose(sum(_weights(typed)), 1.0, abs_tol=1e-6)


def test_what_was_read_is_a_formulation_of_the_tables():
    typed = read_typed_mixture("20 wt.% PEO/PVDF-HFP 1:1 w/w, 1 M LiTFSI in DOL/DME (1/1, v/v) at 60 °C")
    row = typed.formulation.with_polymers([typed.polymer], [typed.polymer_mol_ratio])
    assert read_formulations(row).errors == ("",)
