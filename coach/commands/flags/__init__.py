"""The flags of each command, apart from its work: `--help` and a wrong flag load nothing heavy.

A module here has the name of its command in `coach.commands` and one function, `add_arguments`.
"""
