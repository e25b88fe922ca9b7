"""What is fuzzed: each target takes bytes and reads them, or refuses them with a sentence."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from contracts.errors import ContractError, UnreadableFileError
from contracts.load import load_contract, load_contract_file
from contracts.model import Contract
from validators.read import Limits, read_submission

# Small limits: what is looked for are mistakes, not slowness.
LIMITS = Limits(
    max_bytes=1 << 20, max_rows=5_000, max_columns=200, max_cells=50_000, max_cell_length=5_000
)
SLUG = "facial_recognition"


def reads(suffix: str) -> Callable[[bytes], None]:
    """The reader, given a file of that suffix."""

    def one(data: bytes) -> None:
        path = _folder() / f"deployments.{suffix}"
        path.write_bytes(data)
        try:
            reading = read_submission([path], _contract(), LIMITS)
            rows = {table.name: sum(f.height for f in table.batches()) for table in reading.tables}
        except UnreadableFileError as error:
            _require_sentence(str(error))
            return
        told = {table.name: table.rows for table in reading.tables}
        if rows != told:
            raise AssertionError(f"{rows} rows were read, {told} were told")
        for finding in reading.findings:
            _require_sentence(finding.message)

    return one


def loads(data: bytes) -> None:
    """The contract loader, given an ODCS file."""
    path = _folder() / "1.0.0.odcs.yaml"
    path.write_bytes(data)
    try:
        load_contract_file(path)
    except ContractError as error:
        _require_sentence(str(error))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "csv": reads("csv"),
    "xlsx": reads("xlsx"),
    "ods": reads("ods"),
    "parquet": reads("parquet"),
    "contract": loads,
}


def seeds(target: str) -> Iterator[bytes]:
    """Good inputs to begin from: small, and our own."""
    from tests.torture import badfiles

    if target == "contract":
        root = Path(__file__).parents[2] / "contracts" / "returns"
        for path in sorted(root.glob("*/*.odcs.yaml")):
            yield path.read_bytes()
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in badfiles.bad_files(Path(folder)):
            if path.suffix == f".{target}" and path.stat().st_size < 50_000:
                yield path.read_bytes()
        good = Path(folder) / "good" / f"deployments.{target}"
        if good.exists():
            yield good.read_bytes()


@cache
def _contract() -> Contract:
    return load_contract(SLUG)


@cache
def _folder() -> Path:
    """One folder for a process, in memory where there is one."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="muster-fuzz-", dir=memory if memory.is_dir() else None))


def _require_sentence(text: str) -> None:
    if not text.strip():
        raise AssertionError("a refusal says nothing")
