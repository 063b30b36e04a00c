"""What the page Campaigns asks: the list, a new one, its start, stop and progress."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from monodesign.app.asked import FieldFault, at_field, flag_of, number_of, text_of, texts_of, whole_number_of
from monodesign.app.campaign_files import (
    describe_campaign,
    describe_progress,
    find_campaign,
    list_campaigns,
)
from monodesign.app.context import OWN_FOLDER, Context
from monodesign.app.files import interrupt
from monodesign.app.jobs import Job, describe_job, stop
from monodesign.app.routes import Asked, list_routes
from monodesign.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_MONOMERS: Final = 500
_MOST_CANDIDATES: Final = 100_000
_MOST_BUDGET: Final = 100_000
_KINDS: Final = ("screen", "rank", "retrain", "report")


def _list(context: Context, _: Asked) -> dict[str, Any]:
    hint = ""
    if (context.folder / "campaign.toml").is_file():
        hint = f"{context.folder.name} is a campaign itself; start monodesign app in the folder above it."
    return {"campaigns": list_campaigns(context), "folder": str(context.folder), "hint": hint}


def _show(context: Context, asked: Asked) -> dict[str, Any]:
    """Return what the files say, the settings that matter, and the job that works with it, if it is ours."""
    from monodesign.campaign_folder.folder import CampaignFolder
    from monodesign.campaign_folder.outdated import is_report_outdated, word_outdated_ranking
    from monodesign.formulation.wording import word_gel

    path = find_campaign(context, text_of(asked, "name"))
    job = _newest_job(context, path)
    shown = describe_campaign(path)
    if not shown["counts"]:
        shown["counts"] = describe_progress(path)
    is_running = job is not None and job.is_running
    settings = CampaignFolder(path).settings
    return shown | {
        "state": "running" if is_running else shown["state"],
        "title": settings.name,
        "budget": settings.budget,
        "formulation": asdict(settings.formulation),
        "gel": word_gel(asdict(settings.formulation)),
        "outdated_ranking": word_outdated_ranking(path),
        "is_report_outdated": is_report_outdated(path),
        "job": describe_job(job) if job is not None else None,
    }


def _newest_job(context: Context, path: Path) -> Job | None:
    mine = [job for job in context.jobs.list() if job.target == path.name and job.kind in _KINDS]
    return mine[-1] if mine else None


def _make(context: Context, asked: Asked) -> dict[str, Any]:
    """Write a new campaign's file; nothing runs yet."""
    import tomlkit

    from monodesign.campaign_folder.read_settings import parse_campaign
    from monodesign.tables.write import write_text

    path = _find_place(context, name := text_of(asked, "name", longest=60))
    data: dict[str, Any] = {
        "name": text_of(asked, "title", default="", longest=200) or name,
        "budget": whole_number_of(asked, "budget", least=0, most=_MOST_BUDGET, default=19),
        "library": _read_library(asked),
    }
    if "formulation" in asked:
        with at_field("mixture"):
            data["formulation"] = _read_formulation(asked["formulation"])
            parse_campaign({"formulation": data["formulation"]}, where=name)
    parse_campaign(data, where=name)
    write_text(path / "campaign.toml", tomlkit.dumps(data))
    return describe_campaign(path)


def _find_place(context: Context, name: str) -> Path:
    """Return where a new campaign of this name goes.

    Raises:
        FieldFault: It cannot be called so, or is there already.
    """
    with at_field("name"):
        path = context.locate(name)
        if "/" in name or name.startswith(".") or name == OWN_FOLDER:
            raise UserError(f"name: {name!r} cannot be a campaign's; use letters, digits, - and _")
        if path.exists():
            raise UserError(f"{name}: there already; choose another name")
    return path


def _read_library(asked: Asked) -> dict[str, Any]:
    """Return the table `[library]` of a new campaign: a sample of 0 is that of own monomers alone.

    Raises:
        FieldFault: A value cannot be used, or there would be no candidate.
    """
    from monodesign.campaign_folder.settings import STUDIED

    sample = whole_number_of(asked, "sample", least=0, most=_MOST_CANDIDATES, default=2600)
    library: dict[str, Any] = {"sample": sample} if sample else {"only_included": True}
    if "monomers" in asked:
        studied = STUDIED if flag_of(asked, "with_study") else ()
        library["include"] = list(dict.fromkeys([*studied, *_read_monomers(asked)]))
    if not sample and not library.get("include", STUDIED):
        raise FieldFault("Name the monomers, or draw some from the fragments.", field="monomers")
    return library


def _read_monomers(asked: Asked) -> list[str]:
    """Return the monomers that were named, each checked.

    Raises:
        UserError: One is neither a known name nor a SMILES.
    """
    from monodesign.chem.molecules import parse
    from monodesign.chem.named_monomers import smiles_of

    monomers = [text for text in texts_of(asked, "monomers", most=_MOST_MONOMERS) if text]
    with at_field("monomers"):
        for text in monomers:
            parse(smiles_of(text))
    return monomers


def _read_formulation(given: object) -> dict[str, Any]:
    """Return a gel as the table `[formulation]` of a campaign file has it; its check is the file's own.

    Raises:
        UserError: It is not a table, or a value is not valid.
    """
    if not isinstance(given, dict):
        raise UserError("formulation: not an object; send its fields by name")
    fractions = ("w_polymer", "w_solvent", "w_salt")
    values: dict[str, Any] = {
        name: number_of(given, name, least=0, most=1) for name in fractions if name in given
    }
    values |= {name: text_of(given, name) for name in ("solvent", "salt") if name in given}
    if "temperature_c" in given:
        values["temperature_c"] = number_of(given, "temperature_c", least=-80, most=200)
    return values


def _read_mixture(_: Context, asked: Asked) -> dict[str, Any]:
    """Read a gel as papers write it, for a new campaign, and say how it was read."""
    from monodesign.formulation.typed_mixture import read_typed_mixture
    from monodesign.formulation.wording import word_gel

    with at_field("mixture"):
        typed = read_typed_mixture(text_of(asked, "text", longest=500))
        if not typed.has_polymer:
            raise UserError(
                "This is a liquid; a campaign looks for a polymer: add for example , 30 wt% polymer"
            )
    gel = typed.formulation
    words = [f"Read as {word_gel(asdict(gel))}.", *typed.assumptions]
    if typed.polymer:
        words.append(f"Each candidate takes the place of {typed.polymer}.")
    return {"formulation": asdict(gel), "words": words}


def _add(context: Context, asked: Asked) -> dict[str, Any]:
    """Make monomers candidates of a campaign from its next run on."""
    from monodesign.campaign_folder.include import include_monomer

    path = find_campaign(context, text_of(asked, "name"))
    monomers = _read_monomers(asked)
    if not monomers:
        raise UserError("monomers is missing; name one, or give its SMILES")
    added = [monomer for monomer in monomers if include_monomer(path, monomer)]
    return {"added": added, "name": path.name}


def _start(context: Context, asked: Asked) -> dict[str, Any]:
    """Run a campaign in a process of its own, from its own file."""
    path = find_campaign(context, text_of(asked, "name"))
    task: dict[str, Any] = {"folder": str(path)}
    if asked.get("budget") is not None:
        task["budget"] = whole_number_of(asked, "budget", least=0, most=_MOST_BUDGET)
    return _begin(context, "screen", task, path, title=f"Run {path.name}")


def _rank(context: Context, asked: Asked) -> dict[str, Any]:
    path = find_campaign(context, text_of(asked, "name"))
    return _begin(context, "rank", {"folder": str(path)}, path, title=f"Rank {path.name} again")


def _retrain(context: Context, asked: Asked) -> dict[str, Any]:
    path = find_campaign(context, text_of(asked, "name"))
    return _begin(context, "retrain", {"folder": str(path)}, path, title=f"Retrain the model of {path.name}")


def _report(context: Context, asked: Asked) -> dict[str, Any]:
    path = find_campaign(context, text_of(asked, "name"))
    return _begin(context, "report", {"folder": str(path)}, path, title=f"Write the report of {path.name}")


def _begin(context: Context, kind: str, task: dict[str, Any], path: Path, *, title: str) -> dict[str, Any]:
    """Start a job unless another process works with the campaign."""
    if holders := describe_campaign(path)["holders"]:
        raise UserError(f"{path.name}: in use by process {', '.join(holders)}; wait for it, or stop it")
    return describe_job(context.jobs.start(kind, task, target=path.name, title=title))


def _stop(context: Context, asked: Asked) -> dict[str, Any]:
    """Interrupt what works with a campaign, whoever started it."""
    path = find_campaign(context, text_of(asked, "name"))
    job = _newest_job(context, path)
    if job is not None and job.is_running:
        stop(job)
    else:
        interrupt(path / ".lock", name=path.name)
    return {"name": path.name}


ROUTES: Final = list_routes(
    get={
        "campaigns": _list,
        "campaigns/{name}": _show,
    },
    post={
        "campaigns": _make,
        "campaigns-mixture": _read_mixture,
        "campaigns/{name}/add": _add,
        "campaigns/{name}/start": _start,
        "campaigns/{name}/rank": _rank,
        "campaigns/{name}/retrain": _retrain,
        "campaigns/{name}/report": _report,
        "campaigns/{name}/stop": _stop,
    },
)
