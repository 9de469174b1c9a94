"""What every command shares: refusing what was given, asking a person on the terminal."""

import sys


class UsageError(Exception):
    """What was given cannot be used; the message says what could be. Ends with exit code 2."""


def answered(question: str) -> str:
    """Asks on standard error and reads one line of standard input; empty at its end."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline().strip()
    if not sys.stdin.isatty():
        # From a pipe nobody's Enter ends the line of the question.
        print(file=sys.stderr)
    return line
