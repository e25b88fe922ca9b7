"""Windows and sign-off on their pages: the real ledger, the real check."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import said
from shown import tables

from app import people, returns
from contracts.load import load_contract
from contracts.render.example import example_rows
from ledger.access import local_administrator
from ledger.model import Actor, Explanation
from ledger.store import Ledger, open_ledger
from muster.local_codes import STARTERS
from muster.pipeline import submit

pytestmark = pytest.mark.usefixtures("warm_check")

LOCAL = local_administrator()
AT = datetime(2024, 4, 10, 9, tzinfo=UTC)
SLUG, PERIOD = "workforce", "2022-03-31"
PLACE = {"return": SLUG, "force": "42", "sending": PERIOD}
WHY = "Their records system was down."
HEADER = (
    "snapshot_date,force_code,sex,rank_code,worker_type,headcount,headcount_status,fte,fte_status\n"
)


def send(ledger: Ledger, folder: Path, head: int, *, actor: Actor = LOCAL, ranks=("CONSTABLE",)):
    folder.mkdir(exist_ok=True)
    path = folder / "stock.csv"
    line = "2022-03-31,42,FEMALE,{},POLICE_OFFICER,{},,{}.00,\n"
    path.write_text(HEADER + "".join(line.format(rank, head, head) for rank in ranks))
    earlier = ledger.submissions(actor=LOCAL)
    return submit(
        ledger, [path], SLUG, "42", PERIOD, actor=actor, received_at=AT,
        revision_reason="CORRECTION_FORCE" if earlier else None,
    ).submission  # fmt: skip


def press(at, key: str):
    return at.button(key=key).click().run()


def test_a_window_is_opened_extended_and_closed_on_the_page(home, visit):
    at = visit("windows", **{"return": SLUG, "asked": PERIOD})
    assert "No window has been opened for this period" in said(at)
    assert "0 of 43 forces have sent" in said(at)
    at.text_input(key="window_due").set_value("2024-05-07")
    at.button[-1].click().run()
    assert "The window is open. The return was due on 7 May 2024." in said(at)
    at.radio(key="window_what").set_value("Extend")
    at.text_input(key="window_due").set_value("7 June 2024")
    at.text_input(key="window_reason").set_value(WHY)
    at.selectbox(key="window_for").set_value("42")
    at.button[-1].click().run()
    assert "1 force has an extension." in said(at)
    assert [each.value for each in at.success] == ["Extended for Essex Police until 7 June 2024."]
    at.radio(key="window_what").set_value("Close")
    at.text_input(key="window_reason").set_value(WHY)
    at.button[-1].click().run()
    assert "The window closed on" in said(at)
    with open_ledger(home) as ledger:
        [window] = ledger.windows(actor=LOCAL)
    assert (str(window.state), window.extensions) == ("closed", {"42": date(2024, 6, 7)})
    assert window.events[-1].reason == WHY


@pytest.mark.parametrize(
    ("due", "reason", "sentence"),
    [
        ("soon", WHY, "'soon' is not a date"),
        ("", WHY, "Give the later due date."),
        ("2022-01-01", WHY, "is no extension"),
        ("2030-01-01", "", "Say why it is extended"),
    ],
)
def test_what_the_form_refuses_is_a_sentence(due, reason, sentence, home, visit):
    with open_ledger(home) as ledger:
        ledger.open_window(SLUG, PERIOD, actor=LOCAL, at=AT)
    at = visit("windows", **{"return": SLUG, "asked": PERIOD})
    at.text_input(key="window_due").set_value(due)
    at.text_input(key="window_reason").set_value(reason)
    at.button[-1].click().run()
    assert sentence in said(at)


def test_under_a_closed_window_the_page_says_so_and_the_check_still_works(home, visit):
    with open_ledger(home) as ledger:
        ledger.open_window("facial_recognition", "2024-03", actor=LOCAL, at=AT)
        ledger.close_window("facial_recognition", "2024-03", actor=LOCAL, at=AT)
    contract = load_contract("facial_recognition")
    code = example_rows(contract)[contract.tables[0].name][0]["force_code"]
    at = visit("submit", **{"return": "facial_recognition", "force": code, "sending": "2024-03"})
    assert "The collection window is closed" in said(at)
    assert at.file_uploader(key="files")


def test_for_a_period_that_has_not_ended_nothing_is_taken_not_even_a_nil_return(home, visit):
    at = visit("submit", **{"return": "facial_recognition", "force": "42", "sending": "2031-03"})
    assert "March 2031 has not ended: nothing can be reported for it yet." in said(at)
    assert "There was nothing to report" not in [each.label for each in at.expander]


def test_a_kept_mapping_that_no_longer_loads_is_told_with_what_to_do(home, visit):
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    older = text.replace("      workaround: {step: constant, value: NONE}\n", "")
    slug = "system_reliability"
    with open_ledger(home) as ledger:
        for name, content in (("itsm", text), ("older", older)):
            ledger.keep_mapping(
                LOCAL, "42", name, return_slug=slug, title="x", content=content, at=AT
            )
    at = visit("local_codes", force="42")
    warnings = [warning.value.replace("\\", "") for warning in at.warning]
    [told] = [warning for warning in warnings if "was not tried" in warning]
    assert "older-v1.mapping.yaml that force 42 keeps" in told
    assert "outages says nothing of workaround" in told
    assert told.endswith("Mend it and keep it again, or retire it.")


def test_a_waiting_version_shows_what_it_changes_and_is_signed_off(
    home, visit, tmp_path, monkeypatch
):
    preparer = Actor("prepares", "preparer", "42")
    with open_ledger(home) as ledger:
        first = send(ledger, tmp_path / "1", 13)
        second = send(ledger, tmp_path / "2", 15, actor=preparer)
    with monkeypatch.context() as as_preparer:
        as_preparer.setattr(people, "actor", lambda: preparer)
        assert "An approver in the force has to sign it off" in said(visit("signoff", **PLACE))
    at = visit("signoff", **PLACE)
    assert "Version 1 is live; 2 versions kept" in said(at)
    assert "Version 2 is waiting" in said(at)
    cells = next(t for t in tables(at) if "Difference" in t)
    assert list(cells["Column"]) == ["headcount", "fte"]
    assert list(cells["Difference"]) == ["2", "2.00"]
    labels = [each.proto.label for each in at.get("download_button")]
    assert {"Version 2: Receipt, PDF", "Version 2: Report, CSV"} <= set(labels)
    press(at, f"foresee_{second.submission_id}")
    assert "built by another version of Muster" in said(at)
    press(at, f"sign_{second.submission_id}")
    assert "Version 2 is live" in said(at)
    key = f"revert_reason_{second.submission_id}"
    at.text_input(key=key).set_value("It was of another month.")
    press(at, f"revert_{second.submission_id}")
    assert "Version 1 is live" in said(at)
    at.text_input(key=f"why_{first.submission_id}").set_value("Sent by mistake.")
    press(at, f"withdraw_{first.submission_id}")
    assert "Nothing is live" in said(at)
    steps = next(t for t in tables(at) if "Who" in t)
    assert list(steps["What"])[:3] == [
        "Withdrawn", "Live again", "Reverted to the version before",
    ]  # fmt: skip
    assert next(iter(steps["Why"])) == "Sent by mistake."
    assert not at.exception


def test_of_a_rejected_version_it_is_told_what_to_mend(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        send(ledger, tmp_path / "1", 13, ranks=("CONSTABEL",))
    at = visit("signoff", **PLACE)
    assert "Version 1 was rejected" in said(at)
    [wrong] = [t for t in tables(at) if "What is wrong" in t]
    assert list(wrong["Value in the file"]) == ["CONSTABEL"]


@pytest.mark.parametrize("key", ["revert", "withdraw"])
def test_without_a_reason_nothing_happens(key, home, visit, tmp_path):
    with open_ledger(home) as ledger:
        send(ledger, tmp_path / "1", 13)
        live = send(ledger, tmp_path / "2", 15)
    at = visit("signoff", **PLACE)
    press(at, f"{key}_{live.submission_id}")
    assert "Say why it is" in said(at)
    with open_ledger(home) as ledger:
        assert ledger.get(live.submission_id, LOCAL).is_live


def test_warnings_wait_with_their_sheet_and_what_is_carried_is_marked(home, visit, tmp_path):
    ranks = ("CONSTABLE", "SERGEANT")
    with open_ledger(home) as ledger:
        first = send(ledger, tmp_path / "1", 13, ranks=ranks)
    at = visit("signoff", **PLACE)
    assert "1 warning to explain" in said(at)
    with open_ledger(home) as ledger:
        found = ledger.report(first.submission_id, LOCAL)
        sheet = "".join(returns.explanations.as_csv(found, load_contract(SLUG)))
    filled = sheet.replace(",,,\r\n", ",REAL_CHANGE,As many sergeants as constables.,\r\n")
    assert filled != sheet
    key = f"explanation_sheet_{first.submission_id}"
    at.file_uploader(key=key).upload("sheet.csv", filled.encode()).run()
    assert "1 explanation read from the sheet" in said(at)
    assert "From your sheet: The figure is right: the world changed. As many sergeants" in said(at)
    press(at, f"told_{first.submission_id}")
    assert "1 explanation saved" in " ".join(str(s.value) for s in at.success)
    press(at, f"sign_{first.submission_id}")
    with open_ledger(home) as ledger:
        again = send(ledger, tmp_path / "2", 14, actor=Actor("p", "preparer", "42"), ranks=ranks)
        assert str(again.state) == "ready"
    at = visit("signoff", **PLACE)
    told, of_live = [t for t in tables(at) if "Where from" in t]
    assert list(of_live["Where from"]) == ["Written for this version"]
    assert list(told["Where from"]) == [f"Carried over from {first.submission_id}"]
    [doubt] = [f for f in found.findings if f.severity == "warning"]
    [row] = told.to_dict("records")
    assert row["Warning"] == doubt.message
    assert row["Where"].startswith("stock")
    assert all(f"{name}={value}" in row["Where"] for name, value in doubt.key.items())
    assert (row["Reason"], row["Explanation"]) == (
        "The figure is right: the world changed", "As many sergeants as constables.",
    )  # fmt: skip
    press(at, f"sign_{again.submission_id}")
    assert "As many sergeants" in " ".join(t.to_string() for t in tables(at))
    assert len([t for t in tables(at) if "Where from" in t]) == 1
    at.session_state[f"said_of_{first.submission_id}"] = True
    at.run()
    [of_live, of_earlier] = [t for t in tables(at) if "Where from" in t]
    assert list(of_earlier["Where from"]) == ["Written for this version"]
    assert "2 rows read: 0 errors, 1 warning" in said(at)
    assert "Prepared by p (preparer), received 10 April 2024 09:00 UTC." in said(at)


def test_a_sheet_that_is_no_sheet_is_a_sentence_on_the_page(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        first = send(ledger, tmp_path / "1", 13, ranks=("CONSTABLE", "SERGEANT"))
    at = visit("signoff", **PLACE)
    key = f"explanation_sheet_{first.submission_id}"
    at.file_uploader(key=key).upload("sheet.csv", b"a,b\n1,2\n").run()
    assert "has no column rule_id" in said(at)


def test_what_waits_is_listed_the_newest_first_and_leads_there(home, visit, tmp_path):
    assert "No returns are waiting for you to explain or sign off." in said(visit("signoff"))
    with open_ledger(home) as ledger:
        send(ledger, tmp_path / "1", 13)  # live: it does not wait
        send(ledger, tmp_path / "2", 15, actor=Actor("p", "preparer", "42"))
        send(ledger, tmp_path / "3", 13, ranks=("CONSTABLE", "SERGEANT"))
    at = visit("signoff")
    assert "2 versions waiting" in said(at)
    links = [each for each in at.button if str(each.key).startswith("waits_")]
    whose = "Essex Police, Workforce and resourcing, 31 March 2022: version"
    at_nine = "received 10 April 2024 09:00 UTC"
    assert [each.label.replace("\\", "") for each in links] == [
        f"{whose} 3, needs explanation, {at_nine}", f"{whose} 2, ready to sign off, {at_nine}",
    ]  # fmt: skip
    links[0].click().run()
    assert {name: at.query_params[name] for name in PLACE} == PLACE
    assert "Version 3 is waiting" in said(at)


def test_a_national_return_is_found_under_who_sends_it(home, visit):
    asked = {"return": "context_drivers", "force": "EW", "sending": "2024-03"}
    with open_ledger(home) as ledger:
        ledger.accept(
            [], None, {}, return_slug="context_drivers", force_code="EW", period="2024-03",
            contract_version="1.0.0", submission_type="NIL", actor=LOCAL, received_at=AT,
        )  # fmt: skip
    assert "Version 1 is live; 1 version kept" in said(visit("signoff", **asked))


def test_nothing_sent_is_said(home, visit):
    assert "Nothing has been sent for this return" in said(visit("signoff", **PLACE))


def test_what_each_version_changed_is_told_after_it_was_signed_off_too(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        for number, head in enumerate((100, 120, 90)):
            newest = send(ledger, tmp_path / str(number), head)
    at = visit("signoff", **PLACE)
    [versions] = [t for t in tables(at) if "Reason for resubmission" in t]
    assert list(versions["Reason for resubmission"])[-1] == "\u2013"
    assert "Correction" in versions["Reason for resubmission"][0]
    assert "What changed from version to version" in [each.label for each in at.expander]
    at.session_state[f"changed_{newest.submission_id}"] = True
    at.run()
    assert "Compared with version 2:" in said(at)
    assert "Compared with version 1:" in said(at)
    [last, first] = [t for t in tables(at) if "Change" in t]
    assert list(last[last["Column"] == "headcount"][["Version 2", "Version 3"]].iloc[0]) == [
        "120",
        "90",
    ]
    assert "Version 1" in first


def test_of_one_version_nothing_is_compared(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        send(ledger, tmp_path / "sent", 100)
    at = visit("signoff", **PLACE)
    assert "What changed from version to version" not in [each.label for each in at.expander]


def test_an_explanation_that_is_not_whole_says_what_it_lacks(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        send(ledger, tmp_path / "1", 13, ranks=("CONSTABLE", "SERGEANT"))
    at = visit("signoff", **PLACE)
    [sentence] = [each for each in at.text_area if str(each.key).startswith("sentence_")]
    sentence.set_value("Too so").run()
    assert "The sentence has 6 letters; it needs at least 10." in said(at)
    [sentence] = [each for each in at.text_area if str(each.key).startswith("sentence_")]
    sentence.set_value("As many sergeants as constables.").run()
    assert "Choose a reason too." in said(at)
    assert "letters; it needs" not in said(at)


def test_what_is_signed_is_what_was_read(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        ranks = ("CONSTABLE", "SERGEANT")
        sent = send(ledger, tmp_path / "1", 13, ranks=ranks, actor=Actor("p", "preparer", "42"))
        sid = sent.submission_id
        [doubt] = [f for f in ledger.report(sid, LOCAL).findings if f.severity == "warning"]

        def explain(sentence: str, minute: int) -> None:
            given = [Explanation.of(doubt, "REAL_CHANGE", sentence)]
            at = AT.replace(hour=10, minute=minute)
            ledger.explain(sid, given, actor=Actor("q", "preparer", "42"), at=at)

        explain("As many sergeants as constables.", 1)
        at = visit("signoff", **PLACE)
        explain("There is another reason altogether.", 2)
        press(at, f"sign_{sid}")
        assert str(ledger.get(sid, LOCAL).state) == "ready"
    assert "it was explained or compared anew after you had read it" in said(at)
    [since] = [w.value for w in at.warning if "Since you last saw this page" in w.value]
    assert "explained, 10 April 2024 10:02 UTC, by q (preparer)" in since.replace("\\", "")
    assert "another reason altogether" in " ".join(t.to_string() for t in tables(at))
    press(at, f"sign_{sid}")
    assert "Version 1 is live" in said(at)


def test_what_is_signed_replaces_what_it_was_read_against(home, visit, tmp_path):
    preparer, approver = Actor("p", "preparer", "42"), Actor("q", "approver", "42")
    with open_ledger(home) as ledger:
        first = send(ledger, tmp_path / "1", 100, actor=preparer)
        second = send(ledger, tmp_path / "2", 120, actor=preparer)
        at = visit("signoff", **PLACE)
        ledger.sign_off(first.submission_id, actor=approver, at=AT)
        press(at, f"sign_{second.submission_id}")
        assert str(ledger.get(second.submission_id, LOCAL).state) == "ready"
    assert "nothing was live when you had read what it changes, and version 1 is now" in said(at)
    [since] = [w.value for w in at.warning if "Since you last saw this page" in w.value]
    assert "version 1 signed off, 10 April 2024" in since.replace("\\", "")
    press(at, f"sign_{second.submission_id}")
    assert "Version 2 is live" in said(at)


def test_who_did_what_to_a_version_is_named_and_so_is_the_version_that_replaced_it(
    home, visit, tmp_path
):
    preparer, approver = Actor("ann", "preparer", "42"), Actor("bob", "approver", "42")
    with open_ledger(home) as ledger:
        for number in (1, 2):
            sent = send(ledger, tmp_path / str(number), 100 + number, actor=preparer)
            ledger.sign_off(sent.submission_id, actor=approver, at=AT)
    steps = next(t for t in tables(visit("signoff", **PLACE)) if "Why" in t)
    first = steps[steps["Version"] == "1"]
    told = [*zip(first["Why"], first["Who"], strict=True)]
    assert told[0] == ("Version 2", "bob (approver)")
    assert told[-1] == ("\u2013", "ann (preparer)")


def test_what_was_explained_ahead_is_not_said_to_be_found_no_more(home, visit, tmp_path):
    with open_ledger(home) as ledger:
        ranks = ("CONSTABLE", "SERGEANT")
        sent = send(ledger, tmp_path / "1", 13, ranks=ranks)
        [doubt] = [
            f for f in ledger.report(sent.submission_id, LOCAL).findings if f.severity == "warning"
        ]
        ahead = Explanation(
            rule_id="C09",
            reason_code="REAL_CHANGE",
            sentence="A unit was moved in the quarter.",
            key={"force_code": "42", "period": PERIOD},
        )
        given = [Explanation.of(doubt, "REAL_CHANGE", "As many sergeants as constables."), ahead]
        ledger.explain(sent.submission_id, given, actor=LOCAL, at=AT)
    told = " ".join(t.to_string() for t in tables(visit("signoff", **PLACE)))
    assert "the figures have not been compared yet" in told
    assert "no longer finds anything here" not in told
