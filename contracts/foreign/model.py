"""What became of a foreign contract, and the notes that were taken while it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from contracts.model import Contract


class Standing(StrEnum):
    """Unsupported: it asks for what Muster cannot check, so the contract does not load.
    Unsaid: Muster needs it and the file is silent. Aside: it says nothing of a file's content."""

    UNSUPPORTED = "unsupported"
    UNSAID = "unsaid"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing about one place of the file, as `schema/orders/amount/logicalType`."""

    standing: Standing
    place: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """`contract` is None where anything is unsupported."""

    file: str
    contract: Contract | None
    notes: tuple[Note, ...]

    def of(self, standing: Standing) -> list[Note]:
        return [note for note in self.notes if note.standing is standing]

    def as_dict(self) -> dict[str, object]:
        return {
            "file": self.file,
            "loads": self.contract is not None,
            "return": self.contract.slug if self.contract else None,
            "version": self.contract.version if self.contract else None,
            "tables": {
                table.name: {field.name: str(field.kind) for field in table.fields}
                for table in (self.contract.tables if self.contract else ())
            },
            "notes": [asdict(note) for note in self.notes],
        }


class Notes:
    """The notes as they are taken, and the place where the reader stands."""

    def __init__(self, place: str = "", taken: list[Note] | None = None) -> None:
        self.place = place
        self.taken: list[Note] = [] if taken is None else taken

    def at(self, *parts: str) -> Notes:
        """The same notes, further in."""
        return Notes("/".join(part for part in (self.place, *parts) if part), self.taken)

    def unsupported(self, sentence: str, part: str = "") -> None:
        self._take(Standing.UNSUPPORTED, sentence, part)

    def unsaid(self, sentence: str, part: str = "") -> None:
        self._take(Standing.UNSAID, sentence, part)

    def unsaid_of(self, entry: Mapping[str, object], needed: Mapping[str, str]) -> None:
        """A note of each part that is needed and not there, with its sentence."""
        for part, sentence in needed.items():
            if not entry.get(part):
                self.unsaid(sentence, part)

    def aside(self, sentence: str, part: str = "") -> None:
        self._take(Standing.ASIDE, sentence, part)

    def _take(self, standing: Standing, sentence: str, part: str) -> None:
        place = "/".join(each for each in (self.place, part) if each) or "the file"
        self.taken.append(Note(standing, place, sentence))
