"""How a polymer and a solvent like each other."""
