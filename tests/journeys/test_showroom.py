"""The browser's compositor draws what the server's does."""

from __future__ import annotations

import base64
import random
import re
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, Request, expect
from skimage.color import deltaE_ciede2000, rgb2lab

from configurator.imaging.picture import compose
from configurator.pictures.links import artwork_of
from configurator.web.catalogue import catalogue
from tests.journeys.conftest import Guard, LiveSite

pytestmark = pytest.mark.browser

CONFIGURATIONS, SEED = 50, 2026

START = """async ([artwork, budget]) => {
  const { Compositor } = await import("/static/js/showroom/compositor.js");
  const { LayerStore } = await import("/static/js/showroom/layers.js");
  const { planOf } = await import("/static/js/showroom/plan.js");
  const canvas = document.createElement("canvas");
  const compositor = Compositor.on(canvas);
  if (!compositor) return false;
  const store = new LayerStore(compositor.gl, `${artwork}/layers/`, budget);
  window.composed = async (view, scene, options) => {
    const recipe = await (await fetch(`${artwork}/views/${view}.json`)).json();
    const plan = planOf(recipe, scene, new Set(options));
    await store.load(plan.files);
    compositor.show(plan, store);
    const png = await new Promise((resolve) => { compositor.present(); canvas.toBlob(resolve, "image/png"); });
    const bytes = new Uint8Array(await png.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  };
  return true;
}"""


def _difference(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> NDArray[np.float64]:
    """ΔE2000 of each pixel; equal ones are not worked out."""
    difference = np.zeros(ours.shape[:2])
    unlike = (ours != theirs).any(axis=2)
    difference[unlike] = deltaE_ciede2000(rgb2lab(ours[unlike]), rgb2lab(theirs[unlike]))
    return difference


def test_the_canvas_shows_what_the_server_composes(page: Page, live_site: LiveSite) -> None:
    """Random configurations, views and scenes, at the artwork's own size: ΔE2000 in the mean under 1, p99 under 3."""
    with live_site.app.app_context():
        product, rules = catalogue().product("piccola"), catalogue().rules("piccola")
        artwork = artwork_of("piccola")
    page.goto("/piccola")
    assert page.evaluate(START, [f"/artwork/piccola/{artwork.version}", 256 * 2**20]), "there is no WebGL2"
    chance = random.Random(SEED)
    views = chance.sample(artwork.views, 3)
    means, tails = [], []
    for number in range(CONFIGURATIONS):
        view = views[number % 3]
        scene = chance.choice(view.scenes)
        options = rules.sample(chance).options
        drawn = base64.b64decode(page.evaluate("([v, s, o]) => composed(v, s, o)", [view.key, scene, sorted(options)]))
        with Image.open(BytesIO(drawn)) as image:
            canvas = np.asarray(image.convert("RGB"))
        server = np.asarray(compose(artwork, product, options, view.key, scene, view.width))
        assert canvas.shape == server.shape
        difference = _difference(canvas, server)
        means.append(difference.mean())
        tails.append(np.percentile(difference, 99))
        assert means[-1] < 1, (view.key, scene, sorted(options))
        assert tails[-1] < 3, (view.key, scene, sorted(options))
    print(f"ΔE2000 over {CONFIGURATIONS}: mean {np.mean(means):.4f}, largest p99 {max(tails):.4f}")


LIVE = "#figure.stage__figure--live"


def _open(page: Page, option: str) -> None:
    page.evaluate("id => { document.getElementById(id).closest('details').open = true }", f"choice-{option}")


def test_a_click_shows_its_colour_before_the_server_answers(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)  # the canvas is for those who do something
    page.wait_for_selector(LIVE)
    _open(page, "colour.pomodoro")
    door = _door(page)
    with page.expect_request("**/state.json*"):
        page.route("**/state.json*", lambda route: None)  # it never answers
        page.locator('label[for="choice-colour.pomodoro"]').click()
    deadline = time.monotonic() + 10
    while _door(page) == door and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    page.wait_for_timeout(400)  # the fade
    red, green, blue = _door(page)
    assert red > 2 * max(green, blue)


def test_a_picture_to_print_is_ordered_with_one_click(page: Page) -> None:
    page.goto("/piccola?view=side")
    _open(page, "colour.notte")
    page.locator('label[for="choice-colour.notte"]').click()
    page.wait_for_url(re.compile("colour=notte"))
    page.get_by_role("button", name="A picture to print").click()
    page.wait_for_url(re.compile(r"/print/side\.light\.3840\..*colour\.notte"))
    expect(page.get_by_role("status")).to_contain_text("It is being made")


def test_a_designs_print_is_of_the_view_that_is_looked_at(no_script_page: Page, live_site: LiveSite) -> None:
    page = no_script_page
    page.goto(f"/d/{live_site.design.code}?view=rear34")
    page.get_by_role("button", name="Picture in print quality").click()
    page.wait_for_url(re.compile(r"/print/rear34\.light\.3840\."))
    expect(page.get_by_role("status")).to_contain_text("It is being made")


def _door(page: Page) -> tuple[int, ...]:
    """The colour of the door, as a visitor sees it."""
    with Image.open(BytesIO(page.locator(".stage__canvas").screenshot())) as image:
        return tuple(image.convert("RGB").getpixel((image.width * 57 // 100, image.height * 53 // 100)))


STORE = """async ([artwork, view, scene, most]) => {
  const { Compositor } = await import("/static/js/showroom/compositor.js");
  const { LayerStore } = await import("/static/js/showroom/layers.js");
  const { planOf } = await import("/static/js/showroom/plan.js");
  const { gl } = Compositor.on(document.createElement("canvas"));
  const recipe = await (await fetch(`${artwork}/views/${view}.json`)).json();
  const bytes = Object.fromEntries(recipe.layers.map(({ file, box: [l, t, r, b] }) => [file, (r - l) * (b - t) * 4]));
  const sum = (files) => files.reduce((total, file) => total + bytes[file], 0);
  window.store = new LayerStore(gl, `${artwork}/layers/`, most);
  window.filesFor = (options) => planOf(recipe, scene, new Set(options)).files;
  window.kept = () => Object.keys(bytes).filter((file) => store.has(file));
  window.report = (needed) => ({
    told: store.kept, kept: sum(kept()), needed: sum(needed), missing: needed.filter((file) => !store.has(file)),
    textures: kept().every((file) => gl.isTexture(store.textures.get(file).texture)),
  });
  return Object.keys(bytes);
}"""


def test_layers_stay_within_their_bytes_and_what_is_needed_stays(page: Page, live_site: LiveSite) -> None:
    """Random configurations one after another, with random layers fetched ahead between them."""
    with live_site.app.app_context():
        rules, version = catalogue().rules("piccola"), artwork_of("piccola").version
    most = 24 * 2**20
    page.goto("/piccola")
    files = page.evaluate(STORE, [f"/artwork/piccola/{version}", "side", "light", most])
    chance = random.Random(SEED)
    fullest = 0
    for _ in range(20):
        now, ahead = sorted(rules.sample(chance).options), chance.sample(files, 8)
        told = page.evaluate(
            """async ([options, ahead]) => {
              const needed = filesFor(options);
              store.pin(needed);
              const coming = store.prefetch(ahead);
              await store.load(needed);
              const first = report(needed);
              await coming;
              return [first, report(needed)];
            }""",
            [now, ahead],
        )
        for each in told:
            assert each["missing"] == []
            assert each["textures"]
            assert each["told"] == each["kept"] <= max(most, each["needed"])
            fullest = max(fullest, each["kept"])
    assert fullest > most * 0.7, "there was room for all"


def test_what_was_used_longest_ago_makes_room(page: Page, live_site: LiveSite) -> None:
    with live_site.app.app_context():
        version = artwork_of("piccola").version
    page.goto("/piccola")
    files = page.evaluate(STORE, [f"/artwork/piccola/{version}", "side", "light", 2**30])[:5]
    last = page.evaluate(
        """async (files) => {
          for (const file of files) await store.load([file]);
          store.texture(files[0]); // used once more
          store.budget = store.kept - 1;
          store.pin([files[1]]);
          return kept();
        }""",
        files,
    )
    assert sorted(last) == sorted({*files} - {files[2]})


def test_a_layer_that_can_not_be_had_leaves_the_servers_picture(page: Page, guard: Guard) -> None:
    guard.forgiven += ["404"]
    page.goto("/piccola")
    page.mouse.move(9, 9)
    page.wait_for_selector(LIVE)
    page.route("**/layers/**", lambda route: route.fulfill(status=404))
    page.locator('[data-view="interior"]').click()
    page.wait_for_selector("#figure:not(.stage__figure--live)")
    expect(page.locator("#figure img").last).to_have_attribute("src", re.compile(r"interior\."))
    page.unroute("**/layers/**")
    page.locator('[data-view="front34"]').click()
    page.wait_for_selector(LIVE)


def test_a_layer_that_can_not_be_decoded_leaves_the_servers_picture(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)
    page.wait_for_selector(LIVE)
    page.route("**/layers/**", lambda route: route.fulfill(body="not a picture", content_type="image/webp"))
    page.locator('[data-view="interior"]').click()
    page.wait_for_selector("#figure:not(.stage__figure--live)")
    expect(page.locator("#figure img").last).to_have_attribute("src", re.compile(r"interior\."))


def test_without_webgl_the_servers_picture_is_shown(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/piccola")
    _open(page, "colour.notte")
    page.locator('label[for="choice-colour.notte"]').click()
    expect(page.locator("#figure img").last).to_have_attribute("src", re.compile("colour.notte"))
    assert page.locator(LIVE).count() == 0
    assert page.locator(".stage__canvas").count() == 0


def test_with_data_saving_on_no_layer_is_fetched(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    layers: list[Request] = []
    page.on("request", lambda request: layers.append(request) if "/artwork/" in request.url else None)
    page.goto("/piccola")
    _open(page, "colour.notte")
    page.locator('label[for="choice-colour.notte"]').hover()
    page.locator('label[for="choice-colour.notte"]').click()
    expect(page.locator("#figure img").last).to_have_attribute("src", re.compile("colour.notte"))
    assert [each.url for each in layers if "/options/" not in each.url] == []


def test_a_lost_graphics_card_leaves_the_servers_picture_until_it_is_back(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)  # the canvas is for those who do something
    page.wait_for_selector(LIVE)
    _open(page, "colour.notte")
    page.locator('label[for="choice-colour.notte"]').click()
    page.wait_for_url(re.compile("colour=notte"))
    page.evaluate(
        """() => {
          const gl = document.querySelector(".stage__canvas").getContext("webgl2");
          window.lost = gl.getExtension("WEBGL_lose_context");
          window.lost.loseContext();
        }"""
    )
    page.wait_for_selector("#figure:not(.stage__figure--live)")
    expect(page.locator("#figure img").last).to_have_attribute("src", re.compile("colour.notte"))
    page.evaluate("window.lost.restoreContext()")
    page.wait_for_selector(LIVE)


def test_layers_that_come_after_the_graphics_card_is_lost_are_not_shown(page: Page) -> None:
    page.goto("/piccola")
    page.mouse.move(9, 9)
    page.wait_for_selector(LIVE)
    page.route("**/layers/**", lambda route: None)
    with page.expect_request("**/layers/side/**"):
        page.locator('[data-view="side"]').click()
    page.evaluate(
        'document.querySelector(".stage__canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext()'
    )
    page.wait_for_selector("#figure:not(.stage__figure--live)")
    page.unroute("**/layers/**")  # lets those go that were held
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert page.locator(LIVE).count() == 0


def test_keys_look_closer_move_and_keep_their_focus(page: Page) -> None:
    page.goto("/piccola")
    closer = page.get_by_role("button", name="Closer")
    closer.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    away = page.get_by_role("button", name="Further away")
    expect(away).to_be_focused()  # as close as can be: the other button is gone
    page.keyboard.press("ArrowRight")
    pan = "getComputedStyle(document.querySelector('.stage__picture')).translate"
    assert page.evaluate(pan) == "-80px"
    page.keyboard.press("Escape")
    expect(page.locator("#figure")).not_to_have_class(re.compile("zoomed"))
    assert page.evaluate(pan) == "0px"
    expect(closer).to_be_focused()


def test_looking_closer_and_back_with_buttons_and_keys(page: Page) -> None:
    page.goto("/piccola")
    zoom = page.locator("#zoom")
    zoom.get_by_role("button", name="Closer").click()
    zoom.get_by_role("button", name="Closer").click()
    assert float(page.evaluate("getComputedStyle(document.querySelector('.stage__picture')).scale")) > 2
    zoom.get_by_role("button", name="Further away").click()
    zoom.get_by_role("button", name="Further away").click()
    expect(page.locator("#figure")).not_to_have_class(re.compile("zoomed"))
    assert page.evaluate("getComputedStyle(document.querySelector('.stage__picture')).scale") == "1"
