"""The workbench in a local browser page: draw a monomer, see the numbers that the commands give for it."""
