"""What judges the shipped surrogate once, when its card is made; the product never imports it."""
