"""Parts of the reference that Sphinx takes from the code: commands, columns, settings, public names, cards.

Each directive renders Markdown from the objects that the program itself uses, so no page gets out of date.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import simulated_boxes
from markdown_table import make_table
from sphinx.util.docutils import SphinxDirective

import monodesign
from monodesign.campaign_folder.settings import CampaignSettings
from monodesign.cli.arguments import build_parser
from monodesign.compute.workers import ClusterSettings
from monodesign.paths import MODELS
from monodesign.tables import columns as tables

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

SECTIONS: Final = {
    "library.csv": tables.LIBRARY,
    "rejected.csv and monodesign check": tables.CHECK[len(tables.LIBRARY) :],
    "Predictions": tables.PREDICTION,
    "Descriptors": tables.OF_A_FORM,
    "Estimates": tables.ESTIMATES,
    "ranking.csv and the shortlist": (*tables.POLYMER, *tables.RANKING),
    "Synthesis": tables.SYNTHESIS,
    "changes.csv": tables.CHANGES,
}
INTRODUCTIONS: Final = {
    "rejected.csv and monodesign check": "These columns follow those of library.csv.",
    "Descriptors": "Each column occurs twice in descriptors.csv: as `monomer_…` for the molecule as given "
    "and as `unit_…` for its saturated repeat unit.",
    "Estimates": "These columns of ranking.csv and the shortlist are estimated from structure. They are used "
    "where xTB was not run.",
    "ranking.csv and the shortlist": "These columns follow all of the above.",
    "Synthesis": "These columns are in the shortlist, and in ranking.csv if `weight_synthesis` is above 0.",
    "changes.csv": "`monodesign retrain` writes this table.",
}


def render_columns() -> str:
    """Return the tables of all columns with their meanings, as Markdown."""
    parts = []
    for title, columns in SECTIONS.items():
        rows = [(f"`{column.name}`", column.meaning) for column in columns]
        parts.append(
            f"## {title}\n\n{INTRODUCTIONS.get(title, '')}\n\n{make_table(('column', 'meaning'), rows)}"
        )
    return "\n\n".join(parts)


def render_commands() -> str:
    """Return what `--help` prints for each command, as Markdown."""
    os.environ["COLUMNS"] = "88"  # the width that argparse wraps at
    (commands,) = [action for action in build_parser()._actions if action.dest == "command"]  # noqa: SLF001  argparse has no public way
    parsers: dict[str, argparse.ArgumentParser] = dict(commands.choices or {})
    texts = {
        name: re.sub(r"all\s+cores, here \d+", "all cores", parser.format_help())
        for name, parser in parsers.items()
    }
    return "\n\n".join(f"## {name}\n\n```text\n{text}```" for name, text in texts.items())


def render_settings() -> str:
    """Return every key of campaign.toml with its default and meaning, as Markdown."""
    fields = CampaignSettings.model_fields
    tops = {
        name: field.default for name, field in fields.items() if not dataclasses.is_dataclass(field.default)
    }
    tops.pop("cluster")
    parts = ["## Top level", _settings_table(CampaignSettings, tops)]
    for name, field in fields.items():
        if dataclasses.is_dataclass(field.default):
            defaults = {
                one.name: getattr(field.default, one.name) for one in dataclasses.fields(field.default)
            }
            parts += [
                f"## [{name}]",
                _summary(type(field.default)),
                _settings_table(type(field.default), defaults),
            ]
    cluster = {one.name: one.default for one in dataclasses.fields(ClusterSettings)}
    parts += ["## [cluster]", _summary(ClusterSettings), _settings_table(ClusterSettings, cluster)]
    return "\n\n".join(parts)


def render_validation() -> str:
    """Return the tables of the shipped model's card, as Markdown whose headings fit into a page."""
    card = (MODELS / "default" / "card.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", card, flags=re.MULTILINE)[1:]
    wanted = [part for part in sections if not part.startswith(("Data", "Retrain"))]
    text = "".join(f"### {part}" for part in wanted)
    return re.sub(r"!\[.*?\]\(.*?\)\n*", "", text)


def render_calibrations() -> str:
    """Return for each calibration what its card says of values that were left out, as Markdown."""
    parts = []
    for card in sorted((MODELS / "calibration").glob("*.json")):
        lines = card.with_suffix(".md").read_text(encoding="utf-8").splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("| left out |"))
        end = lines.index("", start)
        parts.append(f"### {card.stem}\n\n" + "\n".join(lines[start:end]))
    return "\n\n".join(parts)


def public_names() -> list[str]:
    """Return the public names of `monodesign` without its version."""
    return [name for name in monodesign.__all__ if name != "__version__"]


def render_names() -> str:
    """Return the documentation of every public name, after a table of them, as Markdown."""
    found = {name: getattr(monodesign, name) for name in public_names()}
    rows = [
        (f"{{py:obj}}`md.{name} <monodesign.{name}>`", (inspect.getdoc(value) or "").split("\n")[0])
        for name, value in found.items()
    ]
    return "\n\n".join(
        [make_table(("name", "purpose"), rows), *(_autodoc(name, found[name]) for name in found)]
    )


def _autodoc(name: str, value: object) -> str:
    if not inspect.isclass(value):
        return f"```{{eval-rst}}\n.. autofunction:: monodesign.{name}\n```"
    # The fields of a campaign file have a page of their own.
    members = "" if value is CampaignSettings else "   :members:\n"
    return f"```{{eval-rst}}\n.. autoclass:: monodesign.{name}\n{members}```"


def read_attributes(record: type) -> dict[str, str]:
    """Return the meaning of each attribute as the docstring of a record states it."""
    text = inspect.getdoc(record) or ""
    _, _, rest = text.partition("Attributes:\n")
    block = re.split(r"\n\S", rest, maxsplit=1)[0]
    entries = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", block, flags=re.MULTILINE)
    return {name: re.sub(r"\s+", " ", meaning).strip() for name, meaning in entries}


def _summary(record: type) -> str:
    return (inspect.getdoc(record) or "").split("\n\n")[0].replace("\n", " ")


def _settings_table(record: type, defaults: dict[str, object]) -> str:
    meanings = read_attributes(record)
    rows = [(f"`{name}`", f"`{_toml(value)}`", meanings[name]) for name, value in defaults.items()]
    return make_table(("key", "default", "meaning"), rows)


def _toml(value: object) -> str:
    """Return a default as campaign.toml writes it."""
    if value is dataclasses.MISSING:
        return "required"
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return str(value)


def _directive(render: Callable[[], str]) -> type[SphinxDirective]:
    class Generated(SphinxDirective):
        """Put rendered Markdown in the place of the directive."""

        def run(self) -> list[nodes.Node]:
            self.env.note_reread()  # what it is made from may have changed where the page has not
            return self.parse_text_to_nodes(render(), allow_section_headings=True)

    return Generated


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    renderers = {
        "commands": render_commands,
        "columns": render_columns,
        "settings": render_settings,
        "validation": render_validation,
        "calibrations": render_calibrations,
        "names": render_names,
        "densities": simulated_boxes.render_densities,
        "liquids": simulated_boxes.render_liquids,
        "gels": simulated_boxes.render_gels,
        "desolvation": simulated_boxes.render_desolvation,
    }
    for name, render in renderers.items():
        app.add_directive(f"generated-{name}", _directive(render))
    return {"parallel_read_safe": True}
