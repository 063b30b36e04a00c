"""What the reference boxes say together."""
