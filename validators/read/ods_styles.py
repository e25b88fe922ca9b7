"""What the styles of an OpenDocument spreadsheet do to its cells: which text they show, if any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from validators.read.package import XmlHandler
from validators.read.runs import PLAIN, Setting, setting_of_style
from validators.read.unseen import WHITE, looks_alike

_PLAIN_FORMATS = ("number-style", "currency-style", "text-style")
_OTHER_FORMATS = ("percentage-style", "date-style", "time-style", "boolean-style")
# Elements of a format that show what is in the cell, and signs round it that change nothing.
_VALUES = ("number", "text-content")
_SIGNS = frozenset(" \u00a0-()£$€")


@dataclass(slots=True)
class OdsStyles(XmlHandler):
    """Follows the styles of styles.xml and of content.xml, which may build on them.

    `settings` are those of texts by the name of a style, `conditional` the styles that a condition
    replaces by another. A format of texts is kept in pieces, None where the text itself stands.
    """

    settings: dict[str, Setting] = field(default_factory=dict[str, Setting])
    hidden_tables: set[str] = field(default_factory=set[str])
    conditional: dict[str, str] = field(default_factory=dict[str, str])
    _formats: dict[str, list[str | None]] = field(default_factory=dict[str, list[str | None]])
    _format_of: dict[str, str] = field(default_factory=dict[str, str])
    _parts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    _plain: set[str] = field(default_factory=set[str])
    _odd: set[str] = field(default_factory=set[str])
    _format: str = ""
    _parents: dict[str, str] = field(default_factory=dict[str, str])
    _undisplayed: set[str] = field(default_factory=set[str])
    _colours: dict[str, str] = field(default_factory=dict[str, str])
    _papers: dict[str, str] = field(default_factory=dict[str, str])
    _style: str = ""
    _pieces: list[str | None] | None = None
    _literal: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element; its attributes may have their prefixes."""
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "style":
            self._start_style(plain)
        elif name == "text-properties" and self._style:
            self.settings[self._style] = setting_of_style(plain)
            own = "auto" if plain.get("use-window-font-color") == "true" else ""
            self._colours[self._style] = own or plain.get("color", "")
            if plain.get("display") == "none":
                self._undisplayed.add(self._style)
        elif name == "table-properties" and plain.get("display") == "false":
            self.hidden_tables.add(self._style)
        elif name == "table-cell-properties" and self._style:
            self._papers[self._style] = plain.get("background-color", "")
        elif name == "map" and self._style:
            self.conditional[self._style] = plain.get("apply-style-name", "")
        elif name in _PLAIN_FORMATS or name in _OTHER_FORMATS:
            self._start_format(name, plain.get("name", ""))
        elif self._format:
            self._start_in_format(name, plain)
        self._literal = bool(self._format) and name in ("text", "embedded-text")

    def end(self, name: str) -> None:
        if name == "style":
            # Formats have conditions, too: by them numbers and texts are told apart.
            self._style = ""
        elif name in _PLAIN_FORMATS or name in _OTHER_FORMATS:
            self._format, self._pieces = "", None
        self._literal = False

    def text(self, data: str) -> None:
        if self._literal and self._pieces is not None:
            self._pieces.append(data)
        if self._literal and not _SIGNS.issuperset(data):
            self._odd.add(self._format)

    def _start_format(self, name: str, own: str) -> None:
        self._format, self._parts[own] = own, []
        if name in _OTHER_FORMATS:
            self._odd.add(own)
        if name == "text-style":
            self._pieces = self._formats[own] = []

    def _start_in_format(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._pieces is not None and name == "text-content":
            self._pieces.append(None)
        if name == "map":
            self._parts[self._format].append(attributes.get("apply-style-name", ""))
        elif name in _VALUES and "display-factor" not in attributes:
            self._plain.add(self._format)

    def _start_style(self, attributes: Mapping[str, str]) -> None:
        self._style = attributes.get("name", "")
        if "data-style-name" in attributes:
            self._format_of[self._style] = attributes["data-style-name"]
        if "parent-style-name" in attributes:
            self._parents[self._style] = attributes["parent-style-name"]

    def setting(self, style: str) -> Setting:
        return self.settings.get(style, PLAIN)

    def formats(self, style: str) -> bool:
        """Whether the style, or one that it builds on, has a format that shows values as others."""
        own = self._own_format(style)
        return own is not None and not all(
            each in self._plain - self._odd for each in (own, *self._parts.get(own, ()))
        )

    def hides(self, style: str) -> bool:
        """Whether nothing of a cell of the style is displayed."""
        return style in self._undisplayed

    def is_unseen(self, style: str) -> bool:
        """Whether the style writes in the colour that is behind it; black is kept off black by
        the program, where the style names no colour."""
        colour, paper = (self._nearest(style, of) for of in (self._colours, self._papers))
        return looks_alike(
            colour.lstrip("#"), WHITE if paper in ("", "transparent") else paper.lstrip("#")
        )

    def shown(self, style: str, text: str) -> str:
        """What a cell of the style shows of a text."""
        if self.hides(style):
            return ""
        pieces = self._formats.get(self._own_format(style) or "")
        if pieces is None:
            return text
        return "".join(text if piece is None else piece for piece in pieces)

    def _own_format(self, style: str) -> str | None:
        return self._nearest(style, self._format_of) or None

    def _nearest(self, style: str, of: Mapping[str, str]) -> str:
        """What the style says, or the nearest that it builds on; empty where none does."""
        seen: set[str] = set()
        while style and style not in seen:
            if of.get(style):
                return of[style]
            seen.add(style)
            style = self._parents.get(style, "")
        return ""
