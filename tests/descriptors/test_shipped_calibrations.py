"""The shipped calibrations against what is known: their own references left out, and the literature."""

import json
import re
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from curation.fitting import Reference, leave_out
from scipy.stats import spearmanr

from monodesign.descriptors.calibration import FOLDER, estimate, load_calibration
from monodesign.descriptors.describe import describe
from monodesign.descriptors.exchange.correction import load_exchange_correction
from monodesign.descriptors.form import describe_form
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.paths import LIBRARIES

pytestmark = pytest.mark.slow


def references(task):
    data = json.loads((FOLDER / f"{task}.json").read_text(encoding="utf-8"))
    return [
        Reference(
            name=row["name"],
            molecule=row["molecule"],
            group=row["group"],
            reference=row["reference"],
            features={**row["features"], data["base"]: row["raw"]},
            source=row["source"],
        )
        for row in data["references"]
    ]


@lru_cache
def held_out(task):
    return leave_out(references(task), load_calibration(task), by="molecule")


def mean_error(task, *, only=lambda _one: True):
    return np.mean([abs(one.predicted - one.reference) for one in held_out(task) if only(one)])


def test_ionisation_energies_of_molecules_left_out_are_within_022_ev():
    assert mean_error("vertical_ie_ev") <= 0.22


def test_ionisation_energies_of_the_mission_s_classes_are_within_025_ev():
    wanted = ("ester", "carbonate", "oxalate", "amide", "nitrile")
    assert mean_error("vertical_ie_ev", only=lambda one: any(name in one.group for name in wanted)) <= 0.25


def test_ionisation_energies_of_molecules_of_the_real_size_are_within_025_ev():
    large = [
        one.name for one in references("vertical_ie_ev") if one.name.endswith("unit") or "unit of" in one.name
    ]
    assert len(large) >= 8
    assert mean_error("vertical_ie_ev", only=lambda one: one.name in large) <= 0.25


def test_lithium_binding_of_molecules_left_out_is_within_15_kcal_mol_and_in_order():
    points = references("li_binding_kcal_mol")
    assert len(points) >= 60
    assert len({one.molecule for one in points}) >= 35
    held = held_out("li_binding_kcal_mol")
    found, truth = [one.predicted for one in held], [one.reference for one in held]
    assert np.mean(np.abs(np.subtract(found, truth))) <= 1.5
    assert spearmanr(found, truth).statistic >= 0.97
    # Raw GFN2 overbinds by about 12 kcal/mol.
    assert np.mean([abs(one.features["raw_kcal_mol"] - one.reference) for one in points]) > 10


def test_vertical_ionisation_orders_the_ester_units_as_dft_does():
    # ωB97X-D3(BJ), eV: DOA 10.94, PCEA 10.41, AEEO 10.22, PEGMA with two ether oxygens 9.55.
    units = ["CCC(=O)OCC1COC(=O)O1", "CCC(=O)OCCOC(=O)OCCC", "CCC(=O)OCCOC(=O)C(=O)OCC", "CC(C)C(=O)OCCOCCOC"]
    table = describe(units, settings=DescribeSettings(what=("redox",))).table
    assert table["monomer_vertical_ie_ev"].is_monotonic_decreasing
    assert table["monomer_oxidation_potential_v"].idxmin() == len(units) - 1


@pytest.fixture(scope="module")
def one_armed():
    settings = DescribeSettings(what=("lithium",), n_chelates=0)
    engine = load_engine()

    def binding(smiles):
        columns = describe_form(smiles, engine=engine, settings=settings).columns
        return columns["li_binding_one_armed_kcal_mol"]

    return binding


@pytest.mark.parametrize("weaker", ["COC(=O)OC", "CCOC(=O)OCC", "CCOC(=O)CC"])
def test_ethylene_carbonate_holds_lithium_more_than_esters_and_linear_carbonates(one_armed, weaker):
    # ωB97X-D3(BJ)/def2-TZVPD: EC −51.1, DMC −45.1, methyl acetate −46.9 kcal/mol; raw GFN2 says the opposite.
    assert one_armed("O=C1OCCO1") < one_armed(weaker)


def test_the_exchange_correction_brings_gfn2_closer_to_dft():
    table = pd.read_csv(LIBRARIES / "reference" / "exchange.csv").query("basis == 'def2-svp'")
    assert table["donor_class"].nunique() >= 6
    correction = load_exchange_correction()
    shifts = [correction.shift(text.split(" + "), leaving="O=C1OCCO1")[0] for text in table["contacts"]]
    raw = table["exchange_gfn2_kcal_mol"] - table["exchange_dft_kcal_mol"]
    assert (raw + shifts).abs().mean() < 0.5 * raw.abs().mean()


def test_in_a_shell_gfn2_overbinds_esters_more_than_linear_carbonates():
    # PBE-D3(BJ)/def2-SVP: methyl acetate +3.3, dimethyl carbonate +1.3 kcal/mol; raw GFN2 −1.3 and +0.2.
    shifts = load_exchange_correction().shift_kcal_mol
    assert shifts["ester"] > shifts["linear_carbonate"] > shifts["cyclic_carbonate"]


@pytest.mark.parametrize("contact", ["sulfone", "sulfonate", "sulfonamide", "sulfate"])
def test_in_a_shell_every_sulfonyl_oxygen_is_overbound_by_more_than_ten(contact):
    # Dimethyl sulfone for EC: PBE-D3(BJ)/def2-SVP −0.1, raw GFN2 −20.0 kcal/mol.
    shift, _ = load_exchange_correction().shift([contact], leaving="O=C1OCCO1")
    assert shift > 10


def test_in_a_shell_a_second_arm_is_overbound():
    # Unit of PCEA held by ester and C-O oxygen: PBE-D3(BJ)/def2-SVP −1.5, raw GFN2 −9.7 kcal/mol; held by the
    # ester alone −5.0 and −8.6.
    correction = load_exchange_correction()
    one, two = (
        correction.shift(arms, leaving="O=C1OCCO1")[0] for arms in (["ester"], ["ester", "acyl_oxygen"])
    )
    assert two > one + 2


@pytest.mark.parametrize("solvent", ["EC", "DEC", "EC:1|DEC:1"])
def test_the_oxalate_s_shell_lets_lithium_go_more_easily_than_the_cyclic_carbonate_s(solvent):
    # De-solvation of AEEO below DOA, equation 4 and figure of doi 10.1038/s41467-025-59020-w.
    table = pd.read_csv(LIBRARIES / "reference" / "desolvation.csv")
    energies = table[table["solvent"] == solvent].set_index("unit")["desolvation_ev"]
    assert energies["AEEO"] < energies["DOA"]


def test_nearly_all_units_lie_near_the_lowest_of_their_groups():
    # Groups hardly feel each other over a few carbons in a solvent; those that do are named on the card.
    rows = pd.read_csv(LIBRARIES / "reference" / "oxidation_units.csv")
    differences = [_potential(row.features, row.group) - _lowest_part(row.parts) for row in rows.itertuples()]
    assert len(differences) >= 100
    assert np.mean(np.abs(differences) <= 0.3) >= 0.95


def _potential(features, group):
    known = json.loads(features) if isinstance(features, str) else features
    return estimate(load_calibration("oxidation_potential_v"), known, group=group).value


def _lowest_part(parts):
    return min(_potential(part["features"], part["group"]) for part in json.loads(parts))


def test_the_oxidation_potential_of_a_carbonate_and_an_ester_is_that_of_dft():
    # ωB97X-D3(BJ)/def2-TZVP, C-PCM of acetonitrile: libraries/reference/oxidation/.
    table = describe(["O=C1OCCO1", "COC(C)=O"], settings=DescribeSettings(what=("redox",))).table
    errors = table["monomer_oxidation_potential_v"] - [6.96, 6.45]
    assert errors.abs().max() < 0.15
    assert (table["monomer_oxidation_potential_std_v"] > 0.15).all()


def card_row(task, left_out):
    """Return a row of a card's first table, whose fits choose their form anew whenever one is left out."""
    lines = (FOLDER / f"{task}.md").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(f"| {left_out}")]
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_oxidation_potentials_of_molecules_and_classes_left_out_are_within_02_v():
    """The goal of the mission; at least 24 references of the quantity itself."""
    for left_out in ("one molecule", "one class"):
        _, points, error, *_ = card_row("oxidation_potential_v", left_out)
        assert int(points) >= 24
        assert float(error) <= 0.20


def test_reduction_potentials_of_molecules_left_out_are_within_022_v():
    assert float(card_row("reduction_potential_v", "one molecule")[2]) <= 0.22


def test_wholes_lie_above_their_parts_as_dft_says_within_02_v():
    text = (FOLDER / "oxidation_before_after.md").read_text(encoding="utf-8")
    found = re.search(r"(\d+) wholes have all parts .*\s.*errs by ([\d.]+) V", text)
    assert int(found[1]) >= 6
    assert float(found[2]) <= 0.20


@pytest.mark.parametrize("task", ["vertical_ie_ev", "li_binding_kcal_mol", "oxidation_potential_v"])
def test_nine_in_ten_of_the_intervals_hold_for_molecules_and_classes_left_out(task):
    share = float(card_row(task, "both, pooled")[6].rstrip("%"))
    assert 86 <= share <= 94


@pytest.mark.parametrize(
    "task", ["vertical_ie_ev", "li_binding_kcal_mol", "oxidation_potential_v", "reduction_potential_v"]
)
def test_nine_in_ten_of_the_intervals_hold_with_the_width_of_other_classes(task):
    text = (FOLDER / f"{task}.md").read_text(encoding="utf-8")
    (share,) = re.findall(r"without the class that is judged, (\d+)%", text)
    assert 86 <= int(share) <= 94
