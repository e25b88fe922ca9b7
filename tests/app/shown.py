"""What a page's own HTML says, taken apart as a browser does: its words, tables and drawings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pandas
from streamlit.testing.v1 import AppTest


class Parser(HTMLParser):
    """The words outside of tables, every table's rows of cells, and every chart."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.specs: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if spec := given.get("data-spec"):
            self.specs.append(json.loads(spec))
        if table := given.get("data-table"):
            folded = Parser()
            folded.feed(table)
            self.tables += folded.tables

    def handle_data(self, data: str) -> None:
        if self.lasttag in ("td", "th"):
            self.tables[-1][-1][-1] += data
        else:
            self.words.append(data)


def _parsed(at: AppTest) -> Iterator[Parser]:
    for element in at.get("html"):
        parser = Parser()
        parser.feed(element.proto.body)
        yield parser


def words(at: AppTest) -> str:
    """What stands in figures outside of their tables, a line each."""
    return "\n".join(text for parser in _parsed(at) for text in parser.words)


def tables(at: AppTest) -> list[pandas.DataFrame]:
    """Every table with its headings, folded ones too."""
    found = (table for parser in _parsed(at) for table in parser.tables)
    return [pandas.DataFrame(rows, columns=head) for head, *rows in found]


def specs(at: AppTest) -> list[dict[str, Any]]:
    """The specification of every chart."""
    return [spec for parser in _parsed(at) for spec in parser.specs]
