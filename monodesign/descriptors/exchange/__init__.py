"""A unit against a solvent in Li⁺'s shell."""
