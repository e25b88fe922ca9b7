"""Accepted returns under the newest contract: none is taken back, none passes without a word."""

from __future__ import annotations

from contracts.model import Dimension, Severity

from .model import Check, Suite


def standing_checks() -> tuple[Check, ...]:
    """The checks of submissions that an older contract accepted; none of them stops a release."""
    return (_newest_contract_accepts(),)


def _newest_contract_accepts() -> Check:
    return Check(
        rule_id="STALE-01",
        name="newest_contract_accepts",
        suite=Suite.RETURNS,
        severity=Severity.WARNING,
        dimension=Dimension.VALIDITY,
        table="raw.submissions",
        assessed_sql="select count(*) from {batch} where is_live and recheck <> 'current'",
        unexpected_sql="""select force_code, period, return_slug, submission_id,
            contract_version, recheck_version,
            case when recheck = 'not_asked' then 'could not be asked: its received bytes are lost'
                else 'breaks ' || coalesce(recheck_rules, 'its structure') end as observed
        from {batch}
        where is_live and recheck in ('fails', 'not_asked')""",
        sentence="{force}: the {return_slug} return for {period} was accepted under contract "
        "{contract_version}; under {recheck_version} it {observed}. It stands as it was accepted "
        "until the force sends it again.",
        identity=("return_slug", "submission_id"),
    )
