import os
import subprocess
import sys

import pytest

from monodesign.engines.blas import KERNELS, PROCESSOR, VARIABLE, vector_kernels


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
