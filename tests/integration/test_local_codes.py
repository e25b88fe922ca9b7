"""A force's own extract and its mapping: from the upload to what is kept, in real children."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.errors import ContractError, NotAllowedError, NotThereError, UsageError
from contracts.findings import Report
from contracts.load import load_contract
from contracts.render.example import example_rows
from ledger.access import local_administrator
from ledger.model import Actor, Role
from ledger.receipt import Receipt
from ledger.store import open_ledger
from muster import local_codes
from muster.cli import app
from muster.pipeline import check_upload, submit
from muster.rebuilding import rebuild_tables
from muster.rehearsal import rehearse

STARTERS = Path(__file__).parents[2] / "mappings" / "starters"
SLUG, FORCE, PERIOD = "system_reliability", "42", "2024-03"
HEADER = "Number,Service,Opened,Started,Resolved,Priority,Planned,Effect,Users,Cause,Reference"
GOOD = (
    "INC1,RMS,05/03/2024 08:20,05/03/2024 08:15,05/03/2024 10:45,"
    "2 - High,No,Down,1800,Platform,ATH-2024-007"
)
AT = datetime(2024, 4, 5, 9, tzinfo=UTC)


def sent(folder: Path, *rows: str, mapping: str | None = None) -> list[Path]:
    """An extract, the mapping that reads it, and the tables that the service desk does not have."""
    contract = load_contract(SLUG)
    folder.mkdir(exist_ok=True)
    extract = folder / "export of incidents.csv"
    extract.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    text = mapping or (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    (folder / "itsm.mapping.yaml").write_text(text, encoding="utf-8")
    paths = [extract, folder / "itsm.mapping.yaml"]
    for table in ("services", "service_months"):
        [row] = example_rows(contract)[table]
        paths.append(folder / f"{table}.csv")
        paths[-1].write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    return paths


def check(folder: Path, *rows: str, mapping: str | None = None) -> Report:
    return check_upload(sent(folder, *rows, mapping=mapping), SLUG, FORCE, PERIOD)


def changed(**cells: str) -> str:
    """The good row with other cells."""
    row = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    return ",".join({**row, **cells}.values())


def test_the_extract_passes_as_the_return(tmp_path: Path) -> None:
    report = check(tmp_path, GOOD)
    assert report.passed, report.findings
    assert {table.name: table.rows for table in report.tables} == {
        "outages": 1,
        "services": 1,
        "service_months": 1,
    }
    assert report.file.startswith("export of incidents.csv, itsm.mapping.yaml")


@pytest.mark.parametrize(
    ("cells", "rule", "column", "says"),
    [
        ({"Priority": "Urgent"}, "C06", "severity", "column Priority: 'Urgent' is not a Priority"),
        ({"Started": "2024-03-05"}, "C07", "started_at", "column Started: '2024-03-05' is not a"),
        ({"Started": "31/03/2024 01:30"}, "C14", "started_at", "row 3, column Started."),
        ({"Users": "many"}, "C07", "users_affected", "row 3, column Users."),
        ({"Resolved": "05/03/2024 08:10"}, "R05-01", "restored_at", "row 3, column Resolved."),
    ],
)
def test_findings_are_told_in_the_rows_and_columns_that_were_sent(
    cells: dict[str, str], rule: str, column: str, says: str, tmp_path: Path
) -> None:
    report = check(tmp_path, GOOD, changed(Number="INC2", **cells))
    [found] = [f for f in report.findings if f.rule_id == rule]
    assert (found.row, found.column, found.table) == (3, column, "outages")
    assert says in found.message
    assert not report.passed


def test_rows_of_other_months_are_left_out_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    february = changed(
        Number="INC0",
        Opened="05/02/2024 08:20",
        Started="05/02/2024 08:15",
        Resolved="05/02/2024 10:45",
    )
    left = check(tmp_path / "left", GOOD, february)
    assert left.passed
    assert list(left.information[:-1]) == [
        "1 row of the extract is of other periods, and left out as the mapping says."
    ]
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    strict = text.replace("other_periods: leave_out", "other_periods: refuse")
    report = check(tmp_path / "refused", GOOD, february, mapping=strict)
    assert [(f.rule_id, f.row) for f in report.findings] == [("C03", 3)]
    assert "The row is of 2024-02." in report.findings[0].message


def test_what_the_extract_doubts_is_told_with_the_return(tmp_path: Path) -> None:
    """A mark beside a figure is in no column of this return: it was taken off, and nobody told."""
    marked = [changed(Number=f"INC{at}", Users="1800 [e]") for at in range(2, 6)]
    report = check(tmp_path, GOOD, *marked)
    assert report.passed, report.findings
    assert list(report.information[:-1]) == [
        *(
            f"export of incidents.csv, row {row}: Users is '1800 [e]': estimated. The mark itself "
            "is not in the return."
            for row in (3, 4, 5)
        ),
        "And 1 more row of which the like is true; `muster map` lists each in claims.csv.",
    ]


def test_rows_of_another_force_are_never_taken(tmp_path: Path) -> None:
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    report = check(tmp_path, GOOD, mapping=text.replace('"42"} # your', '"43"} # your'))
    assert ("C02", 2) in {(f.rule_id, f.row) for f in report.findings}
    assert not report.passed


@pytest.mark.parametrize(
    ("cells", "rule", "column", "says"),
    [
        ("../../outside,2024-03", "C02", "force_code", "column Force: '../../outside' is no force"),
        ("43,2024-03", "C02", None, "The row is of force 43, not of 42."),
        ("42,../../outside", "C03", "month", "column Month: '../../outside' is not a month"),
        ("42,2024-02", "C03", None, "The row is of 2024-02."),
    ],
)
def test_a_row_says_whose_it_is_and_of_when_in_the_return_s_own_codes(
    cells: str, rule: str, column: str | None, says: str, tmp_path: Path
) -> None:
    text = (STARTERS / "niche_crime_workload.mapping.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.mapping.yaml"
    own.write_text(
        text.replace('{step: constant, value: "42"}', "{step: text, from: Force}")
        .replace('{step: month, from: Month, format: "%d/%m/%Y"}', "{step: text, from: Month}")
        .replace("[Month,", "[Force, Month,")
        .replace("other_periods: leave_out", "")
    )
    header, _ = CRIME_REPORTS["niche_crime_workload"].split("\n", 1)
    export = tmp_path / "report.csv"
    figures = "Vehicle,400,6,40,900,300,80,25.00"
    export.write_text(f"Force,{header}\n42,2024-03,{figures}\n{cells},{figures}\n")
    report = check_upload([export, own], "crime_management", FORCE, "2024-03")
    [found] = [f for f in report.findings if f.severity == "error"]
    assert (found.rule_id, found.row, found.column) == (rule, 3, column)
    assert says in found.message
    assert not (tmp_path.parent / "outside").exists()


def test_a_mapping_that_fits_no_file_changes_nothing_and_says_why(tmp_path: Path) -> None:
    paths = sent(tmp_path, GOOD)
    export = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(export.replace("Cause", "Root cause"), encoding="utf-8")
    report = check_upload(paths, SLUG, FORCE, PERIOD)
    assert (report.readable, report.passed) == (False, False)
    told = report.findings[0].message
    assert "itsm.mapping.yaml fits none of the files. export of incidents.csv is not an" in told
    assert "it has no column Cause. Its columns are: Number, Service," in told


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("title: x\n", "itsm.mapping.yaml has no reader."),
        ("- a\n- b\n", "which no mapping knows"),
        ("a: [\n", "is not a mapping"),
        ("!!python/object/apply:os.system ['true']\n", "is not a mapping"),
        (BOMB, "itsm.mapping.yaml says *a in line 2: a mapping has no aliases"),
        (f"title: &t x\nreturn: {SLUG}\nnotes: [*t]\n", "says *t in line 3"),
        ("title: x\ntitle: y\n", "itsm.mapping.yaml, line 2: title is there twice."),
        ("x" * 300_000, "larger than a mapping may be"),
        ("title: " + "[" * 50_000, "line 1: more than 40 brackets or lists stand in each other"),
    ],
    ids=[
        "unfinished",
        "a list",
        "broken",
        "a command",
        "a bomb",
        "an alias",
        "twice",
        "large",
        "deep",
    ],
)
def test_a_mapping_that_cannot_be_used_is_a_sentence(
    mapping: str, says: str, tmp_path: Path
) -> None:
    report = check(tmp_path, GOOD, mapping=mapping)
    assert (report.readable, report.exit_code) == (False, 2)
    [found] = report.findings
    assert says in found.message
    assert "Traceback" not in found.message


def test_the_mapping_is_kept_with_the_extract_and_makes_the_same_table_again(
    tmp_path: Path,
) -> None:
    paths = sent(tmp_path / "sent", GOOD)
    with open_ledger(tmp_path / "home") as ledger:
        done = submit(
            ledger, paths, SLUG, FORCE, PERIOD, actor=local_administrator(), received_at=AT
        )
        assert done.submission.state == "signed_off", done.report.findings
        names = [file.name for file in done.submission.files]
        assert names[:2] == ["export of incidents.csv", "itsm.mapping.yaml"]
        kept = ledger.snapshot().live_tables
        shutil.rmtree(kept[0].path.parent)
        told = list(rebuild_tables(ledger, ledger.verify()))
        assert len(told) == 3
        assert all("is as it was accepted" in sentence for sentence in told), told
        assert ledger.verify() == []


CRIME_REPORTS = {
    "niche_crime_workload": (
        "Month,OffenceClass,Created,NoCrimed,Unassigned,OpenEnd,Open90,Open365,InvFTE\n"
        "01/03/2024,Vehicle,400,6,40,900,300,80,25.00\n"
        "01/03/2024,Shoplifting,210,2,11,310,40,3,9.50\n"
    ),
    "connect_crime_workload": (
        "Period;HO Group;Recorded;Cancelled;No OIC;Live;Live over 90;Live over 365;Investigators\n"
        "31-Mar-2024;30C VEHICLE;400;6;40;900;300;80;25.00\n"
        "29-Feb-2024;30C VEHICLE;380;4;35;880;290;78;25.00\n"
    ),
}


@pytest.mark.parametrize("name", sorted(CRIME_REPORTS))
def test_the_examples_of_records_systems_make_a_crime_return(name: str, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text(CRIME_REPORTS[name], encoding="utf-8")
    mapping = tmp_path / f"{name}.mapping.yaml"
    mapping.write_bytes((STARTERS / mapping.name).read_bytes())
    seen = local_codes.preview(mapping, [report], "crime_management", FORCE, "2024-03")
    assert seen.report.passed, seen.report.findings
    assert (seen.taken, seen.left_out) == ((2, 0) if name.startswith("niche") else (1, 1))
    assert {row["records_system"] for row in seen.rows} <= {"NICHE", "ATHENA"}


def test_every_example_says_that_it_is_one() -> None:
    for path in STARTERS.glob("*.mapping.yaml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# EXAMPLE.")
        assert "(example)" in text


# ------------------------------------------------------------------- what a force keeps for itself


def kept(home: Path, name: str = "itsm") -> None:
    """A ledger in which force 42 keeps the starter mapping."""
    with open_ledger(home) as ledger:
        starter = STARTERS / "itsm_outages.mapping.yaml"
        local_codes.keep(ledger, local_administrator(), FORCE, name, starter, at=AT)


def test_every_later_upload_in_that_layout_is_mapped_and_the_receipt_says_by_what(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    kept(home)
    kept(home)
    files = [path for path in sent(tmp_path / "sent", GOOD) if "mapping" not in path.name]
    with open_ledger(home) as ledger:
        done = submit(
            ledger, files, SLUG, FORCE, PERIOD, actor=local_administrator(), received_at=AT
        )
        assert done.submission.state == "signed_off", done.report.findings
        names = [file.name for file in Receipt.of(done.submission).files]
        assert names == [*(path.name for path in files), "itsm-v2.mapping.yaml"]
        again = submit(
            ledger, files, SLUG, FORCE, PERIOD, actor=local_administrator(), received_at=AT
        )
        assert again.submission.submission_id == done.submission.submission_id
        assert ledger.verify() == []


@pytest.mark.parametrize(
    ("force_code", "slug"), [("43", SLUG), (FORCE, "workforce")], ids=["another force", "return"]
)
def test_a_mapping_is_for_one_force_and_one_return(
    force_code: str, slug: str, tmp_path: Path
) -> None:
    kept(tmp_path / "home")
    files = sent(tmp_path / "sent", GOOD)[:1]
    with (
        open_ledger(tmp_path / "home") as ledger,
        local_codes.with_own_mapping(ledger, local_administrator(), files, slug, force_code) as own,
    ):
        assert (own.files, own.untried) == (files, [])


def test_a_retired_mapping_is_used_no_more_and_its_versions_stay(tmp_path: Path) -> None:
    kept(tmp_path / "home")
    files = sent(tmp_path / "sent", GOOD)[:1]
    who = local_administrator()
    with open_ledger(tmp_path / "home") as ledger:
        ledger.retire_mapping(who, FORCE, "itsm", at=AT)
        with local_codes.with_own_mapping(ledger, who, files, SLUG, FORCE) as own:
            assert own.files == files
        [standing] = ledger.mappings(who, FORCE)
        assert (standing.version, standing.retired) == (2, True)
        with pytest.raises(NotThereError, match="keeps no mapping called 'hr'"):
            ledger.retire_mapping(who, FORCE, "hr", at=AT)


def test_a_mapping_that_does_not_load_is_not_kept(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mapping.yaml"
    broken.write_text("title: x\n")
    with open_ledger(tmp_path / "home") as ledger:
        with pytest.raises(ContractError, match="has no reader"):
            local_codes.keep(ledger, local_administrator(), FORCE, "x", broken, at=AT)
        assert ledger.mappings(local_administrator(), FORCE) == ()


def kept_under_an_older_contract(home: Path) -> None:
    """A mapping from before the return had a column `workaround`, beside one that loads."""
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    older = text.replace("      workaround: {step: constant, value: NONE}\n", "")
    assert older != text
    with open_ledger(home) as ledger:
        for name, content in (("a", older), ("b", text.replace("Number", "Ticket"))):
            ledger.keep_mapping(
                local_administrator(), FORCE, name, return_slug=SLUG, title="x", content=content,
                at=AT,
            )  # fmt: skip


UNTRIED = (
    "The mapping a-v1.mapping.yaml that force 42 keeps was not tried: a-v1.mapping.yaml: outages "
    "says nothing of workaround; where the source does not have a column, say so with the step "
    "absent. Mend it and keep it again, or retire it."
)


def test_a_kept_mapping_that_no_longer_loads_stops_no_submission(tmp_path: Path) -> None:
    home, who = tmp_path / "home", local_administrator()
    kept_under_an_older_contract(home)
    contract = load_contract(SLUG)
    rows = example_rows(contract)
    own = [tmp_path / f"{table}.csv" for table in rows]
    for path, table in zip(own, rows, strict=True):
        cells = [",".join(row.values()) for row in rows[table]]
        path.write_text("\n".join([",".join(rows[table][0]), *cells]) + "\n", encoding="utf-8")
    force, period = rows["outages"][0]["force_code"], "2024-03"
    assert force == FORCE
    with open_ledger(home) as ledger:
        done = submit(ledger, own, SLUG, FORCE, period, actor=who, received_at=AT)
        assert done.submission.files
        assert list(done.untried) == [UNTRIED]
        assert not [f for f in done.report.findings if "not tried" in f.message]


def test_what_was_sent_for_a_mapping_that_no_longer_loads_is_kept_and_told_why(
    tmp_path: Path,
) -> None:
    home, who = tmp_path / "home", local_administrator()
    kept_under_an_older_contract(home)
    export = sent(tmp_path / "sent", GOOD)[:1]
    with open_ledger(home) as ledger:
        done = submit(ledger, export, SLUG, FORCE, PERIOD, actor=who, received_at=AT)
        assert done.submission.state == "rejected"
        assert [file.name for file in done.submission.files] == [export[0].name]
        [found] = ledger.report(done.submission.submission_id, who).findings
        assert found.message.endswith(UNTRIED)
        tried = rehearse(ledger, export, SLUG, FORCE, PERIOD, who, drawn=False)
        assert tried.report.findings[0].message.endswith(UNTRIED)


def test_mappings_that_cannot_be_asked_in_time_stop_no_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, who = tmp_path / "home", local_administrator()
    kept(home)
    export = sent(tmp_path / "sent", GOOD)[:1]

    def too_long(*_: object, **__: object) -> dict[str, object]:
        raise ContractError("The extract took too long to map; send a shorter one.")

    monkeypatch.setattr(local_codes, "run_mapping", too_long)
    with open_ledger(home) as ledger:
        done = submit(ledger, export, SLUG, FORCE, PERIOD, actor=who, received_at=AT)
        assert done.submission.state == "rejected"
        assert "was tried: The extract took too long" in done.report.findings[0].message


def test_which_kept_mappings_no_longer_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_under_an_older_contract(tmp_path / "home")
    with open_ledger(tmp_path / "home") as ledger:
        standing = ledger.mappings(local_administrator(), FORCE)
        assert local_codes.unusable(standing) == {"a": UNTRIED}
        assert local_codes.unusable([]) == {}
    monkeypatch.setenv("MUSTER_HOME", str(tmp_path / "home"))
    told = CliRunner().invoke(app, ["local", "list", "--force", FORCE]).output
    assert told.splitlines()[-1] == UNTRIED


@pytest.mark.parametrize(
    ("role", "force_code", "reads", "keeps"),
    [
        (Role.PREPARER, FORCE, True, True),
        (Role.PREPARER, "43", False, False),
        (Role.APPROVER, FORCE, True, False),
        (Role.INSPECTOR, None, False, False),
        (Role.ADMINISTRATOR, None, True, False),
    ],
)
def test_who_may_read_and_who_may_keep(
    role: Role, force_code: str | None, reads: bool, keeps: bool, tmp_path: Path
) -> None:
    who = Actor("somebody", role, force_code)
    text = (STARTERS / "itsm_outages.mapping.yaml").read_text(encoding="utf-8")
    with open_ledger(tmp_path / "home") as ledger:
        with nullcontext() if keeps else pytest.raises(NotAllowedError):
            ledger.keep_mapping(
                who, FORCE, "itsm", return_slug=SLUG, title="x", content=text, at=AT
            )
        with nullcontext() if reads else pytest.raises(NotAllowedError):
            assert len(ledger.mappings(who, FORCE)) == int(keeps)


@pytest.mark.parametrize("service", ["Caf\u00e9", "RMS"])
def test_an_export_in_another_encoding_is_refused_for_that(tmp_path: Path, service: str) -> None:
    files = sent(tmp_path, changed(Service=service, Effect="Down \u2013 all of it"))
    files[0].write_bytes(files[0].read_text(encoding="utf-8").encode("cp1252"))
    starter = STARTERS / "itsm_outages.mapping.yaml"
    with pytest.raises(ContractError, match="is likely Windows-1252"):
        local_codes.preview(starter, files[:1], SLUG, FORCE, PERIOD)


def test_a_preview_by_a_mapping_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    files = sent(tmp_path, GOOD)
    with pytest.raises(ContractError, match="There is no mapping file"):
        local_codes.preview(tmp_path / "none.mapping.yaml", files, SLUG, FORCE, PERIOD)


def test_a_preview_shows_what_would_become_of_an_export(tmp_path: Path) -> None:
    files = sent(tmp_path, GOOD, changed(Number="INC2", Priority="Urgent"))
    starter = STARTERS / "itsm_outages.mapping.yaml"
    others = [path for path in files if "mapping" not in path.name]
    seen = local_codes.preview(starter, others, SLUG, FORCE, PERIOD)
    assert (seen.read, seen.taken, seen.left_out) == (2, 1, 0)
    assert [(item["row"], item["column"]) for item in seen.not_taken] == [(3, "Priority")]
    assert seen.rows[0]["severity"] == "P2"
    assert not seen.report.passed
    with pytest.raises(UsageError, match="None of the files has the columns"):
        local_codes.preview(starter, others[1:], SLUG, FORCE, PERIOD)
