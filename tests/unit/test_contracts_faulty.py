"""A faulty contract is a sentence that names file, place and what there may be."""

# ruff: noqa: E501 - a table reads across

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from contracts.errors import ContractError
from contracts.foreign import read_foreign
from contracts.load import CODELISTS, RETURNS, load_contract_file, versions
from contracts.read_codes import codes_in
from contracts.render import dbt_seeds
from contracts.render.__main__ import main as render
from contracts.render.dbt_seeds import seeds
from contracts.vocabulary import ASKED_OF_EVERY_RETURN, OF_TABLE, PREDICATES
from validators.predicates.parts import EVERY_ROW_PREDICATE
from validators.predicates.table import TABLE_PREDICATES

WORKFORCE = (RETURNS / "workforce/1.0.0.odcs.yaml").read_text(encoding="utf-8")
SEX = "{property: codelist, value: sex}"
SEX_SAID = "description: Sex as recorded;"
WHERE = "where: {worker_type: PCSO}"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree of contracts of one's own, with the file of workforce in it."""
    shutil.copytree(CODELISTS, tmp_path / "codelists")
    for slug in ("workforce", "common"):
        shutil.copytree(RETURNS / slug, tmp_path / "returns" / slug)
    return tmp_path / "returns/workforce/1.0.0.odcs.yaml"


def option(text: str) -> str:
    return f"logicalTypeOptions: {text}\n        {SEX_SAID}"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        # what the file is
        (WORKFORCE, "", "is not ODCS: it is empty."),
        ("  - name: functions", "\t- name: functions", "is not YAML: line 210: found character"),
        ("version: 1.0.0", "version: first", "has the version 'first'; write three whole numbers, as 1.4.0."),
        ("          - '2022-03-31'\n", "          - 2022-03-31\n", "properties/snapshot_date/examples/0: 2022-03-31 is a date to YAML; write it in quotation marks, as text"),
        ("version: 1.0.0", "version: 3.0.0", "says that it is workforce 3.0.0: change its name and version, or move it to workforce/3.0.0.odcs.yaml."),
        ("name: workforce", "name: collisions", "move it to collisions/1.0.0.odcs.yaml"),
        ("name: workforce", "name: Work Force", "has the name 'Work Force'; write at most 60 lower-case"),
        ("value: 20}", "value: soon}", "dueWorkingDays 'soon', which is no whole number of working days"),
        ("value: 20}", "value: -1}", "dueWorkingDays -1"),
        ("value: quarter_end", "value: yearly", "the periodGrain 'yearly'; there are quarter_end, month, quarter."),
        ("  - {property: commonRules, value: common/1.0.0}\n", "", "its commonRules lack C01, C02"),
        # tables and columns
        ("  - name: functions", "  - name: stock", "has the table stock 2 times"),
        ("  - name: functions", "  - name: ../../x", "has the table '../../x'; write"),
        ("      - name: fte\n", "      - name: headcount\n", "table stock has the column headcount 2 times"),
        ("      - name: fte\n", "      - name: FTE\n", "table stock has the column 'FTE'; write"),
        ("      - name: force_code\n", "      - name: force\n", "table stock has no column force_code"),
        ("logicalType: number", "logicalType: float", "schema/stock/properties/fte/logicalType: 'float' is not one of"),
        ("DECIMAL(9,2)", "DECIMAL(2,9)", "field fte holds what Muster cannot take: the physicalType DECIMAL(2,9)"),
        ("DECIMAL(9,2)", "DECIMAL(99,2)", "a number has 1 to 38 digits"),
        ("{minimum: 0}", "{minimum: 10, maximum: 5}", "the minimum 10 above the maximum 5: nothing would pass"),
        ("{minimum: 0}", "{minimum: .nan}", "the minimum nan, which is no number"),
        (SEX_SAID, option("{pattern: '('}"), "field sex holds what Muster cannot take: the pattern '(': it is no regular expression"),
        (SEX_SAID, option("{pattern: '^(?!x)'}"), "it looks ahead, behind or back, which no check here does"),
        (SEX_SAID, option("{maxLength: 0}"), "the maxLength 0: nothing would pass"),
        (SEX, "{property: codelist, value: gender}", "stock.sex names the code list gender, which is not there: add codelists/gender.csv"),
        (SEX, "{property: codelist, value: 5}", "the codelist 5, which is no text"),
        (SEX, "{property: form, value: integer}", "the form 'integer' of a string; a string may have month or quarter"),
        (SEX, "{property: period, value: true}", "stock.sex names the period and is text: of a return by quarter_end it has to be date"),
        (SEX, "{property: everyDay, value: true}", "stock.sex holds the days of the period (everyDay) and is text"),
        (SEX, "{property: peopleCount, value: true}", "stock.sex counts people (peopleCount) and is text"),
        ("{property: unit, value: FTE}", f"{{property: unit, value: FTE}}\n          - {SEX}", "stock.fte takes its codes from a list and is decimal"),
        ("value: headcount_status}", "value: fte}", "names the status column fte, which does not take its codes from value_status"),
        ("{property: optional, value: true}", "{property: hourly, value: a}\n      - {property: hourlyDate, value: b}", "table functions has no column a, which hourly or hourlyDate names"),
        # rules
        ("severity: error", "severity: fatal", "rule R01-01 holds what Muster cannot take: the severity 'fatal'; there are error, warning, info."),
        ("{property: scope, value: row}", "{property: scope, value: table}", "rule R01-01 has the scope table, and not_more_than is asked of a row"),
        ("of: fte, limit: headcount", "of: fte", "rule R01-01: not_more_than lacks limit; it takes of, limit, factor, tolerance."),
        ("tolerance: 0.01", "tolerancy: 0.01", "not_more_than has tolerancy, which it does not take"),
        ("tolerance: 0.01", "tolerance: small", "rule R01-01: tolerance is 'small', and has to be a number."),
        ("of: fte, limit: headcount", "of: [fte], limit: headcount", "of is ['fte'], and has to be one column"),
        ("by: [worker_type]", "by: worker_type", "by is 'worker_type', and has to be a list of columns"),
        ("minimum: 2.5", "minimum: 25", "its minimum 25 is above its maximum 9"),
        ("numerator: {worker_type", "numerator: {worker_typ", "numerator names the column worker_typ, which table stock does not have"),
        (WHERE, "where: {worker_type: PCOS}", "rule R01-09: where names 'PCOS', which is no code of the list worker_type."),
        ("            POLICE_OFFICER: [CONSTABLE", "            POLICE_OFICER: [CONSTABLE", "when names 'POLICE_OFICER', which is no code of the list worker_type"),
        ("otherwise: [NOT_APPLICABLE]", "otherwise: [NOT_APLICABLE]", "otherwise names 'NOT_APLICABLE', which is no code of the list rank"),
        ("otherwise: [NOT_APPLICABLE]", "otherwise: NOT_APPLICABLE", "otherwise is 'NOT_APPLICABLE', and has to be a list of codes"),
        ("other: stock", "other: stocks", "names the table stocks, which the return does not have"),
        ("tolerance_fte: 2", "tolerance_fte: two", "tolerance_fte is 'two', and has to be a number"),
    ],
)  # fmt: skip
def test_a_faulty_contract_says_where_and_what_there_may_be(
    old: str, new: str, words: str, tree: Path
) -> None:
    assert old in WORKFORCE
    tree.write_text(WORKFORCE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_contract_file(tree)
    assert words in str(caught.value)
    assert str(caught.value).startswith("workforce/1.0.0.odcs.yaml")


def test_a_contract_in_another_encoding_is_told_how_to_save_it(tree: Path) -> None:
    tree.write_bytes(f"{WORKFORCE}# caf\xe9\n".encode("cp1252"))
    with pytest.raises(
        ContractError, match=r"^workforce/1\.0\.0\.odcs\.yaml is not UTF-8: save it"
    ):
        load_contract_file(tree)


@pytest.mark.parametrize(("name", "loads"), [("Table-1", True), ("../../x", False)])
def test_a_table_that_is_only_checked_is_called_as_its_file_is(
    name: str, loads: bool, tmp_path: Path
) -> None:
    path = tmp_path / "mine.odcs.yaml"
    path.write_text(WORKFORCE.replace("name: functions", f"name: {name}"), encoding="utf-8")
    if loads:
        assert load_contract_file(path).table(name).key
    else:
        with pytest.raises(ContractError, match=r"has the table.*; write at most 60 letters of A"):
            load_contract_file(path)


@pytest.mark.parametrize(("faults", "more"), [(2, ""), (25, "; and at 5 more places")])
def test_every_fault_of_the_standard_is_told_with_its_place(
    faults: int, more: str, tree: Path
) -> None:
    tree.write_text(WORKFORCE.replace("logicalType: ", "logicalType: a ", faults))
    with pytest.raises(ContractError) as caught:
        load_contract_file(tree)
    told = str(caught.value)
    assert told.count("is not one of") == min(faults, 20)
    assert "; at schema/stock/properties/force_code/logicalType: 'a string' is not" in told
    assert told.endswith(more)


FAULTS = [
    # of fields and rules, and of what they are of all together
    [
        ("{minimum: 0}", "{minimum: 10, maximum: 5}", "field headcount holds what Muster cannot"),
        ("DECIMAL(9,2)", "DECIMAL(2,9)", "field fte holds what Muster cannot take"),
        ("severity: error", "severity: fatal", "rule R01-01 holds what Muster cannot take"),
    ],
    [
        (SEX, "{property: everyDay, value: true}", "stock.sex holds the days of the period"),
        ("value: headcount_status}", "value: fte}", "names the status column fte, which does not"),
        ("tolerance: 0.01", "tolerance: small", "rule R01-01: tolerance is 'small', and has to"),
        (
            "where: {worker_type: PCSO}",
            "where: {work: PCSO}",
            "rule R01-09: where names the column work, which",
        ),
    ],
    [
        (SEX, "{property: codelist, value: gender}", "names the code list gender, which is not"),
        ("codelist, value: rank}", "codelist, value: ranks}", "names the code list ranks, which"),
    ],
]


@pytest.mark.parametrize("faults", FAULTS)
def test_all_faults_of_a_contract_are_told_at_once(
    faults: list[tuple[str, str, str]], tree: Path
) -> None:
    text = WORKFORCE
    for old, new, _ in faults:
        assert old in text
        text = text.replace(old, new, 1)
    tree.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_contract_file(tree)
    lines = str(caught.value).splitlines()
    for line, (_, _, words) in zip(lines, faults, strict=True):
        assert line.startswith("workforce/1.0.0.odcs.yaml: ")
        assert words in line
    assert [note.sentence for note in read_foreign(tree).notes] == lines


def test_of_many_faults_twenty_are_told_and_how_many_there_are_more(tree: Path) -> None:
    tree.write_text(WORKFORCE.replace("    required: true", "    unique: true"), encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_contract_file(tree)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert re.fullmatch(r"And \d+ more faults\.", lines[-1])


def test_a_column_whose_examples_are_none_loads(tree: Path) -> None:
    text = WORKFORCE.replace("examples:\n          - FEMALE", "examples: []", 1)
    tree.write_text(text, encoding="utf-8")
    assert load_contract_file(tree).table("stock").field("sex").example == ""


HEADER = "code,label,valid_from,valid_to,source\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "codelists/x.csv has the columns none; they have to be code, label, valid_from, valid_to, source."),
        (HEADER, "codelists/x.csv has no codes"),
        (HEADER.replace("code", "kode"), "has the columns kode, label"),
        (HEADER.replace(",", ";"), "they have to be code, label"),
        (HEADER + "A,One, or two,,,x\n", "codelists/x.csv, row 2 has 6 cells and the header has 5"),
        (HEADER + "A\n", "row 2 has 1 cell"),
        (HEADER + "A,One,,,x\nA,Two,,,x\n", "row 3: the code A is there twice"),
        (HEADER + " A,One,,,x\n", "row 2 needs a code without blanks around it"),
        (HEADER + "A,,,,x\n", "and a label"),
        (HEADER + "A,One,01/02/2020,,x\n", "row 2 holds '01/02/2020'; write a day as 2024-03-31."),
        (HEADER + "A,One,2021-01-01,2020-01-01,x\n", "A is valid to 2020-01-01, before it is valid from 2021-01-01"),
        (HEADER.encode() + b"A,Caf\xe9,,,x\n", "codelists/x.csv is not UTF-8"),
    ],
)  # fmt: skip
def test_a_faulty_code_list_is_named_with_its_row(
    content: str | bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "codelists/x.csv"
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContractError) as caught:
        codes_in(path)
    assert words in str(caught.value)


def test_a_code_list_that_a_spreadsheet_saved_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\ufeff" + HEADER + "A,One,,,x\n", encoding="utf-8")
    assert [code.code for code in codes_in(path)] == ["A"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n1,2,3\n", "reference/x.csv, line 3 has 3 cells and the header has 2: a cell"),
        ('a,b\n"1\n",2\n1\n', "reference/x.csv, line 4 has 1 cell and the header has 2"),
        ('a,b\n1,"2\n', "reference/x.csv is not CSV: line 2: "),
        (b"a,b\n1,\xe9\n", "reference/x.csv is not UTF-8"),
    ],
)
@pytest.mark.parametrize("of_indicators", [False, True])
def test_a_faulty_reference_table_is_named_with_its_line(
    content: str | bytes,
    words: str,
    of_indicators: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "reference/x.csv"
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setattr(dbt_seeds, "INDICATORS" if of_indicators else "REFERENCE", path.parent)
    monkeypatch.setattr("contracts.render.__main__.write", lambda _: seeds())
    monkeypatch.setattr(dbt_seeds, "measured_returns", lambda: ["x"])
    assert render() == 2
    assert words in capsys.readouterr().err


def test_the_registry_is_one_table_however_its_files_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in {"x": "a,b\n1,2", "y": "a,b\n3,4\n", "z": "a,b"}.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    monkeypatch.setattr(dbt_seeds, "INDICATORS", tmp_path)
    monkeypatch.setattr(dbt_seeds, "measured_returns", lambda: ["x", "y", "z"])
    assert seeds()["indicators"] == "a,b\n1,2\n3,4\n"


def test_a_contract_that_is_not_named_by_its_version_is_named(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contracts.load.RETURNS", tree.parents[1])
    tree.with_name("draft.odcs.yaml").write_text(WORKFORCE, encoding="utf-8")
    with pytest.raises(ContractError, match=r"workforce/draft\.odcs\.yaml is not named by its ver"):
        versions("workforce")


def test_the_words_of_the_vocabulary_are_those_that_are_asked() -> None:
    assert set(TABLE_PREDICATES) == OF_TABLE
    assert not OF_TABLE & set(EVERY_ROW_PREDICATE)
    assert set(ASKED_OF_EVERY_RETURN.values()) <= set(PREDICATES)
