"""The page Draw: what a monomer would do, and what can be done with it at one click."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from monodesign.app.asked import at_field, text_of
from monodesign.app.campaign_files import list_campaigns
from monodesign.app.context import Context, load_kept_model
from monodesign.app.describing import KIND
from monodesign.app.jobs import describe_job
from monodesign.app.look import Question, look, read_molecule
from monodesign.app.mixture import read_gel
from monodesign.app.routes import Asked, list_routes
from monodesign.app.sheets import show_sheet
from monodesign.campaign_folder.include import include_monomer
from monodesign.chem.molecules import canonical_or_none, canonical_smiles, monomer_id, parse
from monodesign.chem.named_monomers import load_named_monomers, name_of
from monodesign.export.formulation_files import write_formulation_sheets
from monodesign.export.synthesis_sheet import write_synthesis_sheets
from monodesign.ranking.order import REFERENCE
from monodesign.safe_files import is_own
from monodesign.tables.read import read_csv

_LONGEST: Final = 2000  # characters of a SMILES
_DESCRIBED: Final = "described"  # folder of what `describe` wrote, one table a monomer


def warm_up() -> None:
    """Load what the first drawing needs, by looking at one monomer."""
    look(Question(smiles=read_molecule("DOA"), described=pd.DataFrame()), load_kept_model("default"))


def look_at(context: Context, asked: Asked) -> dict[str, Any]:
    """Answer with the properties of a monomer."""
    model = context.load_model()
    smiles = _smiles_of(asked)
    question = Question(
        smiles=smiles,
        reference=text_of(asked, "reference", default=REFERENCE, longest=_LONGEST) or REFERENCE,
        described=_read_described(context, smiles),
    )
    with at_field("molecule"):
        return look(question, model)


def describe(context: Context, asked: Asked) -> dict[str, Any]:
    """Describe a monomer with xTB in the background, into `described/<monomer_id>.csv`."""
    smiles, name = _canonical(asked)
    target = f"{_DESCRIBED}/{name}.csv"
    task = {"smiles": smiles, "out": str(context.locate(target))}
    job = context.jobs.start(KIND, task, target=target, title=f"Describe {smiles}")
    return describe_job(job)


def include(context: Context, asked: Asked) -> dict[str, Any]:
    """Add a monomer to a campaign's campaign.toml."""
    smiles, _ = _canonical(asked)
    campaign = text_of(asked, "campaign", longest=200)
    with at_field("campaign"):
        is_new = include_monomer(context.locate(campaign), smiles)
    return {"campaign": campaign, "is_new": is_new}


def synthesis(context: Context, asked: Asked) -> dict[str, Any]:
    """Write a monomer's synthesis sheet and show it."""
    smiles, _ = _canonical(asked)
    (path,) = write_synthesis_sheets(_shortlist(smiles), context.locate("synthesis"))
    return show_sheet(path)


def formulation(context: Context, asked: Asked) -> dict[str, Any]:
    """Write what to weigh for a gel of a monomer and show it."""
    smiles, _ = _canonical(asked)
    gel = read_gel(asked.get("gel", {}))
    (path,) = write_formulation_sheets(_shortlist(smiles), context.locate("formulations"), gel=gel)
    return show_sheet(path)


def list_named(_: Context, __: Asked) -> list[Any]:
    """Return the monomers that have a name, to be chosen from."""
    return [{"name": one.name, "smiles": one.smiles} for one in load_named_monomers()]


def list_names(context: Context, _: Asked) -> list[Any]:
    """Return the names of the folder's campaigns."""
    return [campaign["name"] for campaign in list_campaigns(context)]


def _smiles_of(asked: Asked) -> str:
    with at_field("molecule"):
        return read_molecule(text_of(asked, "molecule", longest=_LONGEST))


def _canonical(asked: Asked) -> tuple[str, str]:
    """Return canonical SMILES and `monomer_id` of the molecule that is asked about.

    Raises:
        InvalidSmiles: It does not parse.
    """
    smiles = canonical_smiles(parse(_smiles_of(asked)))
    return smiles, monomer_id(smiles)


def _read_described(context: Context, smiles: str) -> pd.DataFrame:
    """Return the row that `describe` wrote for a molecule; no row where there is none."""
    canonical = canonical_or_none(smiles)
    if canonical is None:
        return pd.DataFrame()
    path = context.locate(f"{_DESCRIBED}/{monomer_id(canonical)}.csv")
    return read_csv(path) if is_own(path) else pd.DataFrame()


def _shortlist(smiles: str) -> pd.DataFrame:
    """Return the one row from which sheets are written."""
    row = {"smiles": smiles, "polymer": smiles, "polymer_mol_ratio": "", "name": name_of(smiles)}
    return pd.DataFrame([row])


ROUTES: Final = list_routes(
    get={
        "draw/named": list_named,
        "draw/campaigns": list_names,
    },
    post={
        "draw": look_at,
        "draw/describe": describe,
        "draw/include": include,
        "draw/synthesis": synthesis,
        "draw/formulation": formulation,
    },
)
