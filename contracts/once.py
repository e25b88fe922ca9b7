"""YAML in which no key is there twice: a plain reader keeps the last of two and says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from contracts.errors import ContractError

_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = object


class _Once(_Base):
    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is not None and name in seen:
                raise ContractError(f"line {key.start_mark.line + 1}: {name} is there twice.")
            seen.add(name)
        return super().construct_mapping(node, deep)


class OnceLoader(_Once, yaml.SafeLoader):
    """YAML whose last of two equal keys does not silently stand for both."""


class FastOnceLoader(_Once, _FAST):
    """The same in C where PyYAML was built with it: ten times as fast."""
