"""Local codes: a force's own export as a return, tried before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
import yaml

from app import checkers, ledgers, parts, people, periods, state, uploads, words
from contracts.errors import MusterError
from contracts.load import all_contracts
from ledger.access import Operation
from ledger.model import ForceMapping
from muster import local_codes

KEPT = {"name": "Mapping", "version": "Version", "of": "Return", "title": "Title", "since": "Since"}
REFUSED = {"file": "File", "row": "Row", "column": "Column", "value": "Value", "sentence": "Why"}
SHOWN_REFUSED = 50
_SAID = "local_codes_said"


def show() -> None:
    st.title("Local codes")
    st.markdown(
        "Your records system or service desk has its own columns and codes. A mapping says how "
        "they become the columns and codes of the return. Once a mapping is saved, every file in "
        "that layout is mapped before it is checked, and the receipt names the version of the "
        "mapping. Nothing is filled in for you: anything your export does not have stays blank, "
        "and the check asks for it."
    )
    said = st.session_state.pop(_SAID, None)
    if said:
        st.success(parts.escaped(said))
    forces = people.forces(Operation.READ_MAPPINGS)
    if not forces:
        st.info("Mappings belong to forces. Your role has none.")
        return
    force = state.choose("Force", "force", forces, next(iter(forces)))
    kept(force)
    examples()
    trying(force)


def kept(force: str) -> None:
    """The mappings that the force keeps, each to download, and to retire."""
    st.markdown("## Saved mappings")
    ledger = ledgers.shared()
    standing = [m for m in ledger.mappings(people.actor(), force) if not m.retired]
    if not standing:
        st.markdown("No mapping has been saved yet.")
        return
    titles = {contract.slug: contract.title for contract in all_contracts()}
    parts.sentences([_row(mapping, titles) for mapping in standing], KEPT)
    for sentence in dict.fromkeys(unusable(standing).values()):
        st.warning(parts.escaped(sentence))
    for mapping in standing:
        with st.container(horizontal=True):
            st.download_button(
                f"Download {mapping.name}",
                (mapping.content or "").encode(),
                file_name=mapping.file_name,
                mime="application/yaml",
                key=f"mapping_{mapping.name}",
                on_click="ignore",
            )
            if people.may(Operation.KEEP_MAPPINGS) and st.button(
                f"Retire {mapping.name}", key=f"retire_{mapping.name}"
            ):
                ledger.retire_mapping(people.actor(), force, mapping.name, at=datetime.now(UTC))
                st.rerun()


@st.cache_data(show_spinner=False, max_entries=50, ttl=600)
def unusable(standing: Sequence[ForceMapping]) -> dict[str, str]:
    """As `local_codes.unusable`, which starts a process."""
    return local_codes.unusable(standing)


def _row(mapping: ForceMapping, titles: dict[str, str]) -> dict[str, object]:
    return {
        "name": mapping.name,
        "version": mapping.version,
        "of": titles.get(mapping.return_slug, mapping.return_slug),
        "title": mapping.title,
        "since": words.day_words(mapping.kept_at),
    }


def examples() -> None:
    """Mappings to begin with."""
    st.markdown("## Examples to start from")
    st.markdown(
        "These show how to write a mapping, using the typical layout of such exports. They are "
        "not taken from any product or force: put in your own columns and codes."
    )
    with st.container(horizontal=True):
        for path in sorted(local_codes.STARTERS.glob("*.mapping.yaml")):
            name = path.name.removesuffix(".mapping.yaml")
            content = path.read_bytes()
            st.download_button(
                str(yaml.safe_load(content)["title"]),
                content,
                file_name=path.name,
                mime="application/yaml",
                key=f"starter_{name}",
                on_click="ignore",
            )


def trying(force: str) -> None:
    """Map and check an export with a mapping; keep the mapping where its preparer wishes."""
    st.markdown("## Try a mapping on your own export")
    contracts = {contract.slug: contract for contract in all_contracts()}
    left, right = state.row_of(2)
    with left:
        slug = state.choose(
            "Return", "return", {s: c.title for s, c in contracts.items()}, next(iter(contracts))
        )
    period = periods.ask(right, contracts[slug], "sending")
    sent = st.file_uploader(
        "Your mapping, your export, and other files of the return",
        accept_multiple_files=True,
        key="tried",
    )
    parts.held(len(sent))
    files = [uploads.Upload(file.name, file.getvalue()) for file in sent]
    given = [file for file in files if file.name.endswith(".mapping.yaml")]
    if len(given) != 1 or len(files) < 2:
        st.markdown("Add one file with a name ending in `.mapping.yaml`, and your export.")
        return
    if st.button("Preview", type="primary", key="preview"):
        seen = previewed(files, slug, force, period)
        parts.pressed()
        if seen is not None:
            tell(seen)
    if people.may(Operation.KEEP_MAPPINGS):
        keeping(force, given[0])


def previewed(
    files: Sequence[uploads.Upload], slug: str, force: str, period: str
) -> local_codes.Preview | None:
    """What the mapping makes of the export; None after the sentence that says why not."""
    with st.spinner("Mapping and checking; nothing is saved", show_time=True):
        try:
            with uploads.on_disk(files) as paths:
                [mapping] = [path for path in paths if path.name.endswith(".mapping.yaml")]
                others = [path for path in paths if path != mapping]
                return local_codes.preview(
                    mapping, others, slug, force, period, pool=checkers.shared()
                )
        except MusterError as problem:
            st.error(parts.escaped(str(problem)))
            return None


def tell(seen: local_codes.Preview) -> None:
    """Counts, the rows refused, the first rows as they would be checked, and the check's count."""
    left_out = (
        f" {words.count(seen.left_out, 'row')} from other periods left out."
        if seen.left_out
        else ""
    )
    parts.answer(
        f"{words.count(seen.read, 'row')} read, {seen.taken:,} taken into {seen.table}, "
        f"{len(seen.not_taken):,} refused.{left_out}"
    )
    if seen.not_taken:
        st.markdown("### Refused rows")
        parts.table(seen.not_taken[:SHOWN_REFUSED], REFUSED)
        st.download_button(
            "Download every refused row as CSV",
            parts.as_csv(seen.not_taken, REFUSED),
            file_name="refused-rows.csv",
            mime="text/csv",
            key="refused",
            on_click="ignore",
        )
    if seen.rows:
        first = "row, as it" if len(seen.rows) == 1 else f"{len(seen.rows)} rows, as they"
        st.markdown(f"### The first {first} would be checked")
        columns = [name for name in seen.rows[0] if any(row[name] for row in seen.rows)]
        parts.table(seen.rows, {name: name for name in columns})
    counts = seen.report.counts
    st.markdown(
        f"The check finds {words.count(counts['error'], 'error')} and "
        f"{words.count(counts['warning'], 'warning')}. The Submit a return page shows them cell "
        "by cell."
    )


def keeping(force: str, mapping: uploads.Upload) -> None:
    """Keep the mapping under a name, as its next version."""
    name = st.text_input(
        "Save it as", value=mapping.name.removesuffix(".mapping.yaml")[:40].lower()
    )
    if not st.button("Save this mapping", key="keep_mapping"):
        return
    try:
        with uploads.on_disk([mapping]) as paths:
            done = local_codes.keep(
                ledgers.shared(), people.actor(), force, name, paths[0], at=datetime.now(UTC)
            )
    except MusterError as problem:
        st.error(parts.escaped(str(problem)))
        return
    st.session_state[_SAID] = f"{done.name}, version {done.version}, is saved."
    st.rerun()


show()
