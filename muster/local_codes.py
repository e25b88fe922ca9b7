"""The mappings that a force keeps: taken in, found for an upload, tried before they are used."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from contracts.errors import ContractError, UsageError
from contracts.findings import Report
from ledger import access
from ledger.access import Operation
from muster.mapped import is_mapping, run_mapping

if TYPE_CHECKING:
    from ledger.model import Actor, ForceMapping
    from ledger.store import Ledger
    from validators.pool import Pool

STARTERS = Path(__file__).parents[1] / "mappings" / "starters"
SHOWN_ROWS = 20


class Own(NamedTuple):
    """What is submitted: the files and, where one of them is laid out as a mapping of the force
    expects, that mapping. `untried` says of kept mappings why they could not be asked."""

    files: Sequence[Path]
    untried: Sequence[str]


@contextmanager
def with_own_mapping(
    ledger: Ledger, actor: Actor, paths: Sequence[Path], return_slug: str, force_code: str
) -> Generator[Own]:
    """The files, and the mapping that the force keeps for them.

    A mapping that was sent along comes before any that is kept. One that cannot be asked is passed
    over: whatever is wrong with it, what was sent is received. What is given lasts as long as the
    context.
    """
    with tempfile.TemporaryDirectory(prefix="muster-mapping-") as folder:
        kept = _kept(ledger, actor, paths, return_slug, force_code)
        found, untried = _which(kept, paths, Path(folder))
        yield Own([*paths, *found], list(dict.fromkeys(untried.values())))


def _kept(
    ledger: Ledger, actor: Actor, paths: Sequence[Path], return_slug: str, force_code: str
) -> list[ForceMapping]:
    """The mappings that may be asked whether they are for these files."""
    if not paths or any(is_mapping(path) for path in paths):
        return []
    if not access.sees(actor, Operation.READ_MAPPINGS, force_code=force_code, state=None):
        return []
    return [
        mapping
        for mapping in ledger.mappings(actor, force_code)
        if not mapping.retired and mapping.return_slug == return_slug
    ]


def _which(
    kept: Sequence[ForceMapping], files: Sequence[Path], folder: Path
) -> tuple[list[Path], dict[str, str]]:
    """The first of the mappings that fits, if one does; by name, why others could not be asked."""
    if not kept:
        return [], {}
    written = [_written(mapping, folder) for mapping in kept]
    try:
        answer = run_mapping(written, files, folder / "out", None, "", "", only_ask=True)
    except ContractError as error:
        said = f"No mapping that force {kept[0].force_code} keeps was tried: {error}"
        return [], dict.fromkeys((mapping.name for mapping in kept), said)
    untried = {
        kept[int(at)].name: _untried(kept[int(at)], why) for at, why in answer["broken"].items()
    }
    return ([] if answer["mapping"] is None else [written[answer["at"]]]), untried


def _untried(mapping: ForceMapping, why: str) -> str:
    return (
        f"The mapping {mapping.file_name} that force {mapping.force_code} keeps was not tried: "
        f"{why} Mend it and keep it again, or retire it."
    )


def unusable(kept: Sequence[ForceMapping]) -> dict[str, str]:
    """The mappings that no longer load, by name, with why and what to do: the contract of their
    return may have changed since they were kept."""
    with tempfile.TemporaryDirectory(prefix="muster-mapping-") as folder:
        standing = [mapping for mapping in kept if not mapping.retired]
        return _which(standing, [], Path(folder))[1]


def _written(mapping: ForceMapping, folder: Path) -> Path:
    path = folder / mapping.file_name
    path.write_text(mapping.content or "", encoding="utf-8")
    return path


def keep(
    ledger: Ledger, actor: Actor, force_code: str, name: str, path: Path, *, at: datetime
) -> ForceMapping:
    """Keep a mapping that loads. Raises ContractError with a sentence where it does not."""
    access.require_mappings(actor, Operation.KEEP_MAPPINGS, force_code)
    with tempfile.TemporaryDirectory(prefix="muster-mapping-") as folder:
        what = run_mapping([path], [], Path(folder), None, force_code, "")
    return ledger.keep_mapping(
        actor, force_code, name, return_slug=what["return_slug"], title=what["title"],
        content=path.read_text(encoding="utf-8"), at=at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What a mapping would make of an extract, before anything is kept or sent.

    `rows` are the first mapped rows as they would be checked; `not_taken` are the rows that are
    refused, in the sender's own rows; `left_out` counts rows of other periods.
    """

    title: str
    table: str
    read: int
    taken: int
    left_out: int
    rows: Sequence[dict[str, str]]
    not_taken: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Mapped):
    """And what the check of the return says of that."""

    report: Report


def preview(
    mapping: Path,
    files: Sequence[Path],
    return_slug: str,
    force_code: str,
    period: str,
    *,
    pool: Pool | None = None,
) -> Preview:
    """Map and check, and keep nothing. Raises UsageError where the mapping fits none of the files,
    ContractError where it cannot be used."""
    from muster.pipeline import check_upload

    with tempfile.TemporaryDirectory(prefix="muster-preview-") as folder:
        room = Path(folder) / "mapped"
        answer = run_mapping([mapping], files, room, return_slug, force_code, period)
        if answer["mapping"] is None:
            raise UsageError(
                "None of the files has the columns that the mapping names. "
                + " ".join(answer["unfit"].values())
            )
        path = answer["tables"].get(answer["table"])
        return Preview(
            title=answer["title"],
            table=answer["table"],
            read=answer["read"],
            taken=answer["taken"],
            left_out=answer["left_out"],
            rows=_first_rows(Path(path)) if path else [],
            not_taken=answer["not_taken"],
            report=check_upload([*files, mapping], return_slug, force_code, period, pool=pool),
        )


def _first_rows(path: Path) -> list[dict[str, str]]:
    """The first rows of a table that the mapping itself wrote."""
    import csv
    from itertools import islice

    with path.open(encoding="utf-8", newline="") as handle:
        return list(islice(csv.DictReader(handle), SHOWN_ROWS))
