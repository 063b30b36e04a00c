"""What is typed and printed."""
