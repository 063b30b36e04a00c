"""What a campaign's file may say: frozen records, unknown keys refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Final, Literal, Self

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from monodesign.chem.comonomers import SEPARATOR, read_mol_ratio
from monodesign.chem.filters import FilterSettings
from monodesign.chem.named_monomers import canonical_of
from monodesign.compute.workers import ClusterSettings
from monodesign.descriptors.named_molecules import require_names
from monodesign.descriptors.settings import MINUTES_PER_MOLECULE, MOST_MINUTES, MOST_SEED, DescribeSettings
from monodesign.errors import InvalidConfig, InvalidFormulation, UnknownName, UserError
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.gel import Formulation, Fraction
from monodesign.formulation.initiators import find_initiator
from monodesign.ranking.goals import Goals
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
        only_included: Whether `include`, and the pairs of `[copolymers]`, are all candidates: none is drawn.
        has_two_ligands: Use bridges that carry two ligands too.
    """

    folder: str = ""
    sample: Annotated[int, Ge(0), Le(MOST_ROWS)] = 2600
    include: tuple[str, ...] = STUDIED
    only_included: bool = False
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
        engine: Program for GFN2 energies; `default` is tblite.
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

    @model_validator(mode="after")
    def _check_candidates(self) -> Self:
        """Refuse a campaign that could have no candidate."""
        if self.library.only_included and not (self.library.include or self.copolymers.pairs):
            raise ValueError(
                "library: only_included = true leaves no candidate; name monomers in include, or pairs in "
                "[copolymers]"
            )
        return self

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
