"""The rules that no file answers by itself: asked against history, other forces, other returns."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.load import all_contracts
from contracts.model import Contract, Rule, Scope

# A figure far from every other force's: asked of all returns alike, and on no contract's cards.
FAR_FROM_PEERS = "PEER-01"
SCOPES = (Scope.HISTORY, Scope.PEERS, Scope.RETURNS)


def card(contract: Contract, rule_id: str) -> Rule | None:
    """The card of a rule, or that of the other return which compares itself with this one."""
    for each in _with_others(contract):
        try:
            return each.rule(rule_id)
        except KeyError:
            continue
    return None


def is_asked_later(contract: Contract, rule_id: str) -> bool:
    """Whether a rule is asked in the background, once a submission is kept."""
    found = card(contract, rule_id)
    return rule_id == FAR_FROM_PEERS if found is None else found.scope in SCOPES


def _with_others(contract: Contract) -> Iterator[Contract]:
    yield contract
    yield from (other for other in all_contracts() if other.slug != contract.slug)
