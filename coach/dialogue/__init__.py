"""The one engine that voice, text and evals go through."""
