"""Candidates by name, id or SMILES, as they are typed at the bench."""

import pandas as pd
import pytest

from monodesign.campaign_folder.candidates import find_candidate
from monodesign.chem.comonomers import read_comonomers
from monodesign.chem.named_monomers import load_named_monomers
from monodesign.errors import UnknownName

DOA = next(monomer.smiles for monomer in load_named_monomers() if monomer.name == "DOA")
METHYL = read_comonomers("C=CC(=O)OC")
PAIR = read_comonomers(f"{DOA}|C=CC(=O)OC", "1|3")


@pytest.fixture
def folder(tmp_path):
    """A campaign's folder with one monomer of its own and its copolymer with DOA."""
    library = {"monomer_id": [METHYL.candidate_id], "smiles": [METHYL.smiles], "name": ["mine"]}
    pd.DataFrame(library).to_csv(tmp_path / "library.csv", index=False)
    ranking = {
        "monomer_id": [METHYL.candidate_id, PAIR.candidate_id],
        "smiles": [METHYL.smiles, PAIR.smiles],
        "name": ["mine", "DOA + mine 1:3"],
        "polymer": [METHYL.polymer, PAIR.polymer],
        "polymer_mol_ratio": [METHYL.mol_ratio, PAIR.mol_ratio],
    }
    pd.DataFrame(ranking).to_csv(tmp_path / "ranking.csv", index=False)
    return tmp_path


@pytest.mark.parametrize("typed", ["mine", METHYL.candidate_id, "C(=O)(C=C)OC"])
def test_a_monomer_is_found_by_name_id_or_smiles(folder, typed):
    assert find_candidate(folder, typed, "") == METHYL


@pytest.mark.parametrize("typed", ["DOA + mine 1:3", PAIR.candidate_id])
def test_a_ranked_copolymer_has_its_own_ratio(folder, typed):
    assert find_candidate(folder, typed, "") == PAIR


def test_monomers_of_a_pair_are_found_one_by_one(folder):
    assert find_candidate(folder, "DOA | mine", "1|3") == PAIR


def test_named_monomers_need_no_campaign(tmp_path):
    assert find_candidate(tmp_path, "DOA", "").smiles == find_candidate(tmp_path, "doa", "").smiles == DOA


def test_what_is_neither_name_nor_smiles_is_refused(folder):
    with pytest.raises(UnknownName, match="not a name or id"):
        find_candidate(folder, "theirs", "")
