"""Submit a return: template, check, mend, explain, submit, receipt."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import (
    changing,
    due,
    explaining,
    findings,
    large_files,
    parts,
    people,
    periods,
    plausible,
    receipts,
    returns,
    state,
    uploads,
    words,
)
from app.chosen import Chosen
from app.versions import STATE_WORDS
from contracts.load import all_contracts, load_codelist
from contracts.model import NATIONAL_CODE, Contract
from contracts.render.template import template
from ledger.access import Operation
from muster.settings import page_upload_mb


def show() -> None:
    st.title("Submit a return")
    chosen = choices()
    due.show(chosen.force_code, chosen.force)
    told, taken = returns.window_words(chosen.contract.slug, chosen.force_code, chosen.period)
    st.markdown(parts.escaped(told))
    standing(chosen)
    blank(chosen.contract)
    st.markdown("## 2. Check your files")
    st.markdown(
        "Add one workbook (XLSX or ODS), or one CSV or Parquet file for each table. Checking "
        "does not submit anything: you can check as often as you like."
    )
    # Of every kind: what cannot be read, the check says in words, with what to do instead.
    sent = st.file_uploader(
        "Files of this return",
        accept_multiple_files=True,
        max_upload_size=page_upload_mb(),
        key="files",
    )
    parts.held(len(sent))
    streamed, whole = large_files.ask()
    files = [*(uploads.Upload(file.name, file.getvalue()) for file in sent), *streamed]
    if st.button("Check", type="primary", disabled=not (files and whole), key="check"):
        with st.spinner("Checking every cell", show_time=True):
            st.session_state["checked"] = uploads.check(
                files, chosen.contract.slug, chosen.force_code, chosen.period
            )
            forget_sent()
        parts.pressed()
    checked: uploads.Checked | None = st.session_state.get("checked")
    now = uploads.fingerprint(files, chosen.contract.slug, chosen.force_code, chosen.period)
    if checked is not None and files and checked.fingerprint == now:
        checked = plausible.joined(checked)
        findings.show(checked, chosen.contract)
        plausible.rehearsed(checked)
        if st.session_state.get("submitted_files") == now:
            st.markdown("These files have been submitted; the receipt is below.")
        else:
            submitting(chosen, files, checked)
    done = receipts.submitted(chosen)
    if not files and whole and taken and not (done is not None and done.is_nil):
        nothing_to_report(chosen)
    receipts.show(chosen)


def forget_sent() -> None:
    """What is checked anew may be submitted anew."""
    for name in ("submitted", "submitted_files", "sent_again"):
        st.session_state.pop(name, None)


def standing(chosen: Chosen) -> None:
    """What is kept of this return already, and where it goes on."""
    sent = uploads.earlier(chosen.contract.slug, chosen.force_code, chosen.period)
    told = [f"version {each.version} ({STATE_WORDS[each.state].lower()})" for each in sent[-3:]]
    if not told:
        return
    st.markdown(parts.escaped(f"Already sent: {'; '.join(told)}."))
    st.page_link(
        "views/signoff.py", label="See it on the Sign off page", query_params=chosen.in_url
    )


def choices() -> Chosen:
    """Return, force and period, from the URL."""
    contracts = {contract.slug: contract for contract in all_contracts()}
    forces = people.forces(Operation.RECEIVE)
    st.markdown("## 1. Choose what you are sending")
    left, middle, right = state.row_of(3)
    with left:
        slug = state.choose(
            "Return", "return", {s: c.title for s, c in contracts.items()}, next(iter(contracts))
        )
    contract = contracts[slug]
    if contract.national:
        forces = {NATIONAL_CODE: f"The inspectorate ({words.EVERYWHERE})"}
    with middle:
        force = (
            state.choose("Sent by", "sender", forces, NATIONAL_CODE)
            if contract.national
            else (state.choose("Force", "force", forces, next(iter(forces))))
        )
    period = periods.ask(right, contract, "sending")
    return Chosen(contract, force, forces[force], period)


@st.cache_data(show_spinner=False)
def _template(slug: str, version: str, form: str, example: bool) -> bytes:
    contract = next(c for c in all_contracts() if (c.slug, c.version) == (slug, version))
    return template(contract, form, example=example)


def blank(contract: Contract) -> None:
    """The blank template and the worked example, to download."""
    named = f"{contract.slug}-{contract.version}"
    st.markdown(
        f"{parts.escaped(contract.title)}, contract {contract.version}: "
        f"{words.count(len(contract.tables), 'table')}. Start with the blank template, or look at "
        "the worked example."
    )
    with st.container(horizontal=True):
        for label, form, example, name in (
            ("Template, workbook", "xlsx", False, f"{named}.xlsx"),
            ("Template, CSV files", "csv", False, f"{named}-csv.zip"),
            ("Worked example", "xlsx", True, f"{named}-example.xlsx"),
        ):
            st.download_button(
                label,
                _template(contract.slug, contract.version, form, example),
                file_name=name,
                key=f"template_{name}",
                on_click="ignore",
            )


def submitting(chosen: Chosen, files: list[uploads.Upload], checked: uploads.Checked) -> None:
    """Explanations of the warnings, the reason for sending again, and the button."""
    if not checked.report.passed:
        return
    before = returns.told_before(chosen.contract.slug, chosen.force_code, chosen.period)
    carried = [
        replace(e.explanation, carried_from=e.explanation.carried_from or e.submission_id)
        for e in before
    ]
    given = explaining.ask(checked.report, chosen.contract, carried)
    if checked.changes is not None and checked.changes.live_submission is not None:
        st.markdown("## What changes")
        changing.show_changes(checked.changes, checked.fingerprint[:8])
    st.markdown(f"## {4 if given.asked else 3}. Submit")
    told, taken = returns.window_words(chosen.contract.slug, chosen.force_code, chosen.period)
    st.markdown(parts.escaped(told))
    asked, reason = revision_reason(chosen)
    ready = taken and not given.unexplained and (reason is not None or not asked)
    if given.unexplained:
        st.markdown(
            f"{words.count(given.unexplained, 'warning')} to explain before you can submit this "
            "return."
        )
    if st.button("Submit", type="primary", disabled=not ready, key="submit"):
        with st.spinner("Storing and checking your files", show_time=True):
            done = uploads.submit(
                files,
                chosen.contract.slug,
                chosen.force_code,
                chosen.period,
                explanations=given.explanations,
                revision_reason=reason,
            )
        large_files.forget()
        parts.pressed()
        st.session_state["submitted"] = done.submission
        st.session_state["sent_again"] = done.again
        if str(done.submission.state) == "rejected":
            findings.show(uploads.Checked(done.report, None, ""), chosen.contract)
            return
        st.session_state["submitted_files"] = checked.fingerprint
        st.rerun()


def revision_reason(chosen: Chosen) -> tuple[bool, str | None]:
    """Whether the ledger holds this return already, and why it is sent again, once that is said."""
    before = uploads.earlier(chosen.contract.slug, chosen.force_code, chosen.period)
    # What was live once is asked a reason of, though it was withdrawn since: as the ledger asks.
    nothing = ("rejected", "received", "withdrawn")
    kept = [s for s in before if s.signed_off_at is not None or str(s.state) not in nothing]
    if not kept:
        return False, None
    st.markdown(
        f"{parts.escaped(chosen.force)} has sent this return before "
        f"(version {max(s.version for s in kept)}). "
        + (
            "The live version stays live until this one is signed off."
            if any(s.is_live for s in kept)
            else "No version is live now."
        )
    )
    reasons = {code.code: code.label for code in load_codelist("revision_reason").codes}
    # None is chosen for the sender: it would stand on record as theirs.
    return True, st.selectbox(
        "Why are you sending it again?",
        list(reasons),
        index=None,
        placeholder="Choose a reason",
        format_func=lambda code: reasons[code],
        key="revision_reason",
    )


def nothing_to_report(chosen: Chosen) -> None:
    """A nil return is a submission too."""
    with st.expander("There was nothing to report"):
        st.markdown(
            parts.escaped(
                f"A nil return says that {chosen.force} had nothing to report for "
                f"{words.period_words(chosen.period)}. It is not the same as sending nothing."
            )
        )
        sure = st.checkbox("I confirm that there was nothing to report", key="nil_sure")
        asked, reason = revision_reason(chosen)
        ready = sure and (reason is not None or not asked)
        if st.button("Submit a nil return", disabled=not ready, key="nil"):
            done = uploads.submit_nil(chosen.contract, chosen.force_code, chosen.period, reason)
            forget_sent()
            parts.pressed()
            st.session_state["submitted"] = done
            st.rerun()


show()
