"""The briefing as one HTML file that needs nothing beside it: styles and charts are inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from app import rendering, theme, totals, words
from app.briefing import sentences as said
from app.briefing.content import Briefing
from app.briefing.drawings import charts

_STYLE = f"""
body {{ font-family: {theme.FONT}; color: {theme.INK}; max-width: 50rem; margin: 2rem auto;
  padding: 0 1rem; line-height: 1.4; }}
h1 {{ font-size: 1.6rem; }} h3 {{ font-size: 1rem; margin-bottom: 0; }}
h2 {{ font-size: 1.2rem; margin-top: 1.6rem; }}
.banner {{ border: 3px solid {theme.INK}; padding: .5rem 1rem; font-weight: bold; }}
.scroll {{ overflow-x: auto; }} svg {{ max-width: 100%; height: auto; }}
table {{ border-collapse: collapse; font-size: .85rem; }}
th, td {{ text-align: left; border-bottom: 1px solid {theme.QUIET}; padding: .25rem .5rem;
  vertical-align: top; }}
.number {{ text-align: right; }} td.number {{ white-space: nowrap; }}
:is(th, td):is(:first-child, :last-child) {{ min-width: 9rem; }}
/* The table of all figures is wider than what is to be read. */
.wide {{ width: min(75rem, 100vw - 3rem); position: relative; left: 50%; translate: -50%; }}
.small {{ font-size: .85rem; color: {theme.SLATE}; }} code {{ overflow-wrap: anywhere; }}
@media print {{
  body {{ margin: 0; }} section {{ break-inside: avoid; }}
  .wide {{ width: auto; left: 0; translate: none; }}
}}
"""
SHOWN_AT_MOST = 8
OUTSIDE = "What is outside limits"
_NUMBERS = (2, 3, 4, 5)
BESIDE = "What checks found, and what the force explained"


def as_html(brief: Briefing) -> str:
    """The whole page. Everything that comes from the release is escaped."""
    return "\n".join(_page(brief)) + "\n"


def _page(brief: Briefing) -> Iterator[str]:
    yield '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(brief.title)}</title><style>{_STYLE}</style></head><body><main>"
    yield f"<h1>{escape(brief.title)}</h1>"
    if brief.demonstration:
        yield '<p class="banner">Demonstration data: these are not the figures of any force.</p>'
    yield f"<p>{escape(brief.about)}</p>"
    yield from _outside(brief)
    yield from _list(
        "What changed in a year",
        brief.changed,
        "A change is listed where the 95% intervals of the two periods do not overlap or, if a "
        "figure has no interval, where it is 10% or more. Periods on either side of a series "
        "break are not compared.",
    )
    yield from _list("What the data cannot show", brief.cannot_say, "")
    yield from _list(BESIDE, brief.beside, "")
    for finding, spec in charts(brief):
        drawing = rendering.as_svg(spec).decode("utf-8")
        yield f"<section><h2>{escape(finding)}</h2>"
        yield f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(finding)}">'
        yield f"{drawing}</div></section>"
    yield from _figures(brief)
    yield from _sources(brief)
    yield "</main></body></html>"


def _outside(brief: Briefing) -> Iterator[str]:
    """All that is outside limits, return by return: the worst of it may be in any place."""
    yield f'<section><h2>{escape(OUTSIDE)}</h2><p class="small">{escape(brief.outside_note)}</p>'
    if not brief.outside:
        yield "<p>Nothing.</p>"
    for title, told in brief.outside.items():
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in told)
        yield f"<h3>{escape(title)}</h3><ul>{items}</ul>"
    yield "</section>"


def _list(heading: str, sentences: Sequence[str], note: str) -> Iterator[str]:
    yield f"<section><h2>{escape(heading)}</h2>"
    if note:
        yield f'<p class="small">{escape(note)}</p>'
    if not sentences:
        yield "<p>Nothing.</p>"
    yield "<ul>"
    for sentence in sentences[:SHOWN_AT_MOST]:
        yield f"<li>{escape(sentence)}</li>"
    yield "</ul>"
    more = len(sentences) - SHOWN_AT_MOST
    if more > 0:
        yield f"<details><summary>And {more} more</summary><ul>"
        yield from (f"<li>{escape(one)}</li>" for one in sentences[SHOWN_AT_MOST:])
        yield "</ul></details>"
    yield "</section>"


def _figures(brief: Briefing) -> Iterator[str]:
    """Every figure, with its marker where there is none."""
    headings = (
        *("Indicator", "Period", "Force", "95% interval", "All forces (weighted)", "Median force"),
        *("Unit", "Note", "Forces included"),
    )
    yield '<section class="wide"><h2>Every figure</h2>'
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Every figure">'
    yield "<table><thead><tr>"
    for place, heading in enumerate(headings):
        look = " class=number" if place in _NUMBERS else ""
        yield f'<th scope="col"{look}>{escape(heading)}</th>'
    yield "</tr></thead><tbody>"
    for row in brief.figures:
        note = row["signal"] or row["status_reason"] or ""
        of = totals.briefly(str(row["all_label"]))
        numbers = (row["shown"], row["interval"], row["all_shown"], row["median_shown"])
        cells = [f"<td>{escape(str(row[name]))}</td>" for name in ("title", "period_words")]
        cells += [f'<td class="number">{escape(str(number))}</td>' for number in numbers]
        cells += [f"<td>{escape(str(text))}</td>" for text in (row["unit"], note, of)]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    for told in (words.key_words(brief.figures), *brief.totals):
        yield f'<p class="small">{escape(told)}</p>'
    yield "</section>"


def _sources(brief: Briefing) -> Iterator[str]:
    yield "<section><h2>Where the figures come from</h2>"
    yield f"<p>Release {escape(brief.release_id)}, from the ledger as of "
    yield f"{escape(said.as_of(brief.as_of))}. "
    told, address = brief.trace_words
    yield escape(told) + (f" <code>{escape(address)}</code>" if address else "") + "</p><ul>"
    for one in brief.submissions or ():
        told = f"{said.sent(one)}: "
        yield f'<li class="small">{escape(told)}<code>{escape(str(one["submission_id"]))}</code>'
        yield f" <code>{escape(str(one['files'] or ''))}</code></li>"
    yield "</ul></section>"
