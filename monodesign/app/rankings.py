"""What the pages ask of rankings: rows, a part of a structure, and two rankings beside each other."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from monodesign.app.asked import at_field, text_of, whole_number_of
from monodesign.app.campaign_files import find_campaign, list_rankings, read_ranking
from monodesign.app.context import Context
from monodesign.app.routes import Asked, list_routes
from monodesign.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rdkit.Chem import Mol

_MOST_ROWS: Final = 500  # of one answer; the rest comes page by page
_LONGEST_PATTERN: Final = 500
_KEPT_MOLECULES: Final = 20_000  # about 100 MB
_ONLY: Final = {"within": "is_within_limits", "described": "is_described", "domain": "in_domain"}
_KNOWN: Final = ("monomer_id", "smiles", "name")


def _rows(context: Context, asked: Asked) -> dict[str, Any]:
    """Return one page of a ranking, filtered and sorted; blank cells come last in both directions."""
    path = find_campaign(context, text_of(asked, "name"))
    ranking = read_ranking(path / "ranking.csv")
    is_full = text_of(asked, "columns", default="front") == "all"
    table, shown = (ranking, _list_all(ranking)) if is_full else _read_front(path / "ranking.csv")
    kept = _filter(ranking, asked)
    order = _sort(table, text_of(asked, "sort", default=""), is_falling=asked.get("falling") == "true")
    places = [place for place in order if kept[place]]
    start = whole_number_of(asked, "start", least=0, most=10**9, default=0)
    count = whole_number_of(asked, "count", least=1, most=_MOST_ROWS, default=50)
    page = places[start : start + count]
    identities = ranking[[name for name in _KNOWN if name in ranking]].iloc[page]
    return {
        "columns": shown,
        "rows": [list(row) for row in _cells(table, page)],
        "identities": identities.to_dict("records"),
        "n_shown": len(places),
        "n_all": len(ranking),
    }


def _list_all(ranking: pd.DataFrame) -> list[dict[str, Any]]:
    """Return heading, meaning and decimals of every column."""
    from monodesign.report.columns import describe_columns

    words = describe_columns(list(ranking.columns))
    return [
        {
            "name": name, "heading": words[name]["label"], "meaning": words[name]["meaning"],
            "decimals": words[name]["decimals"] if ranking[name].dtype.kind == "f" else None,
        }
        for name in ranking.columns
    ]  # fmt: skip


def _read_front(path: Path) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the columns that an exported shortlist's first sheet has, and their headings and decimals."""
    status = path.stat()
    return _make_front(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _make_front(path: Path, _changed_ns: int, _size: int) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    import pandas as pd

    from monodesign.export.front_sheet import front_columns
    from monodesign.tables.missing import plain

    ranking = read_ranking(path)
    columns = front_columns(ranking)
    records = [{str(name): cell for name, cell in row.items()} for row in plain(ranking).to_dict("records")]
    table = pd.DataFrame({column.heading: [column.value(row) for row in records] for column in columns})
    return table, [
        {"name": column.heading, "heading": column.heading, "meaning": "", "decimals": column.decimals}
        for column in columns
    ]


def _sort(table: pd.DataFrame, column: str, *, is_falling: bool) -> list[int]:
    if not column:
        return list(range(len(table)))
    if column not in table:
        raise UserError(f"sort: no column {column[:60]!r}; reload the page")
    places = table[column].reset_index(drop=True)
    return list(places.sort_values(ascending=not is_falling, kind="stable", na_position="last").index)


def _cells(table: pd.DataFrame, places: list[int]) -> list[tuple[Any, ...]]:
    from monodesign.tables.missing import plain

    return list(plain(table.iloc[places]).itertuples(index=False, name=None))


def _filter(ranking: pd.DataFrame, asked: Asked) -> list[bool]:
    """Return which candidates pass: flags, a text in name or fragments, a part of the structure."""
    import pandas as pd

    kept = pd.Series(data=True, index=ranking.index)
    for name, column in _ONLY.items():
        if asked.get(name) == "true" and column in ranking:
            kept &= ranking[column].astype(bool)
    if words := text_of(asked, "text", default="", longest=200).casefold().split():
        texts = ranking[[name for name in (*_KNOWN, "head", "bridge", "ligand") if name in ranking]]
        joined = texts.fillna("").agg(" ".join, axis=1).str.casefold()
        for word in words:
            kept &= joined.str.contains(word, regex=False)
    found = list(kept)
    if pattern := text_of(asked, "part", default="", longest=_LONGEST_PATTERN):
        with at_field("part"):
            query = read_pattern(pattern)
        found = [
            is_kept and _holds(str(smiles), query)
            for is_kept, smiles in zip(found, ranking["smiles"], strict=True)
        ]
    return found


def read_pattern(text: str) -> Mol:
    """Read a part of a structure: SMARTS, or a SMILES where it has no brackets.

    A drawn structure is a SMILES; it is found whatever hydrogens its atoms have. As SMARTS a Kekulé ring
    would find no aromatic one, so what can be a drawing is read as one.

    Raises:
        UserError: It is neither.
    """
    from rdkit import Chem, rdBase

    from monodesign.chem.molecules import answering

    with rdBase.BlockLogs(), answering(text):
        query = Chem.MolFromSmiles(text) if "[" not in text else None
        query = query or Chem.MolFromSmarts(text)
    if query is None or query.GetNumAtoms() == 0:
        raise UserError(
            f"part: {text[:60]!r} is not a SMARTS or a SMILES; write for example OC(=O)O or [CX3](=O)[OX2]"
        )
    return query


def _holds(smiles: str, query: Mol) -> bool:
    mol = _molecule(smiles)
    return mol is not None and bool(mol.HasSubstructMatch(query))


@lru_cache(maxsize=_KEPT_MOLECULES)
def _molecule(smiles: str) -> Mol | None:
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        return Chem.MolFromSmiles(smiles)


def _compare(context: Context, asked: Asked) -> dict[str, Any]:
    """Put two rankings beside each other: what moved, and what only one of them has."""
    from monodesign.app.campaign_jobs import list_moves
    from monodesign.campaign.retrain import find_changes
    from monodesign.campaign_folder.folder import CampaignFolder
    from monodesign.ranking.next_batch import select_comparable

    left, right = (_find_ranking(context, text_of(asked, side)) for side in ("left", "right"))
    before, after = read_ranking(left), read_ranking(right)
    folder = CampaignFolder.read(right.parent)
    changes = find_changes(before, after, select_comparable(folder.bench, folder.settings.formulation))
    shared = changes[changes["rank_before"].notna()]
    most = whole_number_of(asked, "most", least=1, most=_MOST_ROWS, default=50)
    return {
        "moves": list_moves(shared, most=most),
        "n_shared": len(shared),
        "n_moved": int((shared["rank_before"] != shared["rank_after"]).sum()),
        "only_left": _first(before[~before["monomer_id"].isin(after["monomer_id"])]),
        "only_right": _first(after[~after["monomer_id"].isin(before["monomer_id"])]),
        "correlation": _correlate(shared),
    }


def _find_ranking(context: Context, name: str) -> Path:
    """Return a campaign's ranking, or another file of its folder given as `campaign/file.csv`.

    Raises:
        UserError: There is no such campaign or file.
    """
    campaign, _, file = name.partition("/")
    path = find_campaign(context, campaign)
    if file and file not in list_rankings(path):
        raise UserError(f"{name[:80]!r}: no ranking of this campaign; choose one of the list")
    return path / (file or "ranking.csv")


def _first(ranking: pd.DataFrame, *, most: int = 10) -> dict[str, Any]:
    names = ranking["name"].fillna(ranking["smiles"]).head(most)
    return {"n": len(ranking), "first": [list(pair) for pair in zip(ranking["rank"], names, strict=False)]}


def _correlate(shared: pd.DataFrame) -> float:
    """Return Spearman's correlation of the two orders among the shared candidates; NaN below three."""
    if len(shared) < 3:
        return float("nan")
    orders = shared[["rank_before", "rank_after"]].rank()
    return float(orders["rank_before"].corr(orders["rank_after"]))


ROUTES: Final = list_routes(
    get={
        "campaigns/{name}/ranking": _rows,
        "compare": _compare,
    },
)
