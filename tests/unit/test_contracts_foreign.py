"""An ODCS contract that others wrote: loaded, or told place by place why not."""

# ruff: noqa: E501 - a table reads across

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.entries import rule_of
from contracts.errors import ContractError, UsageError
from contracts.foreign import Foreign, Standing, read_foreign
from contracts.foreign.words import render
from contracts.load import RETURNS, load_contract_file
from contracts.model import Field, Kind
from validators.validate import check_files

BASE: dict[str, Any] = {
    "apiVersion": "v3.1.0",
    "kind": "DataContract",
    "id": "c5f0",
    "name": "Customer Orders",
    "version": "1.2.0",
    "status": "active",
    "schema": [
        {
            "name": "orders",
            "physicalType": "table",
            "properties": [{"name": "order_id", "logicalType": "string", "primaryKey": True}],
        }
    ],
}


RETURN_SAYS = (
    "returnCode", "title", "periodGrain", "dueWorkingDays", "suppliedBy", "commonRules",
)  # fmt: skip


def read(document: Any, tmp_path: Path) -> Foreign:
    path = tmp_path / "theirs.odcs.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return read_foreign(path)


def with_table(**facts: Any) -> dict[str, Any]:
    document = deepcopy(BASE)
    document["schema"][0] |= facts
    return document


def with_column(**facts: Any) -> dict[str, Any]:
    document = deepcopy(BASE)
    document["schema"][0]["properties"].append({"name": "extra", "logicalType": "string"} | facts)
    return document


def test_a_foreign_contract_loads_and_says_what_it_is_silent_about(tmp_path: Path) -> None:
    result = read(BASE, tmp_path)
    assert result.contract is not None
    assert (result.contract.slug, result.contract.version) == ("customer_orders", "1.2.0")
    assert result.contract.table("orders").key == ("order_id",)
    assert [note.place for note in result.of(Standing.UNSAID)] == [
        "description/purpose",
        *(f"customProperties/{name}" for name in RETURN_SAYS),
        *(f"schema/orders/{part}" for part in ("businessName", "description")),
        *(f"schema/orders/order_id/{part}" for part in ("description", "physicalType")),
    ]
    assert [note.place for note in result.of(Standing.ASIDE)] == ["status"]


NONE_INVALID = {"metric": "invalidValues", "mustBe": 0}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"logicalType": "integer"}, {"kind": Kind.INTEGER, "unit": "not stated"}),
        ({"logicalType": "date"}, {"kind": Kind.DATE}),
        ({"logicalType": "timestamp"}, {"kind": Kind.DATETIME}),
        ({"logicalType": "boolean"}, {"kind": Kind.BOOLEAN}),
        ({"logicalType": "number", "physicalType": "NUMERIC(9, 2)"},
         {"kind": Kind.DECIMAL, "precision": 9, "scale": 2}),
        ({"logicalType": "number", "physicalType": "decimal(5)"}, {"precision": 5, "scale": 0}),
        ({"logicalType": None, "physicalType": "bigint"}, {"kind": Kind.INTEGER}),
        ({"physicalType": "VARCHAR(20)"}, {"max_length": 20}),
        ({"logicalTypeOptions": {"maxLength": 5, "pattern": "^a"}},
         {"max_length": 5, "pattern": "^a"}),
        ({"logicalType": "integer", "logicalTypeOptions": {"minimum": 0, "maximum": 9}},
         {"minimum": Decimal(0), "maximum": Decimal(9)}),
        ({"logicalType": "integer",
          "logicalTypeOptions": {"exclusiveMinimum": 0, "exclusiveMaximum": 9}},
         {"minimum": Decimal(1), "maximum": Decimal(8)}),
        ({"logicalType": "integer",
          "logicalTypeOptions": {"exclusiveMinimum": 0.5, "exclusiveMaximum": 9.5}},
         {"minimum": Decimal(1), "maximum": Decimal(9)}),
        ({"logicalType": "integer",
          "logicalTypeOptions": {"minimum": 0, "exclusiveMinimum": 4, "maximum": 9,
                                 "exclusiveMaximum": 7}},
         {"minimum": Decimal(5), "maximum": Decimal(6)}),
        ({"logicalType": "integer",
          "logicalTypeOptions": {"minimum": 6, "exclusiveMinimum": 4, "maximum": 7,
                                 "exclusiveMaximum": 9}},
         {"minimum": Decimal(6), "maximum": Decimal(7)}),
        ({"physicalType": "VARCHAR(50)", "logicalTypeOptions": {"maxLength": 100}},
         {"max_length": 50}),
        ({"physicalType": "VARCHAR(100)", "logicalTypeOptions": {"maxLength": 50}},
         {"max_length": 50}),
        ({"logicalTypeOptions": {"pattern": "^b$"},
          "quality": [NONE_INVALID | {"arguments": {"pattern": "^b$"}}]}, {"pattern": "^b$"}),
        ({"primaryKey": True}, {"required": True, "key": True}),
        ({"required": True}, {"required": True}),
        ({"quality": [{"metric": "nullValues", "mustBe": 0}]}, {"required": True}),
        ({"quality": [{"metric": "missingValues", "mustBe": 0,
                       "arguments": {"missingValues": [None, ""]}}]}, {"required": True}),
        ({"quality": [NONE_INVALID | {"arguments": {"validValues": ["a", "b"]}}]},
         {"codelist": "orders_extra"}),
        ({"quality": [NONE_INVALID | {"arguments": {"pattern": "^b$"}}]}, {"pattern": "^b$"}),
        ({"quality": [{"type": "text", "description": "Looks right."}]}, {"required": False}),
        ({"logicalType": "integer", "customProperties": [{"property": "unit", "value": "GBP"}]},
         {"unit": "GBP"}),
        ({"examples": ["x"]}, {"example": "x"}),
    ],
)  # fmt: skip
def test_what_a_column_says_is_read(
    facts: dict[str, Any], expected: dict[str, Any], tmp_path: Path
) -> None:
    given = {name: value for name, value in facts.items() if value is not None}
    document = with_column(**given)
    if facts.get("logicalType", "") is None:
        del document["schema"][0]["properties"][1]["logicalType"]
    result = read(document, tmp_path)
    assert result.contract is not None, result.notes
    field: Field = result.contract.table("orders").field("extra")
    assert {name: getattr(field, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("enum", "lists", "codes"),
    [
        ([], [["new", "paid"]], ["new", "paid"]),
        ([], [["A", "B", "C"], ["B", "C", "D"]], ["B", "C"]),
        (["C", "A", "B"], [["A", "C"]], ["C", "A"]),
        (["C", "A"], [["A", "C"], ["A"]], ["A"]),
    ],
)
def test_the_valid_values_of_a_column_are_those_of_every_list(
    enum: list[str], lists: list[list[str]], codes: list[str], tmp_path: Path
) -> None:
    checks = [NONE_INVALID | {"arguments": {"validValues": values}} for values in lists]
    listed = {"enum": [{"value": value} for value in enum]} if enum else {}
    result = read(with_column(**listed, quality=checks), tmp_path)
    assert result.contract is not None
    assert [code.code for code in result.contract.codelists["orders_extra"].codes] == codes


@pytest.mark.parametrize(
    ("value", "rules"), [("A1", []), ("B1", ["C06"]), ("A2", ["C07"]), ("X", ["C06", "C07"])]
)
def test_a_column_is_held_to_its_list_and_to_its_pattern(
    value: str, rules: list[str], tmp_path: Path
) -> None:
    checks = [NONE_INVALID | {"arguments": {"validValues": ["A1", "A2"]}},
              NONE_INVALID | {"arguments": {"pattern": "^[AB]1$"}}]  # fmt: skip
    contract = read(with_column(quality=checks), tmp_path).contract
    assert contract is not None
    path = tmp_path / "orders.csv"
    path.write_text(f"order_id,extra\n7,{value}\n", encoding="utf-8")
    (tmp_path / "typed").mkdir()
    report = check_files([path], contract, None, None, tmp_path / "typed")
    told = {each.rule_id for each in report.findings if each.column == "extra"}
    assert sorted(told) == rules


@pytest.mark.parametrize(
    ("limits", "value", "allowed"),
    [
        ({"maximum": 100}, 101, "at most 100"),
        ({"minimum": 1}, 0, "at least 1"),
        ({"minimum": 1, "maximum": 2_500_000}, 0, "1 to 2500000"),
    ],
)
def test_a_number_out_of_its_limits_is_told_them(
    limits: dict[str, int], value: int, allowed: str, tmp_path: Path
) -> None:
    column = with_column(logicalType="integer", logicalTypeOptions=limits)
    contract = read(column, tmp_path).contract
    assert contract is not None
    path = tmp_path / "orders.csv"
    path.write_text(f"order_id,extra\n7,{value}\n", encoding="utf-8")
    (tmp_path / "typed").mkdir()
    [found] = check_files([path], contract, None, None, tmp_path / "typed").findings
    assert (found.allowed, f"is not {allowed}." in found.message) == (allowed, True)


EXTRA = "schema/orders/extra"


@pytest.mark.parametrize(
    ("document", "place", "words"),
    [
        (with_column(logicalType="array"), f"{EXTRA}/logicalType", "array is not a kind"),
        (with_column(logicalType="object"), f"{EXTRA}/logicalType", "object is not a kind"),
        (with_column(logicalType="time"), f"{EXTRA}/logicalType", "time is not a kind"),
        (with_column(logicalType="number"), f"{EXTRA}/physicalType", "DECIMAL(9,2)"),
        (with_column(logicalType="number", physicalType="DOUBLE"), f"{EXTRA}/physicalType", "exactly"),
        (with_column(logicalTypeOptions={"minLength": 3}), f"{EXTRA}/logicalTypeOptions/minLength", "minLength 3"),
        (with_column(enum=[{"value": "a"}], quality=[NONE_INVALID | {"arguments": {"validValues": ["b"]}}]), EXTRA, "no value in common"),
        (with_column(logicalTypeOptions={"pattern": "^a"}, quality=[NONE_INVALID | {"arguments": {"pattern": "b$"}}]), EXTRA, "one pattern"),
        (with_column(quality=[NONE_INVALID | {"arguments": {"pattern": each}} for each in "ab"]), EXTRA, "one pattern"),
        (with_column(enum=[{"value": "abc"}], physicalType="VARCHAR(2)"), EXTRA, "longer than the 2 characters"),
        (with_column(quality=[{"metric": "nullValues", "mustBe": 0, "arguments": {"nullValues": ["-"]}}]), f"{EXTRA}/quality/1", "nullValues with"),
        (with_column(logicalTypeOptions={"format": "email"}), f"{EXTRA}/logicalTypeOptions/format", "'email'"),
        (with_column(logicalType="integer", logicalTypeOptions={"multipleOf": 5}), f"{EXTRA}/logicalTypeOptions/multipleOf", "multipleOf 5"),
        (with_column(logicalType="date", logicalTypeOptions={"format": "dd/MM/yyyy"}), f"{EXTRA}/logicalTypeOptions/format", "dd/MM/yyyy"),
        (with_column(unique=True), f"{EXTRA}/unique", "Only the key"),
        (with_column(unique=True, primaryKey=True), f"{EXTRA}/unique", "all its columns together"),
        (with_column(name="Extra Column"), "schema/orders/Extra Column/name", "lower-case letters"),
        (with_column(name="order_id"), "schema/orders/properties", "there twice"),
        (with_column(quality=[{"type": "sql", "query": "select 1", "mustBe": 0}]), f"{EXTRA}/quality/1", "SQL"),
        (with_column(quality=[{"type": "custom", "engine": "soda", "implementation": "x"}]), f"{EXTRA}/quality/1", "'soda'"),
        (with_column(quality=[{"metric": "nullValues", "mustBeLessThan": 5}]), f"{EXTRA}/quality/1", "mustBe: 0"),
        (with_column(quality=[{"id": "few", "metric": "nullValues", "mustBe": 0, "severity": "warning"}]), f"{EXTRA}/quality/few/severity", "'warning'"),
        (with_column(quality=[{"metric": "duplicateValues", "mustBe": 0}]), f"{EXTRA}/quality/1", "duplicateValues"),
        (with_table(quality=[{"metric": "rowCount", "mustBeGreaterThan": 5}]), "schema/orders/quality/1", "rowCount"),
        (with_table(properties=[]), "schema/orders/properties", "no columns"),
        (with_table(properties=[{"name": "a", "logicalType": "string"}]), "schema/orders", "primaryKey"),
        (with_table(name="My Orders"), "schema/My Orders/name", "lower-case letters"),
        (BASE | {"version": "v1"}, "version", "three whole numbers"),
        (BASE | {"schema": []}, "schema", "no tables"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_named_at_its_place(
    document: dict[str, Any], place: str, words: str, tmp_path: Path
) -> None:
    result = read(document, tmp_path)
    assert result.contract is None
    found = {note.place: note.sentence for note in result.of(Standing.UNSUPPORTED)}
    assert words in found[place]


@pytest.mark.parametrize(
    ("facts", "place", "words"),
    [
        ({"logicalTypeOptions": {"pattern": "("}}, "pattern", "no regular expression"),
        ({"logicalTypeOptions": {"pattern": "^(?=a)"}}, "pattern", "looks ahead, behind or back"),
        ({"logicalType": "number", "physicalType": "DECIMAL(99,2)"}, "physicalType", "1 to 38 digits"),
        ({"logicalType": "number", "physicalType": "decimal(2,9)"}, "physicalType", "1 to 38 digits"),
    ],
)  # fmt: skip
def test_what_no_check_could_ask_of_a_column_is_not_supported(
    facts: dict[str, Any], place: str, words: str, tmp_path: Path
) -> None:
    result = read(with_column(**facts), tmp_path)
    assert result.contract is None
    [note] = result.of(Standing.UNSUPPORTED)
    assert note.place == f"schema/orders/extra/{place}"
    assert words in note.sentence


def test_that_the_key_is_unique_is_a_check_that_muster_makes(tmp_path: Path) -> None:
    key = {"name": "order_id", "logicalType": "string", "primaryKey": True, "unique": True}
    assert read(with_table(properties=[key]), tmp_path).contract is not None
    check = {"metric": "duplicateValues", "mustBe": 0, "arguments": {"properties": ["order_id"]}}
    assert read(with_table(quality=[check]), tmp_path).contract is not None


WHOLE: dict[str, Any] = {
    **{name: BASE[name] for name in ("apiVersion", "kind", "id", "version", "status")},
    "name": "customer_orders",
    "description": {"purpose": "To know what was ordered."},
    "customProperties": [
        {"property": name, "value": value}
        for name, value in zip(
            RETURN_SAYS, ("R99", "Orders", "month", 15, "Sales", "common/1.0.0"), strict=True
        )
    ],
    "schema": [
        {
            "name": "orders",
            "physicalType": "table",
            "businessName": "Orders",
            "description": "One row an order.",
            "properties": [
                {"name": "order_id", "logicalType": "string", "physicalType": "VARCHAR",
                 "description": "Its number.", "primaryKey": True}
            ],
        }
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "place",
    [
        "",
        "description/purpose",
        *(f"customProperties/{name}" for name in RETURN_SAYS[1:]),
        *(f"schema/orders/{part}" for part in ("businessName", "description")),
        *(f"schema/orders/order_id/{part}" for part in ("description", "physicalType")),
    ],
)
def test_what_a_contract_lacks_to_be_compared_is_what_reading_it_says(
    tmp_path: Path, place: str
) -> None:
    document = deepcopy(WHOLE)
    holder, _, part = place.rpartition("/")
    table = document["schema"][0]
    holders: dict[str, Any] = {
        "description": document["description"],
        "schema/orders": table,
        "schema/orders/order_id": table["properties"][0],
    }
    if holder == "customProperties":
        document[holder] = [each for each in document[holder] if each["property"] != part]
    elif place:
        del holders[holder][part]
    path = tmp_path / "theirs.odcs.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    if place:
        with pytest.raises(ContractError, match=part):
            load_contract_file(path)
    else:
        assert load_contract_file(path).slug == "customer_orders"
    document["customProperties"] = document["customProperties"][1:]  # it is a foreign one then
    said = [note.place for note in read(document, tmp_path).of(Standing.UNSAID)]
    assert (place in said) is bool(place)


@pytest.mark.parametrize("path", sorted(RETURNS.glob("*/*.odcs.yaml")), ids=lambda p: p.parent.name)
def test_a_contract_of_muster_loads_as_it_is(path: Path) -> None:
    result = read_foreign(path)
    assert result.contract is not None
    assert result.notes == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{property: periodGrain, value: quarter_end}", "{property: other, value: x}", "periodGrain"),
        ("predicate: not_more_than,", "predicate: no_such,", "no_such"),
        ("value: quarter_end", "value: fortnight", "fortnight"),
        ("{property: returnCode,", "{property: nationl, value: true}\n  - {property: returnCode,", "nationl"),
        ("{property: statusField,", "{property: statusFeild,", "statusFeild"),
        ("{property: period, value: true}", "{property: period, value: 'no'}", "neither true nor false"),
        ("engine: muster", "engine: soda", "rule R01-01 has the engine 'soda', and Muster runs only"),
        ("engine: muster", "engine: muster\n        schedule: daily", "rule R01-01 has schedule beside its implementation"),
        ("minimum: 0", "multipleOf: 2", "multipleOf"),
        ("minimum: 0", "exclusiveMaximum: 5", "exclusiveMaximum"),
        ("required: true", "required: true\n        unique: true", "held to be unique"),
        ("required: true", "required: true\n        quality: [{metric: nullValues, mustBe: 0}]", "quality, which is not asked"),
        ("logicalType: string\n        physicalType: VARCHAR", "logicalType: string\n        physicalType: DATE", "is VARCHAR"),
    ],
)  # fmt: skip
def test_a_broken_contract_of_muster_is_a_sentence(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    text = (RETURNS / "workforce/1.0.0.odcs.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    result = read_foreign(path)
    assert result.contract is None
    assert words in result.notes[0].sentence


RULE: dict[str, Any] = {
    "id": "X-01", "type": "custom", "engine": "muster", "severity": "error",
    "dimension": "validity", "description": "Of must not be after limit.",
    "implementation": {"predicate": "not_after", "of": "a", "limit": "b"},
    "customProperties": [{"property": "scope", "value": "row"}, {"property": "mend", "value": "Mend it."}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"mustBe": 0}, "has mustBe beside its implementation, which nobody would ask: say it by"),
        ({"mustBeLessThan": 5, "unit": "percent"}, "has mustBeLessThan, unit beside"),
        ({"engine": "soda"}, "has the engine 'soda', and Muster runs only rules of its own: write"),
        ({"engine": None}, "has no engine"),
        ({"type": "sql", "query": "select 1"}, "has the type 'sql'"),
    ],
)
def test_a_rule_that_asks_more_than_muster_would_is_refused(
    facts: dict[str, Any], words: str
) -> None:
    assert (
        rule_of(RULE | {"name": "Order of times", "tags": ["x"]}, "t", Path("c.yaml")).id == "X-01"
    )
    with pytest.raises(ContractError, match=f"c.yaml: rule X-01 {words}"):
        rule_of(RULE | facts, "t", Path("c.yaml"))


def test_a_key_that_is_there_twice_is_named_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "theirs.yaml"
    path.write_text("name: a\nversion: 1.0.0\nversion: 2.0.0\n", encoding="utf-8")
    with pytest.raises(ContractError, match=r"theirs\.yaml, line 3: version is there twice"):
        read_foreign(path)


@pytest.mark.parametrize(
    "content", [b"", b"a: [", b"just words", b"- 1\n- 2\n", b"\xff\xfe\x00", b"kind: Other\n"]
)
def test_what_is_not_odcs_at_all_is_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "theirs.yaml"
    path.write_bytes(content)
    with pytest.raises(ContractError, match=r"theirs\.yaml is not (ODCS|YAML|UTF-8)"):
        read_foreign(path)


def test_the_result_is_told_as_text_and_as_json(tmp_path: Path) -> None:
    good, bad = read(BASE, tmp_path), read(with_column(logicalType="array"), tmp_path)
    assert render(good, "text").startswith("theirs.odcs.yaml loads as customer_orders 1.2.0.")
    assert "does not load: 1 thing is not supported." in render(bad, "text")
    assert json.loads(render(good, "json"))["tables"] == {"orders": {"order_id": "text"}}
    assert json.loads(render(bad, "json"))["loads"] is False
    with pytest.raises(UsageError, match="text, json"):
        render(good, "pdf")
