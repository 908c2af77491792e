"""The front page's honest numbers, what it says of the days to come, and designs that are near to one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from flask import Flask

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import (
    CrowdCounts,
    Presentation,
    count_crowd,
    count_preorder,
    designs_near,
    save_design,
    withdraw_design,
)
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from tests.gallery.conftest import Visit

Save = Callable[..., SavedDesign]


def test_what_is_counted_is_what_the_gallery_shows(save: Save, author: Visitor, stranger: Visitor) -> None:
    first = save("First", "colour.red")
    remix = save("Remix", "colour.red", "shade.globe", by=stranger, parent=first.code)
    save("Unlisted", "stand.clamp", is_published=False)
    count_preorder(remix.id, 1)
    db.session.commit()
    assert count_crowd("lamp") == CrowdCounts(designs=2, remixes=1, preorders=1)
    withdraw_design(remix.id, stranger)
    assert count_crowd("lamp").designs == 1
    assert count_crowd("bicycle") == CrowdCounts(0, 0, 0)


def test_the_front_page_tells_the_numbers_and_the_days(visit: Visit, save: Save) -> None:
    save("First", "colour.red")
    page = visit.open("/").text
    counts = re.findall(r'class="so-far__count">([\d,]+)<', page)
    assert counts == ["1", "0", "0"]
    assert "Until 31 January 2027" in page  # the last of the days in options.toml
    assert "Most loved" not in page  # nobody has preordered


def test_without_a_design_there_is_nothing_to_count(visit: Visit) -> None:
    page = visit.open("/").text
    assert "What happened so far" not in page
    assert "Yours can be the first" in page


def test_most_loved_are_those_that_are_preordered_most(visit: Visit, save: Save) -> None:
    loved = save("Loved", "colour.red")
    more = save("Loved more", "shade.globe")
    save("Not yet", "stand.clamp")
    for design in (loved, more, more):
        count_preorder(design.id, 1)
    db.session.commit()
    section = visit.open("/").text.partition('id="loved-lamp"')[2].partition("</section>")[0]
    assert re.findall(r"<bdi>([^<]+)</bdi></a></h3>", section) == ["Loved more", "Loved"]


def test_near_designs_are_found_as_by_looking_at_all_of_them(
    app: Flask, lamp: Product, rules: ProductRules, save: Save
) -> None:
    chance = random.Random(5)
    others = []
    for number in range(40):
        visitor = Visitor(None, f"{number:064}")
        options = rules.sample(chance).options
        others.append(save_design(lamp, rules, options, Presentation(f"Lamp {number}"), visitor))
    design = save("Mine", "colour.red")

    def likeness(other: SavedDesign) -> float:
        return len(design.options & other.options) / len(design.options | other.options)

    best = sorted((likeness(other) for other in others if other.options != design.options), reverse=True)[:4]
    assert [likeness(other) for other in designs_near(design)] == pytest.approx(best)


def test_neither_remixes_nor_hidden_designs_are_near(visit: Visit, save: Save, stranger: Visitor) -> None:
    design = save("Mine", "colour.red")
    save("Remix", "colour.red", "shade.globe", by=stranger, parent=design.code)
    save("Unlisted", "colour.red", "stand.clamp", is_published=False)
    near = save("Near", "shade.globe")
    assert [other.id for other in designs_near(design)] == [near.id]
    assert "Designs near to it" in visit.open(f"/d/{design.code}").text
