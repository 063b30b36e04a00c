"""What short chains add to a dry polymer's conductivity: their ends are free volume.

Fox & Flory, J. Appl. Phys. 21, 581 (1950), doi:10.1063/1.1699711: the glass transition falls in proportion to
the number of chain ends. The model of dry polymers learns what departs from this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from monodesign.surrogate.features import Inputs

# log10 units per mol of ends in a kg: in the collection poly(ethylene oxide) of 500 g/mol (4 mol/kg) with
# LiTFSI conducts 0.8 decades better than of 10⁵ g/mol, and unseen polymers err least with about as much.
_PER_MOL_KG: Final = 0.2
_MOST_MOL_KG: Final = 8.0  # chains of 250 g/mol; shorter ones are liquids of their own kind


def gain_of_ends(inputs: Inputs) -> NDArray[np.float64]:
    """Return what a polymer's chain ends add to log10 σ, shape (n,); 0 where its molar mass is not known."""
    import numpy as np

    ends_mol_kg = 2000 / inputs.polymer_mw_g_mol
    return np.asarray(_PER_MOL_KG * np.minimum(np.nan_to_num(ends_mol_kg), _MOST_MOL_KG))
