"""Which predicate of the contracts means which SQL; a test holds the two sets of names equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts.model import Contract, Rule
from expectations.model import Check

from .adjusted_severity import adjusted_severity
from .agrees_with_published import agrees_with_published
from .backlog_carries_over import backlog_carries_over
from .both_bases_published import both_bases_published
from .calibration_drifted import calibration_drifted
from .day_total_outlying import day_total_outlying
from .issued_over_headcount import issued_over_headcount
from .mix_moved import mix_moved
from .moved_from_history import moved_from_history
from .nil_where_active import nil_where_active
from .no_outage_in_year import no_outage_in_year
from .official_total_agrees import official_total_agrees
from .outside_control_limits import outside_control_limits
from .platform_outage_answered import platform_outage_answered
from .share_rose import share_rose
from .small_cells_suppressed import small_cells_suppressed
from .starts_agree import starts_agree
from .stock_flow import stock_flow
from .system_changed import system_changed
from .totals_reconcile import totals_reconcile

IMPLEMENTED: Mapping[str, Callable[[Rule, Contract], Check]] = {
    "adjusted_severity": adjusted_severity,
    "agrees_with_published": agrees_with_published,
    "backlog_carries_over": backlog_carries_over,
    "both_bases_published": both_bases_published,
    "calibration_drifted": calibration_drifted,
    "day_total_outlying": day_total_outlying,
    "issued_over_headcount": issued_over_headcount,
    "mix_moved": mix_moved,
    "moved_from_history": moved_from_history,
    "nil_where_active": nil_where_active,
    "no_outage_in_year": no_outage_in_year,
    "official_total_agrees": official_total_agrees,
    "outside_control_limits": outside_control_limits,
    "platform_outage_answered": platform_outage_answered,
    "share_rose": share_rose,
    "small_cells_suppressed": small_cells_suppressed,
    "starts_agree": starts_agree,
    "stock_flow": stock_flow,
    "system_changed": system_changed,
    "totals_reconcile": totals_reconcile,
}
