"""A force's own extract, mapped before it is checked, and its findings told in its own rows.

The mapping is a file of the submission like every other: its bytes are kept, its hash is on the
receipt, and whoever checks the submission again maps it again in the same way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contracts.amounts import count
from contracts.errors import ContractError
from contracts.findings import Finding, Report
from contracts.model import Contract
from ledger.objects import sha256_of
from mappings.load import HERE, load_mapping, sources
from validators.children import environment
from validators.jobs import Job

SUFFIX = ".mapping.yaml"
MAXIMUM_BYTES = 256 * 1024


def is_mapping(path: Path) -> bool:
    return path.name.endswith(SUFFIX)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job to check, and how to tell its findings. `answer` is None where nothing was mapped, and
    `unfit` says why of each mapping that was sent."""

    job: Job
    sent: Sequence[Path]
    answer: Mapping[str, Any] | None = None
    unfit: Sequence[str] = ()

    def told(self, report: Report) -> Report:
        """The report in the sender's rows and columns, with the rows that were not taken."""
        if self.answer is None:
            if not report.readable:
                return with_untried(report, self.unfit)
            return replace(report, information=[*self.unfit, *report.information])
        contract = self.job.contract()
        findings = [self._own(finding) for finding in report.findings]
        refused = [_refused(contract, item, self.answer) for item in self.answer["not_taken"]]
        return replace(
            report,
            findings=[*refused, *findings],
            file=", ".join(path.name for path in self.sent),
            information=[*_information(self.answer), *report.information],
        )

    def _own(self, finding: Finding) -> Finding:
        answer = self.answer or {}
        if finding.table != answer["table"] or finding.row is None:
            return finding
        # The header of the mapped table is its row 1.
        file, row = answer["origins"][finding.table][finding.row - 2]
        column = answer["columns"].get(finding.column or "")
        where = f"{file}, row {row}" + (f", column {column}" if column else "")
        message = f"{finding.message} In your extract: {where}."
        return replace(finding, row=row, column_letter=None, message=message)


def prepare(job: Job) -> Prepared:
    """The job as it is, or of the tables that its mapping makes of the extract in it.

    A mapping that fits no file of the submission changes nothing: the check then says what the
    files lack. Raises ContractError where the mapping or the extract cannot be used.
    """
    mappings = [path for path in job.paths if is_mapping(path)]
    if not mappings:
        return Prepared(job, job.paths)
    files = [path for path in job.paths if not is_mapping(path)]
    room = job.out_dir / "mapped"
    answer = run_mapping(
        mappings, files, room, job.return_slug, job.force_code or "", job.period or "", job
    )
    if answer["mapping"] is None:
        unfit = [f"{name} fits none of the files. {why}" for name, why in answer["unfit"].items()]
        return Prepared(replace(job, paths=files), files, unfit=unfit)
    others = [path for path in files if str(path) not in answer["files"]]
    tables = _tables(answer, job)
    return Prepared(replace(job, paths=[*tables, *others]), job.paths, answer)


def _tables(answer: Mapping[str, Any], job: Job) -> list[Path]:
    """The mapped tables; a header alone where no row was taken, so that the check says so."""
    if answer["tables"]:
        return [Path(path) for path in answer["tables"].values()]
    table = job.contract().table(answer["table"])
    path = job.out_dir / "mapped" / f"{table.name}.csv"
    path.write_text(",".join(table.column_names) + "\n", encoding="utf-8")
    return [path]


def run_mapping(
    mappings: Sequence[Path],
    files: Sequence[Path],
    room: Path,
    return_slug: str | None,
    force_code: str,
    period: str,
    job: Job | None = None,
    *,
    only_ask: bool = False,
) -> dict[str, Any]:
    """What `mappings.worker` answers, within the limits of a check.

    With `only_ask` it says which mapping fits and which do not load, and maps nothing; without
    files it says what the first mapping is.

    Raises ContractError with its sentence where it could not map.
    """
    large = [p for p in mappings if p.is_file() and p.stat().st_size > MAXIMUM_BYTES]
    if large:
        raise ContractError(f"{large[0].name} is larger than a mapping may be (256 KiB).")
    allowed = (job or Job(paths=files, return_slug=return_slug or "", out_dir=room)).allowance
    asked = {
        "mappings": [str(path) for path in mappings],
        "files": [str(path) for path in files],
        "out": str(room),
        "return_slug": return_slug,
        "force_code": force_code,
        "period": period,
        "memory_bytes": allowed.memory_bytes,
        "cpu_seconds": allowed.cpu_seconds,
        "only_ask": only_ask,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "mappings.worker"],
            input=json.dumps(asked),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=allowed.wall_seconds,
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        raise ContractError("The extract took too long to map; send a shorter one.") from None
    answer: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
    if not answer:
        raise ContractError("The extract could not be mapped within the limits of a check.")
    if "failure" in answer:
        raise ContractError(str(answer["failure"]))
    return answer


def with_source(report: Report, files: Sequence[Path]) -> Report:
    """The report, with what to do where none of it could be read and the files are laid out as a
    source for which Muster has a mapping."""
    if report.readable or not report.findings:
        return report
    slug = report.return_slug
    ours = [name for name, _ in sources() if load_mapping(name).return_slug == slug]
    paths = [HERE / f"{name}.yaml" for name in ours]
    try:
        answer = run_mapping(paths, files, HERE, slug, "", "", only_ask=True)
    except ContractError:
        return report
    if answer["mapping"] is None:
        return report
    source = ours[answer["at"]]
    named = " ".join(path.name for path in files)
    first, *others = report.findings
    make = (
        f"It is laid out as the source {source}: make submissions of it by `muster map {source} "
        f"{named} --out FOLDER` (docs/mappings.md), and check those."
    )
    return replace(report, findings=[replace(first, suggestion=make), *others])


def with_untried(report: Report, untried: Sequence[str]) -> Report:
    """The report, with the mappings that were not tried where nothing in it could be read: the
    files may be what one of them is for."""
    if report.readable or not report.findings:
        return report
    first, *others = report.findings
    said = replace(first, message=" ".join([first.message, *untried]))
    return replace(report, findings=[said, *others])


def _information(answer: Mapping[str, Any]) -> Iterator[str]:
    """What the extract had beside the rows that are in the return, and what is doubtful in it."""
    if answer["left_out"]:
        yield (
            f"{count(answer['left_out'], 'row')} of the extract "
            f"{'is' if answer['left_out'] == 1 else 'are'} of other periods, and left out as the "
            "mapping says."
        )
    yield from answer["doubts"]


def _refused(contract: Contract, item: Mapping[str, Any], answer: Mapping[str, Any]) -> Finding:
    """A row that is in no table: an error of the rule that it would break."""
    rule = contract.rule(item["rule_id"])
    own = next((own for own, theirs in answer["columns"].items() if theirs == item["column"]), None)
    place = f"{item['file']}, row {item['row']}" + (
        f", column {item['column']}" if item["column"] else ""
    )
    return Finding(
        rule_id=rule.id,
        severity=rule.severity,
        dimension=rule.dimension,
        message=f"{place}: {item['sentence']} The row is not in the return.",
        table=answer["table"],
        row=item["row"],
        column=own,
        value=item["value"] or None,
    )


def cannot_be_mapped(job: Job, why: str) -> Report:
    """The report of an extract, or of a mapping, that could not be used at all."""
    contract = job.contract()
    rule = contract.rule("C01")
    sha256 = sha256_of(job.paths[0])
    return Report(
        return_slug=contract.slug,
        contract_version=contract.version,
        file=", ".join(path.name for path in job.paths),
        sha256=sha256,
        readable=False,
        findings=[
            Finding(rule_id=rule.id, severity=rule.severity, dimension=rule.dimension, message=why)
        ],
        force_code=job.force_code,
        period=job.period,
    )
