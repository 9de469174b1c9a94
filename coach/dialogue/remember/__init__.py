"""Learns a person's facts from their own words, by rules, without a model."""
