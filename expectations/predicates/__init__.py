"""Which predicate of the contracts means which SQL; a test holds the two sets of names equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts.model import Contract, Rule
from expectations.model import Check

from .adjusted_severity import adjusted_severity
from .both_bases_published import both_bases_published
from .calibration_drifted import calibration_drifted
from .issued_over_headcount import issued_over_headcount
from .moved_from_history import moved_from_history
from .nil_where_active import nil_where_active
from .no_outage_in_year import no_outage_in_year
from .official_total_agrees import official_total_agrees
from .platform_outage_answered import platform_outage_answered
from .share_rose import share_rose
from .small_cells_suppressed import small_cells_suppressed
from .starts_agree import starts_agree
from .stock_flow import stock_flow

IMPLEMENTED: Mapping[str, Callable[[Rule, Contract], Check]] = {
    "adjusted_severity": adjusted_severity,
    "both_bases_published": both_bases_published,
    "calibration_drifted": calibration_drifted,
    "issued_over_headcount": issued_over_headcount,
    "moved_from_history": moved_from_history,
    "nil_where_active": nil_where_active,
    "no_outage_in_year": no_outage_in_year,
    "official_total_agrees": official_total_agrees,
    "platform_outage_answered": platform_outage_answered,
    "share_rose": share_rose,
    "small_cells_suppressed": small_cells_suppressed,
    "starts_agree": starts_agree,
    "stock_flow": stock_flow,
}
