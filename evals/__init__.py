"""Drives the coach and grades it; nothing imports it."""
