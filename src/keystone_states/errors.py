"""Errors a user can act on: one root, few children, each with a documented exit code.

Every message says what was given, what was expected and what to do next. Faces (command line, notebook, web) catch
the root once and word nothing themselves.
"""

from __future__ import annotations


class KeystoneError(Exception):
    """Root of all errors raised for a user's mistake or a fault in data. Exit code 1."""

    exit_code = 1


class UnknownNameError(KeystoneError, LookupError):
    """A name of an actor, measure, layer, table or column that does not exist. Exit code 3."""

    exit_code = 3


class BadInputError(KeystoneError, ValueError):
    """A value, date or recipe that cannot be read. Exit code 4."""

    exit_code = 4


class BadRowError(BadInputError):
    """A row of a data file that cannot be used: names file, line, column and what was expected. Exit code 5."""

    exit_code = 5


class StoreError(KeystoneError, OSError):
    """A file or store that cannot be read or written. Exit code 6."""

    exit_code = 6


EXIT_CODES: dict[int, str] = {
    0: "done",
    1: "a fault that fits no other code",
    2: "the command line was not understood",
    **{
        error.exit_code: (error.__doc__ or "").split(". Exit code")[0]
        for error in (UnknownNameError, BadInputError, BadRowError, StoreError)
    },
    130: "stopped by the user",
}
