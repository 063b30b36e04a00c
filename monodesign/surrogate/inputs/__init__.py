"""From measurements and molecules to arrays."""
