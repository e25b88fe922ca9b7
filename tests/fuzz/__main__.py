"""`make fuzz SECONDS=600`: every target in turn; what breaks one is kept in tests/fuzz/found."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import TARGETS, seeds

FOUND = Path(__file__).parent / "found"
ROOT = Path(__file__).parents[2]
LARGEST_BYTES = 65_536
_STATS = re.compile(r"#(\d+).*?cov: (\d+).*?corp: (\d+)")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="For all targets together.")
    parser.add_argument("targets", nargs="*", help=f"Of {', '.join(TARGETS)}.")
    asked = parser.parse_args()
    names = asked.targets or list(TARGETS)
    broken = [name for name in names if not fuzz(name, max(1, asked.seconds // len(names)))]
    if broken:
        sys.exit(f"Broken: {', '.join(broken)}. The inputs are in {FOUND.relative_to(ROOT)}.")


def fuzz(name: str, seconds: int) -> bool:
    """Fuzz one target for so long; False, and the input kept, where it broke."""
    kept = FOUND / name
    before = set(kept.glob("*")) if kept.is_dir() else set()
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="muster-fuzz-") as folder:
        corpus = Path(folder)
        for number, seed in enumerate(seeds(name)):
            (corpus / f"seed-{number}").write_bytes(seed)
        for path in before:
            shutil.copyfile(path, corpus / path.name)
        command = [sys.executable, "-m", "tests.fuzz.one", name, str(corpus)]
        command += [f"-max_total_time={seconds}", f"-max_len={LARGEST_BYTES}", "-timeout=30"]
        command += ["-rss_limit_mb=3000", f"-artifact_prefix={kept}/"]
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
    stats = _STATS.findall(done.stdout)
    runs, coverage, corpus_size = stats[-1] if stats else ("?", "?", "?")
    verdict = "held" if done.returncode == 0 else "BROKE"
    sys.stdout.write(
        f"{name}: {verdict}, {runs} runs in {seconds} s, coverage {coverage}, "
        f"{corpus_size} inputs that led somewhere new\n"
    )
    if done.returncode:
        sys.stdout.write(done.stdout[-1500:] + "\n")
    if not any(kept.iterdir()):
        kept.rmdir()
    return done.returncode == 0


if __name__ == "__main__":
    main()
