"""The predicates that a rule may name, and the arguments that each of them takes.

The contracts know the words; `validators/` and `expectations/` know what they mean. A test holds
the two sets equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.model import Executor


@dataclass(frozen=True, slots=True)
class Signature:
    """Who runs the predicate, and its arguments; `columns` are those that name columns."""

    executor: Executor
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


_READER = Signature(Executor.READER)
_DOOR = Signature(Executor.DOOR)
_EVERY_FIELD = Signature(Executor.PANDERA)


def _pandera(*required: str, optional: tuple[str, ...] = (), columns: tuple[str, ...]) -> Signature:
    return Signature(Executor.PANDERA, required, optional, columns)


def _gx(*required: str) -> Signature:
    return Signature(Executor.GX, required)


PREDICATES: Mapping[str, Signature] = {
    "file_structure": _READER,
    "manifest_matches": _READER,
    "manifest_agrees": _READER,
    "force_active": _DOOR,
    "period_grain": _DOOR,
    "resubmission_reason": _DOOR,
    "received_by_due_date": _DOOR,
    "cohort_mature": Signature(Executor.DOOR, ("days",)),
    "unique_key": _EVERY_FIELD,
    "required": _EVERY_FIELD,
    "in_codelist": _EVERY_FIELD,
    "typed": _EVERY_FIELD,
    "no_personal_data": _EVERY_FIELD,
    "has_offset": _EVERY_FIELD,
    "no_marker_in_number": _EVERY_FIELD,
    "small_count": Signature(Executor.PANDERA, ("smallest", "largest")),
    "not_more_than": _pandera(
        "of", "limit", optional=("factor", "tolerance"), columns=("of", "limit")
    ),
    "sum_not_more_than": _pandera("of", "limit", optional=("tolerance",), columns=("of", "limit")),
    "not_more_than_sum": _pandera(
        "of", "limit", optional=("unless",), columns=("of", "limit", "unless")
    ),
    "ordered_where_counted": _pandera(
        "of", "limit", "count", optional=("above",), columns=("of", "limit", "count")
    ),
    "in_ascending_order": _pandera("of", columns=("of",)),
    "not_after": _pandera("of", "limit", columns=("of", "limit")),
    "at_most_where": _pandera("of", "limit", "when", columns=("of",)),
    "adds_up": _pandera("of", "total", optional=("tolerance",), columns=("of", "total")),
    "not_between": _pandera("of", "minimum", "maximum", columns=("of",)),
    "code_depends_on": _pandera("of", "on", "when", "otherwise", columns=("of", "on")),
    "lasts_at_most": _pandera("start", "end", "hours", columns=("start", "end")),
    "outage_times_ordered": _pandera(
        "start", "end", "detected", "lag_hours", columns=("start", "end", "detected")
    ),
    "planned_off_peak": _pandera(
        "planned",
        "start",
        "end",
        "maximum_hours",
        "peak_from",
        "peak_to",
        columns=("planned", "start", "end"),
    ),
    "compliance_evidenced": _pandera(
        "declared", "when", "references", "flags", columns=("declared", "references", "flags")
    ),
    "group_ratio_between": _pandera(
        "of", "numerator", "denominator", "minimum", "maximum", columns=("of",)
    ),
    "totals_plausible": _pandera(
        "of", "base", "by", "minimum_ratio", "minimum_base", columns=("of", "base", "by")
    ),
    "group_present": _pandera("of", "where", columns=("of",)),
    "totals_agree": _pandera("of", "other", "by", "tolerance_pct", columns=("of", "by")),
    "not_more_than_in": _pandera("of", "other", "on", "limit", columns=("of", "on")),
    "shared_reference_given": _pandera(
        "of", "other", "on", "platform", "start", "pending_days", columns=("of", "on", "start")
    ),
    "no_overlap": _pandera("by", "start", "end", columns=("by", "start", "end")),
    "severity_matches_impact": _pandera(
        "severity",
        "degradation",
        "users",
        "other",
        "on",
        "limit",
        columns=("severity", "degradation", "users", "on"),
    ),
    "downtime_within_service": _pandera(
        "of", "other", "on", "start", "end", "month", columns=("of", "on", "month")
    ),
    "steady_within_factor": _pandera("of", "by", "order", "factor", columns=("of", "by", "order")),
    "each_not_more_than": _pandera("of", "limit", columns=("of", "limit")),
    "none_small": _pandera("of", "smallest", "largest", columns=("of",)),
    "ordered_between": _pandera("of", "limit", "minimum", "maximum", columns=("of", "limit")),
    "given_together": _pandera("of", "beside", columns=("of", "beside")),
    "every_day_present": _pandera("of", "by", optional=("every",), columns=("of", "by", "every")),
    "constant_within": _pandera("of", columns=("of",)),
    "first_day_spike": _pandera(
        "of", "day", "basis", "occurred", "factor", "excess", columns=("of", "day", "basis")
    ),
    "group_not_more_than": _pandera("of", "by", "where", "limit_where", columns=("of", "by")),
    "pairs_not_more_than": _pandera("pairs", columns=("pairs",)),
    "at_most": _pandera("of", "maximum", columns=("of",)),
    "must_be": _pandera("of", "value", columns=("of",)),
    "row_share_between": _pandera(
        "of",
        "base",
        optional=("minimum", "maximum", "minimum_base", "where"),
        columns=("of", "base", "where"),
    ),
    "positive_where": _pandera("of", "count", "where", columns=("of", "count", "where")),
    "needs_beside": _pandera(
        "of", "needs", optional=("above", "maximum", "not_code"), columns=("of", "needs")
    ),
    "positive_in_other": _pandera("of", "other", "on", "limit", columns=("of", "on")),
    "current_where_counted": _pandera("of", "other", "on", "limit", "days", columns=("of", "on")),
    "listed_in": _pandera("of", "other", "on", columns=("of", "on")),
    "touches_period": _pandera("start", "end", columns=("start", "end")),
    "minutes_of_month": _pandera("of", optional=("minimum", "maximum"), columns=("of",)),
    "median_within_target": _pandera(
        "of", "target", "within", "base", columns=("of", "target", "within", "base")
    ),
    "not_older_than": _pandera("of", "months", columns=("of",)),
    "calibrated": _pandera(
        "of",
        "probability",
        "base",
        "by",
        "minimum",
        "maximum",
        "minimum_expected",
        columns=("of", "probability", "base", "by"),
    ),
    "rises_with_band": _pandera(
        "of",
        "base",
        "by",
        "band",
        "order",
        "minimum_base",
        columns=("of", "base", "by", "band"),
    ),
    "total_not_more_than_in": _pandera("of", "other", "limit", columns=("of",)),
    "other_table_sent": _pandera("of", "other", columns=("of",)),
    "code_valid_for_period": _pandera("of", columns=("of",)),
    "share_between": _pandera(
        "of",
        "base",
        "by",
        "minimum",
        "maximum",
        "minimum_base",
        optional=("where", "codes"),
        columns=("of", "base", "by", "where"),
    ),
    "same_throughout": _pandera("of", columns=("of",)),
    "not_equal_throughout": _pandera("of", "other", "minimum_rows", columns=("of", "other")),
    "in_register": _pandera("of", "other", "day", "valid_from", "valid_to", columns=("of", "day")),
    "hours_complete": _pandera("of", "day", "by", columns=("of", "day", "by")),
    "short_runs_above": _pandera(
        "of",
        "limit",
        "factor",
        "by",
        "order",
        "hours",
        columns=("of", "limit", "by", "order"),
    ),
    "moved_from_history": _gx("robust_z", "change_pct", "minimum_periods"),
    "nil_where_active": _gx("minimum_periods"),
    "stock_flow": _gx("stock", "plus", "minus", "by", "tolerance_pct", "tolerance_fte"),
    "share_rose": _gx("of", "where", "codes", "points", "minimum_periods", "minimum_total"),
    "day_total_outlying": _gx("of", "robust_sd", "minimum_days"),
    "agrees_with_published": _gx("of", "tolerance_pct"),
    "backlog_carries_over": _gx("stock", "plus", "minus", "other", "minus_other", "tolerance_pct"),
    "outside_control_limits": _gx("indicator"),
    "system_changed": _gx("of"),
    "mix_moved": _gx("of", "where", "points", "minimum_total"),
    "totals_reconcile": _gx("of", "other_return", "other", "other_of", "where", "tolerance_pct"),
    "no_outage_in_year": _gx("tier", "months"),
    "platform_outage_answered": _gx(),
    "starts_agree": _gx("minutes"),
    "both_bases_published": _gx("indicators"),
    "calibration_drifted": _gx(
        "observed", "predicted", "minimum", "maximum", "months", "minimum_months"
    ),
    "adjusted_severity": _gx("indicator", "of"),
    "official_total_agrees": _gx("of", "tolerance_pct"),
    "issued_over_headcount": _gx("of", "by", "other", "functions"),
    "small_cells_suppressed": _gx("indicator", "of", "base", "smallest", "largest"),
}


# What is asked of a whole table, or of two: everything else that names columns is asked of a row.
OF_TABLE = frozenset(
    {
        "calibrated", "code_valid_for_period", "constant_within", "current_where_counted",
        "downtime_within_service", "every_day_present", "first_day_spike", "group_not_more_than",
        "group_present", "group_ratio_between", "hours_complete", "in_register", "listed_in",
        "minutes_of_month", "no_overlap", "not_equal_throughout", "not_more_than_in",
        "not_older_than", "other_table_sent", "positive_in_other", "rises_with_band",
        "same_throughout", "severity_matches_impact", "share_between", "shared_reference_given",
        "short_runs_above", "steady_within_factor", "total_not_more_than_in", "totals_agree",
        "totals_plausible", "touches_period",
    }
)  # fmt: skip
# The rules that a check asks by their ids, whatever the return.
ASKED_OF_EVERY_RETURN: Mapping[str, str] = {
    "C01": "file_structure",
    "C02": "force_active",
    "C03": "period_grain",
    "C04": "unique_key",
    "C05": "required",
    "C06": "in_codelist",
    "C07": "typed",
    "C08": "no_personal_data",
    "C11": "resubmission_reason",
    "C12": "received_by_due_date",
    "C13": "manifest_matches",
    "C14": "has_offset",
    "C15": "small_count",
    "C16": "no_marker_in_number",
    "C17": "manifest_agrees",
}
