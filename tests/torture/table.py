"""All scenarios, with the sizes of the tests, of `make torture`, and of their negative controls."""

from __future__ import annotations

from tests.torture.backups import online_backup
from tests.torture.calls import missing_strace, order_of_calls
from tests.torture.disks import disk_full, missing_mount
from tests.torture.files import every_bad_file, names
from tests.torture.formulas import formulas
from tests.torture.kills import crash_points, killed_while_submitting
from tests.torture.load import bombs_at_once, load
from tests.torture.outside import outside_references
from tests.torture.power import missing_power, power_cuts
from tests.torture.releases import releases_under_readers
from tests.torture.scenario import Scenario
from tests.torture.servers import missing_server, on_postgresql
from tests.torture.tampering import tampering
from tests.torture.traps import silent_misreads
from tests.torture.versions import sqlite_versions
from tests.torture.writers import many_writers

ALL: tuple[Scenario, ...] = (
    Scenario(
        row="R1",
        title="Killed while submitting",
        run=killed_while_submitting,
        safeguard="a receipt is written down before the commit",
        small={"kills": 6, "largest_bytes": 20_000, "ways": ("ledger",)},
        full={"kills": 500, "largest_bytes": 5_000_000},
        control={"kills": 4, "largest_bytes": 20_000, "ways": ("ledger",)},
    ),
    Scenario(
        row="R2",
        title="Named crash points",
        run=crash_points,
        safeguard="the ledger's row is written before the bytes are stored",
        small={"formats": ("csv",), "every": 7},
        full={"formats": ("csv", "xlsx", "parquet")},
        control={"formats": ("csv",), "every": 12},
    ),
    Scenario(
        row="R3",
        title="Power cut",
        run=power_cuts,
        safeguard="fsync does nothing",
        small={"submitting": 6, "publishing": 2},
        full={"submitting": 200, "publishing": 50},
        control={"submitting": 15, "publishing": 0},
        missing=missing_power,
    ),
    Scenario(
        row="R4",
        title="Order of system calls",
        run=order_of_calls,
        safeguard="fsync does nothing",
        small={"submissions": 1},
        full={"submissions": 5},
        control={"submissions": 1},
        missing=missing_strace,
    ),
    Scenario(
        row="R5",
        title="Disk full",
        run=disk_full,
        safeguard="objects are written at their final name",
        small={"levels": 4},
        full={"levels": 20},
        control={"levels": 2},
        missing=missing_mount,
    ),
    Scenario(
        row="R6",
        title="Many writers",
        run=many_writers,
        safeguard="a write begins as a read and hopes to become one",
        small={"writers": 6, "rounds": 2},
        full={"writers": 32, "rounds": 20},
        control={"writers": 6, "rounds": 2},
    ),
    Scenario(
        row="R7",
        title="Load",
        run=load,
        safeguard="the server reads uploads itself",
        small={
            "uploads": 8, "hostile": 5, "size_bytes": 20_000, "p95_seconds": 60, "bomb_mib": 16,
        },
        full={
            "uploads": 100, "hostile": 5, "size_bytes": 1_000_000, "p95_seconds": 60,
            "bomb_mib": 256,
        },
        control={
            "uploads": 6, "hostile": 5, "size_bytes": 20_000, "p95_seconds": 60, "bomb_mib": 16,
        },
        slow=True,
    ),
    Scenario(
        row="R8",
        title="Release under readers",
        run=releases_under_readers,
        safeguard="the figures are written over in place, under one name",
        small={"releases": 10, "readers": 2, "kills": 4},
        full={"releases": 200, "readers": 8, "kills": 50},
        control={"releases": 8, "readers": 2, "kills": 0},
    ),
    Scenario(
        row="R9",
        title="Bad files",
        run=every_bad_file,
        safeguard="files are read in the server's own process",
        small={"corpus_every": 90, "own_every": 9},
        full={"corpus_every": 1, "own_every": 1},
        control={"corpus_every": 90, "own_every": 9},
    ),
    Scenario(
        row="R10",
        title="Silent misreads",
        run=silent_misreads,
        safeguard="a data frame library reads the file as its manual shows it",
        small={"recount": False},
        full={"recount": True},
        control={"recount": False},
    ),
    Scenario(
        row="R11",
        title="Bombs",
        run=bombs_at_once,
        safeguard="the server reads uploads itself",
        small={"size_mib": 16},
        full={"size_mib": 512},
        control={"size_mib": 16},
        slow=True,
    ),
    Scenario(
        row="R12",
        title="Outside references",
        run=outside_references,
        safeguard="an XML parser fetches what a document names",
        small={"every": 4},
        full={"every": 1},
        control={"every": 3},
    ),
    Scenario(
        row="R13",
        title="Names",
        run=names,
        safeguard="an upload's name is taken as it comes",
        small={"every": 4},
        full={"every": 1},
        control={"every": 1},
    ),
    Scenario(
        row="R14",
        title="Formulas",
        run=formulas,
        safeguard="text is exported as it was typed",
        small={"payloads": 21},
        full={"payloads": 21},
        control={"payloads": 21},
    ),
    Scenario(
        row="R17",
        title="Tampering",
        run=tampering,
        safeguard="a file that is there is taken for the one that was accepted",
        small={"flips": 4, "edits": 10, "drops": 2},
        full={"flips": 20, "edits": 10, "drops": 5},
        control={"flips": 2, "edits": 1, "drops": 1},
    ),
    Scenario(
        row="R18",
        title="Backup",
        run=online_backup,
        safeguard="the ledger's rows are copied table by table, as each is then",
        small={"submissions": 10, "writes_a_second": 10, "most_seconds": 300},
        full={"submissions": 10_000, "writes_a_second": 10, "most_seconds": 300},
        control={"submissions": 5, "writes_a_second": 10, "most_seconds": 300},
    ),
    Scenario(
        row="R19",
        title="SQLite version",
        run=sqlite_versions,
        safeguard="nobody looks at the version",
    ),
    Scenario(
        row="R20",
        title="PostgreSQL",
        run=on_postgresql,
        safeguard="a receipt is written down before the commit",
        small={"kills": 3, "writers": 4, "rounds": 2, "tampered": (3, 10, 2), "stops": 1},
        full={"kills": 100, "writers": 32, "rounds": 20, "tampered": (20, 10, 5), "stops": 20},
        control={"kills": 4, "writers": 0, "rounds": 0, "tampered": (0, 0, 0), "stops": 0},
        missing=missing_server,
    ),
)  # fmt: skip

# Rows of the table of reliability that are tested elsewhere.
ELSEWHERE = {
    "R15": "One force cannot see another",
    "R16": "The front door",
}
