"""One thread for the numerical libraries of a process."""

from __future__ import annotations

import os
import sys

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_MAX_ACTIVE_LEVELS")
_LIMITED: dict[str, int] = {"modules": 0}  # how many modules were loaded when threads were limited last


def limit_threads() -> None:
    """Allow one thread per process to the numerical libraries that are loaded and to those that will be.

    xTB's default number of threads makes molecules of this size up to ten times slower
    (xtb-python issues 102 and 115), and sums that several threads share differ in their last digits.
    """
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    # A library that is loaded looks at no variable any more. Looking for such takes 5 ms, as often as xTB is
    # asked; a new one comes with a new module.
    if "numpy" in sys.modules and len(sys.modules) != _LIMITED["modules"]:
        from threadpoolctl import threadpool_limits

        threadpool_limits(limits=1)
        _LIMITED["modules"] = len(sys.modules)
