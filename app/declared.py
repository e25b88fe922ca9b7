"""Pages that are declared and not programmed: one YAML file a page, in `app/declared_pages/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from app.registers import REGISTERS
from contracts.errors import ContractError

# Not "pages": Streamlit takes a folder of that name for its own older way of making pages.
FOLDER = Path(__file__).parent / "declared_pages"
# Kinds that draw indicators of the registry, and kinds that draw a mart of their own.
KINDS = ("dots", "trend", "funnel", "bars", "spine", "calibration")
WHOLE_KINDS = ("backlog", "week", "cover", "objectives", "places", "grades", "register")
_PAGE_KEYS = {"title", "return", "headlines", "questions", "figures", "caveats"}
_FIGURE_KEYS = {"kind", "indicators", "one_of", "register", "note"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart kind over one or more indicators.

    Bars show their indicators, all of one unit, in one chart, and a spine shows them of any unit;
    the other kinds stand side by side. `one_of` draws only the one that the chosen force has:
    what is measured by different clocks never comes on one axis.
    A register is a table of what is declared, and names itself.
    """

    kind: str
    indicators: tuple[str, ...]
    note: str = ""
    one_of: bool = False
    register: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredPage:
    """`name` is the file's, and the page's place in the address.

    `headlines` are the indicators that stand for the return in the national picture.
    """

    name: str
    title: str
    return_slugs: tuple[str, ...]
    questions: tuple[str, ...]
    drawings: tuple[Drawing, ...]
    caveats: tuple[str, ...]
    headlines: tuple[str, ...] = ()

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator of the page once, in the order of first use."""
        return tuple(dict.fromkeys(name for one in self.drawings for name in one.indicators))


def pages() -> tuple[DeclaredPage, ...]:
    """The declared pages by file name. Raises ContractError for a file that declares none."""
    return tuple(_read(path, path.stat().st_mtime_ns) for path in sorted(FOLDER.glob("*.yaml")))


# System reliability has a page of its own, and so no declaration.
_RELIABILITY = ("availability_user_weighted", "hours_lost_per_1000_users")


def headline_names() -> tuple[str, ...]:
    """The indicators that stand for each return, as its page declares them."""
    return (*(name for page in pages() for name in page.headlines), *_RELIABILITY)


@cache
def _read(path: Path, changed_ns: int) -> DeclaredPage:
    """A page as its file stands; read again only when the file has changed."""
    return read_page(path)


def read_page(path: Path) -> DeclaredPage:
    """The page that a file declares. Raises ContractError with a sentence that names the file."""
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        raise ContractError(f"{path.name} is not YAML: {problem}") from problem
    given = _keys(found, _PAGE_KEYS, {"title", "return", "questions", "figures"}, path)
    return DeclaredPage(
        name=path.stem,
        title=str(given["title"]),
        return_slugs=_slugs(given["return"]),
        questions=_texts(given["questions"], "questions", path),
        drawings=tuple(_drawing(one, path) for one in _list(given["figures"], "figures", path)),
        caveats=_texts(given.get("caveats", []), "caveats", path),
        headlines=_texts(given.get("headlines", []), "headlines", path),
    )


def _slugs(found: object) -> tuple[str, ...]:
    """One return, or the several that an overview is over."""
    return tuple(
        str(one) for one in cast(list[object], found if isinstance(found, list) else [found])
    )


def _drawing(found: object, path: Path) -> Drawing:
    given = _keys(found, _FIGURE_KEYS, {"kind"}, path)
    kind, note = str(given["kind"]), str(given.get("note", ""))
    register = str(given.get("register", ""))
    if kind == "register" and register not in REGISTERS:
        raise ContractError(
            f"{path.name} asks for the register {register!r}; there are {', '.join(REGISTERS)}."
        )
    if kind in WHOLE_KINDS and not {"indicators", "one_of"} & set(given):
        return Drawing(kind, (), note, register=register)
    if kind not in KINDS:
        raise ContractError(
            f"{path.name} asks for a chart of the kind {kind!r}; there are {', '.join(KINDS)} of "
            f"indicators, and {', '.join(WHOLE_KINDS)} without."
        )
    one_of = "one_of" in given
    names = _texts(given["one_of"] if one_of else given.get("indicators", []), "indicators", path)
    if not names:
        raise ContractError(f"{path.name} has a figure ({kind}) without indicators.")
    return Drawing(kind, names, note, one_of)


def _keys(found: object, known: set[str], needed: set[str], path: Path) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise ContractError(f"{path.name} must say {', '.join(sorted(needed))}.")
    given = cast(Mapping[str, Any], found)
    unknown, missing = sorted(set(given) - known), sorted(needed - set(given))
    if unknown or missing:
        raise ContractError(
            f"{path.name} lacks {', '.join(missing) or 'nothing'} "
            f"and has the unknown {', '.join(unknown) or 'nothing'}."
        )
    return given


def _list(found: object, name: str, path: Path) -> list[object]:
    if not isinstance(found, list):
        raise ContractError(f"{path.name}: {name} must be a list.")
    return cast(list[object], found)


def _texts(found: object, name: str, path: Path) -> tuple[str, ...]:
    return tuple(str(one) for one in _list(found, name, path))
