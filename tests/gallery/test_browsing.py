"""Every listed design is on exactly one page, whatever is saved meanwhile; filters and search find what is there."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from configurator.database import db
from configurator.gallery.models import Design
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import (
    DesignToLoad,
    Presentation,
    Sort,
    browse_designs,
    browsing,
    code_in_search,
    design_by_code,
    load_designs,
)
from configurator.product.definition import Product
from configurator.product.rules import ProductRules

Save = Callable[..., SavedDesign]
START = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
def crowd(lamp: Product, rules: ProductRules) -> list[SavedDesign]:
    """Sixty lamps, every fifth one not published, with equal and different counts."""
    chance = random.Random(4)
    items = [
        DesignToLoad(
            rules.sample(chance), Presentation(f"Lamp {n}", is_published=n % 5 != 0), START + timedelta(hours=n)
        )
        for n in range(60)
    ]
    codes = load_designs(lamp, items)
    for design in db.session.query(Design):
        design.remixes, design.preorders = chance.randrange(4), chance.randrange(3)
    db.session.commit()
    return [design_by_code(code) for code in codes]


ORDERS: dict[Sort, Callable[[SavedDesign], tuple[int, ...]]] = {
    Sort.NEWEST: lambda d: (d.id,),
    Sort.REMIXED: lambda d: (d.remixes, d.id),
    Sort.PREORDERED: lambda d: (d.preorders, d.id),
}


def walk(sort: Sort, option: str | None = None, search: str = "", length: int = 7) -> list[str]:
    found: list[str] = []
    after: str | None = None
    for _ in range(100):
        page = browse_designs("lamp", sort, option, search, after, length)
        assert len(page.designs) <= length
        found += [design.code for design in page.designs]
        if page.after is None:
            return found
        after = page.after
    raise AssertionError("the list does not end")


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("option", [None, "colour.red", "extras.usb", "shade.disc"])
def test_pages_list_what_a_sorted_list_in_memory_lists(
    crowd: list[SavedDesign], sort: Sort, option: str | None
) -> None:
    listed = [d for d in crowd if d.is_published and (option is None or option in d.options)]
    expected = [d.code for d in sorted(listed, key=ORDERS[sort], reverse=True)]
    assert walk(sort, option) == expected


@pytest.mark.parametrize("window", [1, 3, 10])
def test_a_filter_that_looks_through_few_designs_at_a_time_still_finds_them_all(
    crowd: list[SavedDesign], monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    whole = {sort: walk(sort, "extras.usb") for sort in Sort}
    assert len(whole[Sort.NEWEST]) > 3
    monkeypatch.setattr(browsing, "LOOKED_THROUGH", window)
    assert {sort: walk(sort, "extras.usb") for sort in Sort} == whole


def test_a_page_without_finds_says_how_many_it_looked_through(
    crowd: list[SavedDesign], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "LOOKED_THROUGH", 5)
    page = browse_designs("lamp", option_id="shade.disc")
    assert (page.designs, page.looked_through) == ((), 5)
    assert page.after is not None


def test_each_design_is_listed_once_while_others_are_saved(crowd: list[SavedDesign], save: Save) -> None:
    expected = walk(Sort.NEWEST)
    found: list[str] = []
    after = None
    for n in range(20):
        page = browse_designs("lamp", after=after, length=7)
        found += [design.code for design in page.designs]
        save(f"Saved meanwhile {n}", "colour.red")
        after = page.after
        if after is None:
            break
    assert found == expected


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1-2", "9" * 30, "٣", "1;DROP TABLE design", "1.5"])
def test_a_cursor_that_makes_no_sense_starts_from_the_top(crowd: list[SavedDesign], cursor: str) -> None:
    assert browse_designs("lamp", after=cursor) == browse_designs("lamp")


def test_search_finds_whole_words_and_the_beginning_of_the_last_one(save: Save) -> None:
    creme = save("Crème brûlée", author_name="Zoë")
    save("Brulé night")
    assert [d.code for d in browse_designs("lamp", search="CREME").designs] == [creme.code]
    assert [d.code for d in browse_designs("lamp", search="zoe brûlée").designs] == [creme.code]
    assert len(browse_designs("lamp", search="bru").designs) == 2
    assert browse_designs("lamp", search="cre brulee").designs == ()  # only the last word may be unfinished
    assert browse_designs("lamp", search="br").designs == ()
    assert browse_designs("lamp", search="100% %_").designs == ()
    assert browse_designs("lamp", search="!!!").designs == ()


def test_search_goes_together_with_an_option_and_a_sort(save: Save, crowd: list[SavedDesign]) -> None:
    red = {d.code for d in crowd if d.is_published and "colour.red" in d.options}
    assert set(walk(Sort.REMIXED, "colour.red", "lamp")) == red
    assert walk(Sort.NEWEST, None, "lamp") == walk(Sort.NEWEST)


def test_a_code_typed_into_the_search_is_recognised(save: Save) -> None:
    design = save()
    assert code_in_search(f" {design.code.lower().replace('-', '')} ") == design.code
    assert code_in_search("K7QM-2F9D") is None
    assert code_in_search("evening") is None
