"""What a resubmission changes against what is live, and what it would move, drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app import parts, words
from muster import changes_told
from muster.changes import Changes
from muster.moves import Effects, Move, sides

# Only the page is cut short; the download has all of it.
ON_PAGE = 50
CHANGE_COLUMNS = {
    "table": "Table",
    "change": "Change",
    "key": "Row",
    "column": "Column",
    "live": "Live",
    "new": "New",
    "difference": "Difference",
}
MOVE_COLUMNS = {
    "force_name": "Force",
    "title": "Indicator",
    "period": "Period",
    "before": "Published",
    "after": "Would become",
    "difference": "Difference",
    "unit": "Unit",
    "status": "Status",
    "position": "Position",
}


def show_changes(found: Changes, key: str) -> None:
    """What is to replace what is live: summary, first changes, and the download of all of them."""
    _told(changes_told.summary(found))
    _listed(found, CHANGE_COLUMNS, key)


def show_between(found: Changes, version: int, key: str) -> None:
    """The same of a version against one before it, whichever of them is live."""
    _told(changes_told.summary(found, live=False))
    sides = {"live": f"Version {found.live_version}", "new": f"Version {version}"}
    _listed(found, {**CHANGE_COLUMNS, **sides}, key)


def _told(sentences: Sequence[str]) -> None:
    first, *tables = sentences
    listed = "".join(f"\n- {parts.escaped(sentence)}" for sentence in tables)
    st.markdown(parts.escaped(first) + "\n" + listed)


def _listed(found: Changes, columns: Mapping[str, str], key: str) -> None:
    every = found.all
    if not every:
        return
    rows = [changes_told.as_row(change) for change in every[:ON_PAGE]]
    parts.sentences(rows, columns)
    if len(every) > len(rows):
        st.markdown(f"The CSV has {len(every) - len(rows):,} more changes.")
    listed_all = all(table.listed_all for table in found.tables)
    st.download_button(
        "Every change, CSV" if listed_all else "The listed changes, CSV",
        lambda: changes_told.render(found, "csv").encode("utf-8-sig"),
        file_name="changes.csv",
        key=f"changes_{key}",
        on_click="ignore",
    )


def show_effects(found: Effects) -> None:
    """Which published comparisons would move, and what cannot be known."""
    if found.nothing:
        st.markdown(
            f"**No published comparison would change** (release {parts.escaped(found.release_id)})."
        )
    else:
        st.markdown(
            f"**{words.count(_seen(found.own), 'figure')} of this force would change**, "
            f"{words.count(_seen(found.others), 'figure')} of other forces, and "
            f"{words.count(_seen(found.everyone), 'figure')} of England and Wales together "
            f"(release {parts.escaped(found.release_id)})."
        )
        moves = [*found.own, *found.everyone, *found.others]
        moves.sort(key=lambda move: not _is_seen(move))
        if gaps := sum(1 for move in moves if not _is_seen(move)):
            st.markdown(
                f"For {words.count(gaps, 'figure')} with no value before or after, only the "
                "status would change, for example for a period that nobody had sent before."
            )
        rows = [move_row(move) for move in moves]
        used = {
            name: title
            for name, title in MOVE_COLUMNS.items()
            if any(row[name] not in ("", words.NOTHING) for row in rows)
        }
        parts.sentences(rows[:ON_PAGE], used)
        if len(rows) > ON_PAGE:
            st.markdown(f"The CSV has {len(rows) - ON_PAGE:,} more.")
        st.download_button(
            "Every figure that would change, CSV",
            parts.as_csv(rows, MOVE_COLUMNS),
            file_name=f"effects-{found.submission_id}.csv",
            key=f"effects_{found.submission_id}",
            on_click="ignore",
        )
    st.markdown(
        "What this does not take into account:\n" + "\n".join(f"- {told}" for told in found.unknown)
    )


def _is_seen(move: Move) -> bool:
    """Whether there is a figure before or after: else only what is said of its gap is another."""
    return move.before is not None or move.after is not None


def _seen(moves: Sequence[Move]) -> int:
    return sum(1 for move in moves if _is_seen(move))


def move_row(move: Move) -> dict[str, str]:
    """One figure as text: before, after, and what else becomes of it."""
    before, after = sides(move)
    difference = move.difference
    places = len(after.partition(".")[2])
    return {
        "force_name": move.force_name,
        "title": move.title,
        "period": words.period_words(move.period),
        "before": words.NOTHING if move.before is None else before,
        "after": words.NOTHING if move.after is None else after,
        "difference": words.NOTHING if difference is None else words.signed(difference, places),
        "unit": move.unit,
        "status": _became(move.status_before, move.status_after),
        "position": _became(move.position_before, move.position_after),
    }


def _became(before: str | None, after: str | None) -> str:
    if before == after:
        return ""
    return f"{words.STATUS_WORDS.get(before or '', before or 'none')} → " + (
        words.STATUS_WORDS.get(after or "", after or "none")
    )
