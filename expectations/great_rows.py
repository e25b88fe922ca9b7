"""An expectation that counts the rows of a query, and is met where there are none.

Great Expectations' own asks each query twice: for the rows, of which it shows two hundred at most,
and for their number. The rows are read by Muster, all of them.
"""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)

_NUMBER = "unexpected_rows_query.row_count"


class ExpectNoRows(UnexpectedRowsExpectation):
    """Met where `unexpected_rows_query` gives no row."""

    metric_dependencies = (_NUMBER,)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: Any = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        unexpected = int(metrics[_NUMBER])
        return {"success": not unexpected, "result": {"observed_value": unexpected}}
