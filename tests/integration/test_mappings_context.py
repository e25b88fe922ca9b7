"""Temperature and football as context drivers: the real files, and copies that are spoilt."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.findings import Report
from contracts.load import load_contract
from mappings.apply import apply_mapping
from mappings.model import MappingResult
from validators.validate import check_files

pytestmark = pytest.mark.xdist_group("context")

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "calendar"
SOURCE = "context_calendar"
CET, MATCHES = "cet.txt", "international.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def checked(result: MappingResult, period: str, out: Path) -> Report:
    [found] = [s for s in result.submissions if s.period == period]
    contract = load_contract("context_drivers")
    out.mkdir(exist_ok=True)
    return check_files(list(found.tables.values()), contract, found.force_code, period, out)


# ------------------------------------------------------------------------------ the real files


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> MappingResult:
    """The newest years of the real files: the older ones are set aside like these."""
    if not DATA.is_dir():
        pytest.skip("the real data is not beside the project (../shared/data)")
    folder = tmp_path_factory.mktemp("calendar")
    header, *days = (DATA / "cet_daily_mean_temperature.txt").read_text().splitlines()[1:]
    recent = [line for line in days if line >= "2013-12-31"]
    (folder / CET).write_text("\n".join(["", header, *recent]) + "\n")
    with gzip.open(DATA / "international_football_results.csv.gz", "rt", encoding="utf-8") as given:
        header, *matches = given.read().splitlines()
    recent = [line for line in matches if line >= "2013-12-31"]
    (folder / MATCHES).write_text("\n".join([header, *recent]) + "\n", encoding="utf-8")
    league = sorted((DATA / "english_football_fixtures").glob("*.eng.1.csv"))
    files = [folder / CET, folder / MATCHES, *league]
    return apply_mapping(SOURCE, files, folder / "out")


def test_every_month_of_the_file_is_a_submission_of_the_inspectorate(real: MappingResult) -> None:
    assert {s.force_code for s in real.submissions} == {"EW"}
    periods = [s.period for s in real.submissions]
    assert (periods[0], periods[-1], len(periods)) == ("2015-01", "2026-06", 138)
    assert real.rows_read == real.rows_mapped + real.rows_unmapped
    # 4,198 days, 258 matches of the two teams, nine seasons of 380 matches.
    assert real.rows_mapped == 4198 + 258 + 9 * 380


def test_the_real_files_agree_with_each_other(real: MappingResult) -> None:
    [told] = real.claims
    assert told.sentence.startswith("The file ends on 2026-06-29: June 2026 is not whole")


@pytest.mark.parametrize("period", ["2016-06", "2018-07", "2020-02", "2024-12", "2026-05"])
def test_a_real_month_passes(period: str, real: MappingResult, tmp_path: Path) -> None:
    report = checked(real, period, tmp_path)
    assert report.passed
    assert not report.findings


@pytest.mark.parametrize(
    ("period", "day", "force", "column", "value"),
    [
        ("2018-07", "2018-07-11", "42", "match_result", "LOSS"),
        ("2018-07", "2018-07-11", "62", "match_result", ""),
        ("2016-07", "2016-07-01", "62", "match_result", "WIN"),
        ("2018-07", "2018-07-03", "42", "match_result", "DRAW"),
        ("2018-07", "2018-07-26", "42", "temp_mean_c", "22.4"),
        ("2018-07", "2018-07-26", "42", "temp_max_c_status", "x"),
        ("2018-08", "2018-08-27", "42", "bank_holiday", "true"),
        ("2018-08", "2018-08-11", "01", "club_match", "true"),
        ("2018-08", "2018-08-11", "42", "club_match", "false"),
        # The seasons 2014-15 and 2024-25 are not among the files: no file says that nobody played.
        ("2015-03", "2015-03-14", "06", "club_match", ""),
        ("2015-07", "2015-07-31", "06", "club_match", ""),
        ("2015-08", "2015-08-01", "06", "club_match", "false"),
        ("2020-07", "2020-07-26", "47", "club_match", "false"),
        ("2024-07", "2024-07-31", "06", "club_match", "false"),
        ("2024-12", "2024-12-26", "06", "club_match", ""),
        ("2025-09", "2025-09-09", "62", "match_result", "LOSS"),
        ("2018-08", "2018-08-31", "42", "payday", "LAST_WORKING_DAY"),
        ("2018-12", "2018-12-25", "42", "special_day", "XMAS"),
    ],
)
def test_what_a_day_says(
    period: str, day: str, force: str, column: str, value: str, real: MappingResult
) -> None:
    [found] = [s for s in real.submissions if s.period == period]
    rows = rows_of(found.tables["drivers"])
    [row] = [r for r in rows if (r["local_date"], r["force_code"]) == (day, force)]
    assert row[column] == value


# ------------------------------------------------------------------------------ spoilt copies

DAYS = [f"2018-06-{day:02d}" for day in range(1, 31)]
HEADER = "date,home_team,away_team,home_score,away_score,tournament"
PANAMA = "2018-06-24,England,Panama,6,1,FIFA World Cup"
LEAGUE = "Date,Team 1,FT,HT,Team 2"
Lines = dict[str, list[str]]


def sound() -> Lines:
    return {
        CET: ["Date Value", *(f"{day} 15.5" for day in DAYS)],
        MATCHES: [HEADER, PANAMA],
        "one.eng.1.csv": [LEAGUE, "Sat Jun 9 2018,Fulham,0-2,0-1,Arsenal"],
        "two.eng.1.csv": [LEAGUE, "Sun Jun 10 2018,Leeds,1-1,0-1,Arsenal"],
    }


def mapped(lines: Lines, folder: Path) -> MappingResult:
    for name, content in lines.items():
        (folder / name).write_text("\n".join(content) + "\n")
    return apply_mapping(SOURCE, [folder / name for name in lines], folder / "out")


def test_a_sound_copy_is_clean(tmp_path: Path) -> None:
    result = mapped(sound(), tmp_path)
    assert not result.claims
    assert checked(result, "2018-06", tmp_path / "checked").passed


def test_days_of_matches_may_be_in_iso_8601(tmp_path: Path) -> None:
    lines = sound()
    lines["one.eng.1.csv"][1] = lines["one.eng.1.csv"][1].replace("Sat Jun 9 2018", "2018-06-09")
    result = mapped(lines, tmp_path)
    assert not result.claims
    assert not result.unmapped
    rows = rows_of(result.submissions[0].tables["drivers"])
    told = {r["local_date"]: r["club_match"] for r in rows if r["force_code"] == "01"}
    assert (told["2018-06-08"], told["2018-06-09"], told["2018-06-10"]) == ("", "true", "false")


def _missing_day(lines: Lines) -> None:
    del lines[CET][12]


def _sentinel(lines: Lines) -> None:
    lines[CET][12] = "2018-06-12 -99.9"


def _repeated_match(lines: Lines) -> None:
    lines[MATCHES].append(PANAMA)


def _two_results(lines: Lines) -> None:
    lines[MATCHES].append(PANAMA.replace("6,1", "1,2"))


def _old_matches(lines: Lines) -> None:
    lines[MATCHES][1] = PANAMA.replace("2018-06-24", "2018-03-24")


def _no_match_file(lines: Lines) -> None:
    del lines[MATCHES]


def _wrong_weekday(lines: Lines) -> None:
    lines["one.eng.1.csv"][1] = lines["one.eng.1.csv"][1].replace("Sat", "Sun")


def _in_both_files(lines: Lines) -> None:
    lines["two.eng.1.csv"].append(lines["one.eng.1.csv"][1])


def _files_disagree(lines: Lines) -> None:
    lines["two.eng.1.csv"].append(lines["one.eng.1.csv"][1].replace("0-2", "2-0"))


@pytest.mark.parametrize(
    ("spoil", "claim", "rule"),
    [
        (_missing_day, "The file has no row for 2018-06-12: the check finds the gap.", "C01-01"),
        (_sentinel, "", "C01-02"),
        (_repeated_match, "England on 2018-06-24 is in the file twice with one result", ""),
        (_two_results, "England on 2018-06-24 has two results; neither is taken", "C01-03"),
        (
            _old_matches,
            "The last match of the files is of 2018-03-24: whether England or Wales",
            "",
        ),
        (_no_match_file, "No file of matches was given: whether England or Wales played", ""),
        (_wrong_weekday, "'Sun Jun 9 2018' is a Saturday", ""),
        (_in_both_files, "is there twice (one.eng.1.csv and two.eng.1.csv); it counts once", ""),
        (_files_disagree, "has two matches or results (one.eng.1.csv and two.eng.1.csv)", ""),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_what_is_wrong_is_told_and_found(
    spoil: Callable[[Lines], None], claim: str, rule: str, tmp_path: Path
) -> None:
    lines = sound()
    spoil(lines)
    result = mapped(lines, tmp_path)
    assert [claim in one.sentence for one in result.claims] == ([True] if claim else [])
    report = checked(result, "2018-06", tmp_path / "checked")
    assert {f.rule_id for f in report.findings} == ({rule} if rule else set())
    assert report.passed is not bool(rule)


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        (CET, "2014-12-31 4.0", "Not a day from 2015-01-01 on."),
        (CET, "2018-06-31 4.0", "Not a day from 2015-01-01 on."),
        (CET, "2018-06-12", "The row has 1 cell and"),
        (MATCHES, "2018-06-24,Japan,Senegal,2,2,FIFA World Cup", "Not a match of England or Wales"),
        (MATCHES, "2018-06-02,Wales,Matabeleland,1,5,CONIFA World Football Cup", "Not a match"),
        (
            "one.eng.1.csv",
            "Sat Jun 9 2018,Accrington,0-2,0-1,Arsenal",
            "Add the team and its force",
        ),
        (
            "one.eng.1.csv",
            "9/6/18,Fulham,0-2,0-1,Arsenal",
            "The day is not one as Sat Aug 8 2015 or",
        ),
        ("one.eng.1.csv", "Sat Jun 8 2030,Fulham,0-2,0-1,Arsenal", "not in the years asked for"),
    ],
)
def test_what_says_nothing_here_is_set_aside_with_its_reason(
    name: str, line: str, reason: str, tmp_path: Path
) -> None:
    lines = sound()
    lines[name].append(line)
    result = mapped(lines, tmp_path)
    [aside] = result.unmapped
    assert reason in aside.reason
    assert (aside.file, aside.row) == (name, len(lines[name]))
    assert result.rows_read == result.rows_mapped + 1
