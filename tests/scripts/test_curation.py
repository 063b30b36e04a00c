"""The rules that turn raw tables into the curated one, each on a few records."""

import csv
import math
from dataclasses import asdict, replace

import pandas as pd
import pytest
from curation import calisol
from curation.bradford import read_bradford
from curation.calisol import read_calisol
from curation.chemixhub import read_chemixhub
from curation.duplicates import are_copies, merge_duplicates
from curation.excluded import ExcludedRow
from curation.groups import find_groups
from curation.hpg import read_hpg
from curation.merge import merge
from curation.outliers import flag_spikes
from curation.rows import Extract, Parts, Source, make_row
from curation.surfaces import flag_off_surface

from monodesign.formulation.solvents_and_salts import load_salts, load_solvents

A, B = Source(name="A", licence="MIT"), Source(name="B", licence="MIT")
LIPF6_G_MOL = load_salts().find("LiPF6").molar_mass_g_mol
EC_G_ML = load_solvents().find("EC").density_g_ml


def liquid(source=A, *, t=25.0, s=-2.0, doi="10.1/a", solvents=None, salt_weight=0.12):
    parts = Parts(solvents=solvents or {"EC": 0.44, "DMC": 0.44}, salts={"LiPF6": salt_weight})
    return make_row(parts, source=source, temperature_c=t, log10_sigma_s_cm=s, doi=doi)


def dry(source=A, *, polymer="*CCO*", t=61.37, s=-4.1234, doi=""):
    parts = Parts(polymers={polymer: 0.8}, salts={"LiTFSI": 0.2})
    return make_row(parts, source=source, temperature_c=t, log10_sigma_s_cm=s, doi=doi)


def write_csv(path, records):
    columns = list(dict.fromkeys(name for record in records for name in record))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(records)


CALISOL = {"doi": "10.1/x", "k": 10.0, "T": 298.15, "c": 1.0, "salt": " LiPF6 ", "c units": "mol/kg",
           "solvent ratio type": "w", "EC": 0.5, "DMC": 0.5, "PC": 0.0}  # fmt: skip


def test_calisol_molality_is_per_kilogram_of_solvent(tmp_path):
    write_csv(tmp_path / "calisol23.csv", [CALISOL])
    row = read_calisol(tmp_path).rows[0]
    assert row.w_salt == pytest.approx(LIPF6_G_MOL / (1000 + LIPF6_G_MOL))
    assert (row.salt, row.solvent, row.temperature_c) == ("LiPF6", "DMC:0.5|EC:0.5", pytest.approx(25.0))
    assert row.log10_sigma_s_cm == pytest.approx(-2.0)


def test_calisol_litre_of_1_molar_lipf6_in_ec_dmc_weighs_what_it_should(tmp_path):
    """Literature: 1 M LiPF6 in EC:DMC 1:1 has a density of 1.26–1.30 g/mL, so 11.7–12.1 wt% of salt."""
    write_csv(tmp_path / "calisol23.csv", [CALISOL | {"c units": "mol/l"}])
    assert read_calisol(tmp_path).rows[0].w_salt == pytest.approx(0.119, abs=0.003)


def test_calisol_ratio_by_volume_uses_densities(tmp_path):
    write_csv(tmp_path / "calisol23.csv", [CALISOL | {"solvent ratio type": "v"}])
    dmc, ec = 1.063 / (1.063 + 1.321), 1.321 / (1.063 + 1.321)
    assert read_calisol(tmp_path).rows[0].solvent == f"DMC:{dmc:.4g}|EC:{ec:.4g}"


def test_calisol_series_under_another_salts_name_get_their_own(tmp_path):
    """Han et al., J. Power Sources 196, 3623 (2011), abstract: LiFSI > LiPF6 > LiTFSI > LiClO4 > LiBF4."""
    han = CALISOL | {"doi": "10.1016/j.jpowsour.2010.12.040", "c units": "mol/l"}
    series = [
        ("LiFSI", 15.6, 9.0),
        ("LiFSI", 12.4, 7.0),
        ("LiPF6", 15.7, 8.5),
        ("LiBF4", 6.1, 3.4),
        ("LiBF4", 10.5, 5.8),
    ]
    hot_to_cold = [
        han | {"salt": salt, "T": kelvin, "k": k}
        for salt, hot, cold in series
        for kelvin, k in ((332.5, hot), (253.2, cold))
    ]
    write_csv(tmp_path / "calisol23.csv", [CALISOL, *hot_to_cold])
    found = read_calisol(tmp_path)
    in_the_cold = [row for row in found.rows if row.temperature_c < 0]
    best_first = [row.salt for row in sorted(in_the_cold, key=lambda row: -row.log10_sigma_s_cm)]
    assert best_first == ["LiFSI", "LiPF6", "LiTFSI", "LiClO4", "LiBF4"]
    assert list(found.corrected.values()) == [4]


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"k": ""}, "conductivity missing"), ({"k": 0}, "conductivity missing"), ({"c": -0.005}, "no salt"),
     ({"k": 1e-20}, "outside"), ({"T": 600}, "temperature outside")],
)  # fmt: skip
def test_calisol_faults_are_removed_and_counted(tmp_path, change, rule):
    write_csv(tmp_path / "calisol23.csv", [CALISOL, CALISOL | change])
    found = read_calisol(tmp_path)
    assert (found.n_read, len(found.rows)) == (2, 1)
    assert [rule in name for name in found.removed] == [True]


BRADFORD = {"smiles": "[Cu]OCC[Au]", "conductivity": -5.0, "mw": 1e5, "molality": 1.0, "temperature": 60.0,
            "salt smiles": "F[P-](F)(F)(F)(F)F.[Li+]"}  # fmt: skip


def test_bradford_molality_is_per_kilogram_of_polymer(tmp_path):
    write_csv(tmp_path / "bradford_clean_train.csv", [BRADFORD])
    row = read_bradford(tmp_path).rows[0]
    assert (row.polymer, row.kind, row.salt) == ("*CCO*", "dry", "LiPF6")
    assert row.w_salt == pytest.approx(LIPF6_G_MOL / (1000 + LIPF6_G_MOL))


def test_bradford_keeps_single_ion_conductors_and_drops_what_has_no_lithium(tmp_path):
    anionic = BRADFORD | {"smiles": "[Cu]CC(C(=O)[O-])[Au]", "salt smiles": "", "molality": ""}
    neutral = BRADFORD | {"salt smiles": "", "molality": ""}
    write_csv(tmp_path / "bradford_clean_train.csv", [anionic, neutral])
    found = read_bradford(tmp_path)
    assert [row.w_polymer for row in found.rows] == [1.0]
    assert [name.split(":")[0] for name in found.removed] == ["no lithium"]


def write_chemixhub(folder, ids, fractions, masses):
    compounds = [
        {"compound_id": 0, "smiles": "CCOC", "salt": 0, "polymer": 1, "monomeric_unit": "[Cu]OCC[Au]"},
        {"compound_id": 1, "smiles": "COC", "salt": 0, "polymer": 0},
        {"compound_id": 2, "smiles": "F[P-](F)(F)(F)(F)F.[Li+]", "salt": 1, "polymer": 0},
        {"compound_id": 3, "smiles": "C[N+](CC)(C)CC.O=S([N-]S(=O)(F)=O)(F)=O", "salt": 1, "polymer": 0},
    ]
    write_csv(folder / "chemixhub_compounds.csv", compounds)
    record = {"cmp1_mn_or_mw": 1e5, "value": -4.0, "Temperature, K": 298.15, "cmp_ids": str(ids),
              "cmp_mole_fractions": str(fractions), "cmp_mws": str(masses)}  # fmt: skip
    write_csv(folder / "chemixhub_polymer_electrolyte.csv", [record])
    return read_chemixhub(folder)


@pytest.mark.parametrize("solvent", ["BF3 etherate", "CCOCC.FB(F)F"])
def test_an_anion_receptor_is_flagged_by_whatever_name_and_source(solvent):
    parts = Parts(polymers={"*CC(*)C(=O)[O-]": 0.9}, solvents={solvent: 0.1})
    row = make_row(parts, source=A, temperature_c=25.0, log10_sigma_s_cm=-5.0)
    assert (row.kind, row.flag) == ("gel", "anion receptor BF3 counted as solvent")


def test_chemixhub_moles_become_weights_with_its_masses(tmp_path):
    row = write_chemixhub(tmp_path, [0.0, 2.0], [0.9, 0.1], [44.0, 150.0]).rows[0]
    assert row.w_salt == pytest.approx(15 / (15 + 39.6))
    assert (row.polymer, row.polymer_mw_g_mol, row.doi) == ("*CCO*", 1e5, "")


def test_chemixhub_dimethyl_ether_is_dimethoxyethane_of_the_right_density(tmp_path):
    found = write_chemixhub(tmp_path, [1.0, 2.0], [0.9, 0.1], [46.04, 151.9])
    volume_ml = 0.9 * 46.04 / 0.67
    assert found.rows[0].solvent == "DME"
    assert found.rows[0].w_salt == pytest.approx(15.19 / (15.19 + 0.864 * volume_ml))


def test_chemixhub_rows_with_missing_fractions_are_removed(tmp_path):
    found = write_chemixhub(tmp_path, [0.0, 1.0, 2.0], [0.9, 0.1], [44.0, 46.04, 150.0])
    assert found.removed == {"fewer mole fractions or molar masses than components": 1}


def test_chemixhub_ionic_liquid_is_no_lithium_salt(tmp_path):
    found = write_chemixhub(tmp_path, [0.0, 3.0], [0.9, 0.1], [44.0, 282.0])
    assert [name.split(":")[0] for name in found.removed] == ["no lithium"]


def write_hpg(folder, **record):
    write_csv(folder / "hpg_compounds.csv", [{"ID": "peo", "SMILES": "[Mg]OCC[Mg]", "Mw": 6e5}])
    names = {f"{kind}{number}": "" for kind in ("component", "smiles") for number in range(1, 7)}
    base = {"Temperature": 25.0, "Conductivity": 1e-3, "mol_ratio": "", "wt_ratio": "", "reference": "10.2/y"}
    write_csv(folder / "hpg_processed_electrolytes.csv", [names | base | record])
    return read_hpg(folder)


def test_hpg_salt_per_litre_beside_solvent_per_decilitre_is_put_right(tmp_path):
    """1 M in propylene carbonate: the table has 1 mol of salt with the 1.18 mol that fill 100 mL."""
    found = write_hpg(tmp_path, component1="LiPF6", smiles1="F[P-](F)(F)(F)(F)F", component2="PC",
                      smiles2="CC1COC(=O)O1", mol_ratio="1/1.18033")  # fmt: skip
    assert found.rows[0].w_salt == pytest.approx(LIPF6_G_MOL / (LIPF6_G_MOL + 1200), rel=1e-3)
    assert sum(found.corrected.values()) == 1


EMIMBF4 = "CCN1C=C[N+](C)=C1.F[B-](F)(F)F"
LIBF4_G_MOL = 93.746


def test_hpg_salt_per_litre_beside_an_ionic_liquid_per_decilitre_is_put_right(tmp_path):
    """The row of doi:10.1149/1.1568939: 0.654 mol fill 100 mL; CheMixHub has 1 mol of LiBF4 per litre."""
    found = write_hpg(tmp_path, component1="LiBF4", smiles1="F[B-](F)(F)F", component2="EMIMBF4",
                      smiles2=EMIMBF4, mol_ratio="1/0.653634389048846")  # fmt: skip
    assert found.rows[0].w_salt == pytest.approx(LIBF4_G_MOL / (LIBF4_G_MOL + 1280), rel=1e-3)
    assert sum(found.corrected.values()) == 1


def test_hpg_mole_fractions_of_an_ionic_liquid_stay(tmp_path):
    """The ratio of doi:10.1016/j.jpowsour.2016.06.087, whose moles of ionic liquid fill more than 100 mL."""
    found = write_hpg(tmp_path, component1="LiBF4", smiles1="F[B-](F)(F)F", component2="EMIMBF4",
                      smiles2=EMIMBF4, mol_ratio="0.095/0.905")  # fmt: skip
    assert found.rows[0].w_salt == pytest.approx(
        9.5 * LIBF4_G_MOL / (9.5 * LIBF4_G_MOL + 90.5 * 197.97), rel=1e-3
    )
    assert not found.corrected


def test_hpg_true_mole_ratios_stay(tmp_path):
    found = write_hpg(tmp_path, component1="peo", smiles1="polymer_peo", component2="LiPF6",
                      smiles2="F[P-](F)(F)(F)(F)F", mol_ratio="20/1")  # fmt: skip
    assert found.rows[0].w_salt == pytest.approx(LIPF6_G_MOL / (LIPF6_G_MOL + 20 * 44.05), rel=1e-3)
    assert not found.corrected


def test_hpg_gel_with_ten_times_its_salt_keeps_the_polymers_share_and_gets_a_mole_per_litre(tmp_path):
    """387.1 g/mol of LiBETI on 132.1 g of ethylene carbonate (100 mL): 10 mol/L as written, 1 mol/L meant."""
    salt = load_salts().find("LiBETI")
    found = write_hpg(tmp_path, component1="peo", smiles1="polymer_peo", component2="LiBETI",
                      smiles2=salt.anion_smiles, component3="EC", smiles3="O=C1OCCO1",
                      wt_ratio=f"200/{salt.molar_mass_g_mol}/{1000 * EC_G_ML / 10}")  # fmt: skip
    row = found.rows[0]
    written = salt.molar_mass_g_mol + 100 * EC_G_ML
    assert row.w_polymer == pytest.approx(200 / (200 + written))
    assert row.w_salt / salt.molar_mass_g_mol / row.w_solvent * 1000 * EC_G_ML == pytest.approx(1.0)


def test_copies_in_two_tables_become_one_that_lists_both():
    found = merge_duplicates([liquid(A, doi=""), liquid(B, t=24.9, s=-2.001, doi="10.1/b")])
    assert [entry.sources for entry in found.kept] == [("A", "B")]
    assert found.kept[0].row.doi == "10.1/b"


def test_replicates_of_one_table_stay_and_repeats_go():
    found = merge_duplicates([liquid(), liquid(s=-2.05), liquid()])
    assert len(found.kept) == 2
    assert found.n_repeated == {"A": 1}


def test_same_numbers_of_another_solvent_are_no_copy():
    assert not are_copies(liquid(A), liquid(B, solvents={"EC": 0.44, "DEC": 0.44}))


def test_a_plot_reading_that_returns_to_all_digits_is_a_copy_however_the_polymer_is_written():
    other = dry(B, polymer="*CCOCO*")
    assert are_copies(dry(A), other)
    assert not are_copies(dry(A), replace(other, log10_sigma_s_cm=-4.1250))
    assert not are_copies(dry(A, t=60.0), replace(other, temperature_c=60.0))


def test_groups_that_share_rows_become_one_and_strangers_do_not():
    rows = [liquid(A, t=t, s=-2 - t / 100, doi="10.1/a") for t in (20.0, 30.0, 40.0, 50.0)]
    copies = [replace(row, source="B", doi="10.1/b") for row in rows[:3]] + [
        liquid(B, t=70.0, s=-1.0, doi="10.1/b")
    ]
    strangers = [liquid(B, t=t, s=-3.0, doi="10.1/c") for t in (20.0, 30.0)]
    found = merge_duplicates([*rows, *copies, *strangers])
    groups = dict(
        zip(
            [entry.row.temperature_c for entry in found.kept],
            find_groups(found.kept, found.twins),
            strict=True,
        )
    )
    assert groups[70.0] == groups[50.0] == "liquid 10.1/a"
    assert groups[20.0] == "liquid 10.1/c"


def test_dry_rows_are_grouped_by_polymer_whatever_their_paper():
    kept = merge_duplicates([dry(doi="10.1/a"), dry(polymer="*OCC*", t=70.2, doi="10.1/b")]).kept
    assert find_groups(kept, ()) == ["*CCO*", "*CCO*"]


def test_merging_does_not_depend_on_the_order_of_rows():
    rows = [liquid(s=-2 + step / 50, t=20.0 + step) for step in range(8)]
    one = merge([Extract(source=A, rows=tuple(rows), n_read=8, removed={})]).table
    other = merge([Extract(source=A, rows=tuple(reversed(rows)), n_read=8, removed={})]).table
    pd.testing.assert_frame_equal(one, other)


def test_row_of_a_paper_that_calisol_holds_is_not_taken_from_elsewhere():
    rows = tuple(liquid(calisol.SOURCE, t=20.0 + step, s=-2.0 + step / 100) for step in range(5))
    apart = liquid(B, t=55.0, s=-1.0)
    extracts = [
        Extract(source=calisol.SOURCE, rows=rows, n_read=5, removed={}),
        Extract(source=B, rows=(apart,), n_read=1, removed={}),
    ]
    merged = merge(extracts)
    assert len(merged.table) == 5
    assert any("held by CALiSol-23" in text and count == 1 for text, count in merged.steps)


def series(values):
    rows = [liquid(t=20.0 + 10 * step, s=value) for step, value in enumerate(values)]
    return merge([Extract(source=A, rows=tuple(rows), n_read=len(rows), removed={})]).table


def test_a_point_off_its_own_series_is_flagged_and_it_alone():
    table = series([-3.0, -2.9, -2.8, -1.6, -2.6, -2.5, -2.4])
    assert table["flag"].ne("").tolist() == [False, False, False, True, False, False, False]


@pytest.mark.parametrize(
    "values",
    [[-3.0, -2.9, -2.8, -2.7, -2.6, -2.5], [-8, -7.8, -7.6, -5.0, -4.9, -4.8], [-3, -5, -3, -5, -3, -5, -3]],
    ids=["smooth", "melting", "two specimens in one recipe"],
)
def test_smooth_melting_and_mixed_series_are_not_flagged(values):
    assert not flag_spikes(series(values)).any()


def study(doi, *, shift=0.0):
    """Return a smooth study of one recipe: eight shares of salt at six temperatures."""
    return [
        liquid(t=t, s=-2 + t / 100 - (w - 0.12) ** 2 * 40 + shift, doi=doi, salt_weight=w)
        for w in (0.04, 0.06, 0.08, 0.10, 0.12, 0.14, 0.16, 0.18)
        for t in (-20.0, 0.0, 20.0, 40.0, 55.0, 60.0)
    ]


def test_a_reading_from_the_wrong_curve_is_flagged_and_it_alone():
    rows = study("10.1/a")
    rows[20] = replace(rows[20], log10_sigma_s_cm=rows[20].log10_sigma_s_cm - 0.4)
    off, off_like = flag_off_surface(pd.DataFrame([asdict(row) for row in rows]))
    assert off.to_numpy().nonzero()[0].tolist() == [20]
    assert not off_like.any()


@pytest.mark.parametrize(
    ("shift", "is_same"), [(0.005, True), (0.3, False)], ids=["read twice", "measured anew"]
)
def test_two_papers_on_the_same_experiments_are_one_group(shift, is_same):
    rows = [*study("10.1/a"), *study("10.1/b", shift=shift)]
    merged = merge([Extract(source=A, rows=tuple(rows), n_read=len(rows), removed={})]).table
    assert merged["group"].nunique() == (1 if is_same else 2)


@pytest.mark.parametrize("weights", [{"EC": math.nan}, {"EC": 0.0}])
def test_rows_without_amounts_are_excluded(weights):
    with pytest.raises(ExcludedRow, match="amounts"):
        make_row(Parts(solvents=weights), source=A, temperature_c=25.0, log10_sigma_s_cm=-3.0)
