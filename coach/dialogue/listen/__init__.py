"""Reads diary values and intents out of one utterance, by rules, without a model."""
