"""The ledger against a model of it that fits in one's head, step by random step."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.errors import SubmissionError
from ledger.model import Actor, Role, State
from ledger.store import open_ledger
from ledger.transitions import LEGAL, Action
from tests import ledger_kit as kit

FORCES = ("42", "05")
forces, periods = st.sampled_from(FORCES), st.sampled_from(("2024-03", "2024-02"))
WINDOWED = "2024-02"
picks = st.integers(min_value=0, max_value=999)


@dataclass
class Known:
    """What the model remembers of one submission."""

    submission_id: str
    force: str
    period: str
    version: int
    state: str = "received"
    warned: bool = False
    told: bool = False
    signed: bool = False
    replaced_by: str = ""
    doubted: bool = False
    answered: bool = False


def preparer(force: str) -> Actor:
    return Actor(f"prepares for {force}", Role.PREPARER, force)


def approver(force: str) -> Actor:
    return Actor(f"approves for {force}", Role.APPROVER, force)


class LedgerMachine(RuleBasedStateMachine):
    """Two forces, two periods: every step is tried, legal or not, and ends as the model says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.tmp = Path(self.folder.name)
        self.ledger = open_ledger(self.tmp / "home")
        self.known: list[Known] = []
        self.window = "never opened"
        self.compared: dict[str, dict[int, bool]] = {}

    def teardown(self) -> None:
        try:
            # Bytes whose receipt was refused are there until the doctor sweeps: nobody was told.
            assert [found for found in self.ledger.verify() if not found.harmless] == []
        finally:
            self.ledger.close()
            self.folder.cleanup()

    def place(self, force: str, period: str) -> list[Known]:
        return [k for k in self.known if (k.force, k.period) == (force, period)]

    def pick(self, number: int) -> Known:
        return self.known[number % len(self.known)]

    def attempt(self, legal: bool, do: Callable[[], object]) -> bool:
        """Do it; refused exactly where the model says that it is not legal."""
        try:
            do()
        except SubmissionError as error:
            assert not legal, error
            return False
        assert legal, "the ledger did what the model forbids"
        return True

    @rule(force=forces, period=periods, reason=st.sampled_from([None, "LATE_RECORDS"]))
    def receive(self, force: str, period: str, reason: str | None) -> None:
        earlier = self.place(force, period)

        def do() -> None:
            done = kit.receive(
                self.ledger,
                self.tmp,
                content=b"%d" % len(self.known),
                force_code=force,
                period=period,
                actor=preparer(force),
                revision_reason=reason,
            )
            self.known.append(Known(done.submission_id, force, period, len(earlier) + 1))
            assert done.version == len(earlier) + 1

        taken = self.window != "closed" or period != WINDOWED
        self.attempt(taken and (reason is not None or not any(k.signed for k in earlier)), do)

    @rule(
        force=forces,
        period=periods,
        severity=st.sampled_from(["", "", "error"]),
        then=st.sampled_from(["", "revert", "withdraw"]),
    )
    def send_check_and_sign_off(self, force: str, period: str, severity: str, then: str) -> None:
        """The usual way, in one step, so that what comes after it is reached often."""
        before = len(self.known)
        self.receive(force, period, "LATE_RECORDS")
        if len(self.known) > before:
            self.check(before, severity)
            self.sign_off(before)
            if then:
                (self.revert if then == "revert" else self.withdraw)(before)

    @precondition(lambda self: len(self.known) % 3 == 2)
    @rule(opens=st.booleans())
    def move_the_window(self, opens: bool) -> None:
        act = self.ledger.open_window if opens else self.ledger.close_window
        legal = self.window != "open" if opens else self.window == "open"
        why = "Asked for by the model."

        def do() -> None:
            act(kit.SLUG, WINDOWED, actor=kit.LOCAL, at=kit.NOW, reason=why)

        if self.attempt(legal, do):
            self.window = "open" if opens else "closed"

    @precondition(lambda self: self.known)
    @rule(number=picks, severity=st.sampled_from(["", "warning", "error"]))
    def check(self, number: int, severity: str) -> None:
        chosen = self.pick(number)
        tables = kit.typed(self.tmp / "typed", content=chosen.submission_id.encode())
        report = kit.report(*([kit.finding(severity)] if severity else []))

        def do() -> None:
            self.ledger.record_check(chosen.submission_id, report, tables, checked_at=kit.NOW)

        if self.attempt(chosen.state == "received", do):
            earlier = self.place(chosen.force, chosen.period)[: chosen.version - 1]
            chosen.warned = severity == "warning"
            chosen.told = chosen.warned and any(k.told for k in earlier)
            waits = chosen.warned and not chosen.told
            chosen.state = (
                "rejected" if severity == "error" else "needs_explanation" if waits else "ready"
            )

    @precondition(lambda self: self.known)
    @rule(number=picks)
    def explain(self, number: int) -> None:
        chosen = self.pick(number)
        legal = chosen.warned and chosen.state in {"needs_explanation", "ready"}
        still = "needs_explanation" if chosen.doubted and not chosen.answered else "ready"
        who, told = preparer(chosen.force), [kit.explanation()]

        def do() -> None:
            self.ledger.explain(chosen.submission_id, told, actor=who, at=kit.NOW)

        if self.attempt(legal, do):
            chosen.state, chosen.told = still, True

    @precondition(lambda self: self.known)
    @rule(number=picks, release=st.sampled_from([1, 2]), doubts=st.booleans())
    def compare(self, number: int, release: int, doubts: bool) -> None:
        """A release answers: the same one once, and the newest one's answer counts."""
        chosen = self.pick(number)
        known = self.compared.setdefault(chosen.submission_id, {})
        found = [kit.doubt(chosen.force)] if doubts else []
        answer = kit.compared(*found, sequence=release)

        def do() -> None:
            self.ledger.record_comparison(chosen.submission_id, answer)

        legal = release in known or chosen.state in {"needs_explanation", "ready", "signed_off"}
        if self.attempt(legal, do) and release not in known:
            known[release] = doubts
            chosen.doubted = known[max(known)]
            earlier = self.place(chosen.force, chosen.period)[: chosen.version - 1]
            chosen.answered = chosen.answered or (doubts and any(k.answered for k in earlier))
            waits = (chosen.warned and not chosen.told) or (chosen.doubted and not chosen.answered)
            if chosen.state != "signed_off":
                chosen.state = "needs_explanation" if waits else "ready"

    @precondition(lambda self: self.known)
    @rule(number=picks)
    def answer_the_doubt(self, number: int) -> None:
        chosen = self.pick(number)
        legal = chosen.state in {"needs_explanation", "ready"} or (
            chosen.state == "signed_off" and not chosen.answered
        )
        told = [kit.answer_to_doubt(force=chosen.force)]
        who = preparer(chosen.force)

        def do() -> None:
            self.ledger.explain(chosen.submission_id, told, actor=who, at=kit.NOW)

        if self.attempt(legal, do):
            chosen.answered = True
            if chosen.state != "signed_off":
                open_ = chosen.warned and not chosen.told
                chosen.state = "needs_explanation" if open_ else "ready"

    @precondition(lambda self: self.known)
    @rule(number=picks)
    def sign_off(self, number: int) -> None:
        chosen = self.pick(number)
        place = self.place(chosen.force, chosen.period)
        overtaken = any(k.signed for k in place[chosen.version :])
        who = approver(chosen.force)

        def do() -> None:
            self.ledger.sign_off(chosen.submission_id, actor=who, at=kit.NOW)

        if self.attempt(chosen.state == "ready" and not overtaken, do):
            for other in place:
                if other.state == "signed_off":
                    other.state, other.replaced_by = "superseded", chosen.submission_id
            chosen.state, chosen.signed = "signed_off", True

    @precondition(lambda self: self.known)
    @rule(number=picks)
    def withdraw(self, number: int) -> None:
        chosen = self.pick(number)
        ends = {"received", "needs_explanation", "ready", "signed_off"}
        who, why = approver(chosen.force), "Withdrawn by the model."

        def do() -> None:
            self.ledger.withdraw(chosen.submission_id, actor=who, at=kit.NOW, reason=why)

        if self.attempt(chosen.state in ends, do):
            chosen.state = "withdrawn"

    @precondition(lambda self: self.known)
    @rule(number=picks)
    def revert(self, number: int) -> None:
        chosen = self.pick(number)
        place = self.place(chosen.force, chosen.period)
        before = [
            k for k in place if (k.state, k.replaced_by) == ("superseded", chosen.submission_id)
        ]
        who, why = approver(chosen.force), "Reverted by the model."

        def do() -> None:
            self.ledger.revert(chosen.submission_id, actor=who, at=kit.NOW, reason=why)

        if self.attempt(chosen.state == "signed_off" and bool(before), do):
            chosen.state, before[0].state = "withdrawn", "signed_off"

    @precondition(lambda self: self.known)
    @rule(number=picks)
    def another_force_tries(self, number: int) -> None:
        chosen = self.pick(number)
        other = next(force for force in FORCES if force != chosen.force)
        sid = chosen.submission_id
        self.attempt(False, lambda: self.ledger.get(sid, preparer(other)))
        self.attempt(False, lambda: self.ledger.sign_off(sid, actor=approver(other), at=kit.NOW))

    @invariant()
    def the_ledger_says_what_the_model_says(self) -> None:
        every = self.ledger.submissions(actor=kit.LOCAL)
        said = [(s.submission_id, s.version, str(s.state)) for s in every]
        assert said == [(k.submission_id, k.version, k.state) for k in self.known]

    @invariant()
    def at_most_one_is_live_in_each_place(self) -> None:
        every = self.ledger.submissions(actor=kit.LOCAL)
        live = [(s.force_code, s.period) for s in every if s.is_live]
        assert len(live) == len(set(live))


TestLedgerMachine = pytest.mark.slow(LedgerMachine.TestCase)
TestLedgerMachine.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
def test_the_same_machine_on_each_database(tmp_path: Path, ledger_database: str) -> None:
    """A few stories on each; tests/conftest.py says where a ledger without a URL is kept."""
    few = settings(TestLedgerMachine.settings, max_examples=3, stateful_step_count=15)
    run_state_machine_as_test(LedgerMachine, settings=few)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "action", "reached"),
    [
        (State.REJECTED, Action.WITHDRAW, State.WITHDRAWN),
        (State.READY, Action.SIGN_OFF, State.READY),
    ],
)
def test_control_a_ledger_with_another_table_of_transitions_is_found_out(
    monkeypatch: pytest.MonkeyPatch, state: State, action: Action, reached: State
) -> None:
    """The negative control: one cell changed, and the machine fails."""
    monkeypatch.setitem(cast(dict[object, object], LEGAL), (state, action), reached)
    quick = settings(TestLedgerMachine.settings, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(LedgerMachine, settings=quick)
