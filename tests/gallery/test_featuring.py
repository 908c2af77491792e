"""Marketers decide what the front page features, where, in which words, from when until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from configurator.accounts.visitors import Visitor
from configurator.database import utc_now
from configurator.gallery.models import Place
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import design_by_code, withdraw_design
from configurator.gallery.service.featuring import (
    MOST_SHOWN,
    FeaturedDesign,
    FeaturePlan,
    NotListedError,
    all_features,
    feature_by_id,
    feature_design,
    featured_now,
    remove_feature,
)
from configurator.gallery.service.moderating import hide_design
from configurator.product.errors import NotFoundError
from configurator.web.guards import Role
from tests.gallery.conftest import Page, Visit

Save = Callable[..., SavedDesign]
AsPerson = Callable[..., Visit]
HOUR = timedelta(hours=1)
CAPTION = {"en": "Our favourite", "nl": "Onze favoriet"}


@pytest.fixture
def marketer(as_person: AsPerson) -> Visit:
    return as_person(Role.MARKETER)


@pytest.fixture
def feature(marketer: Visit) -> Callable[..., FeaturedDesign]:
    """Feature a design from an hour ago for two hours, unless told otherwise."""

    def made(design: SavedDesign, place: Place = Place.STRIP, **given: datetime) -> FeaturedDesign:
        times = {"from_at": utc_now() - HOUR, "until_at": utc_now() + HOUR, **given}
        return feature_design(FeaturePlan(design.code, place, CAPTION, times["from_at"], times["until_at"]), 1)

    return made


def test_a_feature_is_shown_from_its_first_moment_until_its_last(
    save: Save, feature: Callable[..., FeaturedDesign]
) -> None:
    start, end = datetime(2026, 9, 1, 8, tzinfo=UTC), datetime(2026, 9, 8, 8, tzinfo=UTC)
    planned = feature(save(), from_at=start, until_at=end)
    second = timedelta(seconds=1)
    shown = {at: [f.id for f in featured_now("lamp", at)] for at in (start - second, start, end - second, end)}
    assert shown == {start - second: [], start: [planned.id], end - second: [planned.id], end: []}
    assert featured_now("other", start) == []


def test_only_what_the_gallery_shows_can_be_and_stays_featured(
    save: Save, feature: Callable[..., FeaturedDesign], author: Visitor
) -> None:
    with pytest.raises(NotListedError):
        feature(save("Private", is_published=False))
    hidden, withdrawn = save("Hidden"), save("Withdrawn")
    feature(hidden)
    feature(withdrawn)
    hide_design(hidden.id, 1, "A reason")
    withdraw_design(withdrawn.id, author)
    assert featured_now("lamp") == []
    assert len(all_features()) == 2


def test_a_removed_feature_is_gone(save: Save, feature: Callable[..., FeaturedDesign]) -> None:
    made = feature(save())
    remove_feature(made.id)
    assert all_features() == []
    for act in (remove_feature, feature_by_id):
        with pytest.raises(NotFoundError):
            act(made.id)


def test_of_two_large_ones_the_one_featured_last_is_shown_whenever_it_began(
    save: Save, feature: Callable[..., FeaturedDesign], marketer: Visit, visit: Visit
) -> None:
    older = feature(save("Older"), Place.HERO, from_at=utc_now() - HOUR)
    newer = feature(save("Newer"), Place.HERO, from_at=utc_now() - 3 * HOUR)
    assert [shown.id for shown in featured_now("lamp")] == [newer.id]
    assert hero_on(visit.open("/").text) == newer.design.code
    states = states_on(marketer.open("/staff/features").text)
    assert states == {"Newer": "shown now", "Older": "behind a later one"}
    assert "something featured later" in marketer.open(f"/staff/features/{older.id}/preview").text
    assert "something featured later" not in marketer.open(f"/staff/features/{newer.id}/preview").text


def test_new_words_change_nothing_about_what_was_featured_last_but_a_new_period_does(
    save: Save, feature: Callable[..., FeaturedDesign]
) -> None:
    older, newer = (feature(save(name), Place.HERO) for name in ("Older", "Newer"))
    reworded = FeaturePlan(older.design.code, older.place, {"en": "New", "nl": "Nieuw"}, older.from_at, older.until_at)
    feature_design(reworded, 1, older.id)
    assert [shown.id for shown in featured_now("lamp")] == [newer.id]
    feature_design(replace(reworded, until_at=older.until_at + HOUR), 1, older.id)
    assert [shown.id for shown in featured_now("lamp")] == [older.id]


def test_the_strip_shows_a_design_once_and_is_not_crowded_out_by_large_ones(
    save: Save, feature: Callable[..., FeaturedDesign]
) -> None:
    design, other = save("Twice"), save("Other")
    feature(design)
    last, once = feature(design), feature(other)
    for _ in range(MOST_SHOWN):
        hero = feature(design, Place.HERO)
    assert [shown.id for shown in featured_now("lamp")] == [hero.id, once.id, last.id]


def hero_on(html: str) -> str:
    figure = html.partition("<figcaption")[2].partition("</figcaption>")[0]
    return figure.partition("/d/")[2].partition('"')[0]


def states_on(html: str) -> dict[str, str]:
    rows = html.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
    cells = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</t[dh]>", row)] for row in rows]
    return {row[0]: row[1] for row in cells}


def form(code: str, **fields: str) -> dict[str, str]:
    return {
        "code": code,
        "place": "hero",
        "caption_en": "Our favourite",
        "caption_nl": "Onze favoriet",
        "from_at": "2026-01-01T10:00",
        "until_at": "2046-01-01T10:00",
        **fields,
    }


def test_a_marketer_features_changes_and_removes_a_design(marketer: Visit, visit: Visit, save: Save) -> None:
    design = save("Star")
    made = marketer.send("/staff/features/new", **form(design.code.lower()))
    assert made.status_code == 303
    preview = marketer.open(made.headers["Location"])
    assert "Preview" in preview.text
    front = visit.open("/").text
    assert "Chosen by the makers" in front
    assert "Our favourite" in front
    assert "Onze favoriet" in visit.client.get("/", headers={"Accept-Language": "nl"}).text
    planned = all_features()[0]
    assert planned.from_at == datetime(2026, 1, 1, 10, tzinfo=UTC)  # the site's time zone, which the page names
    edit = f"/staff/features/{planned.id}"
    assert "2026-01-01T10:00" in marketer.open(edit).text
    assert marketer.send(edit, **form(design.code, place="strip", caption_en="Even better")).status_code == 303
    assert "Even better" in visit.open("/").text
    assert marketer.send(f"{edit}/remove", page="/staff/features").status_code == 303
    assert "Even better" not in visit.open("/").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "no code"}, "eight characters"),
        ({"code": "K7QM-2F9D"}, "no design with this code"),
        ({"caption_nl": ""}, "Both languages"),
        ({"caption_en": "x" * 130}, "10 characters too long"),
        ({"until_at": "2025-01-01T10:00"}, "must come after"),
        ({"from_at": ""}, "Say from when"),
        ({"from_at": "soon"}, "datetime"),
        ({"place": "roof"}, "Not a valid choice"),
    ],
)
def test_a_wrong_plan_is_explained_and_kept(marketer: Visit, save: Save, fields: dict[str, str], said: str) -> None:
    answer = marketer.send("/staff/features/new", **{**form(save().code), **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Onze favoriet" in answer.text or "caption_nl" in fields
    assert all_features() == []


STAFF_ADDRESSES = ("/staff/features", "/staff/features/new", "/staff/features/1", "/staff/features/1/preview")


def test_strangers_and_other_staff_feature_and_hide_nothing(
    save: Save, feature: Callable[..., FeaturedDesign], visit: Visit, as_person: AsPerson
) -> None:
    design = save("Star")
    feature(design)
    posts = ("/staff/features/new", "/staff/features/1", "/staff/features/1/remove")
    posts += (f"/staff/designs/{design.code}/hide", f"/staff/designs/{design.code}/show")
    desk = as_person(Role.ORDER_DESK)
    for address in STAFF_ADDRESSES:
        assert visit.open(address).status_code == 303
        assert desk.open(address).status_code == 403
    for address in posts:
        for browser, status in ((visit, 303), (desk, 403)):
            fields = form(design.code, reason="Because", caption_en="Taken over")
            assert browser.send(address, page="/lamp/save", **fields).status_code == status
    assert [f.caption for f in all_features()] == [CAPTION]
    assert design_by_code(design.code).is_listed
    assert "/staff/" not in desk.open(f"/d/{design.code}").text.partition("<main")[2]


def test_a_design_is_hidden_with_a_reason_that_its_author_reads(marketer: Visit, visit: Visit, other: Visit) -> None:
    code = visit.save(name="Rude")
    page = f"/d/{code}"
    refused = marketer.send(f"/staff/designs/{code}/hide", page=page, reason=" ")
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert marketer.send(f"/staff/designs/{code}/hide", page=page, reason="Insults a neighbour").status_code == 303
    assert "Rude" not in other.open("/gallery").text
    assert "keep this design out" in other.open(page).text
    assert "Insults a neighbour" not in other.open(page).text
    assert "Insults a neighbour" in visit.open(page).text
    assert marketer.send(f"/staff/designs/{code}/show", page=page).status_code == 303
    assert "Rude" in other.open("/gallery").text


def test_a_feature_begins_from_the_page_of_a_design(marketer: Visit, save: Save, app: Flask) -> None:
    design = save()
    links = [link["href"] for link in Page(marketer.open(f"/d/{design.code}").text).all("a")]
    begin = next(link for link in links if "/staff/features/new" in link)
    assert urlsplit(begin).query == f"code={design.code}"
    assert Page(marketer.open(begin).text).all("input", name="code")[0]["value"] == design.code
