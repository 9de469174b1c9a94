"""Nightjar by voice: speech in, speech out, and the call between them. Text never imports it."""
