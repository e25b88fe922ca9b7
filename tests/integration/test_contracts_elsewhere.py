"""Contracts and the validator where the rest of Muster is not: other tools, and a force's desk."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from contracts.load import all_contracts, contract_path, load_contract
from contracts.model import Contract
from contracts.render.example import example_rows
from muster.api.paths import PREFIX
from tests import ledger_kit as kit
from tests.api_kit import SLUG, Desk, desk, example
from tests.spec.rule_cases import PERIODS
from validators.validate import check_files

ROOT = Path(__file__).parents[2]
UV = ROOT / ".venv/bin/uv"
CONTRACTS = all_contracts()
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("environments")]


def run(*words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **variables},
    )


def environment(folder: Path, *install: str | Path) -> Path:
    """A new environment with what `uv pip install` is told; returns its folder of commands."""
    for words in (
        ("venv", "-q", "--python", ROOT / ".venv/bin/python", folder),
        ("pip", "install", "-q", "--python", folder / "bin/python", *install),
    ):
        done = run(UV, *words)
        assert done.returncode == 0, done.stderr
    return folder / "bin"


# --------------------------------------------------------------------------- datacontract-cli


@pytest.fixture(scope="module")
def datacontract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lock = ROOT / "tests/peers/datacontract.lock"
    folder = tmp_path_factory.mktemp("datacontract") / "env"
    return environment(folder, "--require-hashes", "-r", lock) / "datacontract"


# `datacontract lint`, asked of many contracts by one process: its start takes longer than it.
LINT = """
import sys
from datacontract.data_contract import DataContract
for line in sys.stdin:
    print(DataContract(data_contract_file=line.rstrip("\\n")).lint().result.value, flush=True)
"""


def test_datacontract_lints_every_contract(datacontract: Path, tmp_path: Path) -> None:
    paths = [contract_path(each.slug, each.version) for each in CONTRACTS]
    broken = tmp_path / "broken.odcs.yaml"
    text = paths[0].read_text(encoding="utf-8")
    broken.write_text(text.replace("logicalType: string", "logicalType: words", 1), "utf-8")
    asked = [*paths, broken]
    done = subprocess.run(
        [datacontract.with_name("python"), "-c", LINT], input="\n".join(map(str, asked)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = dict(zip(asked, done.stdout.split(), strict=True))
    assert [path.name for path, result in said.items() if result != "passed"] == [broken.name]


def examples(contract: Contract, folder: Path) -> None:
    """The worked example of a return, checked and written as Parquet by Muster."""
    paths: list[Path] = []
    for table, rows in example_rows(contract).items():
        paths.append(folder / f"{table}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    assert check_files(paths, contract, "42", PERIODS[contract.slug], folder).passed


def with_server(contract: Contract, folder: Path) -> Path:
    """The contract, told where its Parquet lies: a contract of ours names no server."""
    source = contract_path(contract.slug, contract.version).read_text(encoding="utf-8")
    server = {
        "server": "here",
        "type": "local",
        "path": str(folder / "{model}.parquet"),
        "format": "parquet",
    }
    path = folder / "contract.odcs.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(source), "servers": [server]}), "utf-8")
    return path


@pytest.mark.parametrize("slug", ["workforce", "digital_evidence"])
def test_datacontract_tests_our_parquet(slug: str, datacontract: Path, tmp_path: Path) -> None:
    contract = load_contract(slug)
    examples(contract, tmp_path)
    place = with_server(contract, tmp_path)
    done = run(datacontract, "test", place)
    assert done.returncode == 0, done.stdout
    assert "Data contract has warnings" in done.stdout, "types in Parquet, which it cannot ask"

    broken = tmp_path / f"{contract.tables[0].name}.parquet"
    table = pq.read_table(broken)
    pq.write_table(table.drop_columns([contract.tables[0].key[-1]]), broken)
    assert run(datacontract, "test", place).returncode != 0, "a lost column is noticed"


# ------------------------------------------------------------------------- the validator alone


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Muster as a force installs it: the wheel and its own dependencies, the platform left out."""
    folder = tmp_path_factory.mktemp("home")
    build = [ROOT / ".venv/bin/python", "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = folder.glob("*.whl")
    constraints = folder / "constraints.txt"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line.removesuffix(" \\") for line in lock if "==" in line and line[0] != " "]
    constraints.write_text("\n".join(pins), encoding="utf-8")
    yield environment(folder / "env", wheel, "-c", constraints)


def test_the_validator_stands_alone(at_home: Path, tmp_path: Path) -> None:
    for name in ("great_expectations", "dbt", "streamlit", "sqlalchemy"):
        assert run(at_home / "python", "-c", f"import {name}", PYTHONPATH="").returncode != 0
    template = run(at_home / "muster", "template", "workforce", "--out", tmp_path / "t.xlsx")
    assert template.returncode == 0, template.stderr
    examples(load_contract("workforce"), tmp_path)
    files = [tmp_path / f"{table.name}.csv" for table in load_contract("workforce").tables]
    options = ("--return", "workforce", "--force", "42", "--period", PERIODS["workforce"])
    good = run(at_home / "muster", "validate", *files, *options)
    assert good.returncode == 0, good.stdout + good.stderr
    text = files[0].read_text(encoding="utf-8")
    files[0].write_text(text.replace("FEMALE", "Woman"), encoding="utf-8")
    bad = run(at_home / "muster", "validate", *files, *options)
    assert (bad.returncode, "Woman" in bad.stdout) == (1, True)


@pytest.mark.parametrize("command", ["build", "app", "verify"])
def test_what_needs_the_platform_says_so(command: str, at_home: Path, tmp_path: Path) -> None:
    done = run(at_home / "muster", command, MUSTER_HOME=str(tmp_path))
    assert done.returncode == 2
    assert "platform" in done.stderr
    assert "Traceback" not in done.stderr


PERIOD, SENT = example()
PLACE = ("--return", SLUG, "--force", "42", "--period", PERIOD)
STARTER = ROOT / "mappings" / "starters" / "itsm_outages.mapping.yaml"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("served") / "home") as opened:
        yield opened


def test_a_force_works_through_a_server_with_the_validator_alone(
    at_home: Path, served: Desk, tmp_path: Path
) -> None:
    for name, content in SENT.items():
        (tmp_path / name).write_bytes(content)
    files = [tmp_path / name for name in SENT]
    server = ("--server", served.address.removesuffix(PREFIX))

    def said(person: str, *words: str | Path, code: int = 0) -> str:
        done = run(
            at_home / "muster", *words, *server,
            MUSTER_TOKEN=served.tokens[person], MUSTER_HOME=str(tmp_path / "none"), PYTHONPATH="",
        )  # fmt: skip
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    assert "pass" in said("preparer", "validate", *files, *PLACE)
    assert "Nothing is live" in said("preparer", "changes", *files, *PLACE)
    assert "ready" in said("preparer", "submit", *files, *PLACE)
    [sid] = [s.submission_id for s in served.ledger.submissions(actor=kit.LOCAL)]
    assert sid in said("preparer", "status", sid)
    assert sid in said("preparer", "submissions", "list")
    for what in ("report", "plausibility", "warnings", "changes"):
        assert said("preparer", "submissions", what, sid)
    assert "no release yet" in said("approver", "submissions", "effects", sid, code=2)
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("rule_id,reason_code,sentence\nC01,X,Y\n", encoding="utf-8")
    assert "sheet.csv" in said("preparer", "submissions", "explain", sid, sheet, code=2)
    assert said("approver", "submissions", "signoff", sid)
    assert sid in said("approver", "submissions", "receipt", sid)
    assert "every return is open" in said("preparer", "windows", "list")
    assert "1 of 43" in said("inspector", "windows", "status", SLUG, PERIOD)
    assert "itsm" in said("preparer", "local", "keep", STARTER, "--force", "42", "--name", "itsm")
    assert "itsm v1" in said("preparer", "local", "list", "--force", "42")
    export = tmp_path / "export.csv"
    export.write_text("Number,Service\nINC1,RMS\n", encoding="utf-8")
    tried = ("--return", "system_reliability", "--force", "42", "--period", "2024-03")
    assert said("preparer", "local", "preview", STARTER, export, *tried, code=2)
    assert "retired" in said("preparer", "local", "retire", "itsm", "--force", "42")


def test_a_folder_of_submissions_is_checked_by_the_validator_alone(
    at_home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "returns" / "42" / PERIOD
    folder.mkdir(parents=True)
    for name, content in SENT.items():
        (folder / name).write_bytes(content)
    words = ("validate", tmp_path / "returns", "--return", SLUG)
    done = run(at_home / "muster", *words, PYTHONPATH="")
    assert done.stdout == f"1 submission of {SLUG}: 1 passed.\n", done.stderr
    spark = run(at_home / "muster", *words, "--engine", "spark", "--out", tmp_path, PYTHONPATH="")
    assert (spark.returncode, "platform" in spark.stderr) == (2, True)
