"""What Prometheus reads: requests as they are answered, and the ledger as it stands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from contracts.errors import MusterError
from muster import turns

SECONDS = (0.01, 0.05, 0.1, 0.3, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The metrics of one process, over one home."""

    def __init__(self, home: Path, ledger_url: str | None) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self.requests = Counter(
            "muster_requests",
            "Requests that were answered.",
            ("method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "muster_request_seconds",
            "How long an answer took.",
            ("method",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Standing(home, ledger_url))


class _Standing(Collector):
    """Read at every scrape: nothing is counted twice, and no process has to remember."""

    def __init__(self, home: Path, ledger_url: str | None) -> None:
        self._home = home
        self._ledger_url = ledger_url

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield from self._ledger()
        yield from self._release()
        yield from self._worker()
        free = shutil.disk_usage(self._home).free if self._home.is_dir() else 0
        yield GaugeMetricFamily("muster_free_bytes", "Room left for MUSTER_HOME.", value=free)

    def _ledger(self) -> Iterator[Metric]:
        from ledger.pulse import pulse

        try:
            found = pulse(self._home, self._ledger_url)
        except MusterError:
            yield GaugeMetricFamily("muster_ledger_up", "Whether the ledger answers.", value=0)
            return
        yield GaugeMetricFamily("muster_ledger_up", "Whether the ledger answers.", value=1)
        yield GaugeMetricFamily(
            "muster_ledger_transitions", "Transitions in the ledger.", value=found.transitions
        )
        counts = GaugeMetricFamily(
            "muster_submissions", "Submissions by return and state.", labels=("return", "state")
        )
        for (slug, state), number in sorted(found.submissions.items()):
            counts.add_metric((slug, state), number)
        yield counts
        oldest = found.oldest_unchecked_at
        waited = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily(
            "muster_oldest_unchecked_seconds",
            "How long the oldest submission has waited for its check.",
            value=max(waited, 0.0),
        )

    def _worker(self) -> Iterator[Metric]:
        """Nothing where no worker ever looked after this home."""
        family = GaugeMetricFamily(
            "muster_worker_silent_seconds", "How long ago the worker began to look.", labels=()
        )
        seen = turns.last(self._home)
        if seen is not None:
            # Long after now is a clock that was ahead, and no sign of life either.
            family.add_metric((), abs((datetime.now(UTC) - seen).total_seconds()))
        yield family

    def _release(self) -> Iterator[Metric]:
        from muster.release import store
        from muster.release.failing import failing

        failed = failing(self._home)
        yield GaugeMetricFamily(
            "muster_builds_failed",
            "How often in a row the worker has failed to build a release.",
            value=failed.attempts if failed else 0,
        )
        shown = store.shown(self._home).release
        family = GaugeMetricFamily(
            "muster_release_sequence", "The release that is shown.", labels=("release_id",)
        )
        if shown is not None:
            family.add_metric((shown.release_id,), float(shown.manifest.get("sequence", 0)))
        yield family
