"""Every error monodesign raises on purpose.

```
MonodesignError
├── ClusterLost              the machines that work for us went away (exit code 1)
├── CannotWrite              the disk is full or failing (exit code 1)
├── UserError                what the user gave cannot be used (exit code 2)
│   ├── InvalidSmiles        ├── InvalidFragment    ├── InvalidTable
│   ├── InvalidConfig        ├── InvalidFormulation ├── UnknownName
│   ├── NoPolymerisableHead
│   └── CampaignLocked
└── CalculationError         one molecule's calculation failed (a row of failures.csv)
    ├── EmbeddingFailed      ├── UnsupportedElement ├── NotConverged
    ├── StructureChanged     ├── NotANumber
    ├── WorkerDied           ├── TimeLimit          ├── GroupMissing
    └── Unforeseen
```
"""


class MonodesignError(Exception):
    """Something monodesign can name went wrong."""


class ClusterLost(MonodesignError):
    """The scheduler of a cluster or all of its workers went away in the middle of a batch."""


class CannotWrite(MonodesignError):
    """A file or a result cannot be written, because the disk is full or failing."""


class UserError(MonodesignError):
    """What the user gave cannot be used as it is."""


class InvalidSmiles(UserError):
    """A SMILES does not parse, or the molecule is too large to be handled safely."""


class InvalidFragment(UserError):
    """A line of a fragment library is not a usable head, bridge or ligand."""


class InvalidTable(UserError):
    """A table lacks a column, or holds a value that its column does not allow."""


class InvalidConfig(UserError):
    """A campaign file has an unknown key or a value of the wrong type or range."""


class InvalidFormulation(UserError):
    """A formulation names something unknown or its fractions do not add up."""


class NoPolymerisableHead(UserError):
    """A molecule has no C=C that could take part in a radical polymerisation."""


class UnknownName(UserError):
    """A name is not in the library it was looked up in."""


class CampaignLocked(UserError):
    """Another process is writing to this campaign."""


class CalculationError(MonodesignError):
    """A calculation of one molecule failed."""


class EmbeddingFailed(CalculationError):
    """No three-dimensional conformer could be made."""


class UnsupportedElement(CalculationError):
    """The engine or the force field has no parameters for an element."""


class NotConverged(CalculationError):
    """A self-consistent field or a geometry optimisation did not converge."""


class StructureChanged(CalculationError):
    """The optimised geometry is another molecule."""


class NotANumber(CalculationError):
    """An engine returned NaN or infinity without reporting an error."""


class WorkerDied(CalculationError):
    """The process that worked on a molecule was killed from outside."""


class TimeLimit(CalculationError):
    """A molecule took longer than it was allowed to, and its process was ended."""


class GroupMissing(CalculationError):
    """A group-contribution method has no value for a part of the molecule."""


class Unforeseen(CalculationError):
    """A fault of monodesign or of a library that one molecule brought to light; the others go on."""
