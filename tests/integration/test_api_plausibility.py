"""Through the API: the check answers first; what a release says later joins status and report."""

from __future__ import annotations

from pathlib import Path

import httpx

from muster.api.application import Allowance
from muster.release import store
from muster.release.manifest import code_version
from tests import ledger_kit as kit
from tests.api_kit import Desk, desk, example


def submitted(served: Desk) -> str:
    """A return of the preparer's that passes, its own warnings explained: the reference."""
    period, files = example()
    for name, content in files.items():
        done = served.call("preparer", "PUT", f"/uploads/u/{name}", content=content)
        assert done.status_code in (200, 201), done.text
    asked = {"upload": "u", "return": kit.SLUG, "period": period}
    headers = {"Idempotency-Key": "one"}
    sent = served.call("preparer", "POST", "/submissions", json=asked, headers=headers).json()
    sid = sent["submission_id"]
    explain(served, sid)
    return sid


def asked_of(served: Desk, upload: str, person: str = "preparer") -> httpx.Response:
    """The question how plausible the example is, in one upload."""
    period, files = example()
    for name, content in files.items():
        served.call(person, "PUT", f"/uploads/{upload}/{name}", content=content)
    order = {"upload": upload, "return": kit.SLUG, "period": period}
    return served.call(person, "POST", "/plausibility", json=order)


def test_files_that_are_only_checked_are_asked_about_beside_the_check(tmp_path: Path) -> None:
    with desk(tmp_path / "home", Allowance(workers=1, patience_seconds=300)) as served:
        none = asked_of(served, "early")
        assert (none.status_code, none.json()["question"]) == (202, None)
        assert "There is no release yet" in none.json()["plausibility"]["sentence"]

        store.releases_folder(served.ledger.home).mkdir()
        built = tmp_path / "built.duckdb"
        built.write_bytes(b"not looked into")
        content = {"release_id": kit.compared().release_id, "code_version": code_version()}
        store.publish(served.ledger.home, built, content | {"sequence": 1})

        asked = asked_of(served, "later").json()
        assert (asked["plausibility"]["pending"], asked["findings"]) == (True, [])
        place = f"/plausibility/{asked['question']}"
        assert served.call("preparer", "GET", place).json() == asked
        for person in ("both", "other", "administrator"):
            for method in ("GET", "DELETE"):
                hidden = served.call(person, method, place)
                assert hidden.status_code == 404, (person, method)
                assert hidden.json()["detail"] == "There is no such question any more: ask again."
        assert served.call("preparer", "DELETE", place).status_code == 204
        assert served.call("preparer", "GET", place).status_code == 404
        assert asked_of(served, "elsewhere", "inspector").status_code == 409
        assert served.ledger.submissions(actor=kit.LOCAL) == ()

        served.call("preparer", "PUT", "/uploads/bad/notes.csv", content=b"a,b\n1,2\n")
        order = {"upload": "bad", "return": kit.SLUG, "period": "2024-03"}
        bad = served.call("preparer", "POST", "/plausibility", json=order)
        assert (bad.status_code, "does not pass" in bad.json()["detail"]) == (409, True)


def explain(served: Desk, sid: str) -> list[str]:
    """Explain whatever wants it; the rules of it."""
    wanted = served.call("preparer", "GET", f"/submissions/{sid}/explanations").json()["wanted"]
    told = [
        {name: each[name] for name in ("rule_id", "table", "column", "key")}
        | {"reason_code": each["reasons"][-1], "sentence": "It was looked into and is right."}
        for each in wanted
    ]
    if told:
        path = f"/submissions/{sid}/explanations"
        done = served.call("preparer", "POST", path, json={"explanations": told})
        assert done.status_code == 200, done.text
    return [each["rule_id"] for each in wanted]


def test_a_doubt_joins_the_report_and_holds_up_sign_off_until_it_is_explained(
    tmp_path: Path,
) -> None:
    with desk(tmp_path / "home", Allowance(workers=1, patience_seconds=300)) as served:
        sid = submitted(served)
        before = served.call("preparer", "GET", f"/submissions/{sid}").json()
        assert before["state"] == "ready"
        assert before["plausibility"]["asked"] is False
        assert "There is no release yet" in before["plausibility"]["sentence"]
        report = served.call("preparer", "GET", f"/submissions/{sid}/report").json()
        assert report["plausibility"]["release_id"] is None

        served.ledger.record_comparison(sid, kit.compared(kit.doubt()))

        after = served.call("preparer", "GET", f"/submissions/{sid}").json()
        assert after["state"] == "needs_explanation"
        assert after["counts"]["warning"] == before["counts"]["warning"] + 1
        assert after["plausibility"]["release_id"] == kit.compared().release_id
        for form in ("json", "text", "csv", "html", "junit", "sarif", "github"):
            told = served.call("preparer", "GET", f"/submissions/{sid}/report?format={form}")
            assert "C09" in told.text, form
        refused = served.call("approver", "POST", f"/submissions/{sid}/sign-off")
        assert (refused.status_code, "explanations" in refused.json()["detail"]) == (409, True)
        assert explain(served, sid) == ["C09"]
        signed = served.call("approver", "POST", f"/submissions/{sid}/sign-off").json()
        assert signed["compared_with_release"] == kit.compared().release_id
        hidden = served.call("other", "GET", f"/submissions/{sid}/report")
        assert hidden.status_code == 404
