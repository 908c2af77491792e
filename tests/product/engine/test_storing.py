"""Diagrams that are kept are those that were built; whatever happens to their files, answers stay the same."""

from __future__ import annotations

import logging
import random
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from configurator.product.engine import storing
from configurator.product.engine.diagram import Compiled, compiled
from configurator.product.engine.model import Model
from configurator.product.engine.parts import Budget
from configurator.product.engine.storing import Store
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed


def is_equal(one: Compiled, other: Compiled) -> bool:
    return (
        one.rest == other.rest
        and one.diagram.layout == other.diagram.layout
        and len(one.diagram.children) == len(other.diagram.children)
        and all(map(np.array_equal, one.diagram.children, other.diagram.children))
    )


@each_seed(range(60))
def test_what_was_kept_is_what_was_built(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, budget = random_model(seed, names=14), Budget(width=10 if seed % 3 == 0 else 10_000)
    expected = compiled(model, budget)
    with monkeypatch.context() as patched:
        patched.setattr(storing, "compiled", lambda model: compiled(model, budget))
        assert is_equal(Store(tmp_path).compiled(model), expected)
        patched.setattr(storing, "compiled", lambda model: pytest.fail("it was built again"))
        assert is_equal(Store(tmp_path).compiled(model), expected)


def test_some_of_these_models_have_parts_that_burst_their_budget() -> None:
    found = [compiled(random_model(seed, names=14), Budget(width=10)) for seed in range(0, 60, 3)]
    assert sum(bool(each.rest) for each in found) > 5
    assert sum(bool(each.rest) and bool(each.diagram.children) for each in found) > 2


def kept(folder: Path, model: Model) -> Path:
    Store(folder).compiled(model)
    (path,) = folder.glob("*.npz")
    return path


def damaged(path: Path) -> list[bytes]:
    """The file as it should not be: cut, empty, with any byte changed, of another model, or no such file at all."""
    whole, chance = path.read_bytes(), random.Random(1)
    found = [b"", whole[:100], whole[:-30], b"PK\x03\x04" + bytes(200), whole + whole, b"\x80\x04K\x01."]
    for _ in range(200):
        place = chance.randrange(len(whole))
        found.append(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
    return found


def test_a_damaged_file_is_built_again(tmp_path: Path) -> None:
    model = random_model(5)
    expected, path = compiled(model), kept(tmp_path, model)
    whole = path.read_bytes()
    for content in damaged(path):
        path.write_bytes(content)
        assert is_equal(Store(tmp_path).compiled(model), expected)
    path.write_bytes(whole[:100])
    Store(tmp_path).compiled(model)
    assert path.read_bytes() == whole


def test_a_file_is_never_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    model, file = random_model(5), BytesIO()
    path = kept(tmp_path, model)
    np.savez(file, **dict.fromkeys(("rest", "levels", "nodes", "children"), np.array([{"a": 1}], object)))
    path.write_bytes(sha256(file.getvalue()).digest() + file.getvalue())
    with caplog.at_level(logging.WARNING):
        assert is_equal(Store(tmp_path).compiled(model), compiled(model))
    assert "is built again: Object arrays cannot be loaded" in caplog.text


def test_every_model_and_every_version_of_the_code_has_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(10):
        Store(tmp_path).compiled(random_model(seed))
    assert len(list(tmp_path.iterdir())) == 10
    monkeypatch.setattr(storing, "CODE", storing.CODE[1:])
    Store(tmp_path).compiled(random_model(3))
    assert len(list(tmp_path.iterdir())) == 11


def test_what_was_not_asked_for_longest_goes_when_there_is_no_room(tmp_path: Path) -> None:
    models = [random_model(seed) for seed in range(10)]
    sizes = []
    for model in models:
        Store(tmp_path).compiled(model)
        sizes.append(sum(file.stat().st_size for file in tmp_path.iterdir()) - sum(sizes))
    small = Store(tmp_path, most_bytes=sum(sizes[-3:]) + sizes[0])
    first = set(tmp_path.iterdir())
    small.compiled(models[0])
    small.compiled(random_model(99))
    left = set(tmp_path.iterdir())
    assert sum(file.stat().st_size for file in left) <= sum(sizes[-3:]) + sizes[0]
    assert len(left - first) == 1
    assert {storing._name(models[0]), storing._name(random_model(99))} <= {file.stem for file in left}


def test_a_folder_that_can_not_be_written_is_only_slower(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "diagrams").write_text("a file is in the way")
    model = random_model(5)
    with caplog.at_level(logging.WARNING):
        assert is_equal(Store(tmp_path / "diagrams").compiled(model), compiled(model))
    assert "can't be kept" in caplog.text
