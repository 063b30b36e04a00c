"""Make the pictures of the documentation from a finished campaign.

    python scripts/doc_pictures.py campaign

Writes docs/pictures: the report in Chromium, σ of a gel of DOA, and the funnel of the campaign. Needs
Playwright with a Chromium (`CHROMIUM` may name one), matplotlib and Pillow.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Final

import matplotlib as mpl
import matplotlib.pyplot as plt
from PIL import Image
from playwright.sync_api import sync_playwright

import monodesign as md
from monodesign.surrogate.pictures import save_sweeps

PICTURES: Final = Path(__file__).resolve().parent.parent / "docs" / "pictures"
# A laptop's window; the picture is as wide as a page of the documentation shows it.
WINDOW: Final = {"width": 1280, "height": 900}
WIDTH: Final = 1000
COLOURS: Final = 64


def shrink(picture: Path, *, width: int = WIDTH) -> None:
    """Store a picture with few colours and at most `width` pixels across, so that it stays small."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    if image.width > width:
        image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


def picture_report(campaign: Path) -> None:
    """Open the report in a browser and keep its first page."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        page = browser.new_page(viewport=WINDOW, color_scheme="light")
        page.goto((campaign / "report.html").resolve().as_uri())
        page.wait_for_timeout(3000)
        page.screenshot(path=PICTURES / "report.png")
        browser.close()
    shrink(PICTURES / "report.png")


def picture_sigma() -> None:
    """Plot σ of a gel of DOA against temperature, polymer content and salt content."""
    gel = md.Formulation().with_polymers(["DOA"])
    save_sweeps(md.load_model(), gel, PICTURES / "sigma.png")
    shrink(PICTURES / "sigma.png")


def picture_funnel(campaign: Path) -> None:
    """Draw how many candidates each stage of a campaign leaves, on a logarithmic scale."""
    counts = count_stages(campaign)
    mpl.rcParams["font.size"] = 11
    figure, axes = plt.subplots(figsize=(8.0, 2.6), layout="constrained")
    names = list(counts)[::-1]
    bars = axes.barh(names, [counts[name] for name in names], color="#3b6ea5")
    axes.bar_label(bars, labels=[f"{counts[name]:,}" for name in names], padding=4)
    axes.set_xscale("log")
    axes.set_xlim(1, max(counts.values()) * 4)
    axes.set_xlabel("candidates")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(PICTURES / "funnel.png", dpi=110)
    shrink(PICTURES / "funnel.png")


def count_stages(campaign: Path) -> dict[str, int]:
    """Return how many candidates each stage had, from the files of a campaign."""
    import pandas as pd

    def rows(name: str) -> int:
        return len(pd.read_csv(campaign / name))

    return {
        "looked at": rows("library.csv") + rows("rejected.csv"),
        "passed the filters": rows("library.csv"),
        "ranked": rows("ranking.csv"),
        "described with xTB": rows("descriptors.csv"),
        "shortlist": rows("shortlist.csv"),
    }


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("campaign", type=Path, help="folder of a finished campaign")
    campaign = parser.parse_args().campaign
    PICTURES.mkdir(exist_ok=True)
    picture_report(campaign)
    picture_sigma()
    picture_funnel(campaign)


if __name__ == "__main__":
    main()
