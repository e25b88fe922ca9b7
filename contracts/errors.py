"""The exception tree of Muster. Each message is a sentence for the person who can mend it.

MusterError
├── ContractError      a contract does not load; the sentence names file and rule
├── UnreadableFileError     a file cannot be read as this return (exit code 2)
├── SubmissionError    the ledger refuses: illegal transition, closed, used before
│   ├── NotThereError      there is no such thing, or it is not one's to know of
│   ├── NotAllowedError    the role may not do that
│   └── UnavailableError   the ledger cannot be reached or written just now
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


class NotThereError(SubmissionError):
    """There is no such thing; the same for what is not one's to know of."""


class NotAllowedError(SubmissionError):
    """The role may not do that."""


class UnavailableError(SubmissionError):
    """The ledger cannot be reached or written just now; nothing was accepted."""


class SignInError(MusterError):
    """Nobody is signed in, or what they show is not valid (any more)."""


class BuildError(MusterError):
    """A release could not be built; the last one stands."""


class UsageError(MusterError):
    """The command was given something that it cannot work with."""
