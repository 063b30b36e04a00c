"""What makes the shipped tables of measurements and the calibrations; the product never imports it."""
