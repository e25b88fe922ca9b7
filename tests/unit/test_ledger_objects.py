"""Received bytes: kept as they came, under their own SHA-256, written once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from contracts.errors import SubmissionError
from ledger.objects import CHUNK_BYTES, ObjectStore
from tests import ledger_kit as kit

pytestmark = pytest.mark.sqlite_only  # no row is written here


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES * 2 + 7])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    store = ObjectStore(tmp_path / "home")
    sha256, size_bytes = store.put(kit.sent(tmp_path, content=content))
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert size_bytes == len(content) == size
    assert store.read(sha256) == content
    assert store.path(sha256) == tmp_path / "home" / "objects" / sha256[:2] / sha256
    assert not list(store.incoming.iterdir())


def test_the_same_bytes_are_kept_once_and_not_rewritten(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / "home")
    first, _ = store.put(kit.sent(tmp_path, "one.csv", b"same"))
    before = store.path(first).stat().st_ino
    second, _ = store.put(kit.sent(tmp_path, "two.csv", b"same"))
    assert first == second
    assert store.path(first).stat().st_ino == before
    assert len(list(store.stored())) == 1


def test_other_bytes_under_the_same_name_are_never_written_over(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / "home")
    sha256, _ = store.put(kit.sent(tmp_path, content=b"honest"))
    store.path(sha256).write_bytes(b"altered")
    with pytest.raises(SubmissionError, match="other bytes under"):
        store.put(kit.sent(tmp_path, content=b"honest"))
    assert store.path(sha256).read_bytes() == b"altered"
    assert not list(store.incoming.iterdir()), "what was refused leaves nothing"
    with pytest.raises(SubmissionError, match="was altered"):
        store.read(sha256)


def test_a_lost_object_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="has lost the file"):
        ObjectStore(tmp_path).read("0" * 64)


@pytest.mark.parametrize("name", ["", "../" * 20 + "etc/passwd", "0" * 63, "G" * 64, "A" * 64])
def test_only_a_sha256_names_an_object(tmp_path: Path, name: str) -> None:
    with pytest.raises(SubmissionError, match="is not a SHA-256"):
        ObjectStore(tmp_path).path(name)


def test_a_source_that_is_gone_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path / "home")
    with pytest.raises(SubmissionError, match="could not be stored: No such file"):
        store.put(tmp_path / "gone.csv")
    assert not list(store.incoming.iterdir())
