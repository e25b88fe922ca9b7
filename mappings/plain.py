"""What a mapping file has to be like before anybody reads what it says: a stranger may send one."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from contracts.errors import ContractError

_LONGEST_TITLE, _DEEPEST = 200, 40
_NO_DELIMITER = '\r\n"'


def title_of(document: Mapping[str, object], place: str) -> str:
    """What people see it called. Raises ContractError where it is no line that they could read."""
    title = str(document["title"])
    if not title.strip() or not title.isprintable() or len(title) > _LONGEST_TITLE:
        raise ContractError(
            f"{place}: title is one line of up to {_LONGEST_TITLE} signs that can be seen."
        )
    return title


def require_readable(reader: Mapping[str, object], place: str) -> None:
    """Raises ContractError where no file could be read so: it would be told of every file sent."""
    encoding, delimiter = reader.get("encoding", "utf-8"), reader.get("delimiter", ",")
    try:
        "a".encode(str(encoding))
    except (LookupError, ValueError):
        raise ContractError(
            f"{place}: reader: {str(encoding)[:40]!r} is no encoding of text; write utf-8, cp1252 "
            "or utf-16."
        ) from None
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in _NO_DELIMITER:
        raise ContractError(
            f"{place}: reader: delimiter is one sign, such as a comma, a semicolon or a tab."
        )


def require_written_out(content: str, place: str) -> None:
    """Raises ContractError at an alias, of which a few lines can say more than a memory holds, and
    at what stands in more brackets than anybody writes, which takes minutes to read."""
    depth = 0
    for event in yaml.parse(content, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ContractError(
                f"{place}, line {event.start_mark.line + 1}: more than {_DEEPEST} brackets or "
                "lists stand in each other, which no mapping needs."
            )
        if isinstance(event, yaml.AliasEvent):
            raise ContractError(
                f"{place} says *{event.anchor} in line {event.start_mark.line + 1}: a mapping has "
                "no aliases; write it out."
            )
