"""What is said of the number of lamps where their rules are too many to be counted."""

from __future__ import annotations

import pytest
from flask import Flask

from configurator.compose import counting
from configurator.product import whole
from configurator.product.definition import Product
from configurator.product.engine.diagram import Compiled, compiled
from configurator.product.engine.model import Model
from configurator.product.engine.parts import Budget
from configurator.product.rules import ProductRules
from tests.compose.conftest import all_lamps


@pytest.fixture
def uncounted(lamp: Product, monkeypatch: pytest.MonkeyPatch) -> ProductRules:
    """Rules that make no diagram; what no rule touches is counted all the same."""

    def nothing(model: Model) -> Compiled:
        return compiled(model, Budget(width=0))

    monkeypatch.setattr(whole, "compiled", nothing)
    return ProductRules(lamp)


def test_a_number_that_there_are_at_least_is_said_as_that(
    app: Flask, lamp: Product, uncounted: ProductRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "WORTH_SAYING", 1)
    with app.test_request_context():
        said = counting.count_words(lamp, uncounted, ["colour.red"])
    assert said is not None
    assert not said.is_exact
    assert 1 <= int(said.all) < len(all_lamps(lamp))
    assert (said.words, said.alike, said.alike_words) == (f"One of at least {int(said.all):,} Lantaarns.", "", "")


def test_where_hardly_any_are_known_of_nothing_is_said(app: Flask, lamp: Product, uncounted: ProductRules) -> None:
    with app.test_request_context():
        assert counting.count_words(lamp, uncounted, ()) is None
