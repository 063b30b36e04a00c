"""Design of ether-free acrylate and acrylamide monomers for gel polymer electrolytes."""

__version__ = "0.1.0"
