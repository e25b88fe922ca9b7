"""How long the app's pages take over a release: alone, in a browser, and for fifty at once.

`python -m benchmarks.app [--write] [HOME...]` writes docs/benchmarks-app.md with `--write`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks import browser
from benchmarks.inspector import Inspector
from benchmarks.machine import describe, load
from benchmarks.serving import ROOT, Server, served

PAGE = ROOT / "docs" / "benchmarks-app.md"
INSPECTORS, STEPS = 50, 8
# Between two looks an inspector reads for so many seconds.
READING_SECONDS = (5.0, 15.0)
FORCES = ("01", "06", "20", "42", "46", "50", "60", "63")
Choice = tuple[str, Mapping[str, str]]


def pages() -> tuple[str, ...]:
    """Every page's name in the address; the first has none."""
    from app import declared

    views = sorted(path.stem for path in (ROOT / "app" / "views").glob("*.py"))
    own = ["" if name == "national" else name for name in views if name != "declared"]
    return (*own, *(page.name for page in declared.pages()))


@dataclass(frozen=True, slots=True)
class Alone:
    """One page: seconds of its first opening and of warm ones, processor seconds of a warm one."""

    page: str
    first: float
    warm: list[float]
    processor: float


async def alone(server: Server) -> list[Alone]:
    """Every page: opened first, then for every force, then for every force again and measured."""
    one = Inspector(server.address)
    await one.arrive()
    found: list[Alone] = []
    for page in pages():
        first = await one.open(page)
        for force in FORCES:  # each force once, so that its figures have been asked for before
            await one.open(page, force=force)
        before = server.processor_seconds()
        warm = [await one.open(page, force=force) for force in (*FORCES, FORCES[0])]
        used = (server.processor_seconds() - before) / len(warm)
        found.append(Alone(page or "national", first, warm, used))
        print(f"  {page or 'national'}: {first:.2f} s first, {median(warm):.2f} s warm", flush=True)
    await one.leave()
    return found


async def together(addresses: Sequence[str]) -> list[float]:
    """The seconds of every opening of fifty inspectors who come within half a minute.

    Each stays with one process, as with the proxy's cookie.
    """
    browsing = [
        _browse(Inspector(addresses[seed % len(addresses)]), random.Random(seed))
        for seed in range(INSPECTORS)
    ]
    return [taken for each in await asyncio.gather(*browsing) for taken in each]


async def _browse(one: Inspector, dice: random.Random) -> list[float]:
    await asyncio.sleep(dice.uniform(0, 30))
    await one.arrive()
    for page, url in _path(dice):
        await one.open(page, **url)
        await asyncio.sleep(dice.uniform(*READING_SECONDS))
    await one.leave()
    return one.opened


def _path(dice: random.Random) -> list[Choice]:
    """National picture, then a force from many sides, and now and then another force."""
    topics = [page for page in pages() if page not in ("", "submit", "signoff", "local_codes")]
    steps: list[Choice] = [("", {})]
    force = dice.choice(FORCES)
    while len(steps) < STEPS:
        if dice.random() < 0.2:
            force = dice.choice(FORCES)
        steps.append((dice.choice(topics), {"force": force}))
    return steps


def report(homes: Sequence[Path]) -> Iterator[str]:
    """The Markdown of the page."""
    yield "# Pages of the app"
    yield ""
    yield "Written by `python -m benchmarks.app --write HOME...`: one run on one machine."
    yield ""
    yield f"Machine: {describe()}."
    yield ""
    yield (
        "*Server*: seconds from asking for a page to its last part, over the app's own websocket. "
        f"*First* is the first opening after the start; *warm* is the median of {len(FORCES) + 1} "
        f"openings for {len(FORCES)} forces. *Processor*: what the server's process used of all "
        "processors for each of these. *Browser*: Chromium at 1366 by 900, seconds from the "
        "address, or from a choice, to the last change of anything on the page, and what the "
        "process of the page used of the processors; charts further down wait until they come "
        "near, and what drawing all of them takes stands in the last column; median of "
        f"{browser.OPENINGS}. *Inspectors*: {INSPECTORS} who come within half a minute, look at "
        f"{STEPS} pages each, one after the other, and read {READING_SECONDS[0]:.0f} to "
        f"{READING_SECONDS[1]:.0f} seconds between; they ask from the same machine, and each stays "
        "with one process."
    )
    for home in homes:
        yield ""
        yield from _over(home)


def _over(home: Path) -> Iterator[str]:
    """One release: alone, in a browser, and fifty at once on one process and on two."""
    yield f"## {_release_words(home)}"
    yield ""
    before = load()
    with served(home, 1) as (one,):
        each = asyncio.run(alone(one))
        drawn = browser.seen(one.address, pages())
        memory_mb = one.memory_mb()
    warm = sorted(taken for row in each for taken in row.warm)
    yield "| page | first | warm | slowest warm | processor |"
    yield "|---|--:|--:|--:|--:|"
    for row in each:
        yield (
            f"| {row.page} | {row.first:.2f} | {median(row.warm):.2f} | {max(row.warm):.2f} "
            f"| {row.processor:.3f} |"
        )
    yield ""
    processor = sum(row.processor for row in each) / len(each)
    yield (
        f"All warm openings: median {median(warm):.2f} s, 95 in 100 within {_p95(warm):.2f} s, "
        f"{processor:.3f} processor seconds each. The process then held {memory_mb:,.0f} MB."
    )
    yield ""
    yield from _drawn(drawn)
    yield ""
    yield f"| {INSPECTORS} inspectors | openings | median | 95% within | slowest | processor |"
    yield "|---|--:|--:|--:|--:|--:|"
    for processes in (1, 2):
        yield _crowd(home, processes)
    yield ""
    yield f"Before these runs: {before}"


def _drawn(pages: Sequence[browser.Seen]) -> Iterator[str]:
    """The table of what a browser takes."""
    yield "| in the browser | page opened | processor | run again | processor | further charts |"
    yield "|---|--:|--:|--:|--:|--:|"
    for one in pages:
        yield (
            f"| {one.page} | {one.opened.clock:.2f} | {one.opened.processor:.2f} "
            f"| {one.again.clock:.2f} | {one.again.processor:.2f} | {one.rest:.2f} |"
        )


def _crowd(home: Path, processes: int) -> str:
    """A line on fifty inspectors; each process is asked for every page once before they come."""
    with served(home, processes) as servers:
        for server in servers:
            asyncio.run(_through(server.address))
        before = sum(server.processor_seconds() for server in servers)
        taken = sorted(asyncio.run(together([server.address for server in servers])))
        used = sum(server.processor_seconds() for server in servers) - before
    label = "one process" if processes == 1 else f"{processes} processes"
    return (
        f"| {label} | {len(taken):,} | {median(taken):.2f} | {_p95(taken):.2f} | {taken[-1]:.2f} "
        f"| {used / len(taken):.3f} |"
    )


async def _through(address: str) -> None:
    one = Inspector(address)
    await one.arrive()
    for page in pages():
        await one.open(page)
    await one.leave()


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def _release_words(home: Path) -> str:
    from muster.release import store

    release = store.require_current(home)
    with store.connect(release) as connection:
        rows = connection.execute("select count(*) from marts.comparison").fetchone()
        live = connection.execute("select count(*) from raw.submissions where is_live").fetchone()
        months = connection.execute(
            "select count(distinct period) from marts.comparison "
            "where regexp_matches(period, '^[0-9]{4}-[0-9]{2}$')"
        ).fetchone()
    assert rows is not None
    assert live is not None
    assert months is not None
    return f"{months[0]} months: {live[0]:,} submissions, {rows[0]:,} figures"


def main() -> None:
    """Measure over every home that is named, or MUSTER_HOME, and print the page."""
    from muster.settings import home

    parser = argparse.ArgumentParser(prog="python -m benchmarks.app", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("homes", nargs="*", type=Path, help="homes with a release; MUSTER_HOME")
    asked = parser.parse_args()
    page = "\n".join(report(asked.homes or [home()])) + "\n"
    print(page)
    if asked.write:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
