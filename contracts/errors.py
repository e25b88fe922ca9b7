"""The exception tree of Muster. Each message is a sentence for the person who can mend it.

MusterError
├── ContractError      a contract does not load; the sentence names file and rule
├── UnreadableFileError     a file cannot be read as this return (exit code 2)
├── SubmissionError    the ledger refuses: unknown, illegal transition, not allowed
├── SignInError        nobody is signed in, or what they show is not valid
├── BuildError         a release could not be built; the last one stands
└── UsageError         the command was given something that it cannot work with
"""

from __future__ import annotations


class MusterError(Exception):
    """Anything Muster itself says no to."""


class ContractError(MusterError):
    """A contract does not load."""


class UnreadableFileError(MusterError):
    """A file cannot be read as this return."""


class SubmissionError(MusterError):
    """The ledger refuses."""


class SignInError(MusterError):
    """Nobody is signed in, or what they show is not valid (any more)."""


class BuildError(MusterError):
    """A release could not be built; the last one stands."""


class UsageError(MusterError):
    """The command was given something that it cannot work with."""
