"""Nightjar: a behavioural sleep coach people host themselves."""

__version__ = "0.1.0"
