"""Whether the models of what drives demand could be fitted to what was sent."""

from __future__ import annotations

from contracts.model import Dimension, Severity

from .model import Check, Suite


def driver_checks() -> tuple[Check, ...]:
    """The checks of the models; none of them stops a release."""
    return (_fitted(),)


def _fitted() -> Check:
    """A model that was not fitted says why; where nobody sent daily counts, nothing is missing."""
    asked = """
        with asked as (
            select * from (select * from {batch}) as fit
            where exists (
                select 1 from raw.submissions as sent
                where sent.return_slug = 'domestic_abuse' and sent.is_live
            )
        )"""
    return Check(
        rule_id="DRIVER-01",
        name="model_of_drivers_fitted",
        suite=Suite.RELEASE,
        severity=Severity.WARNING,
        dimension=Dimension.COMPLETENESS,
        table="marts.driver_fits",
        assessed_sql=f"{asked} select count(*) from asked",
        unexpected_sql=f"""{asked}
        select outcome, title, reason, 'fitted' as expected, status as observed
        from asked where status <> 'fitted'""",
        sentence="{title}: the model of what moves them with the days was not fitted. {reason}",
        identity=("outcome",),
    )
