"""The stages of one design effort, in order."""
