"""What a computed energy means: redox, Li⁺ binding, exchange, affinity, each with its calibration."""
