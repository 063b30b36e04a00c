"""Deciding: goals, limits, order, the next batch."""
