"""Compare, trace and diff on a small published release."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from contracts.errors import UsageError
from muster.release.compare import COLUMNS, compare, render, safe_cell
from muster.release.diff import Kind, diff, render_diff
from muster.release.trace import render_trace, trace
from tests.release_published import publish
from tests.release_tables import figure, insert, registry, submission

RATE = registry("officers_per_1000", title="Officers per 1,000 residents", unit="per 1,000")
FORCES = [
    insert("marts.force", force_code="42", official_name="Essex Police", short_name="Essex"),
    insert("marts.force", force_code="48", official_name="City of London Police"),
]
OLD = [
    RATE,
    *FORCES,
    figure(value=2.0, lower=1.5, upper=2.5, numerator=4, denominator=2000, force_name="Essex"),
    figure("48", value=None, status="not_comparable", status_reason="Few residents."),
    figure(period="2022-06-30", value=None, status="missing"),
]
LINEAGE = [
    submission("s1", received_at="2022-04-20 09:00:00", is_late=True),
    insert(
        "marts.lineage",
        force_code="42",
        indicator="officers_per_1000",
        period="2022-03-31",
        submission_id="s1",
    ),
    insert(
        "raw.submission_files",
        submission_id="s1",
        file_name="stock.csv",
        sha256="ab" * 32,
        size_bytes=1234,
    ),
    insert("raw.rule_outcomes", submission_id="s1", rule_id="R01-05", failed=3),
    insert("raw.explanations", submission_id="s1", rule_id="R01-05", reason_code="REAL_CHANGE"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish(tmp_path, 1, [*OLD, *LINEAGE])
    return tmp_path


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("value", "nan", "No number in this release, and left out: value."),
        ("upper", "infinity", "No number in this release, and left out: upper."),
    ],
)
def test_what_is_no_number_is_left_out_and_said(
    tmp_path: Path, name: str, number: str, said: str
) -> None:
    spoilt = (
        f"update marts.comparison set {name} = '{number}'::double, caveats = 'Of mid-2020.' "
        "where force_code = '42' and period = '2022-03-31'"
    )
    publish(tmp_path, 1, [*OLD, *LINEAGE, spoilt])
    place = ("42", "officers_per_1000", "2022-03-31")
    [row] = json.loads(render(compare(tmp_path, place[1], place[2], force="42"), "json"))
    assert (row[name], row["caveats"]) == (None, f"Of mid-2020. {said}")
    traced = trace(tmp_path, *place)
    figure_in_json = json.loads(render_trace(traced, "json"))["figure"]
    assert (figure_in_json[name], figure_in_json["caveats"]) == (None, row["caveats"])
    assert f"  Caveats: {row['caveats']}" in render_trace(traced, "text")
    assert said in render(compare(tmp_path, place[1], place[2]), "table")


def test_a_comparison_has_a_row_for_every_force_of_the_latest_period_with_figures(
    home: Path,
) -> None:
    found = compare(home, "officers_per_1000")

    assert [
        (row["force_code"], row["period"], row["value"], row["lower"], row["upper"], row["status"])
        for row in found
    ] == [
        ("42", "2022-03-31", 2.0, 1.5, 2.5, "published"),
        ("48", "2022-03-31", None, None, None, "not_comparable"),
    ]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"force": "42"}, [("42", "2022-03-31")]),
        ({"period": "2022-06-30"}, [("42", "2022-06-30")]),
        ({"period": "2022-06-30", "force": "48"}, []),
    ],
)
def test_a_comparison_can_be_of_one_force_or_period(
    home: Path, asked: dict[str, str], codes: list[tuple[str, str]]
) -> None:
    found = compare(home, "officers_per_1000", **asked)
    assert [(row["force_code"], row["period"]) for row in found] == codes


@pytest.mark.parametrize(
    ("indicator", "asked", "says"),
    [
        ("officer_per_1000", {}, "Nearest: officers_per_1000 (Officers per 1,000 residents)."),
        ("zzz", {}, "Known are: officers_per_1000."),
        ("officers_per_1000", {"period": "2022-03"}, "Nearest: 2022-03-31"),
        ("officers_per_1000", {"force": "Essex"}, "Nearest: 42 (Essex Police)."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    home: Path, indicator: str, asked: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageError) as refused:
        compare(home, indicator, **asked)
    assert says in str(refused.value)


def test_without_a_release_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Run `muster build` first"):
        compare(tmp_path, "officers_per_1000")


def test_json_is_a_list_of_objects_with_null_for_what_is_missing(home: Path) -> None:
    found = json.loads(render(compare(home, "officers_per_1000"), "json"))

    assert set(found[0]) == set(COLUMNS)
    assert found[1]["value"] is None


def test_csv_holds_every_column_and_no_formula(home: Path) -> None:
    rows = compare(home, "officers_per_1000")
    rows[0]["caveats"] = "=cmd()"

    read = list(csv.DictReader(io.StringIO(render(rows, "csv"))))

    assert [row["force_code"] for row in read] == ["42", "48"]
    assert (read[0]["value"], read[1]["value"]) == ("2.0", "")
    assert read[0]["caveats"] == "'=cmd()"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("Essex", "Essex"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_a_cell_never_starts_a_formula(value: object, written: object) -> None:
    assert safe_cell(value) == written


def test_the_table_says_how_many_published_and_why_the_others_did_not(home: Path) -> None:
    text = render(compare(home, "officers_per_1000"), "table")

    heading, *_ = text.splitlines()
    assert heading == ("Officers per 1,000 residents (per 1,000), officers_per_1000, 2022-03-31")
    assert "1 of 2 forces published." in text
    assert "48: Few residents." in text


def test_the_table_says_whose_a_caveat_is_that_not_all_have(tmp_path: Path) -> None:
    figures = [
        figure(code, force_name=f"Force {code}", caveats=caveat)
        for code, caveat in (("01", "Two tables."), ("42", "One table."), ("48", "Two tables."))
    ]
    publish(tmp_path, 1, [RATE, *figures])

    text = render(compare(tmp_path, "officers_per_1000"), "table")

    assert text.splitlines()[-2:] == ["Two tables.", "Force 42: One table."]


def test_a_trace_leads_from_the_figure_to_the_received_file(home: Path) -> None:
    traced = trace(home, "42", "officers_per_1000", "2022-03-31")

    assert traced.release["release_id"] == "20260101T120001Z-00000001"
    assert traced.figure["value"] == 2.0
    (sent,) = traced.submissions
    assert (sent["submission_id"], sent["is_late"], sent["received_at"]) == (
        "s1",
        True,
        "2022-04-20T09:00:00Z",
    )
    assert (sent["findings"], sent["explanations"]) == (3, 1)
    assert sent["files"] == [{"name": "stock.csv", "sha256": "ab" * 32, "size_bytes": 1234}]


def test_a_trace_is_told_in_words_and_in_json(home: Path) -> None:
    traced = trace(home, "42", "officers_per_1000", "2022-03-31")
    text = render_trace(traced, "text")

    assert text.startswith("Officers per 1,000 residents, Essex, 2022-03-31: 2 per 1,000")
    assert f"file stock.csv (1,234 bytes) sha256 {'ab' * 32}" in text
    assert "received 2022-04-20T09:00:00Z, late" in text
    assert json.loads(render_trace(traced, "json"))["figure"]["value"] == 2.0


def test_the_parts_of_a_figure_have_decimals_where_they_hold_some(tmp_path: Path) -> None:
    parts = {"numerator_label": "Officers", "denominator_label": "Residents"}
    rate = registry("officers_per_1000", unit="per 1,000", **parts)
    publish(tmp_path, 1, [rate, *FORCES, figure(numerator=12.5, denominator=1856000)])
    told = render_trace(trace(tmp_path, "42", "officers_per_1000", "2022-03-31"), "text")
    assert "  Officers 12.50 / Residents 1,856,000\n" in told


def test_what_is_no_number_in_an_older_release_is_nothing(tmp_path: Path) -> None:
    publish(tmp_path, 1, [RATE, *FORCES, figure(z_adjusted="NaN", upper="Infinity")])
    told = render_trace(trace(tmp_path, "42", "officers_per_1000", "2022-03-31"), "json")
    assert json.loads(told)["figure"]["z_adjusted"] is None
    rows = compare(tmp_path, "officers_per_1000")
    assert json.loads(render(rows, "json"))[0]["upper"] is None


def test_a_trace_says_which_version_stood_before_and_why_another_was_sent(tmp_path: Path) -> None:
    earlier = {"is_live": False, "state": "superseded"}
    sent = [
        submission("s2", version=3, revision_reason="LATE_RECORDS"),
        submission("s1", version=1, signed_off_at="2022-04-21 09:00:00", **earlier),
        submission("s0", version=2, **earlier),
    ]
    behind = insert(
        "marts.lineage",
        force_code="42",
        indicator="officers_per_1000",
        period="2022-03-31",
        submission_id="s2",
    )
    publish(tmp_path, 1, [*OLD, *sent, behind])
    text = render_trace(trace(tmp_path, "42", "officers_per_1000", "2022-03-31"), "text")

    assert "  before it: version 1 (signed off 2022-04-21); sent again: LATE_RECORDS" in text


def test_a_figure_without_a_value_is_traced_to_its_reason(home: Path) -> None:
    text = render_trace(trace(home, "48", "officers_per_1000", "2022-03-31"), "text")

    assert "not_comparable. Few residents." in text
    assert "No submission stands behind this figure." in text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(figure(value=2.0), figure(value=2.0), [], id="the same"),
        pytest.param(figure(value=2.0), figure(value=2.0 + 1e-12), [], id="the last digit"),
        pytest.param(
            figure(value=2.0), figure(value=2.1), [(Kind.CHANGED, 2.0, 2.1)], id="changed"
        ),
        pytest.param(
            figure(value=None, status="missing"),
            figure(value=2.1),
            [(Kind.APPEARED, None, 2.1)],
            id="appeared",
        ),
        pytest.param(
            figure(value=2.0),
            figure(value=None, status="missing"),
            [(Kind.DISAPPEARED, 2.0, None)],
            id="disappeared",
        ),
        pytest.param(
            figure(value=None, status="missing"),
            figure(value=None, status="suppressed"),
            [(Kind.CHANGED, None, None)],
            id="another status",
        ),
        pytest.param("select 1", figure(value=2.1), [(Kind.APPEARED, None, 2.1)], id="a new row"),
    ],
)
def test_the_difference_between_two_releases(
    tmp_path: Path,
    before: str,
    after: str,
    expected: list[tuple[Kind, float | None, float | None]],
) -> None:
    older = publish(tmp_path, 1, [RATE, before])
    newer = publish(tmp_path, 2, [RATE, after])

    found = diff(tmp_path, older.release_id, newer.release_id)

    told = [(change.kind, change.old_value, change.new_value) for change in found.changes]
    assert told == expected
    assert len(render_diff(found).splitlines()) == (len(expected) + 2 if expected else 1)


def test_an_unknown_release_is_answered_with_those_that_exist(home: Path) -> None:
    with pytest.raises(UsageError, match="The releases are: 20260101T120001Z-00000001"):
        diff(home, "nonsense", "20260101T120001Z-00000001")
