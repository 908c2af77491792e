"""Kept picture files: whole or not there, bounded, oldest use first."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from configurator.pictures.cache import PictureCache


def test_what_is_kept_is_read_back_whatever_its_name(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    name = "../" * 20 + "long" * 200
    assert cache.read(name) is None
    cache.keep(name, b"one")
    cache.keep(name, b"two")
    assert cache.read(name) == b"two"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_pruning_deletes_what_was_used_longest_ago(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, limit_bytes=1000)
    for number in range(12):
        cache.keep(str(number), bytes(100))
        os.utime(cache._path(str(number)), (number, number))
    assert cache.read("0") is not None  # used just now: the newest of all
    assert cache.prune() == 900
    assert [number for number in range(12) if cache.read(str(number)) is not None] == [0, *range(4, 12)]
    assert cache.prune() == 900


def test_pruning_leaves_a_cache_within_its_limit_alone(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, limit_bytes=1000)
    assert cache.prune() == 0
    cache.keep("a", bytes(1000))
    assert cache.prune() == 1000


def test_readers_never_see_half_a_file(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    whole = [bytes([number]) * 200_000 for number in range(4)]

    def use(turn: int) -> bool:
        cache.keep("picture", whole[turn % 4])
        return cache.read("picture") in whole

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(200)))
