"""Templates, worked examples and metadata say exactly what the contracts say."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from contracts.errors import UsageError
from contracts.load import all_contracts, contract_path, load_contract, load_contract_file
from contracts.model import Contract, Kind
from contracts.render import GUIDE_SHEET, generated
from contracts.render.csvw import csvw
from contracts.render.example import example_rows
from contracts.render.frictionless import data_package, table_schema
from contracts.render.json_schema import json_schema
from contracts.render.reference import reference_page
from contracts.render.template import template, write_template
from contracts.render.wording import allowed_words, required_words, used_codelists
from validators.types import form_of

CONTRACTS = all_contracts()
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=[c.slug for c in CONTRACTS])


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@each_contract
def test_workbook_has_a_sheet_a_table_and_the_guide_last(contract: Contract) -> None:
    book = opened(template(contract, "xlsx"))
    assert book.sheetnames == [*(table.name for table in contract.tables), GUIDE_SHEET]
    for table in contract.tables:
        assert [cell.value for cell in book[table.name][1]] == list(table.column_names)
        assert book[table.name].max_row == 1


@each_contract
def test_workbook_marks_required_columns_and_notes_every_column(contract: Contract) -> None:
    book = opened(template(contract, "xlsx"))
    for table in contract.tables:
        for cell, field in zip(book[table.name][1], table.fields, strict=True):
            assert (cell.fill.fill_type == "solid") is field.required
            assert field.description in cell.comment.text


@each_contract
def test_workbook_offers_the_codes_of_every_list(contract: Contract) -> None:
    book = opened(template(contract, "xlsx"))
    for table in contract.tables:
        offered = {
            column: validation.formula1
            for validation in book[table.name].data_validations.dataValidation
            for column in re.findall(r"([A-Z]+)2", str(validation.sqref))
        }
        for cell, field in zip(book[table.name][1], table.fields, strict=True):
            if field.codelist is None:
                expected = '"true,false"' if field.kind is Kind.BOOLEAN else None
                assert offered.get(cell.column_letter) == expected
                continue
            area = offered[cell.column_letter].split("!")[1].replace("$", "")
            codes = [row[0].value for row in book[GUIDE_SHEET][area]]
            assert codes == [c.code for c in contract.codelists[field.codelist].codes]


@each_contract
@pytest.mark.parametrize("format_name", ["xlsx", "csv"])
def test_templates_are_the_same_on_every_run(contract: Contract, format_name: str) -> None:
    assert template(contract, format_name) == template(contract, format_name)


@each_contract
def test_csv_template_is_one_file_a_table(contract: Contract) -> None:
    with zipfile.ZipFile(io.BytesIO(template(contract, "csv"))) as archive:
        assert archive.namelist() == [f"{table.name}.csv" for table in contract.tables]
        for table in contract.tables:
            header = archive.read(f"{table.name}.csv").decode()
            assert header == ",".join(table.column_names) + "\n"


@pytest.mark.parametrize(
    ("format_name", "out", "written"),
    [
        ("xlsx", "t.xlsx", ["t.xlsx"]),
        ("csv", "t.zip", ["t.zip"]),
        ("csv", "t", ["t/stock.csv", "t/functions.csv", "t/flows.csv", "t/hours.csv"]),
    ],
)
def test_template_is_written_where_asked(
    tmp_path: Path, format_name: str, out: str, written: list[str]
) -> None:
    paths = write_template(load_contract("workforce"), format_name, tmp_path / out)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == written
    assert all(path.is_file() for path in paths)


def test_several_tables_do_not_go_into_one_csv(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give a folder or a"):
        write_template(load_contract("workforce"), "csv", tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("format_name", "out"), [("xlsx", "t.csv"), ("xlsx", "t.ZIP"), ("csv", "t.xlsx")]
)
def test_a_template_is_not_named_as_another_kind_of_file(
    format_name: str, out: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=f"{out} is named as no template of the format"):
        write_template(load_contract("mobile_devices"), format_name, tmp_path / out)
    assert list(tmp_path.iterdir()) == []


@each_contract
def test_worked_example_workbook_holds_the_example(contract: Contract) -> None:
    book = opened(template(contract, "xlsx", example=True))
    for table in contract.tables:
        cells = [cell.value for cell in book[table.name][2]]
        expected = example_rows(contract)[table.name][0]
        for cell, field in zip(cells, table.fields, strict=False):
            text = expected[field.name]
            assert (str(cell) if not field.kind.numeric else float(cell or 0)) == (
                (text or "None") if not field.kind.numeric else float(text)
            )


def typed(text: str, kind: Kind) -> object:
    if text == "":
        return None
    if kind is Kind.INTEGER:
        return int(text)
    if kind is Kind.DECIMAL:
        return float(text)
    return text == "true" if kind is Kind.BOOLEAN else text


@each_contract
def test_worked_example_is_valid_by_the_json_schema(contract: Contract) -> None:
    schema = json_schema(contract)
    jsonschema.Draft202012Validator.check_schema(schema)
    document = {
        table.name: [
            {f.name: typed(row[f.name], f.kind) for f in table.fields}
            for row in example_rows(contract)[table.name]
        ]
        for table in contract.tables
    }
    checker = jsonschema.Draft202012Validator(schema)
    checker.validate(document)
    first = contract.tables[0]
    document[first.name][0]["force_code"] = "99"
    assert not checker.is_valid(document)


@each_contract
def test_frictionless_and_csvw_name_every_column(contract: Contract) -> None:
    paths = [resource["path"] for resource in data_package(contract)["resources"]]  # type: ignore
    assert paths == [f"example/{table.name}.csv" for table in contract.tables]
    for table, described in zip(contract.tables, csvw(contract)["tables"], strict=True):  # type: ignore
        fields = table_schema(table, contract)["fields"]
        columns = described["tableSchema"]["columns"]
        assert [field["name"] for field in fields] == list(table.column_names)  # type: ignore
        assert [column["name"] for column in columns] == list(table.column_names)
        assert described["tableSchema"]["primaryKey"] == list(table.key)


@each_contract
def test_a_truth_is_written_as_its_schemas_say(contract: Contract) -> None:
    """In CSVW one form can be named, and the examples have it; in a Table Schema all can be."""
    for table, described in zip(contract.tables, csvw(contract)["tables"], strict=True):  # type: ignore
        fields = table_schema(table, contract)["fields"]
        columns = described["tableSchema"]["columns"]
        for field, entry, column in zip(table.fields, fields, columns, strict=True):  # type: ignore
            if field.kind is Kind.BOOLEAN:
                assert field.example in ("", *column["datatype"]["format"].split("|")), field.name
                written = {*entry["trueValues"], *entry["falseValues"]}
                assert set(form_of(field).strip("^$()").split("|")) == written


def test_an_example_is_what_a_cell_holds_whether_or_not_it_is_quoted(tmp_path: Path) -> None:
    source = contract_path("context_drivers", "1.0.0").read_text(encoding="utf-8")
    path = tmp_path / "contract.odcs.yaml"
    path.write_text(source.replace("- 'false'", "- false"), encoding="utf-8")
    assert load_contract_file(path) == load_contract_file(contract_path("context_drivers", "1.0.0"))


@each_contract
def test_reference_page_says_everything(contract: Contract) -> None:
    page = reference_page(contract)
    for table in contract.tables:
        assert f"## Table `{table.name}`" in page
        for field in table.fields:
            line = next(
                line for line in page.splitlines() if line.startswith(f"| `{field.name}` |")
            )
            assert field.description in page
            assert (field.unit or "") in line
            assert required_words(field) in page
    for rule in contract.rules:
        line = next(line for line in page.splitlines() if f"</a>{rule.id} |" in line)
        for word in (rule.severity, rule.description, rule.mend, rule.scope, rule.executor):
            assert word in line
        assert all(f"`{reason}`" in line for reason in rule.reasons)


@each_contract
def test_unverified_codes_are_labelled(contract: Contract) -> None:
    page = reference_page(contract)
    for codelist in used_codelists(contract).values():
        doubtful = any("unverified" in code.source.lower() for code in codelist.codes)
        section = page.split(f"### {codelist.name}\n")[1].split("\n### ")[0]
        assert ("**Unverified:" in section) is doubtful


@pytest.mark.parametrize(
    ("table", "field", "expected"),
    [
        ("stock", "sex", "a code of the list sex"),
        ("stock", "headcount", "0 or more"),
        ("stock", "snapshot_date", ""),
    ],
)
def test_limits_in_words(table: str, field: str, expected: str) -> None:
    assert allowed_words(load_contract("workforce").table(table).field(field)) == expected


def test_stale_files_are_found_and_mended(tmp_path: Path) -> None:
    assert generated.stale(tmp_path) == list(generated.render_all())
    generated.write(tmp_path)
    assert generated.stale(tmp_path) == []
    changed, gone = Path("docs/returns/workforce.md"), Path("docs/returns/README.md")
    left_over = {
        Path("docs/returns/abolished.md"),
        Path("dbt_project/models/staging/stg_workforce__abolished.sql"),
        Path("dbt_project/seeds/abolished.csv"),
    }
    (tmp_path / changed).write_text("something else", encoding="utf-8")
    (tmp_path / gone).unlink()
    for path in left_over:
        (tmp_path / path).write_text("", encoding="utf-8")
    assert set(generated.stale(tmp_path)) == {changed, gone, *left_over}
    assert set(generated.write(tmp_path)) == {changed, gone, *left_over}
    assert generated.stale(tmp_path) == []


def test_generated_json_is_json() -> None:
    documents = [c for p, c in generated.render_all().items() if p.suffix == ".json"]
    assert documents
    assert all(json.loads(document) for document in documents)


def test_example_csv_parses_back() -> None:
    files = generated.render_all()
    rows = list(
        csv.DictReader(io.StringIO(str(files[Path("docs/returns/workforce/example/stock.csv")])))
    )
    assert rows == example_rows(load_contract("workforce"))["stock"]
