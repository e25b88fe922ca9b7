"""How long the app's pages take over the release in MUSTER_HOME, alone and for fifty at once.

`python -m benchmarks.app [--write]` writes docs/benchmarks-app.md with `--write`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from benchmarks.inspector import Inspector
from benchmarks.machine import describe, load

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks-app.md"
RUNS = 9
INSPECTORS, STEPS = 50, 12
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


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of the app over a home with a release in it, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "app.launch", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "MUSTER_HOME": str(home)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


async def alone(address: str) -> dict[str, tuple[float, list[float]]]:
    """By page: the seconds of its first opening, and of openings for other forces after it."""
    one = Inspector(address)
    await one.arrive()
    taken: dict[str, tuple[float, list[float]]] = {}
    for page in pages():
        first = await one.open(page)
        for force in FORCES:  # each force once, so that its figures have been asked for before
            await one.open(page, force=force)
        warm = [await one.open(page, force=force) for force in (*FORCES, FORCES[0])]
        taken[page or "national"] = (first, warm)
        print(f"  {page or 'national'}: {first:.2f} s first, {median(warm):.2f} s warm", flush=True)
    await one.leave()
    return taken


async def together(address: str) -> list[float]:
    """The seconds of every opening of fifty inspectors who come within half a minute."""
    browsing = [_browse(Inspector(address), random.Random(seed)) for seed in range(INSPECTORS)]
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


def report(home: Path) -> Iterator[str]:
    """The Markdown of the page."""
    yield "# Pages of the app"
    yield ""
    yield "Written by `python -m benchmarks.app --write`: one run on one machine."
    yield ""
    yield f"Machine: {describe()}."
    yield ""
    yield _release_words(home)
    before = load()
    with served(home) as address:
        each = asyncio.run(alone(address))
        crowd = sorted(asyncio.run(together(address)))
    warm = sorted(taken for _, some in each.values() for taken in some)
    yield ""
    yield "## One inspector"
    yield ""
    yield (
        "Seconds on the server from asking for a page to its last part, over the app's own "
        "websocket. *First* is the first opening after the server's start; *warm* is the median "
        f"of {len(FORCES) + 1} openings for {len(FORCES)} forces."
    )
    yield ""
    yield "| page | first | warm | slowest warm |"
    yield "|---|--:|--:|--:|"
    for page, (first, some) in each.items():
        yield f"| {page} | {first:.2f} | {median(some):.2f} | {max(some):.2f} |"
    yield ""
    yield f"All warm openings: median {median(warm):.2f} s, 95 in 100 within {_p95(warm):.2f} s."
    yield ""
    yield f"## {INSPECTORS} inspectors"
    yield ""
    low, high = READING_SECONDS
    yield (
        f"{len(crowd):,} openings by {INSPECTORS} inspectors, {STEPS} pages each, who read for "
        f"{low:.0f} to {high:.0f} seconds before the next: median {median(crowd):.2f} s, 95 in "
        f"100 within {_p95(crowd):.2f} s, slowest {crowd[-1]:.2f} s. One process of the app."
    )
    yield ""
    yield f"Before these runs: {before}"


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def _release_words(home: Path) -> str:
    from muster.release import store

    release = store.require_current(home)
    with store.connect(release) as connection:
        rows = connection.execute("select count(*) from marts.comparison").fetchone()
        live = connection.execute("select count(*) from raw.submissions where is_live").fetchone()
    assert rows is not None
    assert live is not None
    return f"The release holds {live[0]:,} submissions and {rows[0]:,} figures."


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main() -> None:
    """Measure over MUSTER_HOME and print the page."""
    from muster.settings import home

    parser = argparse.ArgumentParser(prog="python -m benchmarks.app", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    write: bool = parser.parse_args().write
    page = "\n".join(report(home())) + "\n"
    print(page)
    if write:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
