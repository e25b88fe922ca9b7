"""Collection windows: who has sent a return and who has not, and until when it is asked for."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import streamlit as st

from app import due, parts, people, periods, returns, state, words
from contracts.calendar import end_of_day, is_over, london_day
from contracts.errors import MusterError, UsageError
from contracts.load import all_contracts, load_codelist
from contracts.model import Contract
from ledger.access import Operation
from ledger.standing import Standing
from ledger.windows import Window

COLUMNS = {
    "force": "Force",
    "state_words": "Status",
    "version": "Version",
    "received": "Received",
    "due": "Due",
    "marks": "Note",
}
EVENT_COLUMNS = {
    "at": "When",
    "what": "What",
    "due": "Due",
    "force": "Force",
    "reason": "Why",
    "who": "Who",
}
EVENT_WORDS = {
    "open_window": "Opened",
    "extend_window": "Extended",
    "close_window": "Closed",
}
EVERYONE = "everyone"


def show() -> None:
    st.title("Returns and windows")
    contract, period = choices()
    mine = people.forces(Operation.READ_STANDING)
    if len(mine) == 1:
        [(code, name)] = mine.items()
        due.show(code, name)
    window = returns.window(contract.slug, period)
    st.markdown(parts.escaped(standing_of(window, contract)))
    rows = returns.standing(contract.slug, period)
    table(contract, period, rows)
    if window is not None:
        happened(window)
    if people.may(Operation.WINDOWS):
        manage(contract, period, window)
        remind(contract, period, rows)


def choices() -> tuple[Contract, str]:
    """Return and period, from the URL; a window may be opened before its period."""
    contracts = {contract.slug: contract for contract in all_contracts()}
    left, right = state.row_of(2)
    with left:
        slug = state.choose(
            "Return", "return", {s: c.title for s, c in contracts.items()}, next(iter(contracts))
        )
    contract = contracts[slug]
    return contract, periods.ask(right, contract, "asked", years_ahead=1)


def standing_of(window: Window | None, contract: Contract) -> str:
    """The window in one sentence."""
    if window is None:
        return (
            "No window has been opened for this period: the return can be sent at any time, and "
            f"is due {contract.due_working_days} working days after the end of the period."
        )
    extended = words.count(len(window.extensions), "force")
    has = "has" if len(window.extensions) == 1 else "have"
    own = f" {extended} {has} an extension." if window.extensions else ""
    due = words.period_words(str(window.due_on))
    if window.closed_at is None:
        is_or_was = "was" if is_over(end_of_day(window.due_on), returns.now()) else "is"
        return f"The window is open. The return {is_or_was} due on {due}.{own}"
    closed = words.period_words(str(london_day(window.closed_at)))
    return (
        f"The window closed on {closed}: returns are received only from forces with an extension. "
        f"The due date was {due}.{own}"
    )


def table(contract: Contract, period: str, rows: tuple[Standing, ...]) -> None:
    """Every force, those of whom nothing stands first."""
    told = sorted((row_of(row) for row in rows), key=lambda row: (row["sent"], row["code"]))
    missing = sum(1 for row in rows if not row.has_sent)
    finding = (
        f"{len(rows) - missing} of {words.count(len(rows), 'force')} "
        f"{'has' if len(rows) == 1 else 'have'} sent {contract.title} "
        f"for {words.period_words(period)}"
    )
    st.markdown(f"## {parts.escaped(finding)}")
    st.markdown(parts.escaped(words.MISSING_NOTE))
    if not told:
        return
    # What missing means is said above, once.
    parts.sentences(
        [{**row, "state_words": str(row["state_words"]).partition(":")[0]} for row in told], COLUMNS
    )
    st.caption("This is the position now, not at the latest release.")
    st.download_button(
        "Download CSV",
        parts.as_csv(told, COLUMNS),
        file_name=f"returns-{contract.slug}-{period}.csv",
        key="csv_standing",
        on_click="ignore",
    )


def row_of(row: Standing) -> dict[str, object]:
    """One force's row, in words."""
    marks = [name for name, holds in (("late", row.late), ("extension", row.extended)) if holds]
    return {
        "sent": row.has_sent,
        "code": row.force_code,
        "force": row.force_name,
        "state_words": words.STATE_WORDS.get(row.state, row.state.replace("_", " ").capitalize()),
        "version": row.version,
        "received": words.day_words(london_day(row.received_at)) if row.received_at else None,
        "due": words.day_words(london_day(row.due_at)),
        "marks": ", ".join(marks),
    }


def happened(window: Window) -> None:
    """Who opened, extended and closed it, and why."""
    names = {code.code: code.label for code in load_codelist("force").codes}
    with st.expander(f"What happened to this window: {words.count(len(window.events), 'event')}"):
        parts.sentences(
            [
                {
                    "at": words.moment_words(event.at),
                    "what": EVENT_WORDS[str(event.action)],
                    "due": words.period_words(str(event.due_on)),
                    "force": names.get(event.force_code or "", "Every force"),
                    "reason": event.reason,
                    "who": event.role,
                }
                for event in window.events
            ],
            EVENT_COLUMNS,
        )


def manage(contract: Contract, period: str, window: Window | None) -> None:
    """Open, extend, close: what this window allows next."""
    st.markdown("## Open, extend or close")
    names = {EVERYONE: "Every force"} | {c.code: c.label for c in load_codelist("force").codes}
    with st.form("window", border=True):
        doable = ["Open"] if window is None else ["Open again", "Extend"]
        if window is not None and window.is_open:
            doable = ["Extend", "Close"]
        what = st.radio("What to do", doable, horizontal=True, key="window_what")
        left, right = st.columns(2)
        with left:
            due = st.text_input(
                "Due date, such as 7 May 2024 (not needed to close)", max_chars=20, key="window_due"
            )
        with right:
            force = st.selectbox(
                "Extension for", list(names), format_func=lambda c: names[c], key="window_for"
            )
        reason = st.text_input("Why", max_chars=500, key="window_reason")
        pressed = st.form_submit_button("Change the window", key="window_do")
    if not pressed:
        if said := st.session_state.pop("window_said", None):
            st.success(parts.escaped(said))
        return
    try:
        whom = (None, "every force") if force == EVERYONE else (force, names[force])
        said = _change(contract, period, what, _day(due), whom, reason)
    except MusterError as problem:
        st.error(parts.escaped(str(problem)))
        return
    st.session_state["window_said"] = said
    st.rerun()


def _change(
    contract: Contract,
    period: str,
    what: str,
    day: date | None,
    whom: tuple[str | None, str],
    reason: str,
) -> str:
    """Do it, and say what was done. `whom` is a force's code and name; of every force, no code."""
    if what == "Extend":
        if day is None:
            raise UsageError("Give the later due date.")
        code, name = whom
        returns.extend_window(contract.slug, period, day, reason, code)
        return f"Extended for {name} until {words.day_words(day)}."
    if what == "Close":
        returns.close_window(contract.slug, period, reason)
        return "Closed."
    opened = returns.open_window(contract.slug, period, day, reason)
    return f"Opened, and due on {words.day_words(opened.due_on)}."


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d %B %Y"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()
    raise UsageError(f"{text!r} is not a date; write it as 7 May 2024 or 2024-05-07.")


def remind(contract: Contract, period: str, rows: tuple[Standing, ...]) -> None:
    """Reminders as e-mail files; the command line can send them."""
    st.markdown("## Remind")
    waiting = [row for row in rows if not row.has_sent]
    if not waiting:
        st.markdown("Every force has sent this return: there is nobody to remind.")
        return
    try:
        content, count, unknown = returns.reminder_files(rows)
    except MusterError as problem:
        st.markdown(parts.escaped(str(problem)))
        return
    st.markdown(
        f"{words.count(count, 'reminder')} ready to download and send from your own email "
        "program. If a mail server is configured, `muster windows remind --send` sends them."
    )
    if unknown:
        names = words.listed([row.force_name for row in unknown])
        st.markdown(parts.escaped(f"There is no contact for {names}."))
    if count:
        st.download_button(
            "Reminders, email files",
            content,
            file_name=f"reminders-{contract.slug}-{period}.zip",
            key="reminders",
            on_click="ignore",
        )


show()
