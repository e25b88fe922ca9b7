"""How bytes come in: what can be asked is asked first, and what is refused leaves none behind."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from contracts.errors import SubmissionError
from ledger import access, database, lock, names, read, record
from ledger.chain import Chain
from ledger.model import StoredFile
from ledger.objects import full_disk_is_a_sentence, sha256_of
from ledger.request import Request
from ledger.window_desk import WindowDesk

Files = Sequence[tuple[str, Path]]


class Receiving(WindowDesk):
    """What every submission goes through before there is a row of it."""

    @contextmanager
    def _received(
        self, files: Files, request: Request
    ) -> Generator[tuple[Chain, tuple[StoredFile, ...]]]:
        """The bytes are durable before the write begins, and no sweep can take them meanwhile."""
        self._require_receivable(files, request)
        placed: list[Path] = []
        refused = True
        try:
            with lock.shared(self.home):
                stored = tuple(
                    StoredFile(name, *self.objects.put(path, placed)) for name, path in files
                )
                with self._appending() as chain:
                    yield chain, stored
                    # From here on the database may have it, whatever it answers.
                    refused = False
        except Exception:
            if refused:
                self._take_back(placed)
            raise

    def _require_receivable(self, files: Files, request: Request) -> None:
        """All that would refuse it under the lock, asked before anything is stored."""
        access.require_receive(request.actor, request.force_code)
        request.check(len(files))
        for name, _ in files:
            names.require_plain(name)
        with database.reading(self._engine) as connection:
            depends = record.depends_on_content(connection, request)
        if depends:  # nobody waits for a long file to be read
            sent = _as_sent(files)
            with database.reading(self._engine) as connection:
                record.require_answer(connection, request, sent)

    def _take_back(self, placed: Sequence[Path]) -> None:
        """Remove what a refused call has stored, unless somebody else may have come to need it.

        Whoever stores the same bytes holds the home until there is a row of them: so they go only
        where nobody holds it and no row speaks of them. Where other machines write to the same
        place, no lock of ours holds those: the doctor sweeps it there.
        """
        if not placed or self.objects.is_shared:
            return
        # The refusal is what is told; what could not be removed is found by the doctor.
        with suppress(SubmissionError, OSError), lock.alone(self.home) as held:
            if held:
                with database.reading(self._engine) as connection:
                    spoken_of = read.spoken_of(connection, [path.name for path in placed])
                self.objects.remove(path for path in placed if path.name not in spoken_of)


def _as_sent(files: Files) -> tuple[StoredFile, ...]:
    """The files as they would be stored."""
    sent: list[StoredFile] = []
    for name, path in files:
        with full_disk_is_a_sentence(f"The file {path.name}"):
            sent.append(StoredFile(name, sha256_of(path), path.stat().st_size))
    return tuple(sent)
