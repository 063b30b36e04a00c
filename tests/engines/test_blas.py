import os
import subprocess
import sys

import pytest

from monodesign.engines import blas
from monodesign.engines.blas import KERNELS, PROCESSOR, VARIABLE, share_openblas, vector_kernels


@pytest.fixture
def processor(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    path = tmp_path / "cpuinfo"
    path.write_text("model name\t: a processor\nflags\t\t: fpu avx avx2 fma\n")
    return path


def test_kernels_are_named_inside_and_not_after(processor):
    with vector_kernels(processor):
        assert os.environ[VARIABLE] == KERNELS
    assert VARIABLE not in os.environ


def test_what_the_user_names_stays(processor, monkeypatch):
    monkeypatch.setenv(VARIABLE, "Zen")
    with vector_kernels(processor):
        assert os.environ[VARIABLE] == "Zen"
    assert os.environ[VARIABLE] == "Zen"


@pytest.mark.parametrize("content", ["flags\t\t: fpu sse2\n", "", None])
def test_a_processor_without_them_or_unknown_is_left_alone(processor, content):
    processor.unlink() if content is None else processor.write_text(content)
    with vector_kernels(processor):
        assert VARIABLE not in os.environ


@pytest.mark.slow
def test_the_engine_loads_its_library_with_them():
    code = (
        "import os; from monodesign.geometry.conformers import embed_conformers as embed;"
        "from monodesign.engines import load_engine; load_engine().prepare(embed('O')[0]);"
        f"print(os.environ.get('{VARIABLE}'))"
    )
    environment = {**os.environ, "OPENBLAS_VERBOSE": "2"}
    environment.pop(VARIABLE, None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    has_vectors = "avx2" in PROCESSOR.read_text()
    assert (f"Core: {KERNELS}" in done.stderr + done.stdout) == has_vectors
    assert done.stdout.strip().endswith("None")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each library keeps its own BLAS")
def test_tblite_finds_the_openblas_of_the_xtb_wheel_before_its_own():
    code = (
        "import ctypes; from monodesign.geometry.conformers import embed_conformers as embed;"
        "from monodesign.engines import load_engine; load_engine('tblite').prepare(embed('O')[0]);"
        "whole = ctypes.CDLL(None); print(hasattr(whole, 'openblas_get_config'), hasattr(whole, 'dgemm_'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


def test_without_the_xtb_wheel_every_library_keeps_its_own(monkeypatch):
    monkeypatch.setattr(blas, "find_spec", lambda _: None)
    assert not share_openblas.__wrapped__()


def test_a_file_that_is_no_library_is_left_alone(monkeypatch, tmp_path):
    bad = tmp_path / "libopenblas.so"
    bad.write_text("nothing")
    monkeypatch.setattr(blas, "_find_openblas", lambda: bad)
    assert not share_openblas.__wrapped__()
