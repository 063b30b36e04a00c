import os
from types import SimpleNamespace

import pandas as pd
import pytest

from monodesign.campaign import compare as module
from monodesign.campaign.compare import compare
from monodesign.errors import UserError
from monodesign.export.quantum_inputs import atom_lines
from monodesign.geometry.conformers import embed_conformers
from monodesign.units import EV_PER_HARTREE

RANKING = pd.DataFrame(
    {
        "rank": [1, 2],
        "monomer_id": ["aaaa", "bbbb"],
        "smiles": ["C=CC(=O)OC", "C=CC(=O)OCC"],
        "unit_oxidation_potential_v": [6.5, 6.4],
        "unit_oxidation_potential_std_v": [0.2, 0.2],
    }
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(
        module, "CampaignFolder", SimpleNamespace(read=lambda _: SimpleNamespace(ranking=RANKING))
    )
    (tmp_path / "inputs").mkdir()
    return tmp_path


def atoms_of(smiles, *, order=None):
    """The table of a molecule's atoms as ORCA writes it."""
    (geometry,) = embed_conformers(smiles, n_conformers=1)
    lines = atom_lines(geometry)
    chosen = [lines[index] for index in order or range(len(lines))]
    return "\n".join(
        ["CARTESIAN COORDINATES (ANGSTROEM)", "-----", *(f"  {line}" for line in chosen), "", ""]
    )


def write_output(folder, name, *, charge, energy_ev, ending="****ORCA TERMINATED NORMALLY****", before=""):
    text = f"""* O   R   C   A *
{before}
 Total Charge           Charge          ....    {charge}
FINAL SINGLE POINT ENERGY       {energy_ev / EV_PER_HARTREE:.9f}
{ending}
"""
    path = folder / "inputs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_potential_of_the_outputs_stands_beside_ours(folder):
    write_output(folder, "bbbb_unit-neutral.out", charge=0, energy_ev=-100.0)
    write_output(folder, "job/bbbb_unit-cation.out", charge=1, energy_ev=-92.0)
    (row,) = compare(folder).to_dict("records")
    assert row["monomer_id"] == "bbbb"
    assert row["oxidation_potential_dft_v"] == pytest.approx(8.0 - 1.4, abs=1e-4)
    assert row["oxidation_difference_v"] == pytest.approx(6.4 - 6.6, abs=1e-4)
    assert pd.isna(row["reduction_potential_dft_v"])
    assert pd.read_csv(folder / "comparison.csv")["note"].isna().all()


def test_a_job_of_the_wrong_charge_or_that_broke_off_is_named_and_not_used(folder):
    write_output(folder, "aaaa_unit-neutral.out", charge=1, energy_ev=-100.0)
    write_output(folder, "aaaa_unit-cation.out", charge=1, energy_ev=-92.0, ending="aborted")
    (row,) = compare(folder).to_dict("records")
    assert pd.isna(row["oxidation_potential_dft_v"])
    assert "aaaa_unit-neutral.out: charge 1, not 0" in row["note"]
    assert "aaaa_unit-cation.out: the last optimisation step did not finish; run the job again" in row["note"]


def test_what_is_called_like_an_output_and_is_no_file_is_passed_over(folder):
    (folder / "inputs" / "aaaa_unit-neutral.out").mkdir()
    os.mkfifo(folder / "inputs" / "aaaa_unit-cation.out")
    with pytest.raises(UserError, match="export DIR --inputs orca"):
        compare(folder)


def test_without_outputs_it_says_how_to_get_some(folder):
    with pytest.raises(UserError, match="export DIR --inputs orca"):
        compare(folder)


def test_another_molecule_s_output_under_a_unit_s_name_is_named_and_not_used(folder):
    atoms = "CARTESIAN COORDINATES (ANGSTROEM)\n---\n  O  0.0 0.0 0.1\n  H  0.0 0.8 0.5\n  H  0.0 -0.8 0.5\n"
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0, before=atoms)
    (row,) = compare(folder).to_dict("records")
    assert row["note"] == "aaaa_unit-neutral.out: H2O, not the unit's C4H8O2"


def test_energies_of_two_bases_are_not_subtracted(folder):
    basis = "Your calculation utilizes the basis: {}"
    write_output(
        folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0, before=basis.format("def2-TZVP")
    )
    write_output(folder, "aaaa_unit-cation.out", charge=1, energy_ev=-92.0, before=basis.format("def2-SVP"))
    (row,) = compare(folder).to_dict("records")
    assert pd.isna(row["oxidation_potential_dft_v"])
    said = "aaaa_unit-cation.out: ORCA def2-SVP, the neutral ORCA def2-TZVP; not compared"
    assert row["note"] == said


def test_outputs_of_no_unit_follow_with_their_names_but_not_what_a_queue_wrote(folder):
    write_output(folder, "aaaa_unit-neutral.OUT", charge=0, energy_ev=-100.0)
    write_output(folder, "cccc_unit-neutral.out", charge=0, energy_ev=-100.0)
    (folder / "inputs" / "slurm-17.out").write_text("srun: done\n", encoding="utf-8")
    own, foreign = compare(folder).to_dict("records")
    assert (own["rank"], own["note"]) == (1, "")
    assert foreign["note"].startswith("cccc_unit-neutral.out: of no unit of this campaign's ranking")
    assert pd.isna(foreign["rank"])


def test_an_isomer_under_a_unit_s_name_is_named_and_not_used(folder):
    """Methyl propionate is the unit; ethyl acetate has its formula."""
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0, before=atoms_of("CCOC(C)=O"))
    write_output(folder, "aaaa_unit-cation.out", charge=1, energy_ev=-92.0)
    (row,) = compare(folder).to_dict("records")
    assert pd.isna(row["oxidation_potential_dft_v"])
    assert row["note"] == "aaaa_unit-neutral.out: the geometry is not that of the unit"


def test_the_unit_s_own_geometry_is_taken_in_any_order_of_its_atoms(folder):
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0, before=atoms_of("CCC(=O)OC"))
    write_output(
        folder, "aaaa_unit-cation.out", charge=1, energy_ev=-92.0,
        before=atoms_of("CCC(=O)OC", order=reversed(range(14))),
    )  # fmt: skip
    (row,) = compare(folder).to_dict("records")
    assert row["oxidation_potential_dft_v"] == pytest.approx(6.6, abs=1e-4)
    assert row["note"] == ""


def test_an_ion_whose_bonds_broke_is_used_and_named(folder):
    whole = atoms_of("CCC(=O)OC").splitlines()
    whole[2] = "  C 9.0 9.0 9.0"
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0)
    write_output(folder, "aaaa_unit-cation.out", charge=1, energy_ev=-92.0, before="\n".join([*whole, ""]))
    (row,) = compare(folder).to_dict("records")
    assert row["oxidation_potential_dft_v"] == pytest.approx(6.6, abs=1e-4)
    assert row["note"].startswith("aaaa_unit-cation.out: the cation loses ")


def test_a_triplet_is_no_neutral_unit(folder):
    spin = " Multiplicity           Mult            ....    3\n"
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0, before=spin)
    (row,) = compare(folder).to_dict("records")
    assert row["note"] == "aaaa_unit-neutral.out: multiplicity 3, not 1"


@pytest.mark.parametrize(
    ("neutral", "cation", "words"),
    [
        ("  Epsilon                 ...      36.6000\n", "|  1> ! wB97X-D3BJ def2-TZVP\n", "gas"),
        (" Exchange Functional    Exchange        .... B88\n",
         " Exchange Functional    Exchange        .... PBE\n", "PBE"),
    ],
)  # fmt: skip
def test_energies_of_two_functionals_or_solvents_are_not_subtracted(folder, neutral, cation, words):
    """The lines are those of ORCA 5."""
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0, before=neutral)
    write_output(folder, "aaaa_unit-cation.out", charge=1, energy_ev=-92.0, before=cation)
    (row,) = compare(folder).to_dict("records")
    assert pd.isna(row["oxidation_potential_dft_v"])
    assert row["note"].startswith(f"aaaa_unit-cation.out: ORCA {words}, the neutral ORCA ")


def test_a_potential_that_no_molecule_has_is_named_and_not_written(folder):
    write_output(folder, "aaaa_unit-neutral.out", charge=0, energy_ev=-100.0)
    write_output(folder, "aaaa_unit-cation.out", charge=1, energy_ev=-62.0)
    (row,) = compare(folder).to_dict("records")
    assert pd.isna(row["oxidation_potential_dft_v"])
    assert row["note"] == "oxidation at 36.6 V; check that all outputs are of one level"
