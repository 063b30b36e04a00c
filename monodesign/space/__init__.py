"""The space of monomers that fragments span."""
