"""Documentation that cannot rot: every rule, command, status and file that exists is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from contracts.load import all_contracts, load_codelist
from contracts.markers import STATUSES
from contracts.model import Contract, Dimension, Severity
from contracts.render import generated
from ledger.model import Role, State, SubmissionType
from muster.cli import app
from muster.release.held import REFERENCE
from muster.release.reference.held_tables import COLUMNS

ROOT = Path(__file__).parents[2]
CONTRACTS = all_contracts()
IMPACT_STATES = (
    "MATCHED",
    "TIMING_DIFFERENCE",
    "SEVERITY_DIFFERENCE",
    "NOT_REPORTED",
    "NOT_AFFECTED",
    "LOCAL_ONLY",
    "PROPOSED",
)
COVERAGE_STATES = ("nil", "missing", "not_expected")


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("contract", CONTRACTS, ids=[c.slug for c in CONTRACTS])
def test_rules_declared_are_the_rules_documented(contract: Contract) -> None:
    page = text_of(f"docs/returns/{contract.slug}.md")
    documented = set(re.findall(r"</a>([A-Z]\d\d(?:-\d\d)?) \|", page))
    assert documented == {rule.id for rule in contract.rules}


def test_generated_files_are_current() -> None:
    assert generated.stale(ROOT) == [], "run `make generate`"


@pytest.mark.parametrize("indicator", ["coverage_gap_pct", "hours_with_gap_pct"])
def test_what_a_gap_is_worked_out_for_is_said(indicator: str) -> None:
    """A gap is one of a row of the return: of an hour, an area and a kind of officers."""
    contract = next(each for each in CONTRACTS if each.slug == "availability_demand")
    key = next(table.key for table in contract.tables if table.name == "hours")
    section = text_of("docs/indicators.md").partition(f'<a id="{indicator}">')[2]
    definition = section.partition("- Name:")[0]
    assert key == ("force_code", "area_code", "hour_start", "resource_type")
    assert all(word in definition.lower() for word in ("hour", "area", "kind of officers"))


def commands() -> Iterator[str]:
    """The words of every command of the CLI: 'validate', 'contracts check'."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        yield from (f"{name} {sub}" for sub in getattr(command, "commands", ()))
        if not hasattr(command, "commands"):
            yield name


def test_every_command_is_documented() -> None:
    text = text_of("README.md")
    known = sorted(commands())
    assert "validate" in known
    assert "contracts check" in known
    assert [name for name in known if name not in documented(text)] == []


def documented(text: str) -> set[str]:
    """The commands of the command line's block: `muster a`, `muster a b`, `muster a b | c | d`."""
    known = set(commands())
    groups = {name.split()[0] for name in known if " " in name}
    found: set[str] = set()
    for line in text.split("## The command line")[1].split("```")[1].splitlines():
        for part in re.findall(r"muster ([a-z]+(?: [a-z]+)?(?: \| (?!muster )[a-z]+)*)", line):
            first, *others = part.split(" | ")
            group = first.split()[0]
            if group in groups:
                found |= {first, *(f"{group} {other}" for other in others)}
            else:
                found.add(group)
    return found


def test_every_command_documented_exists() -> None:
    assert documented(text_of("README.md")) == set(commands())


COMMANDS_IN = [
    "README.md",
    "deploy/README.md",
    *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]
# Said not to exist.
NOT_THERE = {("build", "--engine")}


def options(command: str) -> set[str]:
    """The long options of a command, such as 'windows open'."""
    found = typer.main.get_command(app)
    for word in command.split():
        found = found.commands[word]  # type: ignore[attr-defined]
    return {name for one in found.params for name in (*one.opts, *one.secondary_opts)}


def options_in(text: str) -> Iterator[tuple[str, str]]:
    """Each command that a page names, with each option that it names for it."""
    every = set(commands())
    groups = {name.split()[0] for name in every if " " in name}
    for line in text.replace("\\\n", " ").splitlines():
        for part in re.split(r"`|muster (?=[a-z])", line)[1:]:
            first, *rest = re.split(r"[ |]+", part)
            if first in groups:
                named = [f"{first} {word}" for word in rest if f"{first} {word}" in every]
            else:
                named = [first] if first in every else []
            for option in re.findall(r"--[a-z][a-z-]*", part):
                yield from ((name, option) for name in named)


@pytest.mark.parametrize("page", COMMANDS_IN)
def test_every_option_documented_exists(page: str) -> None:
    named = set(options_in(text_of(page))) - NOT_THERE
    assert [pair for pair in sorted(named) if pair[1] not in options(pair[0])] == []


def test_the_pages_name_options() -> None:
    named = set(options_in(text_of("README.md")))
    assert {("validate", "--engine"), ("windows close", "--server"), ("build", "--full")} <= named


@pytest.mark.parametrize(("variable", "name"), REFERENCE.items())
def test_every_table_of_an_installation_is_documented_with_its_columns(
    variable: str, name: str
) -> None:
    section = text_of("README.md").partition("### Tables of your own")[2].partition("\n## ")[0]
    if variable not in COLUMNS:  # it is not written by hand
        assert name == "populations.csv" and "muster reference load" in section
        return
    columns = list(COLUMNS[variable])
    told = section.partition(f"`{name}`")[2]
    assert [word for word in re.findall(r"\w+", told) if word in columns][: len(columns)] == columns


def test_every_mapping_is_documented() -> None:
    text = text_of("docs/mappings.md")
    names = [path.stem for path in (ROOT / "mappings").glob("*.yaml")]
    assert names
    assert [name for name in names if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("state", [state.value for state in State]),
        ("submission type", [kind.value for kind in SubmissionType]),
        ("value status", [code.code for code in load_codelist("value_status").codes]),
        ("figure status", STATUSES),
        ("impact state", IMPACT_STATES),
        ("coverage state", COVERAGE_STATES),
        ("severity", [severity.value for severity in Severity]),
        ("dimension", [dimension.value for dimension in Dimension]),
    ],
)
def test_glossary_has_every_code_word(kind: str, words: list[str]) -> None:
    glossary = text_of("GLOSSARY.md")
    assert [word for word in words if f"`{word}`" not in glossary] == [], kind


def test_glossary_has_every_role_and_both_athenas() -> None:
    glossary = text_of("GLOSSARY.md").lower()
    assert [role for role in Role if f"**{role.value}**" not in glossary] == []
    assert "**athena, the records system**" in glossary
    assert "**project athena**" in glossary


def test_decisions_are_listed_and_exist() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", text_of("docs/decisions/README.md")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


# Made by `make bench` and by the browser tests, on a machine that can.
MADE_ELSEWHERE = {"docs/benchmarks.md", "docs/images/compare.png"}


@pytest.mark.parametrize(
    "document",
    sorted(
        path.relative_to(ROOT).as_posix()
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    ),
)
def test_links_lead_somewhere(document: str) -> None:
    here = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text_of(document))
    local = [link for link in links if "://" not in link and f"{link}" not in MADE_ELSEWHERE]
    assert [link for link in local if not (here / link).exists()] == []
