"""How what a caller names is written: the pattern of each kind, and how it is told to a person."""

from __future__ import annotations

from collections.abc import Mapping

SLUG = r"^[a-z][a-z0-9_]{0,59}$"
FORCE = r"^[0-9A-Z]{2,10}$"
PERIOD = r"^[0-9Q-]{4,10}$"
DAY = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
SUBMISSION = r"^[0-9A-Z-]{1,24}$"
RELEASE = r"^[A-Za-z0-9_-]{1,60}$"
MAPPING = r"^[a-z][a-z0-9_-]{0,39}$"
QUESTION = r"^[0-9a-f]{32}$"
SHA256 = r"^[0-9a-fA-F]{64}$"
UPLOAD = r"^[A-Za-z0-9._-]{1,64}$"
CODE = r"^[A-Za-z0-9_-]{1,60}$"
LINE = r"^[^\x00-\x1f\x7f]*$"
KEY = r"^[A-Za-z0-9._:-]{1,200}$"

SAID: Mapping[str, str] = {
    SLUG: "A name has small letters, digits and _, and begins with a letter: officers_per_1000.",
    FORCE: "A force is named by its two-character code, such as 42.",
    PERIOD: "A period is written as the last day of a quarter, such as 2022-03-31, as a month, "
    "such as 2022-03, or as a quarter, such as 2022-Q1.",
    DAY: "A day is written as 2024-04-22.",
    SUBMISSION: "A submission is named by its reference, such as 7K3M-Q2XD-9RTV-04AB.",
    MAPPING: "The name of a mapping has small letters, digits, - and _, begins with a letter, and "
    "is at most 40 long: itsm.",
    QUESTION: "A question is named as POST /plausibility named it.",
    SHA256: "A SHA-256 is 64 digits of 0 to 9 and a to f.",
    UPLOAD: "The name of an upload has letters, digits and . _ -, and is at most 64 long: march.",
    CODE: "A name or a code has letters, digits, - and _, and is at most 60 long.",
    LINE: "It is one line of text, without tabs and other control characters.",
    KEY: "A key has letters, digits and . _ : -, and is at most 200 long.",
}
