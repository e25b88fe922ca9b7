"""`muster contracts check`: every faulty contract is told, and what is stale or of elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.load import HERE, load_contract
from contracts.render import generated
from muster.cli import app

OWN = shutil.ignore_patterns("*.py", "__pycache__")


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Contracts of one's own that are read in the place of Muster's; no checkout is beside them."""
    tree = shutil.copytree(HERE, tmp_path / "elsewhere", ignore=OWN)
    monkeypatch.setattr("contracts.load.RETURNS", tree / "returns")
    monkeypatch.chdir(tmp_path)
    load_contract.cache_clear()
    yield tree / "returns"
    load_contract.cache_clear()


def checked() -> Result:
    return CliRunner().invoke(app, ["contracts", "check"])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_faulty_contract_is_told_and_the_others_are_asked(edited: Path) -> None:
    edit(edited / "workforce/1.0.0.odcs.yaml", "severity: error", "severity: fatal")
    edit(edited / "collisions/1.0.0.odcs.yaml", "kind: DataContract", "kind: Other")
    shutil.copy(
        edited / "mobile_devices/1.0.0.odcs.yaml", edited / "mobile_devices/1.1.0.odcs.yaml"
    )
    done = checked()
    assert done.exit_code == 1
    told = done.stderr.splitlines()
    assert [line.split()[0].rstrip(":") for line in told] == [
        "collisions/1.0.0.odcs.yaml", "mobile_devices/1.1.0.odcs.yaml", "workforce/1.0.0.odcs.yaml",
    ]  # fmt: skip
    assert "public_contact 1.0.0: 21 rules, in order." in done.stdout
    assert "mobile_devices 1.0.0: 22 rules, in order." in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("- FEMALE", "- FEMAIL", "does not pass: C06, stock.sex: sex holds 'FEMAIL'"),
        ("tolerance: 0.01", "tolerance: -5", "does not pass: R01-01, stock.fte: "),
        ("of: fte, limit", "of: sex, limit", "worked example cannot be checked, for rule R01-01: "),
    ],
)
def test_a_contract_whose_own_example_does_not_pass_is_told(
    old: str, new: str, says: str, edited: Path
) -> None:
    edit(edited / "workforce/1.0.0.odcs.yaml", old, new)
    done = checked()
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("workforce 1.0.0: its worked example")
    assert says in line


def test_two_returns_that_share_a_code_or_the_id_of_a_rule_are_told(edited: Path) -> None:
    shutil.copytree(edited / "mobile_devices", edited / "custody")
    edit(edited / "custody/1.0.0.odcs.yaml", "name: mobile_devices", "name: custody")
    done = checked()
    assert done.exit_code == 1
    code, *rules = done.stderr.splitlines()
    assert code == "mobile_devices has the return code R11, which is that of custody."
    assert rules[0] == "mobile_devices has the rule id R11-01, which is that of custody."
    assert len(rules) == len(load_contract("custody").tables[0].rules)


def test_contracts_of_another_checkout_are_not_taken_for_those_that_were_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(HERE, tmp_path / "contracts", ignore=OWN)
    generated.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert checked().exit_code == 0
    monkeypatch.chdir(tmp_path / "docs" / "returns")  # a checkout is one from wherever in it
    assert "Everything generated is current." in checked().stdout
    edit(tmp_path / "contracts/codelists/sex.csv", "Female", "Women")
    done = checked()
    assert done.exit_code == 1
    assert "it has another contracts/codelists/sex.csv. The Muster that runs" in done.stderr
    assert "Everything generated is current." not in done.stdout
