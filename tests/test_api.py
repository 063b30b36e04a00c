"""The front door: `import monodesign as md`."""

import inspect
import subprocess
import sys

import numpy as np
import pytest
from rdkit import Chem
from threadpoolctl import threadpool_info

import monodesign as md

ACRYLATE = "C=CC(=O)OCCC#N"


@pytest.mark.parametrize("name", md.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert name == "__version__" or inspect.getdoc(getattr(md, name))


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = md.nothing


def test_importing_loads_nothing_heavy():
    code = "import sys, monodesign; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"numpy", "pandas", "rdkit"} & set(loaded.stdout.split())


def test_a_molecule_may_be_a_smiles_a_name_or_a_mol():
    table = md.check([ACRYLATE, "DOA", Chem.MolFromSmiles(ACRYLATE)])
    assert table["monomer_id"][0] == table["monomer_id"][2]
    assert table["name"][1] == "DOA"


def test_what_rdkit_could_not_parse_is_a_row_with_an_error():
    table = md.check([None, ACRYLATE])
    assert list(table["error"] != "") == [True, False]


def test_a_gel_may_be_another_than_the_studys():
    """doi 10.1038/s41467-025-59020-w: for every polymer EC is the best single solvent."""
    in_ec = md.predict("AEEO")["log10_sigma_s_cm"].item()
    in_dec = md.predict("AEEO", gel=md.Formulation(solvent="DEC"))["log10_sigma_s_cm"].item()
    assert in_ec > in_dec


def test_libraries_that_are_loaded_get_one_thread():
    """A script that has used numpy before gives the same tables as the command line."""
    np.linalg.inv(np.eye(4))
    md.load_model()
    assert {library["num_threads"] for library in threadpool_info()} == {1}
