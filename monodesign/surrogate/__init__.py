"""The conductivity surrogate: features, models, tuning, validation, model card."""
