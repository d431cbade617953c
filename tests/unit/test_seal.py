"""The seal: what somebody else wrote, or what was damaged, is as good as nothing."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.engine import seal

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.mark.parametrize("data", [b"data", b"", bytes(100_000)])
def test_what_was_sealed_is_opened(data: bytes) -> None:
    found = seal.opened("name", seal.seal("name", data, KEY), KEY)
    assert found is not None
    assert bytes(found) == data


@pytest.mark.parametrize("position", range(seal.SIZE + 4))
def test_any_changed_byte_breaks_the_seal(position: int) -> None:
    sealed = bytearray(seal.seal("name", b"data", KEY))
    sealed[position] ^= 1
    assert seal.opened("name", bytes(sealed), KEY) is None


@pytest.mark.parametrize("length", range(seal.SIZE + 4))
def test_a_cut_value_is_none(length: int) -> None:
    assert seal.opened("name", seal.seal("name", b"data", KEY)[:length], KEY) is None


def test_more_behind_the_data_breaks_the_seal() -> None:
    assert seal.opened("name", seal.seal("name", b"data", KEY) + b"x", KEY) is None


def test_the_seal_of_another_user_is_none() -> None:
    assert seal.opened("name", seal.seal("name", b"data", OTHER), KEY) is None


def test_a_value_under_another_name_is_none() -> None:
    assert seal.opened("other", seal.seal("name", b"data", KEY), KEY) is None


def test_a_name_cannot_lend_its_end_to_the_data() -> None:
    assert seal.opened("a", seal.seal("ab", b"c", KEY)[: seal.SIZE] + b"bc", KEY) is None


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of the user's; the secret of the other tests is not forgotten."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    seal.secret.cache_clear()
    yield tmp_path / "site-builder"
    seal.secret.cache_clear()


def test_the_secret_is_kept_for_the_next_process(home: Path) -> None:
    first = seal.secret()
    seal.secret.cache_clear()
    assert seal.secret() == first == (home / "key").read_bytes()
    assert len(first) == 32


def test_nobody_else_can_read_the_secret(home: Path) -> None:
    seal.secret()
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["key"]


def test_two_users_have_two_secrets(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = seal.secret()
    seal.secret.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    assert seal.secret() != first


@pytest.mark.parametrize("left", [b"", b"too short", b"x" * 33])
def test_a_harmed_secret_is_not_used(home: Path, left: bytes) -> None:
    home.mkdir()
    (home / "key").write_bytes(left)
    assert len(seal.secret()) == 32
    assert seal.secret() != left[:32]


def test_where_no_secret_can_be_kept_there_is_one_for_this_process(home: Path) -> None:
    home.write_text("A file where the folder should be.", "utf-8")
    first = seal.secret()
    assert (len(first), seal.secret()) == (32, first)


def test_a_key_that_another_build_has_just_made_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def too_late(source: str, target: str) -> None:
        Path(target).write_bytes(OTHER)
        link(source, target)

    monkeypatch.setattr(os, "link", too_late)
    assert seal.secret() == OTHER
