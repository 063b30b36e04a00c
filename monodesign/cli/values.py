"""Parse the values of options: text in, a value out, or an error of one line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

MOST_MINUTES: Final = 10_000.0
MOST_SEED: Final = 2**31 - 2
# More than the cores of any machine we know of, and few enough not to drown one.
MOST_JOBS: Final = 1000
MOST_PORT: Final = 65_535
MOST_DIGITS: Final = 18  # of a whole number, as 64 bits hold; Python itself refuses to read some thousands
SHORTEST_CHAIN: Final = 2
LEAST_ION_SCALE: Final = 0.5
PARTS: Final = ("redox", "lithium", "exchange", "affinity")


def as_place(text: str) -> Path:
    """Return the path of a file or folder to write."""
    if text == "-":
        raise argparse.ArgumentTypeError("cannot write to stdout; give a file name")
    return Path(text)


def as_count(text: str) -> int:
    """Return a whole number of 0 or more."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: must be a whole number, 0 or more")
    if len(text) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"{text[:20]}…: at most {MOST_DIGITS} digits")
    return int(text)


def as_positive(text: str) -> int:
    """Return a whole number of 1 or more."""
    if as_count(text) == 0:
        raise argparse.ArgumentTypeError("0: must be a whole number, 1 or more")
    return int(text)


def as_port(text: str) -> int:
    """Return the number of a port."""
    port = as_positive(text)
    if port > MOST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is above {MOST_PORT}, the highest port")
    return port


def as_seed(text: str) -> int:
    """Return a random seed."""
    seed = as_count(text)
    if seed > MOST_SEED:
        raise argparse.ArgumentTypeError(f"{text}: the highest seed is {MOST_SEED}")
    return seed


def as_jobs(text: str) -> int:
    """Return a number of worker processes."""
    jobs = as_positive(text)
    if jobs > MOST_JOBS:
        raise argparse.ArgumentTypeError(f"{text}: at most {MOST_JOBS} worker processes on one machine")
    return jobs


def as_number(text: str) -> float:
    """Return a finite number."""
    try:
        return float(text)
    except ValueError as error:
        from monodesign.tables.header import decimal_hint

        raise argparse.ArgumentTypeError(f"{text!r}: must be a number{decimal_hint(text)}") from error


def as_measured(text: str) -> float:
    """Return a positive number."""
    number = as_number(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text}: must be a positive number")
    return number


def as_temperature(text: str) -> str | float:
    """Return a temperature in °C, or `row`."""
    return text if text == "row" else as_number(text)


def as_chain_length(text: str) -> int:
    """Return the number of units in a chain."""
    if as_positive(text) < SHORTEST_CHAIN:
        raise argparse.ArgumentTypeError(f"{text}: a chain needs at least {SHORTEST_CHAIN} units")
    return int(text)


def as_ion_scale(text: str) -> float:
    """Return a factor on the charges of ions."""
    factor = as_number(text)
    if not LEAST_ION_SCALE <= factor <= 1:
        raise argparse.ArgumentTypeError(f"{text}: must be between {LEAST_ION_SCALE:g} and 1")
    return factor


def as_minutes(text: str) -> float:
    """Return a time limit in minutes."""
    minutes = as_number(text)
    if not 0 < minutes <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"{text}: must be between 0 and {MOST_MINUTES:g} minutes")
    return minutes


def as_parts(text: str) -> tuple[str, ...]:
    """Return the parts of a description."""
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not parts or not set(parts) <= set(PARTS):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {', '.join(PARTS)}")
    return parts
