"""The cast of the gallery: an author, a stranger, and designs of the lamp."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from configurator.accounts.visitors import Visitor
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue

Save = Callable[..., SavedDesign]


@pytest.fixture
def lamp(app: Flask) -> Product:
    return catalogue().product("lamp")


@pytest.fixture
def rules(app: Flask) -> ProductRules:
    return catalogue().rules("lamp")


@pytest.fixture
def author() -> Visitor:
    return Visitor(None, "a" * 64)


@pytest.fixture
def stranger() -> Visitor:
    return Visitor(None, "b" * 64)


@pytest.fixture
def save(lamp: Product, rules: ProductRules, author: Visitor) -> Save:
    """Save a lamp with some choices, the rest by default."""

    def saved(name: str = "Evening", *choices: str, by: Visitor = author, **given: object) -> SavedDesign:
        parent = given.pop("parent", None)
        assert parent is None or isinstance(parent, str)
        presentation = Presentation(name, **given)  # type: ignore[arg-type]
        return save_design(lamp, rules, rules.complete(choices).options, presentation, by, parent)

    return saved
