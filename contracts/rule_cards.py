"""Whether a rule can be asked: its predicate, arguments, columns and reasons are all known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from contracts.model import Contract, Rule, Scope
from contracts.rule_arguments import faults
from contracts.vocabulary import OF_TABLE, PREDICATES, Signature


def faults_of_rule(rule: Rule, contract: Contract, source: str) -> Iterator[str]:
    """A sentence for each unknown predicate, argument, column or reason that the rule names."""
    signature = PREDICATES.get(rule.predicate)
    if signature is None:
        yield f"{source}: rule {rule.id} names the unknown predicate {rule.predicate!r}."
        return
    if signature.executor is not rule.executor:
        yield (
            f"{source}: rule {rule.id} has the scope {rule.scope}, "
            f"but {rule.predicate} is run by {signature.executor}."
        )
    else:
        yield from _of_scope(rule, signature, source)
    yield from _of_arguments(rule, signature, source)
    for fault in faults(rule, signature, contract):
        yield f"{source}: rule {rule.id}: {fault}."
    yield from _of_columns(rule, signature, contract, source)
    yield from _of_reasons(rule, contract, source)


def _of_scope(rule: Rule, signature: Signature, source: str) -> Iterator[str]:
    """Of what pandera runs: one row, or a whole table."""
    if not signature.columns:
        return
    wanted = Scope.TABLE if rule.predicate in OF_TABLE else Scope.ROW
    if rule.scope is not wanted:
        yield (
            f"{source}: rule {rule.id} has the scope {rule.scope}, and {rule.predicate} is asked "
            f"of a {wanted}."
        )


def _of_arguments(rule: Rule, signature: Signature, source: str) -> Iterator[str]:
    given = set(rule.arguments)
    missing = sorted(set(signature.required) - given)
    unknown = sorted(given - set(signature.required) - set(signature.optional))
    if missing or unknown:
        told = [f"lacks {', '.join(missing)}"] if missing else []
        told += [f"has {', '.join(unknown)}, which it does not take"] if unknown else []
        yield (
            f"{source}: rule {rule.id}: {rule.predicate} {' and '.join(told)}; it takes "
            f"{', '.join((*signature.required, *signature.optional)) or 'no arguments'}."
        )


def _of_columns(rule: Rule, signature: Signature, contract: Contract, source: str) -> Iterator[str]:
    if rule.table is None:
        return
    known = contract.table(rule.table).column_names
    for argument in signature.columns:
        for column in _columns_named(rule, argument):
            if column not in known:
                yield (
                    f"{source}: rule {rule.id} names the column {column}, "
                    f"which table {rule.table} does not have."
                )


def _columns_named(rule: Rule, argument: str) -> list[object]:
    """The columns that an argument names: one, a list, pairs of them, or columns and values."""
    value = rule.arguments.get(argument)
    if isinstance(value, Mapping):
        pairs = cast(Mapping[object, object], value)
        return [*pairs, *(pairs.values() if argument == "pairs" else ())]
    if isinstance(value, list):
        return cast(list[object], value)
    return [] if value is None else [value]


def _of_reasons(rule: Rule, contract: Contract, source: str) -> Iterator[str]:
    if rule.severity == "warning" and not rule.reasons:
        yield f"{source}: warning {rule.id} offers no reasons to explain it with."
    offered = (
        {code.code for code in contract.codelists["explanation_reason"].codes}
        if rule.reasons
        else set()
    )
    for reason in rule.reasons:
        if reason not in offered:
            yield f"{source}: rule {rule.id} offers the unknown reason {reason}."
