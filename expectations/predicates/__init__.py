"""Which predicate of the contracts means which SQL; a test holds the two sets of names equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts.model import Contract, Rule
from expectations.model import Check

from .agrees_with_published import agrees_with_published
from .backlog_carries_over import backlog_carries_over
from .both_bases_published import both_bases_published
from .day_total_outlying import day_total_outlying
from .mix_moved import mix_moved
from .moved_from_history import moved_from_history
from .nil_where_active import nil_where_active
from .no_outage_in_year import no_outage_in_year
from .outside_control_limits import outside_control_limits
from .platform_outage_answered import platform_outage_answered
from .share_rose import share_rose
from .starts_agree import starts_agree
from .stock_flow import stock_flow
from .system_changed import system_changed
from .totals_reconcile import totals_reconcile

IMPLEMENTED: Mapping[str, Callable[[Rule, Contract], Check]] = {
    "agrees_with_published": agrees_with_published,
    "day_total_outlying": day_total_outlying,
    "backlog_carries_over": backlog_carries_over,
    "both_bases_published": both_bases_published,
    "mix_moved": mix_moved,
    "moved_from_history": moved_from_history,
    "nil_where_active": nil_where_active,
    "no_outage_in_year": no_outage_in_year,
    "outside_control_limits": outside_control_limits,
    "platform_outage_answered": platform_outage_answered,
    "share_rose": share_rose,
    "starts_agree": starts_agree,
    "stock_flow": stock_flow,
    "system_changed": system_changed,
    "totals_reconcile": totals_reconcile,
}
