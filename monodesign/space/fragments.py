"""Heads, bridges and ligands: the record of a fragment, and the loader that checks every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from rdkit import Chem

from monodesign.chem.molecules import answering, canonical_smiles, parse, pattern, read_fragment
from monodesign.chem.polymerisation import count_polymerisable
from monodesign.errors import InvalidFragment, InvalidSmiles, InvalidTable, UserError
from monodesign.paths import LIBRARIES
from monodesign.space.joints import End, find_ends
from monodesign.tables.cells import plain_text
from monodesign.tables.header import decimal_hint, is_nameless, rename_hint
from monodesign.tables.text import read_rows

Role: TypeAlias = Literal["head", "bridge", "ligand"]
FILES: Final[Mapping[Role, str]] = {"head": "heads.csv", "bridge": "bridges.csv", "ligand": "ligands.csv"}
# The attachment points each role may have: a bridge carries the head on 1 and one or two ligands on 2 and 3.
_LABELS: Final[Mapping[Role, tuple[tuple[int, ...], ...]]] = {
    "head": ((1,),),
    "bridge": ((1, 2), (1, 2, 3)),
    "ligand": ((1,),),
}
_REQUIRED: Final = ("name", "smiles")
_CHEMICAL: Final = ("smiles", "precursor", "joins")  # what is not a name or a remark
_BEYOND: Final = "beyond the header"  # where the reader keeps cells that have no column
_OPTIONAL: Final = ("class", "joins", "handle", "precursor", "conversion_percent", "cost", "source")
# The reactions that put a fragment on; each names the group the precursor brings.
HANDLES: Final = frozenset(
    {
        "acid",
        "acid chloride",
        "alcohol",
        "alkyl halide",
        "amine",
        "amino alcohol",
        "anhydride",
        "carbamoyl chloride",
        "carbon acid",
        "chloroformate",
        "chlorophosphate",
        "cyanide",
        "diol",
        "halo alcohol",
        "hydroxy acid",
        "isocyanate",
        "nitrogen acid",
        "phosphinyl chloride",
        "phosphite",
        "sulfamoyl chloride",
        "sulfinate",
        "sulfonyl chloride",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A head, bridge or ligand.

    Attributes:
        name: Unique within its role.
        smiles: Canonical SMILES with numbered attachment points `[*:1]`, `[*:2]`, `[*:3]`.
        role: `head`, `bridge` or `ligand`.
        ends: The atoms it is joined by, by rising label.
        fragment_class: Chemical class, such as `linear carbonate`.
        joins: For a ligand, the elements of bridge ends it is put on; empty for all on which the joint rules
            allow it and on which it is what its name and class say (`bonds.joint_refusal`).
        handle: The reactive group that puts it on, for the reader.
        precursor: SMILES of the purchasable reagent, or empty.
        conversion_percent: For a head, its published conversion in polymerisation (`99-100`), or empty.
        cost: The user's own additive cost, any unit; None if unknown.
        source: Where it is from, or why it is here.
    """

    name: str
    smiles: str
    role: Role
    ends: tuple[End, ...]
    fragment_class: str = ""
    joins: tuple[str, ...] = ()
    handle: str = ""
    precursor: str = ""
    conversion_percent: str = ""
    cost: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentLibrary:
    """The fragments a space is built from, each role in file order."""

    heads: tuple[Fragment, ...]
    bridges: tuple[Fragment, ...]
    ligands: tuple[Fragment, ...]


def load_fragments(directory: Path | None = None) -> FragmentLibrary:
    """Load and check heads, bridges and ligands.

    Args:
        directory: Your folder with `heads.csv`, `bridges.csv` or `ligands.csv`; the packaged file is used
            for a missing one. None: all packaged fragments.

    Returns:
        The fragments by role.

    Raises:
        InvalidFragment: One or more lines cannot be used; the message lists file, line and fault of each.
    """
    roles = {role: _load_role(role, directory) for role in FILES}
    faults = [fault for _, found in roles.values() for fault in found]
    if directory is not None and not any((directory / file).is_file() for file in FILES.values()):
        faults.append(f"{directory}: contains none of {', '.join(FILES.values())}")
    if faults:
        raise InvalidFragment(f"{len(faults)} fault(s) in the fragment library: " + "; ".join(faults))
    return FragmentLibrary(heads=roles["head"][0], bridges=roles["bridge"][0], ligands=roles["ligand"][0])


def _load_role(role: Role, directory: Path | None) -> tuple[tuple[Fragment, ...], list[str]]:
    """Load the fragments of one role from the user's file, else the shipped one, with its faults."""
    own = directory / FILES[role] if directory else None
    return read_file(own if own is not None and own.is_file() else LIBRARIES / FILES[role], role)


def read_file(path: Path, role: Role) -> tuple[tuple[Fragment, ...], list[str]]:
    """Read one library file; return its usable fragments, and a line for every fault."""
    faults: list[str] = []
    fragments: list[Fragment] = []
    earlier: dict[str, list[Fragment]] = {}
    try:
        rows = _read_cells(path)
    except (InvalidTable, UserError) as error:
        return (), [str(error)]
    if rows and (wrong := _wrong_columns(rows[0][1])):
        return (), [f"{path.name}: {wrong}"]
    for line, row in rows:
        fragment, found = _fragment(row, role)
        faults += [f"{path.name} line {line}: {fault}" for fault in found]
        if fragment is not None and not found:
            faults += [f"{path.name} line {line}: {fault}" for fault in _clashes(fragment, earlier)]
            fragments.append(fragment)
            for key in (fragment.name, fragment.smiles):
                earlier.setdefault(key, []).append(fragment)
    if not rows:
        faults.append(f"{path.name}: no fragments in this file")
    return tuple(fragments), faults


def _read_cells(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return line number and cells by column of every line that is not blank.

    Raises:
        UserError: The file cannot be opened.
        InvalidTable: It is no UTF-8 CSV.
    """
    layout, rows = read_rows(path)
    n_columns = len(layout.columns)
    found = []
    for line, cells in rows:
        filled = [*cells, *[""] * (n_columns - len(cells))]
        row = dict(zip(layout.columns, filled, strict=False))
        row |= {name: plain_text(row[name]) for name in _CHEMICAL if name in row}
        nameless = [row.pop(name) for name in layout.columns if is_nameless(name)]
        if beyond := "".join([*cells[n_columns:], *nameless]).strip():
            row[_BEYOND] = beyond
        found.append((line, row))
    return found


def _wrong_columns(row: Mapping[str, str]) -> str:
    """Say which columns are missing or unknown; empty if none."""
    missing = [name for name in _REQUIRED if name not in row]
    known = (*_REQUIRED, *_OPTIONAL)
    unknown = [name for name in row if name not in (*known, _BEYOND)]
    parts = [f"missing column(s) {', '.join(missing)}"] * bool(missing)
    parts += [f"unknown column(s) {', '.join(map(repr, unknown))}"] * bool(unknown)
    return "; ".join(parts) + rename_hint([name for name in known if name not in row], unknown)


def _fragment(row: Mapping[str, str], role: Role) -> tuple[Fragment | None, list[str]]:
    """Make the fragment of one line, or return every reason why it is not one."""
    try:
        with answering(row["smiles"]):
            return _read_fragment(row, role)
    except InvalidSmiles as error:
        return None, [*_cell_faults(row), str(error)]


def _read_fragment(row: Mapping[str, str], role: Role) -> tuple[Fragment | None, list[str]]:
    """Make the fragment of one line.

    Raises:
        InvalidSmiles: Its SMILES does not parse.
    """
    faults, mol = _cell_faults(row), read_fragment(row["smiles"])
    structure = _structure_faults(mol, role)
    if structure:
        return None, [f"{row['name'] or row['smiles']}: {fault}" for fault in (*faults, *structure)]
    joins = tuple(row.get("joins", "").split())
    fragment = Fragment(
        name=row["name"], smiles=canonical_smiles(mol), role=role, ends=find_ends(mol), joins=joins,
        fragment_class=row.get("class", ""), handle=row.get("handle", ""), precursor=row.get("precursor", ""),
        conversion_percent=row.get("conversion_percent", ""), source=row.get("source", ""),
        cost=_number(row.get("cost", "")),
    )  # fmt: skip
    return fragment, faults


def _cell_faults(row: Mapping[str, str]) -> list[str]:
    """Check the cells other than the structure."""
    faults = [] if row["name"] else ["no name"]
    if _BEYOND in row:
        faults.append(f"'{row[_BEYOND]}' is beyond the last column; quote a cell that contains the separator")
    unknown = set(row.get("joins", "").split()) - {"C", "N", "O"}
    if unknown:
        faults.append(
            f"joins '{row['joins']}': give the elements of bridge ends (C, N, O), separated by blanks"
        )
    if row.get("handle", "") not in HANDLES | {""}:
        faults.append(f"handle '{row['handle']}' is unknown; choose from {', '.join(sorted(HANDLES))}")
    if row.get("cost", "") and _number(row["cost"]) is None:
        faults.append(f"cost '{row['cost']}': must be a number{decimal_hint(row['cost'])}")
    if row.get("precursor", ""):
        try:
            parse(row["precursor"])
        except InvalidSmiles as error:
            faults.append(f"precursor {error}")
    return faults


def _number(cell: str) -> float | None:
    """Return a cell's number; None if it is empty or none."""
    try:
        return float(cell) if cell else None
    except ValueError:
        return None


def _structure_faults(mol: Chem.Mol, role: Role) -> list[str]:
    """Check attachment points, charge and the head's C=C."""
    dummies = [mol.GetAtomWithIdx(match[0]) for match in mol.GetSubstructMatches(pattern("[#0]"))]
    labels = tuple(sorted(atom.GetAtomMapNum() for atom in dummies))
    if labels not in _LABELS[role]:
        wanted = " or ".join(" ".join(f"[*:{n}]" for n in labels) for labels in _LABELS[role])
        return [f"has attachment points {labels}; a {role} needs {wanted}, each once"]
    single = [
        atom.GetDegree() == 1 and atom.GetBonds()[0].GetBondType() == Chem.BondType.SINGLE for atom in dummies
    ]
    if not all(single) or any(n.GetAtomicNum() == 0 for atom in dummies for n in atom.GetNeighbors()):
        return ["an attachment point needs exactly one single bond, to an atom"]
    if len(Chem.GetMolFrags(mol)) > 1:
        return ["is not one connected fragment"]
    if role == "head" and (n_heads := count_polymerisable(mol)) != 1:
        return [f"a head needs one polymerisable C=C; this has {n_heads}"]
    return []


def _clashes(fragment: Fragment, earlier: Mapping[str, Sequence[Fragment]]) -> list[str]:
    """Say which earlier fragments of the file have the same name, or the same structure and joints.

    Args:
        fragment: The fragment of this line.
        earlier: Those of earlier lines, by name and by SMILES.
    """
    faults = [f"name '{fragment.name}' is used by an earlier line"] if earlier.get(fragment.name) else []
    alike = [other for other in earlier.get(fragment.smiles, ()) if _overlap(other.joins, fragment.joins)]
    return faults + [f"{fragment.name}: the same structure as '{other.name}'" for other in alike]


def _overlap(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Say whether two ligands can be put on the same end; no entry means any end."""
    return not first or not second or bool(set(first) & set(second))
