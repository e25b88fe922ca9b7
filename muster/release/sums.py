"""What the files of a release were when it was published: `ID.sha256`, as sha256sum writes it.

The ledger's audit trail holds the same digests, chained: sums that were written anew are told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from ledger.objects import is_sha256, sha256_of

from . import manifest_file

SUFFIX = ".sha256"
_KINDS = {".duckdb": "figures are", ".json": "manifest is"}
_AGAIN = "Put it back from a backup, or build anew with `muster build --full`"

# The digests of a release's figures and of its manifest.
Digests = tuple[str, str]
Noted = Mapping[str, Collection[Digests]]


def written(release_id: str, digests: Digests) -> str:
    """The two lines for a release."""
    lines = zip(digests, _KINDS, strict=True)
    return "".join(f"{digest}  {release_id}{kind}\n" for digest, kind in lines)


def digest_of_text(manifest: str) -> str:
    return hashlib.sha256(manifest.encode("utf-8")).hexdigest()


def read(folder: Path, release_id: str) -> Digests | None:
    """What the sums of a release say; None where they are gone, or say anything else."""
    try:
        text = (folder / f"{release_id}{SUFFIX}").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    told = [line.partition(" ")[0] for line in text.splitlines()]
    if len(told) != len(_KINDS) or not all(map(is_sha256, told)):
        return None
    digests = told[0], told[1]
    return digests if written(release_id, digests) == text else None


def noted(told: Iterable[str]) -> Noted:
    """By release, what the audit trail says of it: 'ID DIGEST DIGEST'; the last of it last."""
    found: dict[str, list[Digests]] = {}
    for release_id, *digests in (each.split() for each in told):
        of_it = found[release_id] = found.pop(release_id, [])
        if len(digests) == len(_KINDS):
            of_it.append((digests[0], digests[1]))
    return found


def altered(folder: Path, known: Noted | None = None) -> Iterator[str]:
    """A sentence for each file of a release that is no longer what was published.

    `known` is what the audit trail says. Figures that were removed to save space are not missed,
    and what was published before there were sums, and before they were noted, cannot be told.
    """
    there = {path.stem for kind in (SUFFIX, ".json") for path in folder.glob(f"[0-9]*{kind}")}
    for release_id in sorted(there):
        yield from altered_of(folder, release_id, (known or {}).get(release_id, ()))


def altered_of(folder: Path, release_id: str, known: Collection[Digests] = ()) -> Iterator[str]:
    """As `altered`, of one release."""
    said = read(folder, release_id)
    name = f"releases/{release_id}{SUFFIX}"
    if said is None and (known or _has_sums(folder, release_id)):
        yield f"The sums of a release are gone or are none: {name} was altered. {_AGAIN}."
    if said and known and said not in known:
        yield f"The sums are not as published: {name} was altered. {_AGAIN}."
    published = said if said and (not known or said in known) else next(iter(known), None)
    for digest, kind in zip(published or (), _KINDS, strict=False):
        file = folder / f"{release_id}{kind}"
        if _digest(file) not in (None, digest):
            what = _KINDS[kind]
            yield f"The {what} not as published: releases/{file.name} was altered. {_AGAIN}."


def _digest(file: Path) -> str | None:
    """None where it is gone; of what cannot be read there is none either, and it is not gone."""
    try:
        return sha256_of(file)
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def _has_sums(folder: Path, release_id: str) -> bool:
    """Whether sums were written with it: there is a file of that name, or its manifest says so."""
    if (folder / f"{release_id}{SUFFIX}").exists():
        return True
    try:
        return "sums" in manifest_file.read(folder / f"{release_id}.json")
    except (OSError, ValueError):
        return True
