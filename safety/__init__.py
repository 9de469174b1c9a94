"""Guards: policy, limits, gates, verdicts, and the port through which a model is asked."""
