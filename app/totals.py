"""What a total is of: every force, or all but some, by name or by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app import words

Row = Mapping[str, Any]

_ALL_FORCES = len(words.SHORT_CODES)
_FEW = "the "
# As the models say it.
_NOBODY = "No other force of "


def comparator_label(row: Row | None, comparator: str) -> str:
    """What a comparator is of: `England and Wales excluding Durham`; many are counted."""
    return briefly(str((row or {}).get(f"{comparator}_label") or words.COMPARATORS[comparator]))


def line_name(row: Row | None, comparator: str) -> str:
    """What a line or a mark is called: of whom it is not, only where it is not the whole's."""
    of_few = comparator_label(row, comparator).startswith(_FEW)
    return (
        comparator_label(row, comparator).capitalize() if of_few else words.COMPARATORS[comparator]
    )


def briefly(label: str) -> str:
    """The name of a total with who is not in it; more than three of them are counted.

    Where fewer are in it than out, it is no figure of the whole and does not go by its name.
    """
    name, left_out = _left_out(label)
    if not left_out:
        return label
    if name == words.EVERYWHERE and 2 * len(left_out) > _ALL_FORCES:
        return f"{_FEW}{words.count(_ALL_FORCES - len(left_out), 'force')} with a figure"
    told = words.count(len(left_out), "force") if only_counted(label) else words.listed(left_out)
    return f"{name} excluding {told}"


def by_name(label: str, everyone: Sequence[str]) -> str:
    """A total with every force that is not in it; with those that are, where they are fewer."""
    name, left_out = _left_out(label)
    held = [force for force in everyone if force not in left_out]
    if len(held) < len(left_out) and len(held) + len(left_out) == len(everyone):
        return f"{name} ({words.listed(held)} only)"
    return f"{name} excluding {words.listed(left_out)}" if left_out else label


def only_counted(label: str) -> bool:
    """Whether `briefly` does not name all that a total leaves out."""
    return len(_left_out(label)[1]) > 3


def named(labelled: Iterable[tuple[str, str]], everyone: Sequence[str]) -> list[str]:
    """For each total that is only counted of whom it is, and of which indicators.

    `labelled` are a total's label and the title of the indicator, `everyone` the forces' names.
    """
    titles: dict[str, set[str]] = {}
    for label, title in labelled:
        if only_counted(label):
            titles.setdefault(label, set()).add(title)
    return [
        f"{by_name(label, everyone)}: {words.listed(sorted(of))}"
        for label, of in sorted(titles.items(), key=lambda each: len(each[0]))
    ]


def in_words(row: Row | None, comparator: str, decimals: int) -> str:
    """The weighted and the simple figure of a comparator, labelled, with who is not in them.

    It stands behind `coverage_words`, which names everyone without a figure: many are counted here.
    """
    weighted, simple = ((row or {}).get(f"{comparator}_{kind}") for kind in ("weighted", "simple"))
    parts = [
        f"{words.mean_number(value, decimals)} {kind}"
        for value, kind in ((weighted, "weighted"), (simple, "as the simple mean of the forces"))
        if value is not None
    ]
    label = comparator_label(row, comparator)
    return f"{label[:1].upper()}{label[1:]}: {' and '.join(parts)}." if parts else ""


def without_itself(row: dict[str, Any], forces: Mapping[str, Row]) -> dict[str, Any]:
    """The row without the totals that are of its force alone: with itself nothing is compared.

    Releases say so themselves; those that were built earlier hold such totals. `forces` are the
    release's, by code. What stands in the place of such a total's name says why.
    """
    alone_in = _of_its_own(row, forces)
    empty = {f"{name}_{kind}": None for name in alone_in for kind in ("weighted", "simple")}
    said = {f"{name}_label": f"{_NOBODY}{of}" for name, of in alone_in.items()}
    everywhere = "all" in alone_in or str(row.get("all_label") or "").startswith(_NOBODY)
    nobody_near = "region" in alone_in or str(row.get("region_label") or "").startswith(_NOBODY)
    alone = nobody_near and not everywhere
    return {**row, **empty, **said, "alone": alone, "alone_everywhere": everywhere}


def _of_its_own(row: Row, forces: Mapping[str, Row]) -> dict[str, str]:
    """The totals in which nobody else is, with what each is of.

    The peers are among them where the region stands in for them.
    """
    own = forces.get(str(row["force_code"]))
    if own is None or row["status"] != "published":
        return {}
    region = str(own["region"])
    of = {
        "region": region,
        **({"peer": region} if row.get("peer_basis") == "region" else {}),
        "all": words.EVERYWHERE,
        "all_ex_london": f"{words.EVERYWHERE} without London",
    }
    return {
        name: told
        for name, told in of.items()
        if row.get(f"{name}_label")
        and _members(name, region, forces) - set(_left_out(str(row[f"{name}_label"]))[1])
        == {str(own["short_name"])}
    }


def _members(name: str, region: str, forces: Mapping[str, Row]) -> set[str]:
    """The forces that a total is of, by name, whether or not they have a figure."""
    if name == "all":
        return {str(one["short_name"]) for one in forces.values()}
    if name == "all_ex_london":
        return {str(one["short_name"]) for one in forces.values() if one["region"] != "London"}
    return {str(one["short_name"]) for one in forces.values() if one["region"] == region}


def _left_out(label: str) -> tuple[str, list[str]]:
    name, excluding, names = label.partition(" excluding ")
    return name, names.split(", ") if excluding else []
