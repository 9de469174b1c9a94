"""Measures what a person waits for; `make bench`. Figures of one run on one machine, no claims."""
