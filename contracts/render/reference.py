"""The reference page of a return, and the index of all returns, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.manifest import manifest_codelists, manifest_table
from contracts.model import Code, CodeList, Contract, Field, Rule, Table
from contracts.render.wording import (
    allowed_words,
    executor_words,
    is_unverified,
    kind_words,
    period_words,
    required_words,
    unverified_words,
    used_codelists,
    validity_words,
)

NOTE = "<!-- Generated from the contracts: change those and run `make generate`. -->"


def index_page(contracts: Iterable[Contract]) -> str:
    """The list of returns, each with a link to its page."""
    rows = [
        (
            f"[{contract.title}]({contract.slug}.md)",
            f"{contract.return_code} `{contract.slug}`",
            contract.version,
            period_words(contract.period_grain),
            str(sum(1 for table in contract.tables for _ in table.fields)),
            str(len(contract.rules)),
        )
        for contract in contracts
    ]
    head = ("Return", "Code", "Version", "One submission is one force and", "Columns", "Rules")
    lines = [NOTE, "# Returns", "", *_table(head, rows)]
    lines += ["", "Any submission may carry a [manifest](manifest.md) beside its files."]
    return "\n".join(lines) + "\n"


def manifest_page() -> str:
    """What a manifest may say, and what is done with it."""
    lines = [NOTE, "# Submission manifest", "", *_MANIFEST_SAYS, ""]
    lines += list(_table_section(manifest_table()))
    lines += ["", "## Code lists", "", *_codelists(manifest_codelists())]
    return "\n".join(lines).rstrip() + "\n"


_MANIFEST_SAYS = (
    "Return R00: `manifest.csv` beside the files of a submission, one row a file. Nobody has",
    "to send one. Of one that is sent, `file`, `row_count` and `sha256` are needed; every other",
    "column may be left out, and what is there is checked.",
    "",
    "- Rule C13: the rows and the SHA-256 of each file are what the manifest says.",
    "- Rule C17: every cell holds what its column asks for, one submission has one of everything,",
    "  and return, force, period, kind of submission and reason are those it was sent with.",
    "- `submission_id` makes sending twice harmless: the same id with the same files is one",
    "  submission, and with other files it is refused.",
    "",
    "Template: `muster template manifest --out manifest.csv`. A worked example is in",
    "[manifest/example](manifest/example/).",
)


def reference_page(contract: Contract) -> str:
    """Everything that is asked in one return: tables, columns, rules, code lists."""
    lines = [NOTE, *_opening(contract)]
    for table in contract.tables:
        lines += ["", *_table_section(table)]
    lines += ["", "## Rules", "", *_severities()]
    lines += ["", "### Rules of every return", "", *_rules(contract.common_rules, contract)]
    for table in contract.tables:
        if table.rules:
            lines += ["", f"### Rules of {table.name}", "", *_rules(table.rules, contract)]
    lines += ["", "## Code lists", "", *_codelists(used_codelists(contract))]
    return "\n".join(lines).rstrip() + "\n"


def _opening(contract: Contract) -> Iterator[str]:
    yield f"# {contract.title}"
    yield ""
    yield f"Return {contract.return_code}, `{contract.slug}`, version {contract.version}."
    yield ""
    yield contract.purpose
    yield ""
    yield f"- Supplied by: {contract.supplied_by}."
    yield f"- One submission: one force and {period_words(contract.period_grain)}."
    yield f"- Due: {contract.due_working_days} working days after the period ends."
    tables = ", ".join(
        f"`{table.name}`{' (optional)' if table.optional else ''}" for table in contract.tables
    )
    yield f"- Tables: {tables}; a sheet each in one workbook, or a CSV or Parquet file each."
    yield f"- Template: `muster template {contract.slug} --out {contract.slug}.xlsx`."
    yield (
        f"- For programs: [JSON Schema]({contract.slug}/schema.json), "
        f"[Frictionless data package]({contract.slug}/datapackage.json), "
        f"[CSVW metadata]({contract.slug}/csvw.json), "
        f"[worked example]({contract.slug}/example/)."
    )


def _table_section(table: Table) -> Iterator[str]:
    yield f"## Table `{table.name}`: {table.title}{' (optional)' if table.optional else ''}"
    yield ""
    yield table.description
    yield ""
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    head = ("Column", "What it is", "Holds", "Unit", "Needed", "Allowed", "Example")
    yield from _table(head, [_field_row(field) for field in table.fields])


def _field_row(field: Field) -> tuple[str, ...]:
    return (
        f"`{field.name}`",
        field.description,
        kind_words(field),
        field.unit or "",
        required_words(field),
        _linked_allowed(field),
        f"`{field.example}`" if field.example else "",
    )


def _linked_allowed(field: Field) -> str:
    words = allowed_words(field)
    if field.pattern and field.pattern in words:
        words = words.replace(field.pattern, f"`{field.pattern}`")
    if field.codelist:
        words = words.replace(field.codelist, f"[{field.codelist}](#{field.codelist})")
    return words


def _severities() -> Iterator[str]:
    yield "- **error**: the file does not pass until it is mended."
    yield "- **warning**: the file passes; you are asked for a reason and a sentence."
    yield "- **info**: counted in the data-quality score, nothing to do."


def _rules(rules: Sequence[Rule], contract: Contract) -> Iterator[str]:
    head = ("Rule", "Severity", "What it says", "What to do", "Dimension", "Scope", "Asked")
    yield from _table(head, [_rule_row(rule, contract) for rule in rules])


def _rule_row(rule: Rule, contract: Contract) -> tuple[str, ...]:
    return (
        f'<a id="{rule.id.lower()}"></a>{rule.id}',
        rule.severity.value,
        rule.description,
        rule.mend + _reasons(rule, contract),
        rule.dimension.value,
        rule.scope.value,
        f"{executor_words(rule.executor)} ({rule.executor.value})",
    )


def _reasons(rule: Rule, contract: Contract) -> str:
    if not rule.reasons:
        return ""
    labels = {code.code: code.label for code in contract.codelists["explanation_reason"].codes}
    offered = "; ".join(f"`{reason}` {labels[reason]}" for reason in rule.reasons)
    return f"<br>Reasons: {offered}."


def _codelists(codelists: Mapping[str, CodeList]) -> Iterator[str]:
    for name, codelist in codelists.items():
        yield f"### {name}"
        yield ""
        if unverified_words(codelist):
            yield f"**{unverified_words(codelist)}**"
            yield ""
        rows = [_code_row(code) for code in codelist.codes]
        yield from _table(("Code", "Meaning", "Valid", "Source"), rows)
        yield ""


def _code_row(code: Code) -> tuple[str, ...]:
    source = f"**{code.source}**" if is_unverified(code) else code.source
    return (f"`{code.code}`", code.label, validity_words(code) or "always", source)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
