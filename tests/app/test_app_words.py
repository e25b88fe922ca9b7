"""Sentences and small parts, as tables."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

import contracts
from app import (
    backlog,
    caveats,
    downloads,
    force_quality,
    local_figures,
    parts,
    platform_figures,
    totals,
    week,
    words,
)
from app.charts.spine import place, spine
from app.launch import launch, settings
from contracts.errors import UsageError
from contracts.periods import with_days_in_words
from muster.release import explained, trace

REFERENCE = Path(contracts.__file__).parent / "reference"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1234.567, 1, "1,234.6"), (0.0, 0, "0"), (None, 2, "–"), (-0.5, 1, "-0.5")],  # noqa: RUF001
)
def test_number(value, decimals, text):
    assert words.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(82.0, "82"), (233209.0, "233,209"), (34156.975, "34,156.97"), (0, "0"), (None, "–")],  # noqa: RUF001
)
def test_plain(value, text):
    assert words.plain(value) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2022-03-31", "31 March 2022"),
        ("2024-03", "March 2024"),
        ("2024-Q1", "January to March 2024 (Q4 of 2023-24)"),
        ("anything", "anything"),
    ],
)
def test_period_words(period, text):
    assert words.period_words(period) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_listed(names, text):
    assert words.listed(names) == text


@pytest.mark.parametrize(
    ("places", "of_kent", "text"),
    [
        (["within limits"], "within limits", "Kent is within limits; 0 forces of 2 outside the 95%"
         " limits"),
        (["above 95%"], "within limits", "Kent is within limits; 1 force of 2 outside the 95% "
         "limits, none of them outside 99.8%"),
        (["above 95%"], "below 99.8%", "Kent is below the 99.8% limit; 2 forces of 2 outside the "
         "95% limits, 1 of them outside 99.8% (Kent)"),
    ],
)  # fmt: skip
def test_a_funnel_says_which_limits_are_meant(places, of_kent, text):
    kent = {"force_name": "Kent", "status": "published", "position": of_kent}
    others = [{"force_name": "Essex", "position": place} for place in places]
    assert words.funnel_finding([*others, kent], kent) == text


@pytest.mark.parametrize(
    ("method", "against", "text"),
    [
        ("ratio", 4.0, "Kent: 5 calls, above Wales at 4 (weighted)"),
        ("ratio", 0.32, "Kent: 5 calls, above Wales at 0.3 (weighted)"),
        ("ratio", 0.0, "Kent: 5 calls, above Wales at 0 (weighted)"),
        ("ratio", None, "Kent: 5 calls; Wales has no figure to compare it with"),
        ("count", 0.68, "Kent: 5 calls"),
        ("count", None, "Kent: 5 calls"),
    ],
)
def test_a_count_is_compared_with_no_mean_and_a_small_mean_is_not_nothing(method, against, text):
    kent = {"force_name": "Kent", "status": "published", "value": 5.0}
    indicator = {"title": "Calls", "decimals": 0, "unit": "calls", "method": method}
    assert words.compare_finding(kent, indicator, against, "Wales") == text


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("England and Wales", "England and Wales"),
        ("England and Wales excluding Kent", "England and Wales excluding Kent"),
        ("England and Wales excluding Essex, Kent", "England and Wales excluding Essex and Kent"),
        ("England and Wales excluding Essex, Kent, Dorset", "England and Wales (Surrey only)"),
    ],
)
def test_a_total_names_whoever_is_fewer(label, text):
    assert totals.by_name(label, ["Dorset", "Essex", "Kent", "Surrey"]) == text


@pytest.mark.parametrize(
    ("left_out", "text"),
    [
        (2, "England and Wales excluding F0 and F1"),
        (21, "England and Wales excluding 21 forces"),
        (22, "the 21 forces with a figure"),
        (38, "the 5 forces with a figure"),
    ],
)
def test_a_total_of_the_lesser_part_does_not_go_by_the_name_of_the_whole(left_out, text):
    label = f"England and Wales excluding {', '.join(f'F{n}' for n in range(left_out))}"
    assert totals.briefly(label) == text


@pytest.mark.parametrize(
    ("without", "comparator", "text"),
    [
        (38, "all", "The 5 forces with a figure"),
        (1, "all", "England and Wales"),
        (3, "region", "The force's region"),
    ],
)
def test_a_line_goes_by_the_name_of_the_whole_only_where_it_is_of_most(without, comparator, text):
    left_out = ", ".join(f"F{number}" for number in range(without))
    row = {f"{comparator}_label": f"{words.COMPARATORS[comparator]} excluding {left_out}"}
    assert totals.line_name(row, comparator) == text
    told = totals.in_words({**row, f"{comparator}_weighted": 1.0}, comparator, 0)
    assert told[0].isupper(), "a sentence of its own"


def test_totals_that_are_only_counted_are_named_once_each() -> None:
    few, many = "Wales excluding Gwent", "Wales excluding A, B, C, D"
    told = totals.named(
        [(many, "Calls"), (few, "Calls"), (many, "Alarms"), (many, "Calls")],
        ["A", "B", "C", "D", "E"],
    )
    assert told == ["Wales (E only): Alarms and Calls"]


@pytest.mark.parametrize(
    ("status", "value", "text"),
    [
        ("published", 0.0, "0.0"),
        ("missing", None, "[x]"),
        ("suppressed", 3.0, "[c]"),
        ("not_comparable", 81.0, "[n]"),
        ("not_applicable", None, "[z]"),
    ],
)
def test_shown_never_shows_what_is_not_published(status, value, text):
    assert words.shown({"status": status, "value": value}, 1) == text


@pytest.mark.parametrize(
    ("row", "unit", "text"),
    [
        ({"status": "published", "value": 96.0, "marks": "[e]"}, "%", "96.0% [e]"),
        ({"status": "published", "value": 2.0, "marks": None}, "hours", "2.0 hours"),
        ({"status": "missing", "value": None}, "%", "[x]"),
    ],
)
def test_a_mark_stands_behind_the_unit(row, unit, text):
    assert words.shown_with_unit(row, {"unit": unit, "decimals": 1}) == text


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("1", "deployments", "1 deployment"),
        ("0", "deployments", "0 deployments"),
        ("1.0", "officers", "1.0 officers"),
        ("1", "minutes per shift", "1 minute per shift"),
        ("1", "people", "1 person"),
        ("1", "% of alerts", "1% of alerts"),
        ("1", "GBP per resident", "1 GBP per resident"),
    ],
)
def test_a_unit_agrees_with_its_number(text, unit, told):
    assert words.with_unit(text, unit) == told


@pytest.mark.parametrize(
    ("amount", "told"), [(0, "0 findings"), (1, "1 finding"), (1200, "1,200 findings")]
)
def test_a_trace_counts_its_findings_as_they_are(amount, told):
    sent = dict.fromkeys(
        ("is_late", "submission_id", "return_slug", "contract_version", "period", "version",
         "submission_type", "received_at", "signed_off_at", "stood_before", "force_code")
    )  # fmt: skip
    lines = trace._submission_lines(
        {**sent, "files": [], "findings": amount, "explanations": amount}, "42"
    )
    assert f"  {told}, {told.replace('finding', 'explanation')}" in lines


@pytest.mark.parametrize(("sender", "of"), [("37", ""), ("42", "of 42, ")])
def test_a_trace_names_who_sent_what_another_force_sent(sender, of):
    sent = dict.fromkeys(("is_late", "received_at", "signed_off_at", "stood_before"))
    of_return = {
        "submission_id": "S-1", "return_slug": "system_reliability", "contract_version": "1.0.0",
        "period": "2024-01", "version": 2, "submission_type": "RESUBMISSION", "files": [],
        "findings": 0, "explanations": 0, "force_code": sender,
    }  # fmt: skip
    first, *_ = trace._submission_lines(sent | of_return, "37")
    assert first == (
        f"Submission S-1: system_reliability 1.0.0, {of}2024-01, version 2 (RESUBMISSION)"
    )


def test_what_the_owner_of_a_platform_explained_is_not_said_by_its_member():
    row = {
        "force_code": "37", "return_slug": "system_reliability", "contract_version": "1.0.0",
        "rule_id": "R05-06", "reason_code": "GENUINE", "sentence": "It was so.",
        "carried": False, "warnings": 1,
    }  # fmt: skip
    own, owners = explained.sentences([row, row | {"sent_by": "Essex"}])
    assert " in its return explained. " in own[1]
    assert " in the return of Essex explained. " in owners[1]


@pytest.mark.parametrize(
    ("value", "told"), [(0.5, "0.5 weighted"), (0.0, "0 weighted"), (4.2, "4 weighted")]
)
def test_a_small_mean_of_a_total_does_not_read_as_nothing(value, told):
    assert totals.in_words({"all_weighted": value}, "all", 0) == f"England and Wales: {told}."


@pytest.mark.parametrize(("verified", "doubt"), [(True, ""), (False, " (unverified)")])
def test_a_table_and_a_chart_of_an_unverified_indicator_say_so_where_they_are_taken(
    verified, doubt
):
    indicator = {"unit": "%", "verified": verified}
    assert words.axis(indicator) == f"%{doubt}"
    assert words.headed({"force_name": "Force", "shown": "Value"}, indicator) == {
        "force_name": "Force",
        "shown": f"Value{doubt}",
    }


def test_of_when_a_denominator_is_is_said_once_for_all_forces():
    lately = "The denominator is of the list of areas sent for 2024-03."
    rows = [{"denominator_note": lately}, {"denominator_note": lately}, {"denominator_note": None}]
    assert caveats.denominators(rows) == [lately]


@pytest.mark.parametrize(
    ("value", "other", "side"),
    [(2.104, 2.096, "level with"), (2.2, 2.1, "above"), (2.0, 2.1, "below")],
)
def test_standing_is_that_of_the_figures_as_they_are_shown(value, other, side):
    assert words.standing(value, other, 1 if side == "level with" else 2) == side


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_a_csv_runs_in_a_spreadsheet(text):
    content = downloads.as_csv([{"a": text, "b": -1.5}], {"a": "A", "b": "B"}).decode("utf-8-sig")
    assert content.splitlines()[0] == "A,B"
    assert "'" + text.strip() in "".join(content.split())
    assert content.rstrip().endswith(",-1.5")


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        *((each, 0) for each in ("[c]", "*x*", "a_b_c", "<b>", "$1$", ":red[x]", "`x`", "a|b")),
        # What Streamlit would make links, arrows and pictures of, once the Markdown is read.
        ("http://evil.example", 1), ("HTTPS://a.b", 1), ("www.evil.example", 1), ("a@b.cd", 1),
        ("a -- b", 1), ("a -> b", 1), ("a <- b", 1), ("a <-> b", 2), ("a >= b", 1), ("a <= b", 1),
        ("a ~= b", 1), (":material/lock:", 1), (":streamlit:", 1), ("10:30:15", 0),
    ],
)  # fmt: skip
def test_what_others_wrote_is_shown_as_it_is(text, broken):
    """In a browser: tests/browser/test_browser_pages.py."""
    shown = parts.escaped(text)
    assert shown.replace("\\", "").replace(":gray[]", "") == text
    assert shown.count(":gray[]") == broken
    assert shown != text


@pytest.mark.parametrize(
    ("value", "at"), [(1.0, -1.0), (2.0, 0.0), (6.0, 1.0), (1.5, -0.5), (4.0, 0.5)]
)
def test_place_on_the_spine(value, at):
    assert place(value, 1.0, 2.0, 6.0) == at


def test_place_on_a_spine_without_spread():
    assert place(2.0, 2.0, 2.0, 2.0) == 0.0


@pytest.mark.parametrize(
    ("low", "title", "ends"),
    [(1.0, "Officers", (-1, 1)), (2.0, "Officers|(all forces alike)", (0, 0))],
)
def test_a_spine_has_a_range_where_forces_differ(low, title, ends):
    numbers = dict.fromkeys(("value", "lower_quartile", "median", "upper_quartile", "high"), 2.0)
    [drawn] = spine([{"title": "Officers", "shown": "2", "low": low, **numbers}])["data"]["values"]
    assert (drawn["title"], (drawn["low"], drawn["high"])) == (title, ends)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Provisional until 2027-01-01.", "Provisional until 1 January 2027."),
        ("until 2027-02-30, and 2027-01", "until 2027-02-30, and 2027-01"),
        ("case 12027-01-011", "case 12027-01-011"),
        ("the list sent for 2026-04; of 2010-11.", "the list sent for April 2026; of 2010-11."),
    ],
)
def test_days_in_a_sentence_are_said_in_words(said, shown):
    assert with_days_in_words(said) == shown


def test_every_force_has_its_own_short_code():
    assert len(words.SHORT_CODES) == 43
    assert len(set(words.SHORT_CODES.values())) == 43


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "muster.example"])
def test_the_app_is_not_served_where_others_could_reach_it(host, tmp_path):
    with pytest.raises(UsageError, match="local mode"):
        launch(tmp_path, 8501, host)


@pytest.mark.parametrize("port", [0, -1, 65_536, 99_999])
def test_a_port_that_is_none_is_a_sentence(port, tmp_path):
    with pytest.raises(UsageError, match=f"The port is {port}; it is a number from 1 to 65535"):
        launch(tmp_path, port)


def test_settings_send_nothing_and_show_no_traceback():
    given = settings("127.0.0.1", 8501)
    assert given["browser.gatherUsageStats"] is False
    assert given["client.showErrorDetails"] == "none"
    assert given["server.address"] == "127.0.0.1"


# What a note to whoever writes the software has, and one to a reader has not.
FORCES = list(csv.DictReader((REFERENCE / "forces.csv").read_text(encoding="utf-8").splitlines()))
_SHORTHAND = re.compile(r"\b(never|show|DA|YE|FTE|ONS|GMP|HMIC|PCSO|go-live)\b|[&~]")


@pytest.mark.parametrize(
    "note",
    [force["comparability_note"] for force in FORCES if force["comparability_note"]],
)
def test_what_makes_a_force_hard_to_compare_is_said_to_its_reader(note):
    assert note.endswith(".")
    assert not _SHORTHAND.search(note)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0.01, 2, "+0.01"),
        (-1234.5, 1, "-1,234.5"),
        (-0.02, 1, "-0.02"),
        (0.0, 1, "0"),
        (-0.0004, 1, "0"),
    ],
)
def test_a_change_keeps_its_sign_and_does_not_read_as_none(
    value: float, decimals: int, shown: str
) -> None:
    assert words.signed(value, decimals) == shown


UNCHECKED = "The definition is unverified."


@pytest.mark.parametrize(
    ("said", "verified", "left"),
    [
        (f"Read with care. {UNCHECKED}", False, ""),
        (f"Read with care. {UNCHECKED} Revised: 3 became 4.", False, "Revised: 3 became 4."),
        ("Read with care.", True, ""),
        (UNCHECKED, False, ""),
    ],
)
def test_what_all_figures_share_is_not_said_of_each(said: str, verified: bool, left: str) -> None:
    indicator = {"caveats": "Read with care.", "verified": verified}
    assert caveats.own_words({"caveats": said}, indicator) == left


def member(force: str, minutes: float | None, disputed: float = 0) -> dict[str, object]:
    whole = {"local_minutes": minutes and 2 * minutes, "disputed_minutes": disputed, "months": 2}
    return {"force": force, "local_minutes_a_month": minutes, **whole}


def measured(month: str, pct: float | None, answered: int = 9) -> dict[str, object]:
    return {
        "month": month,
        "user_weighted_pct": pct,
        "members_answered": answered,
        "members": 9,
    }


def hour(day: str, short: float) -> dict[str, object]:
    return {"day": day, "hour": "23:00", "needed": 9, "available": 9 - short, "short": short}


def checked(return_slug: str, score: float, failed: int = 1) -> dict[str, object]:
    of = {"dimension": "Validity", "assessed": 9, "failed": failed}
    return {"return_slug": return_slug, "score_pct": score, **of}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (
            local_figures.most_words([member("Essex", 60), member("Kent", 59.8), member("MPS", 9)]),
            "Essex and Kent had most of the down time charged to members themselves: "
            "60 minutes a month each",
        ),
        (
            local_figures.most_words([member("Essex", 60, 5), member("Kent", 60)]),
            "Essex and Kent had most of the down time charged to members themselves: "
            "60 minutes a month each, some of them disputed",
        ),
        (
            local_figures.most_words([member("Essex", 0), member("Kent", None)]),
            "Nothing is charged to the members themselves",
        ),
        (
            platform_figures.lowest_words(
                "Athena",
                [measured("2024-01", 99.5), measured("2024-03", 99.5), measured("2024-04", 99.9)],
            ),
            "Athena: at its lowest in January 2024 and March 2024, 99.50% available, weighted by "
            "users; 9 of 9 members answered",
        ),
        (
            platform_figures.lowest_words(
                "Athena", [measured("2024-01", 100, 8), measured("2024-03", 100)]
            ),
            "Athena: 100.00% available in every month measured, weighted by users",
        ),
        (
            week._finding([hour("Friday", 4), hour("Saturday", 4), hour("Sunday", 3)]),
            "widest gaps are on Friday at 23:00 and on Saturday at 23:00, each 4 officers short",
        ),
        (
            week._finding([hour(day, 4) for day in ("Monday", "Tuesday", "Friday", "Sunday")]),
            "the widest gaps are in 4 hours, each 4 officers short",
        ),
        (
            force_quality.quality_words(
                "Essex",
                [checked("workforce", 90), checked("collisions", 90), checked("workforce", 95)],
            ),
            ": each 90.0% of checks passed",
        ),
        (
            force_quality.quality_words(
                "Essex", [checked("workforce", 99.99), checked("collisions", 100, 0)]
            ),
            ": over 99.9% of checks passed",
        ),
    ],
)
def test_what_stands_alike_is_told_together(told: str, sentence: str) -> None:
    assert sentence in told


def month_end(month: int, still_open: int | None) -> dict[str, object]:
    period_end = date(2024, month, 28)
    name = {"force_name": "Essex", "period": f"2024-{month:02}"}
    return {**name, "period_end": period_end, "open_month_end": still_open}


@pytest.mark.parametrize(
    ("open_", "merged", "told"),
    [
        ((1000, 1100, 1500), None, "50% more than at the end of January 2024"),
        ((1000, 1400, 1500), date(2024, 2, 1), "7% more than at the end of February 2024"),
        ((1000, 1100, 1500), date(2024, 3, 1), "Essex: 1,500 crimes open at the end of March 2024"),
        ((1000, 1100, None), date(2024, 3, 1), "10% more than at the end of January 2024"),
        ((1000, 1100, 1001), None, "about as many as at the end of January 2024"),
        ((1000, 1100, 1000), None, "March 2024, as many as at the end of January 2024"),
        ((1000, 1100, 800), None, "20% fewer than at the end of January 2024"),
    ],
)
def test_a_backlog_stands_beside_the_first_of_the_same_force(
    open_: tuple[int | None, ...], merged: date | None, told: str
) -> None:
    rows = [month_end(month, still_open) for month, still_open in enumerate(open_, 1)]
    mergers = [{"break_date": merged}] if merged else []
    assert told in backlog.finding(rows, mergers)
