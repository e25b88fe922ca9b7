"""Published figures that would move: what they are, and how a terminal says it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One published figure before and after; `before` and `after` are None where there is none.

    `force_code` is None for the figure of all forces together, which is shown beside each.
    """

    force_code: str | None
    force_name: str
    indicator: str
    title: str
    unit: str
    decimals: int
    period: str
    before: float | None
    after: float | None
    status_before: str | None
    status_after: str | None
    position_before: str | None = None
    position_after: str | None = None

    @property
    def difference(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What would move: the force's own figures, others', and those of all forces together."""

    release_id: str
    submission_id: str
    own: tuple[Move, ...]
    others: tuple[Move, ...]
    everyone: tuple[Move, ...]
    unknown: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        return not (self.own or self.others or self.everyone)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Effects:
        def moves(name: str) -> tuple[Move, ...]:
            return tuple(Move(**row) for row in content[name])

        return cls(
            release_id=content["release_id"],
            submission_id=content["submission_id"],
            own=moves("own"),
            others=moves("others"),
            everyone=moves("everyone"),
            unknown=tuple(content["unknown"]),
        )


def number(value: float | None, decimals: int) -> str:
    return "no figure" if value is None else f"{value:,.{decimals}f}"


def sides(move: Move) -> tuple[str, str]:
    """Before and after, with as many decimals as it takes to see that they differ."""
    for decimals in range(move.decimals, move.decimals + 4):
        before, after = number(move.before, decimals), number(move.after, decimals)
        if before != after or move.before == move.after:
            return before, after
    return number(move.before, move.decimals), number(move.after, move.decimals)


def render(found: Effects, form: str) -> str:
    """As `text` or `json`."""
    if form == "json":
        return json.dumps(found.as_dict(), indent=2, ensure_ascii=False) + "\n"
    if found.nothing:
        lines = [f"No published comparison of release {found.release_id} would change."]
    else:
        lines = [f"Signed off, it would change in release {found.release_id}:"]
        for heading, moves in (
            ("the force's own figures", found.own),
            ("other forces' figures", found.others),
            ("figures of England and Wales together", found.everyone),
        ):
            lines.append(f"{heading}: {len(moves):,}")
            lines += [_line(move) for move in moves]
    lines.append("What this does not take into account:")
    lines += [f"  {sentence}" for sentence in found.unknown]
    return "\n".join(lines) + "\n"


def _line(move: Move) -> str:
    before, after = sides(move)
    became = [
        _became("its status", move.status_before, move.status_after),
        _became("its place among the forces", move.position_before, move.position_after),
    ]
    figure = f"{move.force_name}, {move.title}, {move.period}: from {before} to {after} {move.unit}"
    return "  " + "; ".join([figure, *filter(None, became)])


def _became(what: str, before: str | None, after: str | None) -> str:
    """What it was and would be, where that differs."""
    if before == after:
        return ""
    was, would_be = ((text or "none").replace("_", " ") for text in (before, after))
    return f"{what} was {was} and would be {would_be}"
