"""Keeps: the person, the diary, the check-ins; the only package that knows SQL."""
