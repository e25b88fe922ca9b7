"""A contract in every form that it is exported to, and the commands of the CI page."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import typer
import yaml

from contracts.errors import UsageError
from contracts.load import all_contracts, contract_path, load_contract_file
from contracts.model import Contract
from contracts.render.dictionary import dictionary
from contracts.render.export import FORMATS, exported, write_export
from contracts.render.wording import used_codelists
from muster.cli import app

ROOT = Path(__file__).parents[2]
CONTRACTS = all_contracts()
IDS = [contract.slug for contract in CONTRACTS]
WORKFORCE = next(contract for contract in CONTRACTS if contract.slug == "workforce")
SOURCE = contract_path("workforce", WORKFORCE.version)
PAGE = (ROOT / "docs/contracts-in-ci.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("jsonschema", {""}),
        ("odcs", {""}),
        ("dictionary", {""}),
        ("dbt", {""}),
        ("csvw", {"csvw.json", *(f"example/{t.name}.csv" for t in WORKFORCE.tables)}),
        (
            "frictionless",
            {
                "datapackage.json",
                *(f"example/{t.name}.csv" for t in WORKFORCE.tables),
                *(f"table-schema/{t.name}.json" for t in WORKFORCE.tables),
            },
        ),
    ],
)
def test_each_form_is_one_file_or_a_package(form: str, names: set[str], tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    written = write_export(WORKFORCE, form, out, SOURCE)
    assert {"" if path == out else path.relative_to(out).as_posix() for path in written} == names
    assert all(path.stat().st_size for path in written)
    assert form in FORMATS


def test_a_package_names_only_what_it_holds() -> None:
    files = exported(WORKFORCE, "frictionless", SOURCE)
    for resource in json.loads(files["datapackage.json"])["resources"]:
        assert {resource["path"], resource["schema"]} <= set(files)
    files = exported(WORKFORCE, "csvw", SOURCE)
    assert {table["url"] for table in json.loads(files["csvw.json"])["tables"]} <= set(files)


def test_the_json_schema_is_one_and_the_odcs_is_the_contract(tmp_path: Path) -> None:
    schema = json.loads(exported(WORKFORCE, "jsonschema", SOURCE)[""])
    jsonschema.Draft202012Validator.check_schema(schema)
    out = tmp_path / "again.odcs.yaml"
    write_export(WORKFORCE, "odcs", out, SOURCE)
    assert load_contract_file(out) == WORKFORCE


def test_the_dbt_schema_asks_what_dbt_can_ask_and_names_the_rest() -> None:
    document = yaml.safe_load(exported(WORKFORCE, "dbt", SOURCE)[""])
    [stock] = [m for m in document["models"] if m["name"] == "workforce__stock"]
    columns = {column["name"]: column for column in stock["columns"]}
    assert columns["fte"]["data_type"].startswith("decimal(")
    assert "data_tests" not in columns["fte"], "a blank FTE with a status is no fault"
    assert columns["sex"]["data_tests"][0] == "not_null"
    assert "FEMALE" in columns["sex"]["data_tests"][1]["accepted_values"]["arguments"]["values"]
    assert "R01-01" in stock["meta"]["rules_that_muster_checks"]


def test_what_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format 'pdf'"):
        exported(WORKFORCE, "pdf", SOURCE)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_export(WORKFORCE, "csvw", tmp_path / "file", SOURCE)


def sheets(contract: Contract) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(dictionary(contract)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("contract", CONTRACTS, ids=IDS)
def test_the_dictionary_has_every_column_code_and_rule(contract: Contract) -> None:
    found = sheets(contract)
    assert list(found) == ["Return", "Columns", "Codes", "Rules"]
    assert [(row[0], row[2]) for row in found["Columns"][1:]] == [
        (table.name, field.name) for table in contract.tables for field in table.fields
    ]
    assert [(row[0], row[1]) for row in found["Codes"][1:]] == [
        (name, code.code) for name, held in used_codelists(contract).items() for code in held.codes
    ]
    assert [row[0] for row in found["Rules"][1:]] == [rule.id for rule in contract.rules]
    assert ("Version", contract.version) in found["Return"]


def test_the_dictionary_is_the_same_on_every_run() -> None:
    assert dictionary(WORKFORCE) == dictionary(WORKFORCE)


# The page ---------------------------------------------------------------------------------------


def blocks() -> list[Any]:
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]


def known_commands() -> set[str]:
    found: set[str] = set()
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found |= {f"{name} {sub}" for sub in getattr(command, "commands", ())} or {name}
    return found


def test_every_command_that_the_page_and_the_hooks_name_exists() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"muster ((?:contracts )?[a-z]+)", f"{PAGE}\n{hooks}"))
    commands = {name for name in named if name.split()[0] in ("contracts", "validate")}
    assert {"contracts diff", "contracts backtest", "validate"} <= commands
    assert commands <= known_commands()


def test_hooks_and_job_are_what_they_say() -> None:
    hooks = {
        hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    }
    used, local, job = blocks()
    assert {hook["id"] for hook in used["repos"][0]["hooks"]} <= set(hooks)
    own = local["repos"][0]["hooks"][0]
    assert {key: own[key] for key in ("entry", "files", "name")} == {
        key: hooks[own["id"]][key] for key in ("entry", "files", "name")
    }
    assert set(job["jobs"]) == {"diff", "backtest"}
    assert "workflow_call" in job[True]  # YAML 1.1 reads `on` as true


def test_no_shell_of_the_job_holds_an_expression_that_others_can_write() -> None:
    _, _, job = blocks()
    shells = [
        step["run"] for each in job["jobs"].values() for step in each["steps"] if "run" in step
    ]
    assert shells
    assert [shell for shell in shells if "${{" in shell] == []
