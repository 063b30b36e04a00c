"""A campaign's configuration: TOML in, frozen records out, unknown keys refused."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import tomlkit
from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import ErrorDetails

from monodesign.chem.comonomers import SEPARATOR, read_mol_ratio
from monodesign.chem.filters import FilterSettings
from monodesign.chem.named_monomers import canonical_of
from monodesign.compute.workers import ClusterSettings
from monodesign.descriptors.describe import require_names
from monodesign.descriptors.settings import MINUTES_PER_MOLECULE, MOST_MINUTES, MOST_SEED, DescribeSettings
from monodesign.errors import InvalidConfig, InvalidFormulation, UnknownName, UserError
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.gel import Formulation, Fraction
from monodesign.formulation.initiators import find_initiator
from monodesign.paths import MODELS
from monodesign.ranking.rank import Goals
from monodesign.safe_files import require_end
from monodesign.space.search import SearchSettings

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopolymerSettings:
    """Pairs of monomers that become candidates; the table `[copolymers]` of a campaign file.

    Attributes:
        pairs: Pairs such as `DOA|PCEA`, by name or SMILES. Both monomers become candidates too.
        best: Number of the best ranked monomers to combine in pairs, each with each.
        ratios: Mole ratios for every pair, such as `1|1`.

    Raises:
        InvalidConfig: A pair or ratio is not valid; the message lists all faults.
    """

    pairs: tuple[str, ...] = ()
    best: Annotated[int, Ge(0), Le(10_000)] = 0
    ratios: tuple[str, ...] = ("1|1",)

    def __post_init__(self) -> None:
        faults = [f"pair {pair!r}: write two monomers as A|B" for pair in self.pairs if not _is_pair(pair)]
        faults += [fault for ratio in self.ratios if (fault := _ratio_fault(ratio))]
        faults += [] if self.ratios else ["ratios = []: give at least one mole ratio, such as 1|1"]
        if faults:
            raise InvalidConfig("copolymers: " + "; ".join(faults))


def split_pair(pair: str) -> list[str]:
    """Return the two monomers of a pair as they were written."""
    return [part.strip() for part in pair.split(SEPARATOR)]


def _is_pair(pair: str) -> bool:
    parts = split_pair(pair)
    return len(set(map(canonical_of, parts))) == len(parts) == 2 and all(parts)


def _ratio_fault(ratio: str) -> str:
    try:
        read_mol_ratio(ratio, n=2)
    except InvalidFormulation as error:
        return str(error)
    return ""


# `w_polymer = 0,30`, which TOML does not know; in brackets a comma parts two numbers.
_DECIMAL_COMMA: Final = re.compile(r"\s*[\w.]+\s*=\s*(-?\d+,\d+)\s*(#|$)")
# Spellings less alike are other words: weight_sigma is not weight_binding.
_ALIKE: Final = 0.8
# What differs between a file and its settings, by table: --budget, paths made absolute, a retrained model.
_CHANGEABLE: Final = {
    "": ("budget",),
    "library": ("folder",),
    "synthesis": ("stock",),
    "predict": ("model", "retrained_from"),
}


# The study's monomers weigh 172 to 244 g/mol; large ones cost twice the xTB or more.
HEAVIEST_G_MOL: Final = 300.0
# What the study made or compares with (libraries/monomers.csv); three of them are there to be seen rejected.
STUDIED: Final = ("DOA", "PCEA", "AEEO", "AAPC", "AAEO", "PCBA", "AEBO", "PEGMA", "VC", "VEC")
# Of a table or a list; more than any machine here can hold.
MOST_ROWS: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySettings:
    """The candidates of a campaign; the table `[library]` of a campaign file.

    Attributes:
        folder: Folder with heads.csv, bridges.csv or ligands.csv; empty for the packaged fragments. A
            relative path starts at the campaign file.
        sample: Number of monomers to draw at random from all combinations; 0 for all of them.
        include: Monomers that are always candidates, by name or SMILES.
        has_two_ligands: Use bridges that carry two ligands too.
    """

    folder: str = ""
    sample: Annotated[int, Ge(0), Le(MOST_ROWS)] = 2600
    include: tuple[str, ...] = STUDIED
    has_two_ligands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictSettings:
    """The conductivity model; the table `[predict]` of a campaign file.

    Attributes:
        model: Name of a shipped model, or a folder written by `monodesign train`.
        retrained_from: The model before `monodesign retrain`, which sets this key. The next retraining starts
            from the measurements of that model.
    """

    model: str = "default"
    retrained_from: str = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistSettings:
    """Size and diversity of the shortlist; the table `[shortlist]` of a campaign file.

    Attributes:
        size: Number of candidates.
        max_similarity: Highest Tanimoto similarity (Morgan, radius 2) between two candidates.
    """

    size: Annotated[int, Gt(0), Le(MOST_ROWS)] = 20
    max_similarity: Fraction = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthesisSettings:
    """Scale and stock for the synthesis and formulation sheets; the table `[synthesis]` of a campaign file.

    Attributes:
        stock: File of the chemicals that you have: one SMILES per line, or a CSV with a column `smiles`.
            Empty for none. A relative path starts at the campaign file.
        limiting_mmol: Scale of the last step of a route in mmol of the limiting reactant.
        batch_g: Mass of a batch of gel in g.
        initiator: Initiator of the polymerisation; a name from libraries/initiators.csv.
    """

    stock: str = ""
    limiting_mmol: Annotated[float, Ge(1e-3), Le(1e6)] = 50.0
    batch_g: Annotated[float, Ge(1e-3), Le(1e6)] = 10.0
    initiator: str = "AIBN"

    def __post_init__(self) -> None:
        try:
            find_initiator(self.initiator)
        except UnknownName as error:
            raise InvalidConfig(f"synthesis: {error}") from error


class CampaignSettings(BaseModel):
    """All settings of a campaign file.

    Attributes:
        name: Title of the campaign.
        seed: Seed of all random draws.
        budget: Number of candidates to describe with xTB.
        minutes_per_molecule: Time limit for describing one molecule. A molecule that exceeds it becomes a
            failure. Most take less than one minute.
        engine: Program for GFN2 energies; `default` is xtb if installed, else tblite.
        cluster: Jobs to submit to a queue; without it this machine runs the worker processes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    name: str = "default"
    seed: Annotated[int, Ge(0), Le(MOST_SEED)] = 0
    budget: Annotated[int, Ge(0), Le(MOST_ROWS)] = 19
    minutes_per_molecule: Annotated[float, Gt(0), Le(MOST_MINUTES)] = MINUTES_PER_MOLECULE
    engine: Literal["default", "xtb", "tblite"] = "default"
    library: LibrarySettings = LibrarySettings()
    search: SearchSettings = SearchSettings()
    copolymers: CopolymerSettings = CopolymerSettings()
    filters: FilterSettings = FilterSettings(max_mw_g_mol=HEAVIEST_G_MOL)
    formulation: Formulation = Formulation()
    describe: DescribeSettings = DescribeSettings()
    predict: PredictSettings = PredictSettings()
    goals: Goals = Goals()
    shortlist: ShortlistSettings = ShortlistSettings()
    synthesis: SynthesisSettings = SynthesisSettings()
    cluster: ClusterSettings | None = None

    @field_validator("goals")
    @classmethod
    def _check_weights(cls, goals: Goals) -> Goals:
        """Refuse goals that rank nothing."""
        weights = {name: value for name, value in asdict(goals).items() if name.startswith("weight_")}
        if not any(weights.values()):
            raise ValueError(f"{', '.join(weights)} are all 0; give at least one a weight above 0")
        return goals

    @field_validator("formulation")
    @classmethod
    def _check_formulation(cls, formulation: Formulation) -> Formulation:
        """Refuse a gel that could not be predicted, before anything is computed for it."""
        # Which polymer it holds is the campaign's question. Without salt it must bring its own Li⁺.
        stand_in = "C=CC(=O)OC" if formulation.w_salt > 0 else "C=CC(=O)[O-].[Li+]"
        if fault := read_formulations(formulation.with_polymers([stand_in])).errors[0]:
            raise ValueError(fault)
        return formulation

    @field_validator("describe")
    @classmethod
    def _check_describe(cls, describe: DescribeSettings) -> DescribeSettings:
        """Refuse what every molecule would fail with, before anything is computed."""
        try:
            require_names(describe)
        except UserError as error:
            raise ValueError(str(error)) from error
        return describe


def read_campaign(path: Path) -> CampaignSettings:
    """Read and check a campaign file.

    Args:
        path: The TOML file. Relative paths in it start at its folder.

    Returns:
        The settings, with the defaults of all keys that the file leaves out.

    Raises:
        UserError: The file cannot be read.
        InvalidConfig: The file is not TOML, or keys or values are not valid; the message lists all faults.
    """
    return parse_toml(read_toml(path), where=path)


def read_toml(path: Path) -> str:
    """Return the text of a campaign file.

    Raises:
        UserError: The file cannot be read.
        InvalidConfig: It is not UTF-8.
    """
    require_end(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InvalidConfig(f"{path}: not valid TOML ({error})") from error


def parse_toml(text: str, *, where: Path) -> CampaignSettings:
    """Check the text of a campaign file; relative paths in it start at the file's folder.

    Args:
        text: What the file says.
        where: The file.

    Raises:
        InvalidConfig: It is not TOML, or keys and values do not fit; the message names all of them.
    """
    return _anchor(parse_campaign(toml_values(text, where=where), where=str(where)), where.parent)


def toml_values(text: str, *, where: Path) -> dict[str, Any]:
    """Return what a TOML file states.

    Raises:
        InvalidConfig: It is not TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidConfig(f"{where}: not a campaign file (brackets nested too deep)") from error
    except ValueError as error:  # tomllib's own, or a number of thousands of digits
        raise InvalidConfig(f"{where}: not valid TOML ({error}){_find_comma(text)}") from error


def _find_comma(text: str) -> str:
    """Return what to say behind a file that is no TOML, if a number in it has a decimal comma."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _DECIMAL_COMMA.match(line):
            return f"; line {number}: {found[1]} needs a decimal point, not a comma"
    return ""


def _anchor(settings: CampaignSettings, folder: Path) -> CampaignSettings:
    """Return the settings with paths that hold wherever the next command is run from.

    A model without a slash is a name: of a shipped model, or of the campaign's own.
    """

    def anchor(text: str) -> str:
        return str(folder.absolute() / text) if text else text

    library, synthesis, predict = settings.library, settings.synthesis, settings.predict
    changed = {
        "library": replace(library, folder=anchor(library.folder)),
        "synthesis": replace(synthesis, stock=anchor(synthesis.stock)),
        "predict": replace(predict, model=anchor(predict.model) if "/" in predict.model else predict.model),
    }
    named = {name: changed[name] for name in changed if name in settings.model_fields_set}
    return settings.model_copy(update=named)


def change_values(text: str, values: Mapping[str, str | int], *, table: str = "") -> str:
    """Return a TOML file with other values of some keys, and its comments as they were.

    Args:
        text: The file.
        values: What the keys are to say; a key that is not there yet is added.
        table: The table of the keys; by default they stand before all tables.
    """
    document = tomlkit.parse(text)
    place: Any = document.setdefault(table, tomlkit.table()) if table else document
    for name, value in values.items():
        place[name] = value
    return tomlkit.dumps(document)


def _change_source(source: str, settings: CampaignSettings) -> str | None:
    """Return a campaign's file with the settings' values; `None` where more differs than may."""
    asked = parse_campaign(tomllib.loads(source), where="source")
    text = source
    for table, names in _CHANGEABLE.items():
        now, before = (getattr(one, table) if table else one for one in (settings, asked))
        values = {name: getattr(now, name) for name in names if getattr(now, name) != getattr(before, name)}
        if values:
            text = change_values(text, values, table=table)
    return text if parse_campaign(tomllib.loads(text), where="source") == settings else None


def parse_campaign(data: dict[str, Any], *, where: str) -> CampaignSettings:
    """Check a campaign given as nested dictionaries.

    Raises:
        InvalidConfig: Keys or values do not fit; the message names all of them.
    """
    if "\\u0000" in json.dumps(data, default=str):
        raise InvalidConfig(f"{where}: a text contains a NUL character; remove it")
    try:
        # Through JSON, because strict checking of Python objects refuses a list where a tuple is meant.
        return CampaignSettings.model_validate_json(json.dumps(_with_mass_limit(data), default=str))
    except ValidationError as error:
        faults = "; ".join(_describe_fault(fault) for fault in error.errors())
        raise InvalidConfig(f"{where}: {faults}") from error
    except InvalidConfig as error:  # a table's own check, which says more than a type could
        raise InvalidConfig(f"{where}: {error}") from error


def _with_mass_limit(data: dict[str, Any]) -> dict[str, Any]:
    """Give a `[filters]` that states no mass a campaign's own limit, which is below that of `check`."""
    filters = data.get("filters")
    if not isinstance(filters, dict):
        return data
    return {**data, "filters": {"max_mw_g_mol": HEAVIEST_G_MOL, **filters}}


def _describe_fault(fault: ErrorDetails) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return f"unknown key {key}{_suggest_key(fault['loc'])}"
    if fault["type"] == "value_error":
        return f"[{key}] {fault['ctx']['error']}"
    return f"{key} = {fault['input']!r}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"


def _suggest_key(place: Sequence[str | int]) -> str:
    """Return what to say behind an unknown key: one of its table that is spelled much like it, or all."""
    known = CampaignSettings().model_dump()
    for table in place[:-1]:
        known = known.get(str(table)) or {}
    close = get_close_matches(str(place[-1]), known, n=1, cutoff=_ALIKE)
    return f" (did you mean {close[0]}?)" if close else f" (known here: {', '.join(known)})" if known else ""


def campaign_toml(settings: CampaignSettings, *, source: str = "") -> str:
    """Return the campaign as TOML that `read_campaign` reads back to an equal one.

    Args:
        settings: The campaign.
        source: The file it was read from, whose comments and order stay where the few values that may differ
            can be changed in their place.
    """
    if source and (text := _change_source(source, settings)) is not None:
        return text
    return tomlkit.dumps(settings.model_dump(mode="json", exclude_none=True))


# Its place in the folder, and what campaign.toml calls it.
OWN_MODEL: Final = "model"


def find_model(settings: CampaignSettings, folder: Path) -> CampaignSettings:
    """Return the settings with the path of a model that `retrain` put into the campaign's own folder."""
    model = settings.predict.model
    if (MODELS / model).is_dir() or not (folder / model).is_dir():
        return settings
    found = replace(settings.predict, model=str(folder / model))
    return settings.model_copy(update={"predict": found})


def model_before(settings: CampaignSettings, folder: Path) -> str:
    """Return the campaign's model, or the one it had before `retrain` put another into its folder."""
    predict = settings.predict
    return predict.retrained_from if _is_retrained(predict, folder) else predict.model


def _is_retrained(predict: PredictSettings, folder: Path) -> bool:
    own = folder / OWN_MODEL
    return own.is_dir() and predict.model in (OWN_MODEL, str(own))


def keep_model(
    settings: CampaignSettings, present: PredictSettings, folder: Path, on_note: Note
) -> CampaignSettings:
    """Keep the model that `retrain` made, unless the settings name another than the campaign had before."""
    if not _is_retrained(present, folder) or _is_retrained(settings.predict, folder):
        return settings
    asked = settings.predict.model
    if "predict" in settings.model_fields_set and asked != present.retrained_from:
        on_note(f"{folder}: now predicts with model {asked!r} instead of its retrained model")
        return settings
    on_note(
        f"{folder}: keeps its retrained model; to change this, name another model in "
        f"{folder / 'campaign.toml'}"
    )
    return settings.model_copy(update={"predict": present})
