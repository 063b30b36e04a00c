"""A process counts what its batch job or container was given, not the whole machine."""

import os
import subprocess
import sys

import pytest

from monodesign.cli.arguments import build_parser
from monodesign.compute.machine import usable_memory_bytes

GIB = 1024**3
GROUPS = {
    "version 2": ("0::/job/step\n", {"job/step/memory.max": "max", "job/memory.max": str(GIB)}),
    "version 2, in a container": ("0::/\n", {"memory.max": str(GIB)}),
    "version 1": ("4:memory:/job\n1:cpu:/\n", {"memory/job/memory.limit_in_bytes": str(GIB)}),
    "version 1, in a container": ("4:memory:/docker/x\n", {"memory/memory.limit_in_bytes": str(GIB)}),
}


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("own", "files"), GROUPS.values(), ids=GROUPS)
def test_a_limit_of_memory_is_that_of_the_control_group(tmp_path, own, files):
    _write(tmp_path / "proc/self/cgroup", own)
    for name, text in files.items():
        _write(tmp_path / "sys/fs/cgroup" / name, text + "\n")
    assert usable_memory_bytes(tmp_path) == GIB


def test_without_a_limit_it_is_the_machines_memory(tmp_path):
    _write(tmp_path / "proc/self/cgroup", "0::/job\n")
    _write(tmp_path / "sys/fs/cgroup/job/memory.max", "max\n")
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert usable_memory_bytes(tmp_path) == usable_memory_bytes(tmp_path / "absent") == memory


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot bind a process to a core")
def test_by_default_there_are_as_many_jobs_as_cores_the_process_may_use():
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
        "from monodesign.cli.arguments import build_parser; print(build_parser().parse_args(['screen']).jobs)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
    assert build_parser().parse_args(["screen", "--jobs", "3"]).jobs == 3
