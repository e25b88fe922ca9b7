"""Every change of a contract, its gravity, and the version number that it asks for."""

# ruff: noqa: E501 - a table reads across

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.changes import Change, changes, compare
from contracts.changes.words import render
from contracts.errors import ContractError, UsageError
from contracts.load import load_contract
from contracts.model import (
    Code,
    CodeList,
    Contract,
    Dimension,
    Field,
    Kind,
    PeriodGrain,
    Rule,
    Scope,
    Severity,
    Table,
)

OLD = load_contract("workforce", "1.0.0")
Edit = Callable[[Contract], Contract]


def table(edit: Callable[[Table], Table], name: str = "stock") -> Edit:
    """The contract with one table edited."""
    return lambda old: replace(
        old, tables=tuple(edit(t) if t.name == name else t for t in old.tables)
    )


def column(name: str, /, **facts: object) -> Edit:
    """The contract with one column of `stock` edited."""
    return table(
        lambda t: replace(
            t,
            fields=tuple(replace(f, **facts) if f.name == name else f for f in t.fields),  # type: ignore[arg-type]
        )
    )


def rule(rule_id: str, **facts: object) -> Edit:
    """The contract with one rule edited, wherever it stands."""

    def edited(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(replace(r, **facts) if r.id == rule_id else r for r in rules)  # type: ignore[arg-type]

    return lambda old: replace(
        old,
        common_rules=edited(old.common_rules),
        tables=tuple(replace(t, rules=edited(t.rules)) for t in old.tables),
    )


def argument(rule_id: str, **values: object) -> Edit:
    return rule(rule_id, arguments={**OLD.rule(rule_id).arguments, **values})


def codes(name: str, edit: Callable[[tuple[Code, ...]], tuple[Code, ...]]) -> Edit:
    return lambda old: replace(
        old,
        codelists={**old.codelists, name: CodeList(name, edit(old.codelists[name].codes))},
    )


def first_valid(since: date | None, until: date | None) -> Edit:
    return codes(
        "sex",
        lambda known: (replace(known[0], valid_from=since, valid_to=until), *known[1:]),
    )


def grown(fields: tuple[Field, ...], *, required: bool) -> tuple[Field, ...]:
    return (*fields, Field("grade", Kind.TEXT, "The grade.", required=required))


def new_rule(severity: Severity) -> Edit:
    made = replace(OLD.rule("R01-01"), id="R01-99", severity=severity)
    return table(lambda t: replace(t, rules=(*t.rules, made)))


STOCK = OLD.table("stock")
WHEN = OLD.rule("R01-02").arguments["when"]
assert isinstance(WHEN, dict)

CASES: list[tuple[str, Edit, str, str]] = [
    # columns
    ("column removed", table(lambda t: replace(t, fields=t.fields[:-1])), "column_removed", "breaking"),
    ("column renamed", column("fte", name="full_time"), "column_renamed", "breaking"),
    ("required column", table(lambda t: replace(t, fields=grown(t.fields, required=True))), "required_column_added", "breaking"),
    ("optional column", table(lambda t: replace(t, fields=grown(t.fields, required=False))), "optional_column_added", "breaking"),
    ("columns moved", table(lambda t: replace(t, fields=t.fields[::-1])), "columns_reordered", "editorial"),
    ("made required", column("fte", required=True), "column_made_required", "breaking"),
    ("made optional", column("sex", required=False), "column_made_optional", "additive"),
    ("key lost", column("sex", key=False), "key_changed", "breaking"),
    ("key grown", column("headcount", key=True), "key_changed", "breaking"),
    ("unit", column("headcount", unit="thousand people"), "unit_changed", "breaking"),
    ("period column", column("snapshot_date", period=False), "period_column_changed", "breaking"),
    ("days held", column("sex", every_day=True), "days_of_period_held", "breaking"),
    ("days of a period held before", column("snapshot_date", every_day=True), "days_of_period_changed", "additive"),
    ("people count", column("headcount", count_of_people=False), "people_count_changed", "additive"),
    ("integer to decimal", column("headcount", kind=Kind.DECIMAL), "type_widened", "additive"),
    ("decimal to integer", column("fte", kind=Kind.INTEGER), "type_narrowed", "breaking"),
    ("integer to text", column("headcount", kind=Kind.TEXT), "type_narrowed", "breaking"),
    ("status removed", column("fte", status_field=None), "status_field_removed", "breaking"),
    ("status added", column("sex", status_field="fte_status"), "status_field_added", "breaking"),
    ("status changed", column("fte", status_field="headcount_status"), "status_field_changed", "breaking"),
    ("column described", column("fte", description="Otherwise."), "column_description_changed", "editorial"),
    ("column example", column("fte", example="9.00"), "column_example_changed", "editorial"),
    # limits
    ("minimum raised", column("fte", minimum=Decimal(1)), "minimum_tightened", "breaking"),
    ("minimum lowered", column("fte", minimum=Decimal(-1)), "minimum_widened", "additive"),
    ("minimum gone", column("fte", minimum=None), "minimum_widened", "additive"),
    ("maximum given", column("fte", maximum=Decimal(9)), "maximum_tightened", "breaking"),
    ("length given", column("sex", max_length=4), "max_length_tightened", "breaking"),
    ("fewer digits", column("fte", precision=8), "whole_digits_tightened", "breaking"),
    ("more digits", column("fte", precision=10), "whole_digits_widened", "additive"),
    ("fewer decimals", column("fte", precision=8, scale=1), "scale_tightened", "breaking"),
    ("more decimals", column("fte", precision=10, scale=3), "scale_widened", "additive"),
    ("pattern given", column("sex", pattern="^F$"), "pattern_tightened", "breaking"),
    # code lists
    ("list dropped", column("sex", codelist=None), "codelist_widened", "additive"),
    ("list given", column("headcount_status", codelist="sex"), "codelist_narrowed", "breaking"),
    ("code removed", codes("sex", lambda known: known[1:]), "code_removed", "breaking"),
    ("code added", codes("sex", lambda known: (*known, Code("X", "Other"))), "code_added", "additive"),
    ("code ends", first_valid(None, date(2020, 1, 1)), "code_validity_shortened", "breaking"),
    ("code begins", first_valid(date(2020, 1, 1), None), "code_validity_shortened", "breaking"),
    ("code label", codes("sex", lambda k: (replace(k[0], label="Women"), *k[1:])), "code_label_changed", "editorial"),
    ("code source", codes("sex", lambda k: (replace(k[0], source="Us"), *k[1:])), "code_source_changed", "editorial"),
    # tables
    ("table removed", lambda c: replace(c, tables=c.tables[:1]), "table_removed", "breaking"),
    ("optional table", lambda c: replace(c, tables=(*c.tables, replace(STOCK, name="more", optional=True, rules=()))), "optional_table_added", "additive"),
    ("mandatory table", lambda c: replace(c, tables=(*c.tables, replace(STOCK, name="more", rules=()))), "mandatory_table_added", "breaking"),
    ("made mandatory", table(lambda t: replace(t, optional=False), "functions"), "table_made_mandatory", "breaking"),
    ("made optional table", table(lambda t: replace(t, optional=True)), "table_made_optional", "additive"),
    ("may be empty", table(lambda t: replace(t, may_be_empty=True)), "table_may_be_empty_changed", "additive"),
    ("hours of the example", table(lambda t: replace(t, hourly=("snapshot_date", "snapshot_date"))), "table_hourly_changed", "editorial"),
    ("table title", table(lambda t: replace(t, title="Staff")), "table_title_changed", "editorial"),
    ("table described", table(lambda t: replace(t, description="Staff.")), "table_description_changed", "editorial"),
    # rules
    ("rule added", new_rule(Severity.ERROR), "rule_added", "breaking"),
    ("warning added", new_rule(Severity.WARNING), "rule_added", "breaking"),
    ("information added", new_rule(Severity.INFO), "rule_added", "additive"),
    ("rules removed", table(lambda t: replace(t, rules=())), "rule_removed", "additive"),
    ("more severe", rule("R01-09", severity=Severity.WARNING), "rule_more_severe", "breaking"),
    ("less severe", rule("R01-01", severity=Severity.WARNING), "rule_less_severe", "additive"),
    ("tolerance less", argument("R01-01", tolerance=0), "rule_made_stricter", "breaking"),
    ("tolerance gone", rule("R01-01", arguments={"of": "fte", "limit": "headcount"}), "rule_made_stricter", "breaking"),
    ("tolerance more", argument("R01-01", tolerance=0.5), "rule_loosened", "additive"),
    ("factor less", argument("R01-01", factor=0.9), "rule_made_stricter", "breaking"),
    ("factor as before", argument("R01-01", factor=1.1), "rule_loosened", "additive"),
    ("highest ratio", argument("R01-05", maximum=12), "rule_loosened", "additive"),
    ("lowest ratio", argument("R01-05", minimum=3), "rule_made_stricter", "breaking"),
    ("another column", argument("R01-01", limit="fte"), "rule_made_stricter", "breaking"),
    ("marks of small counts", argument("C15", largest=9), "rule_made_stricter", "additive"),
    ("code allowed", argument("R01-02", otherwise=["NOT_APPLICABLE", "NOT_STATED"]), "rule_loosened", "additive"),
    ("code forbidden", argument("R01-02", when={**WHEN, "PCSO": []}), "rule_made_stricter", "breaking"),
    ("another scope", rule("R01-01", scope=Scope.TABLE), "rule_asks_otherwise", "breaking"),
    ("another table", rule("R01-01", table="functions"), "rule_asks_otherwise", "breaking"),
    ("another question", rule("R01-01", predicate="adds_up"), "rule_asks_otherwise", "breaking"),
    ("reason removed", rule("R01-06", reasons=("NOT_ASKED",)), "reasons_removed", "breaking"),
    ("reason added", rule("R01-06", reasons=(*OLD.rule("R01-06").reasons, "MERGER")), "reasons_added", "additive"),
    ("another dimension", rule("C05", dimension=Dimension.ACCURACY), "rule_scoring_changed", "additive"),
    ("not scored", rule("C05", scored=False), "rule_scoring_changed", "additive"),
    ("rule described", rule("R01-01", description="Otherwise."), "rule_description_changed", "editorial"),
    ("rule advice", rule("R01-01", mend="Otherwise."), "rule_mend_changed", "editorial"),
    # the return
    ("sooner", lambda c: replace(c, due_working_days=19), "due_date_sooner", "breaking"),
    ("later", lambda c: replace(c, due_working_days=21), "due_date_later", "additive"),
    ("grain", lambda c: replace(c, period_grain=PeriodGrain.MONTH), "return_period_grain_changed", "breaking"),
    ("code", lambda c: replace(c, return_code="R99"), "return_return_code_changed", "breaking"),
    ("sent for all forces", lambda c: replace(c, national=True), "sender_changed", "breaking"),
    ("title", lambda c: replace(c, title="People"), "return_title_changed", "editorial"),
    ("purpose", lambda c: replace(c, purpose="Otherwise."), "return_purpose_changed", "editorial"),
    ("usage", lambda c: replace(c, usage="Otherwise."), "return_usage_changed", "editorial"),
    ("limitations", lambda c: replace(c, limitations="Otherwise."), "return_limitations_changed", "editorial"),
    ("supplier", lambda c: replace(c, supplied_by="HR"), "return_supplied_by_changed", "editorial"),
]  # fmt: skip


def edited(edit: Edit) -> tuple[Change, ...]:
    return changes(OLD, edit(OLD))


@pytest.mark.parametrize(("edit", "kind", "level"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_a_change_is_found_and_weighed(edit: Edit, kind: str, level: str) -> None:
    found = edited(edit)
    assert {(change.kind, str(change.level)) for change in found} == {(kind, level)}
    for change in found:
        assert change.place
        assert change.sentence.endswith(".")
        assert (change.before, change.after) != (None, None)
        assert bool(change.affected) is (level != "editorial")


@pytest.mark.parametrize(
    ("before", "kind", "level"),
    [
        (table(lambda t: replace(t, may_be_empty=True)), "table_must_have_rows", "breaking"),
        (table(lambda t: replace(t, may_be_empty=True), "functions"), "table_may_be_empty_changed", "additive"),
        (column("sex", every_day=True), "days_of_period_changed", "additive"),
        (lambda c: replace(c, national=True), "sender_changed", "breaking"),
    ],
    ids=["may be empty", "may be empty, or left out", "days held", "sent for all forces"],
)  # fmt: skip
def test_what_is_lost_is_found_and_weighed(before: Edit, kind: str, level: str) -> None:
    assert [(c.kind, str(c.level)) for c in changes(before(OLD), OLD)] == [(kind, level)]


# By these the parts of two versions are paired: another name is another part.
PAIRED_BY = {
    ("Table", "name"),
    ("Field", "name"),
    ("Rule", "id"),
    ("Code", "code"),
    ("CodeList", "name"),
}
# These are compared part by part.
PARTS = {
    ("Contract", "tables"), ("Contract", "common_rules"), ("Contract", "codelists"),
    ("Table", "fields"), ("Table", "rules"), ("CodeList", "codes"),
}  # fmt: skip
# Of so many digits: changed above together with the precision.
WITH_ANOTHER = {("Field", "scale")}
# Only versions of one return are compared, and the number is what the changes are held against.
NOT_COMPARED = {("Contract", "slug"), ("Contract", "version")}


def parts_of(contract: Contract) -> dict[tuple[str, ...], Any]:
    """The contract and all that it is made of, by what pairs them."""
    lists = contract.codelists.values()
    return {
        ("Contract",): contract,
        **{("Table", t.name): t for t in contract.tables},
        **{("Field", t.name, f.name): f for t in contract.tables for f in t.fields},
        **{("Rule", r.id): r for r in contract.rules},
        **{("CodeList", each.name): each for each in lists},
        **{("Code", each.name, code.code): code for each in lists for code in each.codes},
    }


def differing(old: Contract, new: Contract) -> set[tuple[str, str]]:
    """The facts in which two versions differ, as names of a class and of its field."""
    before, after = parts_of(old), parts_of(new)
    return {
        (place[0], fact.name)
        for place in before.keys() & after.keys()
        for fact in fields(before[place])
        if getattr(before[place], fact.name) != getattr(after[place], fact.name)
    } - PARTS


def test_no_fact_of_a_contract_is_forgotten() -> None:
    """Each is changed alone by one of the cases, or is said here not to be compared."""
    kinds = (Contract, Table, Field, Rule, CodeList, Code)
    every = {(kind.__name__, fact.name) for kind in kinds for fact in fields(kind)}
    alone = [found for case in CASES if len(found := differing(OLD, case[1](OLD))) == 1]
    assert every - set().union(*alone) == PARTS | PAIRED_BY | WITH_ANOTHER | NOT_COMPARED


def test_nothing_changed_is_nothing() -> None:
    assert changes(OLD, OLD) == ()


@pytest.mark.parametrize(
    ("minimum", "maximum", "precision", "scale", "level"),
    [
        (0, None, None, None, "additive"),
        (0, None, 20, 2, "additive"),
        (0, None, 9, 2, "breaking"),
        (None, 99, 4, 2, "breaking"),
        (0, 99, 4, 2, "additive"),
        (0, 100, 4, 2, "breaking"),
        (-100, 99, 4, 2, "breaking"),
    ],
)
def test_a_whole_number_becomes_a_decimal_that_has_digits_enough(
    minimum: int | None, maximum: int | None, precision: int | None, scale: int | None, level: str
) -> None:
    bounds = {"minimum": None if minimum is None else Decimal(minimum),
              "maximum": None if maximum is None else Decimal(maximum)}  # fmt: skip
    before = column("headcount", **bounds)(OLD)
    after = column("headcount", **bounds, kind=Kind.DECIMAL, precision=precision, scale=scale)(OLD)
    assert [str(change.level) for change in changes(before, after)] == [level]


@pytest.mark.parametrize(("name", "required"), [("grade", True), ("grade", False)])
def test_any_new_column_is_said_to_refuse_every_file(name: str, required: bool) -> None:
    [change] = edited(table(lambda t: replace(t, fields=grown(t.fields, required=required))))
    assert change.place == f"stock.{name}"
    assert "exactly the contract's columns" in change.sentence
    assert "every file without it is refused" in change.sentence


def test_a_validity_that_grows_is_additive() -> None:
    narrow = first_valid(date(2020, 1, 1), date(2021, 1, 1))(OLD)
    [change] = changes(narrow, OLD)
    assert (change.kind, change.after) == ("code_validity_lengthened", "always")


def test_another_list_with_the_same_codes_is_additive() -> None:
    lists = {**OLD.codelists, "gender": CodeList("gender", OLD.codelists["sex"].codes)}
    swapped = replace(column("sex", codelist="gender")(OLD), codelists=lists)
    assert [str(c.level) for c in changes(OLD, swapped)] == ["additive"]
    fewer = {**lists, "gender": CodeList("gender", OLD.codelists["sex"].codes[1:])}
    assert [str(c.level) for c in changes(OLD, replace(swapped, codelists=fewer))] == ["breaking"]


def test_the_gravest_changes_stand_first() -> None:
    both = column("fte", description="Otherwise.", minimum=Decimal(1))
    assert [str(c.level) for c in edited(both)] == ["breaking", "editorial"]


BREAKING = column("fte", required=True)
ADDITIVE = column("fte", minimum=None)
EDITORIAL = column("fte", description="Otherwise.")


def same(old: Contract) -> Contract:
    return old


@pytest.mark.parametrize(
    ("edit", "version", "bump", "obeys"),
    [
        (BREAKING, "2.0.0", "major", True),
        (BREAKING, "1.9.9", "major", False),
        (BREAKING, "1.0.0", "major", False),
        (ADDITIVE, "1.1.0", "minor", True),
        (ADDITIVE, "2.0.0", "minor", True),
        (ADDITIVE, "1.0.1", "minor", False),
        (EDITORIAL, "1.0.1", "patch", True),
        (EDITORIAL, "1.0.0", "patch", False),
        (same, "1.0.0", "none", True),
        (same, "1.0.1", "none", True),
        (same, "0.9.0", "none", False),
    ],
)
def test_the_version_number_has_to_obey(edit: Edit, version: str, bump: str, obeys: bool) -> None:
    comparison = compare(OLD, replace(edit(OLD), version=version))
    assert (str(comparison.bump), comparison.obeys) == (bump, obeys)


def test_other_returns_and_other_version_numbers_are_refused_with_a_sentence() -> None:
    with pytest.raises(ContractError, match="different returns"):
        compare(OLD, load_contract("facial_recognition"))
    with pytest.raises(ContractError, match="three whole numbers"):
        _ = compare(OLD, replace(OLD, version="v2")).obeys


NASTY = column("fte", required=True, description="a | b <script> `x`\n# heading")


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("text", ["BREAKING\n", "stock.fte: Column fte may no longer be blank.", "2.0.0 or later",
                  "does not obey", "touches: forces that send this return"]),
        ("markdown", ["| **breaking** | `stock.fte` |", "a \\| b &lt;script> \\`x\\` # heading |"]),
        ("json", ['"bump_required": "major"', '"obeys": false']),
    ],
)  # fmt: skip
def test_a_comparison_is_told_in_every_format(form: str, parts: list[str]) -> None:
    text = render(compare(OLD, NASTY(OLD)), form)
    assert [part for part in parts if part not in text] == []
    assert text.endswith("\n")
    if form == "json":
        content = json.loads(text)
        assert content["counts"] == {"breaking": 1, "additive": 0, "editorial": 1}
        assert set(content["changes"][0]) == {
            "kind", "level", "place", "sentence", "before", "after", "affected",
        }  # fmt: skip
    if form == "markdown":
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert {line.replace("\\|", "").count("|") for line in rows} == {7}


def test_an_unknown_format_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="text, json, markdown"):
        render(compare(OLD, OLD), "pdf")
