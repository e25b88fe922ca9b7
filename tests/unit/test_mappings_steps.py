"""Each word of the mapping vocabulary, by example: what it makes, and what it refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from contracts import force_names
from contracts.errors import UsageError
from mappings import lookups
from mappings.dates import is_ambiguous, minutes_in_month, months_between, read_moment
from mappings.lookups import without_footnote
from mappings.model import UnmappableError
from mappings.steps import ROW_NUMBER, STEPS

SEX = {"codes": {"Female": "FEMALE", "Not stated": "NOT_STATED"}}
HEAD_ONLY = {
    "markers": {"0": "z"},
    "where": {"column": "worker_type", "values": ["SPECIAL_CONSTABLE"]},
}
DOUBTED = {
    "doubtful": {"0": "u"},
    "doubtful_where": {"column": "worker_type", "values": ["PCSO"]},
}
MARKERS = {"markers": {"..": "x", "not applicable": "z"}}
MOMENT = {"formats": ["iso", "%d-%m-%Y %H:%M"], "blanks": ["?"]}
LONDON = {"formats": ["%d/%m/%Y %H:%M"], "zone": "Europe/London"}
BOROUGH = {
    "reference": "london_boroughs",
    "key": "borough",
    "value": "gss_code",
    "aliases": {"Kingston": "Kingston upon Thames"},
}
SNAPSHOT = {"months": [3]}
DAY = {"formats": ["%d/%m/%Y"]}
BY_NAME = {"by": "home_office_table_name"}

MAKES = [
    # step, arguments, text of the source, columns made before, cell made, status made
    ("constant", {"value": "LFR"}, "", {}, "LFR", None),
    ("absent", {}, "", {}, "", "x"),
    ("text", {}, " INC 7 ", {}, "INC 7", None),
    ("text", {}, "", {}, "", "x"),
    ("text", {"blanks": ["?"]}, "?", {}, "", "x"),
    ("text", {"if_blank": "NOT-STATED"}, "", {}, "NOT-STATED", None),
    ("text", {"if_blank": "NOT-STATED"}, "E01012401", {}, "E01012401", None),
    ("month", {"format": "%d-%m-%Y"}, "30-12-2017", {}, "2017-12", None),
    ("month", {"format": "%Y-%m-%dT%H:%M:%S%z"}, "2024-06-30T23:00:00Z", {}, "2024-07", None),
    ("code", SEX, "female", {}, "FEMALE", None),
    ("code", SEX, "  Not   STATED ", {}, "NOT_STATED", None),
    ("code", {**SEX, "blank": "x"}, "", {}, "", "x"),
    ("code", {**SEX, "otherwise": "as_typed"}, "Femal", {}, "Femal", None),
    ("code", {**SEX, "otherwise": "absent"}, "Femal", {}, "", "x"),
    ("month", {"format": "%d/%m/%Y"}, "05/01/2022", {}, "2022-01", None),
    ("month", {"format": "%d/%m/%Y"}, "2022-01-05", {}, "2022-01", None),
    ("month", {"format": "%d/%m/%Y"}, "2022-01-05 00:00:00", {}, "2022-01", None),
    ("number", {}, "1,299.06", {}, "1299.06", None),
    ("number", {}, "-1,250,000", {}, "-1250000", None),
    ("number", {}, "1\u00a0250", {}, "1250", None),
    # A comma that parts no thousands is left for the check to refuse.
    ("number", {}, "2,5", {}, "2,5", None),
    ("number", {}, "1,2,00", {}, "1,2,00", None),
    ("number", {}, "12,50", {}, "12,50", None),
    ("number", {}, "0,125", {}, "0,125", None),
    ("number", {}, "1250,000", {}, "1250,000", None),
    ("number", {}, "0", {}, "0", None),
    ("number", {}, "", {}, "", "x"),
    ("number", {}, "-", {}, "-", None),
    ("number", {}, "about 12", {}, "about 12", None),
    ("number", MARKERS, "..", {}, "", "x"),
    ("number", MARKERS, "Not applicable", {}, "", "z"),
    ("number", {"doubtful": {"0": "u"}}, "0", {}, "0", "u"),
    ("number", {"doubtful": {"0": "u"}}, "7", {}, "7", None),
    ("number", DOUBTED, "0", {"worker_type": "PCSO"}, "0", "u"),
    ("number", DOUBTED, "0", {"worker_type": "POLICE_OFFICER"}, "0", None),
    # Marks of official statistics: in place of a figure, and beside one.
    ("number", {}, "[x]", {}, "", "x"),
    ("number", {}, " [Z] ", {}, "", "z"),
    ("number", {}, "[c]", {}, "", "x"),
    ("number", {}, "1,250 [e]", {}, "1250", "e"),
    ("number", {}, "12.5[u]", {}, "12.5", "u"),
    ("number", {}, "1,250 [p]", {}, "1250", None),
    ("number", {}, "0 [r] [note 3]", {}, "0", None),
    # What a mark leaves open is left for the check to ask.
    ("number", {}, "[low]", {}, "[low]", None),
    ("number", {}, "[p]", {}, "[p]", None),
    ("number", {}, "5 [low]", {}, "5 [low]", None),
    ("number", {}, "5 [x]", {}, "5 [x]", None),
    ("number", {}, "[x] [z]", {}, "[x] [z]", None),
    ("number", {}, "2,5 [r]", {}, "2,5 [r]", None),
    ("number", {}, "about 12 [r]", {}, "about 12 [r]", None),
    ("number", {}, "[z", {}, "[z", None),
    ("number", HEAD_ONLY, "0", {"worker_type": "SPECIAL_CONSTABLE"}, "", "z"),
    ("number", HEAD_ONLY, "0.00", {"worker_type": "SPECIAL_CONSTABLE"}, "", "z"),
    ("number", HEAD_ONLY, "[z]", {"worker_type": "SPECIAL_CONSTABLE"}, "", "z"),
    ("number", HEAD_ONLY, "0", {"worker_type": "POLICE_OFFICER"}, "0", None),
    *(
        ("snapshot", SNAPSHOT, written, {}, "2022-03-31", None)
        for written in (
            *("2022-03-01", "2022-03-31", "2022-03-31 00:00:00", "31/03/2022"),
            *("31 March 2022", "1 Mar 2022", "31-Mar-2022"),
        )
    ),
    ("force", {"by": "gss_code"}, "E23000028", {}, "42", None),
    ("force", BY_NAME, "Wiltshire1", {}, "54", None),
    ("force", BY_NAME, "Wiltshire1, 2", {}, "54", None),
    ("force", BY_NAME, "london,  city of", {}, "48", None),
    ("force", {**BY_NAME, "aliases": {"The City": "London, City of"}}, "the city", {}, "48", None),
    # Names of other publishers, and of the force's own.
    ("force", BY_NAME, "Hampshire Constabulary", {}, "44", None),
    ("force", BY_NAME, "Hampshire and Isle of Wight", {}, "44", None),
    ("force", BY_NAME, "Metropolitan Police Service [note 3]", {}, "01", None),
    ("force", BY_NAME, "City of London Police", {}, "48", None),
    ("force", BY_NAME, "Devon and Cornwall", {}, "50", None),
    ("force", BY_NAME, "AVON & SOMERSET CONSTABULARY", {}, "52", None),
    ("force", BY_NAME, "Dyfed Powys Police", {}, "63", None),
    ("force", BY_NAME, "Heddlu De Cymru", {}, "62", None),
    ("force", {"by": "official_name"}, "Humberside Constabulary", {}, "16", None),
    ("lookup", BOROUGH, "Westminster", {}, "E09000033", None),
    ("lookup", BOROUGH, "kingston", {}, "E09000021", None),
    ("lookup", BOROUGH, "", {}, "", "x"),
    ("moment", LONDON, "05/03/2024 08:15", {}, "2024-03-05T08:15:00Z", None),
    ("moment", LONDON, "05/07/2024 08:15", {}, "2024-07-05T08:15:00+01:00", None),
    # The clocks go through half past one twice on that night, and skip it in spring.
    ("moment", LONDON, "27/10/2024 01:30", {}, "2024-10-27T01:30:00", None),
    ("moment", LONDON, "31/03/2024 01:30", {}, "2024-03-31T01:30:00", None),
    ("day", DAY, "14/04/2023", {}, "2023-04-14", None),
    ("day", DAY, "09/09/2023", {}, "2023-09-09", None),
    ("day", DAY, "06/04/2023", {}, "06/04/2023", None),
    ("day", DAY, "2023-04-06", {}, "2023-04-06", None),
    ("day", DAY, "2023-04-06 00:00:00", {}, "2023-04-06", None),
    ("day", DAY, "2023-02-30", {}, "2023-02-30", None),
    ("day", DAY, "31/02/2023", {}, "31/02/2023", None),
    ("day", MOMENT, "2024-06-30T23:00:00.000Z", {}, "2024-07-01", None),
    ("day", MOMENT, "2024-06-30T23:00:00", {}, "2024-06-30", None),
    # No time of .NET, and one that London does not come to.
    ("day", MOMENT, "0001-01-01T00:00:00Z", {}, "0001-01-01", None),
    ("day", MOMENT, "9999-12-31T23:59:59-05:00", {}, "9999-12-31", None),
    ("moment", MOMENT, "2021-05-05T02:35:23+00:00", {}, "2021-05-05T02:35:23Z", None),
    ("moment", MOMENT, "2021-05-05T02:35:23Z", {}, "2021-05-05T02:35:23Z", None),
    ("moment", MOMENT, "2021-07-05T02:35:23+01:00", {}, "2021-07-05T02:35:23+01:00", None),
    ("moment", MOMENT, "29-02-2016 01:16", {}, "2016-02-29T01:16:00", None),
    ("moment", MOMENT, "?", {}, "", None),
    ("moment", MOMENT, "", {}, "", None),
    ("identifier", {"prefix": "42-"}, "Cloud (SQL) v2", {}, "42-CLOUD-SQL-V2", None),
    ("identifier", {"aliases": {"Cloud SQL": "DB"}}, "cloud sql", {}, "DB", None),
    ("month_minutes", {}, "2024-02", {}, "41760", None),
]


@pytest.mark.parametrize(("step", "arguments", "source", "before", "cell", "status"), MAKES)
def test_step_makes(
    step: str,
    arguments: dict[str, object],
    source: str,
    before: dict[str, str],
    cell: str,
    status: str | None,
) -> None:
    made = STEPS[step].function({"from": "column", **arguments}, {"column": source}, before)
    assert (made.text, made.status) == (cell, status)


@pytest.mark.parametrize(
    "name",
    [
        "{beside}/secret",
        "{beside}/not there",
        "../../../../../../../{beside}/secret",
        "../../contracts/reference/forces",
        "./london_boroughs",
        "nonsense",
        "",
    ],
)
def test_a_reference_table_is_one_of_ours_and_nothing_tells_what_else_there_is(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "secret.csv").write_text("key,value\na,hidden\n")
    said = name.format(beside=tmp_path)
    with pytest.raises(UsageError) as caught:
        lookups.table(said, "key", "value")
    assert str(caught.value) == (
        f"There is no reference table called {said!r}. There are: forces, london_boroughs, "
        "premier_league_grounds."
    )


REFUSES = [
    ("month", {"format": "%d/%m/%Y"}, "5 January", {}, "write it as 31/03/2024, or as 2024-03-31"),
    ("month", {"format": "%d/%m/%Y"}, "2022-01-05T23:30:00Z", {}, "is not a date as column is"),
    ("code", SEX, "Femal", {}, "'Femal' is not a column that this mapping knows."),
    ("code", SEX, "", {}, "'' is not a column that this mapping knows."),
    ("number", HEAD_ONLY, "3.5", {"worker_type": "SPECIAL_CONSTABLE"}, "should be a marker here"),
    ("snapshot", SNAPSHOT, "2022-09-01", {}, "'2022-09-01' is no snapshot at the end of March."),
    ("snapshot", SNAPSHOT, "2022-03-30", {}, "not the first or the last day of a month, such as"),
    ("snapshot", SNAPSHOT, "01/03/2022", {}, "not the first or the last day of a month, such as"),
    ("snapshot", SNAPSHOT, "March 2022", {}, "not the first or the last day of a month, such as"),
    ("force", {"by": "gss_code"}, "E23000099", {}, "none of the 43 forces by gss_code"),
    ("force", {"by": "gss_code"}, "Essex", {}, "none of the 43 forces by gss_code"),
    *(
        ("force", BY_NAME, name, {}, "none of the 43 forces")
        for name in (
            "British Transport Police",
            "Action Fraud",
            "England and Wales",
            "Wales",
            "London",
            "South East",
            "West Midlands Region",
            "Total 43 forces",
            "Police Service of Northern Ireland",
            "The Police",
        )
    ),
    ("code", {**SEX, "unmapped": {"Other": "It is not asked for."}}, "other", {}, "It is not"),
    ("lookup", BOROUGH, "Manchester", {}, "'Manchester' is not in london_boroughs"),
    (
        *("moment", MOMENT, "02/29/2016", {}),
        "not a time in a declared format: write it as 2024-03-31T08:15Z or 31-03-2024 08:15.",
    ),
    ("moment", MOMENT, "2016-02-29", {}, "not a time in a declared format"),
    ("identifier", {}, "?", {}, "nothing can be named after it"),
    ("identifier", {}, "a" * 41, {}, "longer than an identifier may be"),
]


@pytest.mark.parametrize(("step", "arguments", "source", "before", "reason"), REFUSES)
def test_step_refuses(
    step: str, arguments: dict[str, object], source: str, before: dict[str, str], reason: str
) -> None:
    with pytest.raises(UnmappableError) as caught:
        STEPS[step].function({"from": "column", **arguments}, {"column": source}, before)
    assert reason in caught.value.reason
    assert (caught.value.column, caught.value.value) == ("column", source)


def test_no_two_forces_share_a_name() -> None:
    with force_names.FORCES.open(encoding="utf-8", newline="") as handle:
        forces = list(csv.DictReader(handle))
    named = [
        (row[name], row["force_code"]) for row in forces for name in force_names.NAMES if row[name]
    ]
    assert [(name, force_names.force_named(name)) for name, _ in named] == named


def test_row_number_is_the_way_back() -> None:
    made = STEPS["row_number"].function({"prefix": "sheet-row-"}, {ROW_NUMBER: "27"}, {})
    assert made.text == "sheet-row-27"


def test_a_row_without_the_column_is_refused() -> None:
    with pytest.raises(UnmappableError, match="no column missing"):
        STEPS["text"].function({"from": "missing"}, {"column": "1"}, {})


def test_every_step_has_examples() -> None:
    assert {row[0] for row in MAKES} | {"row_number"} == set(STEPS)


AMBIGUOUS = [
    ("06/04/2023", True),
    ("6/4/2023", True),
    ("06/04/2023 09:00", True),
    ("09/09/2023", False),
    ("14/04/2023", False),
    ("2023-04-06", False),
    ("n/a", False),
]


@pytest.mark.parametrize(("text", "ambiguous"), AMBIGUOUS)
def test_ambiguous_dates(text: str, ambiguous: bool) -> None:
    assert is_ambiguous(text) is ambiguous


@pytest.mark.parametrize("text", ["", "2023", "5", "2023-02-30T00:00:00", "yesterday"])
def test_unreadable_moments(text: str) -> None:
    assert read_moment(text, ["iso"]) is None


def test_months_between() -> None:
    first, last = (read_moment(f"{day}T00:00:00", ["iso"]) for day in ("2023-11-30", "2024-02-01"))
    assert first is not None
    assert last is not None
    found = list(months_between(first.date(), last.date()))
    assert found == ["2023-11", "2023-12", "2024-01", "2024-02"]


def test_minutes_of_a_leap_february() -> None:
    assert minutes_in_month("2024-02") == 29 * 1440


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Wiltshire1", "Wiltshire"),
        ("Kent 2,3", "Kent"),
        ("Wiltshire¹,²", "Wiltshire"),
        ("Kent ⁴", "Kent"),
        ("Essex¹²", "Essex"),
        ("Essex [note 12]", "Essex"),
        ("Essex [note 1][r]", "Essex"),
        ("Essex1 [p]", "Essex"),
        ("[note 1]", ""),
        ("Kent", "Kent"),
        ("12", "12"),
        ("²", "²"),
    ],
)
def test_footnote_digits(typed: str, name: str) -> None:
    assert without_footnote(typed) == name
