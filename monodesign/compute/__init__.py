"""Batches, workers, the store, the machine."""
