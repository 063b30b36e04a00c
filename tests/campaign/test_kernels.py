"""A campaign's tables do not depend on the kernels that the processor's kind chooses."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CAMPAIGN = """budget = 2
library.folder = "few"
library.sample = 4
library.include = ["C=CC#N", "C=CC(=O)OC"]
describe.n_conformers = 2
describe.n_relaxed = 1
describe.n_chelates = 1
shortlist.size = 3
"""
FRAGMENTS = {
    "heads.csv": "name,smiles,class\nacrylate,C=CC(=O)O[*:1],acrylate\n",
    "bridges.csv": "name,smiles,class\nethylene-O,[*:1]CCO[*:2],a\nbutylene-O,[*:1]CCCCO[*:2],a\n",
    "ligands.csv": "name,smiles,class,joins\nacetate,[*:1]C(C)=O,ester,O\ncarbonate,[*:1]C(=O)OC,c,O\n",
}
TABLES = (
    "library.csv", "rejected.csv", "descriptors.csv", "failures.csv", "ranking.csv", "shortlist.csv",
    "shortlist.sdf",
)  # fmt: skip


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these are kernels of OpenBLAS for x86-64")
def test_another_processors_kernels_give_the_same_tables(tmp_path):
    """Nehalem has no AVX: its sums of products differ from Haswell's in the last digits."""
    kinds = [kind for kind, needs in {"Haswell": "avx2", "Nehalem": "sse4_2"}.items() if needs in _flags()]
    if len(kinds) < 2:
        pytest.skip("this processor has no AVX2")
    (tmp_path / "few").mkdir()
    for name, content in FRAGMENTS.items():
        (tmp_path / "few" / name).write_text(content)
    (tmp_path / "a.toml").write_text(CAMPAIGN)
    one, other = (_run(tmp_path, kind) for kind in kinds)
    assert one.keys() == set(TABLES)
    assert [name for name in TABLES if one[name] != other[name]] == []


def _flags():
    with Path("/proc/cpuinfo").open(encoding="utf-8") as stream:
        return next((line.split() for line in stream if line.startswith("flags")), [])


def _run(folder, kind):
    command = [sys.executable, "-m", "monodesign", "screen", "a.toml", "--out", kind]
    surroundings = os.environ | {"OPENBLAS_CORETYPE": kind}
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (folder / kind / name).read_bytes() for name in TABLES if (folder / kind / name).is_file()}
