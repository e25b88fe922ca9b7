"""Sweeping what writes left that ended too soon; never what a ledger row speaks of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Engine

from ledger import anchor, database, guards, lock, schema, verify, verify_files
from ledger.artefacts import Artefacts
from ledger.discrepancy import Discrepancy, DiscrepancyKind
from ledger.objects import ObjectStore
from ledger.remote import SWEEP_AFTER_HOURS

NOTHING = "Nothing to do."
# What begins so is named by `verify`, too, for as long as it is there.
LEFT = "Left as it is: "
# A ledger that is not as it was written cannot say what was never accepted.
_UNSOUND = frozenset(
    {
        DiscrepancyKind.ROW_EDITED,
        DiscrepancyKind.ROW_DELETED,
        DiscrepancyKind.LEDGER_OTHER,
        DiscrepancyKind.LEDGER_DAMAGED,
    }
)
_NOT_SOUND = (
    "The ledger is not as it was written, so it cannot say which files were never accepted: none "
    "is removed until that is put right."
)


def sweep(home: Path, engine: Engine, objects: ObjectStore, artefacts: Artefacts) -> list[str]:
    """Remove the harmless, name the rest; one sentence for each."""
    with lock.alone(home) as held:
        if not held:
            return ["Someone is submitting just now: nothing was swept. Try again in a moment."]
        with database.reading(engine) as connection:
            found = verify.discrepancies(connection, objects, artefacts)
            begun = schema.has_begun(connection)
        sound = not any(each.kind in _UNSOUND for each in found)
        roots = {
            DiscrepancyKind.OBJECT_UNKNOWN: objects.root,
            DiscrepancyKind.TABLE_UNKNOWN: artefacts.tables,
            DiscrepancyKind.REPORT_UNKNOWN: artefacts.reports,
            DiscrepancyKind.LEFTOVER: objects.incoming,
        }
        elsewhere = [each for each in found if each.kind is DiscrepancyKind.REMOTE_UNKNOWN]
        unguarded = [each for each in found if each.kind is DiscrepancyKind.UNGUARDED]
        here = [each for each in found if each not in (*elsewhere, *unguarded)]
        now = datetime.now(UTC)
        said = [] if sound else [_NOT_SOUND]
        said += _guard_again(engine, {each.subject for each in unguarded})
        for each in here:
            root = roots.get(each.kind)
            if each.kind is not DiscrepancyKind.LEFTOVER:
                root = root if sound and (begun or _is_young(root, each, now)) else None
            said.append(_treat(each, root))
        said += _unwritten_notes(home)
        if sound and begun:
            said += _sweep_elsewhere(elsewhere, objects, now)
        return said or [NOTHING]


def _guard_again(engine: Engine, names: set[str]) -> Iterator[str]:
    if names:
        with database.writing(engine) as connection:
            guards.put_back(connection, schema.metadata, names)
    for name in sorted(names):
        yield f"Put back the trigger {name}: the ledger refuses again to be changed."


def _is_young(root: Path | None, discrepancy: Discrepancy, now: datetime) -> bool:
    """Whether it was written lately: what lies long beside an empty ledger may be another's."""
    if root is None:
        return False
    written_at = datetime.fromtimestamp((root / discrepancy.subject).stat().st_mtime, UTC)
    return now - written_at < timedelta(hours=SWEEP_AFTER_HOURS)


def _treat(discrepancy: Discrepancy, root: Path | None) -> str:
    if root is None or not discrepancy.harmless:
        return f"{LEFT}{discrepancy.sentence}"
    path = root / discrepancy.subject
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if path.parent != root:
        with suppress(OSError):  # other files still stand in it
            path.parent.rmdir()
    return f"Removed {root.name}/{discrepancy.subject}: of a write that was never accepted."


def _unwritten_notes(home: Path) -> Iterator[str]:
    """Of how far the ledger has come, by who was stopped between the note and its place."""
    for path in sorted(home.glob(f"{anchor.FILE}.*")):
        path.unlink(missing_ok=True)
        yield f"Removed {path.name}: a note that was never put in its place."


def _sweep_elsewhere(found: list[Discrepancy], objects: ObjectStore, now: datetime) -> list[str]:
    """Other machines write there too, and no lock of ours holds them: only the old is swept.

    Old by the storage's own clock, as far as what was written last tells it: ours may be ahead.
    """
    if objects.remote is None or not found:
        return []
    written = {
        kept.key: kept.written_at
        for folder in verify_files.FOLDERS
        for kept in objects.remote.kept(folder)
    }
    last = max((at for at in written.values() if at is not None), default=now)
    before = min(now, last) - timedelta(hours=SWEEP_AFTER_HOURS)
    said: list[str] = []
    for each in found:
        written_at = written.get(each.subject)
        if written_at is None or written_at > before:
            said.append(f"Left for a day: {each.sentence}")
            continue
        objects.remote.remove(each.subject)
        said.append(f"Removed {each.subject} from the object storage: never accepted.")
    return said
