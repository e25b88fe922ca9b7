"""Every check that a release must answer: the contracts' own, the peers', and the gate's."""

from __future__ import annotations

from contracts.load import all_contracts
from contracts.model import Contract, Executor

from .drivers import driver_checks
from .model import Check
from .peers import peer_checks
from .predicates import IMPLEMENTED
from .release_figures import figure_checks
from .release_gate import release_checks
from .standing import standing_checks


def contract_checks(contract: Contract) -> tuple[Check, ...]:
    """The checks of one contract's rule cards whose executor is Great Expectations."""
    return tuple(
        IMPLEMENTED[rule.predicate](rule, contract)
        for rule in contract.rules
        if rule.executor is Executor.GX
    )


def all_checks(*, held: bool = False) -> tuple[Check, ...]:
    """Every check of every suite, built in memory from the newest contracts.

    `held` says that the contracts were held to the standard by the process that asks this one.
    """
    contracts = all_contracts(held=held)
    own = tuple(check for contract in contracts for check in contract_checks(contract))
    own += standing_checks() + peer_checks()
    return own + release_checks() + figure_checks() + driver_checks()
