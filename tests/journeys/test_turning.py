"""Dragging turns the product, in the scenes that have frames; scenes are links that work without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite, running_site
from tests.journeys.turning import write_turning_piccola

pytestmark = pytest.mark.browser

LIVE = "#figure.stage__figure--live"


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory, smtp_port: int) -> Iterator[LiveSite]:
    folder = tmp_path_factory.mktemp("turning")
    write_turning_piccola(folder / "designs")
    yield from running_site(folder, folder / "designs", smtp_port)


def _frame(page: Page, key: str) -> None:
    expect(page.locator(".stage__canvas")).to_have_attribute("data-shows", key)


def _drag(page: Page, share: float) -> None:
    box = page.locator("#figure").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + share * box["width"], y, steps=4)
    page.mouse.up()


def test_dragging_turns_and_a_view_leads_back(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)  # the canvas is for those who do something
    page.wait_for_selector(LIVE)
    _drag(page, 1 / 14)
    _frame(page, "turn01")
    expect(page.get_by_role("slider", name="Turn the product")).to_have_value("1")
    page.locator('[data-view="front34"]').click()
    _frame(page, "front34")
    page.locator('[data-view="interior"]').click()
    _frame(page, "interior")
    expect(page.get_by_role("slider", name="Turn the product")).to_be_hidden()


def test_arrow_keys_turn_round_and_round(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)  # the canvas is for those who do something
    page.wait_for_selector(LIVE)
    slider = page.get_by_role("slider", name="Turn the product")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    _frame(page, "turn02")
    assert slider.get_attribute("aria-valuetext") == "240°"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    _frame(page, "turn01")


def test_a_colour_chosen_while_turning_is_seen_on_the_turned_product(page: Page) -> None:
    page.goto("/piccola?view=side")
    page.mouse.move(9, 9)
    page.wait_for_selector(LIVE)
    page.get_by_role("slider", name="Turn the product").focus()
    page.keyboard.press("ArrowRight")
    _frame(page, "turn02")
    page.evaluate("document.getElementById('choice-colour.notte').closest('details').open = true")
    page.locator('label[for="choice-colour.notte"]').click()
    page.wait_for_url(re.compile("colour=notte"))
    _frame(page, "turn02")


def test_at_night_there_are_no_frames_to_turn(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)  # the canvas is for those who do something
    page.wait_for_selector(LIVE)
    page.get_by_role("slider", name="Turn the product").focus()
    page.keyboard.press("ArrowRight")
    _frame(page, "turn01")
    page.get_by_role("navigation", name="Scenes").get_by_role("link", name="By night").click()
    page.wait_for_url(re.compile("scene=night"))
    _frame(page, "front34")
    expect(page.get_by_role("slider", name="Turn the product")).to_be_hidden()


def test_in_the_dark_nobody_is_turned_into_the_light(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/piccola")
    page.evaluate("document.querySelector('#figure').dataset.turnScenes = 'light'")
    page.mouse.move(9, 9)
    page.wait_for_selector(LIVE)
    expect(page.get_by_role("slider", name="Turn the product")).to_be_hidden()
    _drag(page, 0.3)
    _frame(page, "front34")


TURN_WITH_ROOM_FOR_ONE = """async () => {
  const { turntable } = await import("/static/js/showroom/turntable.js");
  const figure = document.querySelector("#figure").cloneNode(true);
  const state = { view: "front34", scene: "", frame: null };
  let kept = "", fetched = 0;
  turntable(figure, { state, dark: matchMedia("print"), update() {}, isReady: (view) => view === kept, async get(view) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    [kept, fetched] = [view, fetched + 1];
  } });
  const slider = figure.querySelector("#turn");
  const seen = [];
  for (const step of [1, 2]) {
    slider.value = step;
    slider.dispatchEvent(new Event("input"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    seen.push(fetched);
  }
  return seen;
}"""


def test_frames_are_not_fetched_for_ever_where_there_is_no_room_for_them(page: Page) -> None:
    page.goto("/piccola")
    first, second = page.evaluate(TURN_WITH_ROOM_FOR_ONE)
    assert 1 <= first <= 3
    assert first < second <= 6


def test_two_fingers_look_closer_and_do_not_turn(phone_page: Page) -> None:
    page = phone_page
    page.goto("/piccola")
    page.locator("#figure").tap()
    page.wait_for_selector(LIVE)
    fingers = page.context.new_cdp_session(page)
    box = page.locator("#figure").bounding_box()
    assert box
    middle, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for kind, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60), ("touchMove", 80)):
        points = [{"x": middle - apart, "y": y, "id": 0}, {"x": middle + apart, "y": y, "id": 1}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("#figure")).to_have_class(re.compile("zoomed"))
    _frame(page, "front34")
    page.get_by_role("button", name="Further away").tap()
    page.get_by_role("button", name="Further away").tap()
    page.get_by_role("button", name="Further away").tap()
    expect(page.locator("#figure")).not_to_have_class(re.compile("zoomed"))


def test_a_scene_is_a_link_without_javascript(no_script_page: Page) -> None:
    page = no_script_page
    page.goto("/piccola")
    assert page.locator("#figure source[media]").count() == 2
    page.get_by_role("navigation", name="Scenes").get_by_role("link", name="By night").click()
    assert "scene=night" in page.url
    expect(page.locator("#figure img")).to_have_attribute("src", re.compile(r"front34\.night\."))
    assert page.locator("#figure source[media]").count() == 0
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Side", exact=True).click()
    assert "scene=night" in page.url
    page.get_by_role("navigation", name="Scenes").get_by_role("link", name="Studio").click()
    assert "scene=" not in page.url
    assert page.locator("#figure source[media]").count() == 2
