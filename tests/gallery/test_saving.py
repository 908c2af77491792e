"""A configuration is saved once, with a price that only the server computes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery import codes
from configurator.gallery.models import CatalogueVersion, Design
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import (
    DesignToLoad,
    InvalidConfigurationError,
    Presentation,
    design_by_code,
    load_designs,
    save_design,
    saving,
)
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.product.loader import product_from_sources
from configurator.product.rules import ProductRules

Save = Callable[..., SavedDesign]


def test_a_saved_design_is_found_by_its_code_with_everything_that_was_saved(save: Save, lamp: Product) -> None:
    saved = save("Evening", "model.atelier", "market.it", story="For\nreading", author_name="Noor", is_published=False)
    found = design_by_code(saved.code.lower().replace("-", " "))
    assert found == saved
    assert (found.name, found.story, found.author_name, found.is_published) == (
        "Evening",
        "For\nreading",
        "Noor",
        False,
    )
    assert {"model.atelier", "extras.dimmer", "market.it"} <= found.options
    assert found.market == "it"
    assert found.product_version == lamp.version
    assert found.total.decimal == "65.00"  # 47.00 in Italy, Atelier 18.00, its dimmer included


def test_a_code_that_nobody_has_is_not_found(app: Flask) -> None:
    for written in ("K7QM-2F9D", "nonsense", "' OR 1=1 --", ""):
        with pytest.raises(NotFoundError):
            design_by_code(written)


def test_what_can_not_be_built_is_not_saved(lamp: Product, rules: ProductRules, author: Visitor) -> None:
    complete = rules.complete(()).options
    for options in (
        complete | {"extras.evening_pack"},  # without what the pack includes
        complete - {"market.nl"},
        complete | {"colour.red"},
        complete | {"extras.gold"},
        (complete - {"shade.cone"}) | {"shade.disc"},
        frozenset(),
    ):
        with pytest.raises(InvalidConfigurationError):
            save_design(lamp, rules, options, Presentation("Wrong"), author)
    assert db.session.query(Design).count() == 0


def test_pressing_save_twice_gives_the_same_design(save: Save) -> None:
    assert save("Evening", "colour.red").code == save("Evening", "colour.red").code
    assert db.session.query(Design).count() == 1


def test_another_name_choice_browser_or_time_is_another_design(save: Save, stranger: Visitor) -> None:
    first = save("Evening", "colour.red")
    others = [save("Morning", "colour.red"), save("Evening"), save("Evening", "colour.red", by=stranger)]
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    db.session.execute(update(Design).where(Design.id == first.id).values(saved_at=long_ago))
    db.session.commit()
    others.append(save("Evening", "colour.red"))
    assert len({first.code, *(other.code for other in others)}) == 5


def test_many_clicks_at_once_give_one_design(app: Flask, lamp: Product, rules: ProductRules, author: Visitor) -> None:
    options = rules.complete(()).options
    found: list[str] = []
    failed: list[Exception] = []
    together = threading.Barrier(4)

    def click() -> None:
        with app.app_context():
            try:
                together.wait()
                found.append(save_design(lamp, rules, options, Presentation("Evening"), author).code)
            except Exception as error:
                failed.append(error)
            finally:
                db.session.remove()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert failed == []
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_code_that_is_taken_is_drawn_again(save: Save, stranger: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    first = save()
    taken = codes.normalise_code(first.code)
    drawn: Iterator[str | None] = iter([taken, taken, "K7QM2F9D"])
    monkeypatch.setattr(saving, "new_code", lambda: next(drawn))
    assert save("Another", by=stranger).code == "K7QM-2F9D"


def test_the_catalogue_is_archived_once_and_loads_again(save: Save, lamp: Product) -> None:
    save("One")
    save("Two")
    archived = db.session.query(CatalogueVersion).one()
    again = product_from_sources(archived.product_key, archived.sources)
    assert again.version == lamp.version
    assert again.options == lamp.options


def test_a_remix_keeps_its_parent_and_the_parent_counts_it(save: Save, stranger: Visitor) -> None:
    parent = save("Evening")
    remix = save("Evening in red", "colour.red", by=stranger, parent=parent.code.lower())
    assert remix.parent_code == parent.code
    assert design_by_code(parent.code).remixes == 1
    assert design_by_code(parent.code).changed_at >= remix.saved_at - timedelta(seconds=1)


def test_a_parent_that_does_not_exist_is_left_out(save: Save) -> None:
    assert save("Evening", parent="K7QM-2F9D").parent_code is None
    assert save("Morning", parent="x' --").parent_code is None


def test_a_campaign_is_loaded_with_its_dates_and_parents(save: Save, lamp: Product, rules: ProductRules) -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    red = rules.complete(["colour.red"])
    items = [
        DesignToLoad(red, Presentation("First"), day, browser_digest="c" * 64),
        DesignToLoad(red, Presentation("Second"), day + timedelta(days=1), browser_digest="c" * 64, parent=0),
    ]
    first, second = (design_by_code(code) for code in load_designs(lamp, items))
    assert (first.saved_at, first.remixes) == (day, 1)
    assert second.parent_code == first.code
    third, _ = load_designs(lamp, items)
    assert third not in (first.code, second.code)
