"""What visitors and their scripts get from the gallery's pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from configurator.database import db
from configurator.gallery.models import CatalogueVersion, Design
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import design_by_code
from configurator.web.catalogue import Catalogue
from tests.gallery.conftest import Page, Visit

Save = Callable[..., SavedDesign]
NASTY = "</script><script>alert(1)</script>\"'<img src=x onerror=alert(2)>"


def test_a_newcomer_saves_and_lands_on_the_page_of_the_design(visit: Visit) -> None:
    form = visit.open("/lamp/save?colour=red&market=it")
    assert form.status_code == 200
    assert "€47" in form.text.replace("\xa0", "").replace(" ", "")
    answer = visit.send(
        "/lamp/save?colour=red&market=it",
        name=" Evening\u0000  light ",
        story="One\r\n\r\n\r\n\r\ntwo",
        is_published="y",
    )
    assert answer.status_code == 303
    page = visit.open(answer.headers["Location"])
    assert page.status_code == 200
    saved = design_by_code(urlsplit(answer.headers["Location"]).path.rpartition("/")[2])
    assert (saved.name, saved.story, saved.market) == ("Evening light", "One\n\ntwo", "it")
    assert saved.code in page.text
    assert "colour.red" in saved.options


def test_sending_the_form_twice_gives_one_design(visit: Visit) -> None:
    assert visit.save("colour=red", name="Twice") == visit.save("colour=red", name="Twice")
    assert db.session.query(Design).count() == 1


def test_a_forged_price_and_forged_fields_change_nothing(visit: Visit) -> None:
    code = visit.save("colour=red", total="1", total_minor="1", code="AAAAAAAA", preorders="99", person_id="1")
    saved = design_by_code(code)
    assert saved.total.decimal == "49.00"
    assert (saved.preorders, saved.person_id) == (0, None)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("colour=purple", "colour=purple"),
        ("extras=dimmer&bulb=cool", "can’t be dimmed|can't be dimmed|can&#39;t be dimmed"),
        ("shade=disc", ""),
        ("colour=red&colour=cream", ""),
    ],
)
def test_what_can_not_be_built_is_explained_with_the_nearest_offered(visit: Visit, query: str, named: str) -> None:
    answer = visit.open(f"/lamp/save?{query}")
    assert answer.status_code == 422
    assert any(part in answer.text for part in named.split("|"))
    assert any(
        urlsplit(link["href"]).path == "/lamp" and "market=" in link["href"] for link in Page(answer.text).all("a")
    )
    token = Page(visit.open("/lamp/save").text).all("input", name="csrf_token")[0]["value"]
    posted = visit.client.post(f"/lamp/save?{query}", data={"csrf_token": token, "name": "X"})
    assert posted.status_code == 422
    assert db.session.query(Design).count() == 0


def test_unknown_products_and_endless_links_are_refused(visit: Visit) -> None:
    assert visit.open("/bicycle/save").status_code == 404
    assert visit.open("/lamp/save?colour=" + "x" * 5000).status_code == 414


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Give it a name"),
        ({"name": " \u200b\t "}, "Give it a name"),
        ({"name": "x" * 61}, "1 character too long"),
        ({"name": "Good", "story": "x" * 2001}, "1 character too long"),
        ({"name": "Good", "author_name": "x" * 50}, "10 characters too long"),
        ({"name": "Good", "story": "word " * 40_000}, "characters too long"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(visit: Visit, fields: dict[str, str], said: str) -> None:
    answer = visit.send("/lamp/save?colour=red", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert fields.get("story", "").strip() in answer.text
    assert fields["name"].strip() in answer.text
    assert db.session.query(Design).count() == 0


def test_a_story_of_two_megabytes_is_refused_in_words(visit: Visit) -> None:
    answer = visit.send("/lamp/save", name="Long", story="x" * 2_000_000)
    assert answer.status_code == 413
    assert "shorten" in answer.text


def test_an_old_token_asks_to_press_again_and_keeps_the_story(visit: Visit) -> None:
    answer = visit.client.post("/lamp/save", data={"name": "Kept", "story": "Long and dear", "csrf_token": "old"})
    assert answer.status_code == 422
    assert "Long and dear" in answer.text
    assert "open for too long" in answer.text
    assert db.session.query(Design).count() == 0


@pytest.mark.parametrize("address", ["/d/{}/withdraw", "/designs/claim"])
def test_posts_without_a_token_are_refused(visit: Visit, address: str) -> None:
    code = visit.save()
    assert visit.client.post(address.format(code)).status_code == 400
    assert design_by_code(code).withdrawn_at is None


def test_a_design_has_one_address(visit: Visit) -> None:
    code = visit.save()
    for written in (code.lower(), code.replace("-", ""), code.replace("-", "--"), code.replace("0", "o")):
        if written != code:
            answer = visit.open(f"/d/{written}")
            assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (301, f"/d/{code}")


@pytest.mark.parametrize("code", ["K7QM-2F9D", "nonsense", "..%2f..%2fetc", "%00", "ÄÄÄÄ-ÄÄÄÄ", "x" * 3000])
def test_codes_that_nobody_has_are_not_found(visit: Visit, code: str) -> None:
    for address in (f"/d/{code}", f"/d/{code}/edit", f"/d/{code}/qr.svg", f"/d/{code}/card.jpg"):
        assert visit.open(address).status_code == 404


def test_only_the_author_finds_and_opens_the_way_to_change_a_design(visit: Visit, other: Visit) -> None:
    code = visit.save(name="Mine")
    assert f"/d/{code}/edit" in visit.open(f"/d/{code}").text
    assert f"/d/{code}/edit" not in other.open(f"/d/{code}").text
    assert other.open(f"/d/{code}/edit").status_code == 403
    other.save(name="Theirs")  # now the other browser is known, too
    for address in (f"/d/{code}/edit", f"/d/{code}/withdraw"):
        assert other.send(address, page="/lamp/save", name="Taken").status_code == 403
    assert design_by_code(code).name == "Mine"
    assert visit.send(f"/d/{code}/edit", name="Mine still").status_code == 303
    edited = design_by_code(code)
    assert (edited.name, edited.is_published) == ("Mine still", False)  # the box was not ticked


def test_a_withdrawn_design_is_gone_with_everything_it_showed(visit: Visit, other: Visit) -> None:
    code = visit.save(name="Regretted", story="Too much said")
    assert visit.open(f"/d/{code}/card.jpg").status_code == 200
    assert visit.send(f"/d/{code}/withdraw", page=f"/d/{code}/edit").status_code == 303
    page = other.open(f"/d/{code}")
    assert page.status_code == 410
    assert "Regretted" not in page.text
    assert "Too much said" not in page.text
    for address in (f"/d/{code}/card.jpg", f"/d/{code}/qr.svg", f"/d/{code}/edit"):
        assert visit.open(address).status_code == 404
    assert "Regretted" not in visit.open("/gallery").text


def test_what_people_type_is_never_markup(visit: Visit) -> None:
    code = visit.save(name=NASTY[:60], story=NASTY * 3, author_name="<b>Ada</b>")
    for address in (f"/d/{code}", "/gallery", "/", "/designs", f"/d/{code}/edit", f"/gallery?q={NASTY}"):
        page = Page(visit.open(address).text)
        assert all(tag["src"] != "x" for tag in page.all("img"))
        assert not any("alert" in script and "@context" not in script for script in page.scripts)
        assert page.all("b") == []
        assert not any("onerror" in attributes for _, attributes in page.tags)
    data = json.loads(Page(visit.open(f"/d/{code}").text).scripts[0])
    assert data["name"] == NASTY[:60]


def test_a_shared_link_shows_its_card_and_says_what_it_is(visit: Visit, app: Flask) -> None:
    code = visit.save("colour=red", name="Sunday “&” light", story="For the\nevening")
    page = Page(visit.open(f"/d/{code}").text)
    assert page.meta("og:title") == "Sunday “&” light · Lantaarn"
    assert page.meta("og:url").endswith(f"/d/{code}")
    assert page.meta("og:url").startswith("http://127.0.0.1:5000/")
    assert (page.meta("og:image:width"), page.meta("og:image:height")) == ("1200", "630")
    assert page.meta("twitter:card") == "summary_large_image"
    assert page.meta("twitter:image") == page.meta("og:image")
    assert page.all("link", rel="canonical")[0]["href"] == page.meta("og:url")
    picture = visit.open(urlsplit(page.meta("og:image")).path)
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert "immutable" in picture.headers["Cache-Control"]
    assert Image.open(BytesIO(picture.data)).size == (1200, 630)


def test_a_card_has_a_new_address_when_the_name_changes_and_the_old_one_still_answers(visit: Visit) -> None:
    code = visit.save(name="Before")
    before = urlsplit(Page(visit.open(f"/d/{code}").text).meta("og:image")).path
    old = visit.open(before).data
    visit.send(f"/d/{code}/edit", name="After")
    after = urlsplit(Page(visit.open(f"/d/{code}").text).meta("og:image")).path
    assert after != before
    new = visit.open(after)
    assert new.data != old
    again = visit.open(before)
    assert again.status_code == 200
    assert "immutable" not in again.headers["Cache-Control"]
    assert visit.open(f"/d/{code}/card-0000000000000000.jpg").data == new.data
    assert visit.open(f"/d/{code}/card-..%2f..%2fx.jpg").status_code in (200, 404)


def test_search_engines_read_a_product_and_an_offer_only_where_it_can_be_ordered(visit: Visit, app: Flask) -> None:
    code = visit.save("colour=red&market=it", name="Evening")
    data = json.loads(Page(visit.open(f"/d/{code}").text).scripts[0])
    assert (data["@type"], data["name"], data["sku"]) == ("Product", "Evening", code)
    offer = data["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("47.00", "EUR")
    assert offer["availability"] == "https://schema.org/PreOrder"
    assert offer["availabilityStarts"] == "2027-09-01"
    assert f"/d/{code}/preorder" in visit.open(f"/d/{code}").text


def test_the_qr_code_leads_to_the_design(visit: Visit) -> None:
    answer = visit.open(f"/d/{visit.save()}/qr.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.data.startswith(b"<?xml")


def test_a_remix_starts_from_the_design_and_names_it(visit: Visit, other: Visit) -> None:
    code = visit.save("colour=red", name="First")
    links = [link["href"] for link in Page(other.open(f"/d/{code}").text).all("a") if "parent=" in link["href"]]
    query = parse_qs(urlsplit(links[0]).query)
    assert (query["parent"], query["colour"]) == ([code], ["red"])
    remix = other.save(urlsplit(links[0]).query.replace("colour=red", "colour=cream"), name="Second")
    assert design_by_code(remix).parent_code == code
    assert code in other.open(f"/d/{remix}").text
    assert "Second" in visit.open(f"/d/{code}").text


def test_a_design_made_with_an_older_catalogue_says_what_changed(visit: Visit, app: Flask) -> None:
    code = visit.save("shade=globe&colour=red", name="Old")
    archived = db.session.query(CatalogueVersion).one()
    sources = {
        name: text.replace("shade.globe", "shade.ball").replace("[shade.options.globe]", "[shade.options.ball]")
        for name, text in archived.sources.items()
    }
    older = CatalogueVersion(product_key="lamp", version="0" * 16, sources=sources)
    db.session.add(older)
    db.session.flush()
    design = db.session.query(Design).one()
    db.session.execute(
        update(Design).values(version_id=older.id, options=design.options.replace("shade.globe", "shade.ball"))
    )
    db.session.commit()
    page = visit.open(f"/d/{code}")
    assert page.status_code == 200
    assert "Globe was taken out of the catalogue" in page.text
    offered = [link["href"] for link in Page(page.text).all("a") if link["href"].startswith("/lamp?")]
    assert any("colour=red" in link and "shade=" in link for link in offered)
    assert "offers" not in json.loads(Page(page.text).scripts[0])
    assert visit.open(f"/d/{code}/card.jpg").status_code == 200
    for address in ("/gallery", "/", "/designs", f"/d/{code}/edit"):
        assert visit.open(address).status_code == 200


def test_a_design_of_a_product_that_is_gone_is_still_shown(visit: Visit, app: Flask) -> None:
    code = visit.save("colour=red", name="Last one")
    app.extensions["officina-catalogue"] = Catalogue({})
    page = visit.open(f"/d/{code}")
    assert page.status_code == 200
    assert "is not offered any more" in page.text
    assert "Last one" in visit.open("/designs").text
    assert visit.open(f"/d/{code}/edit").status_code == 200
    assert visit.open(f"/d/{code}/card.jpg").status_code == 404


def test_the_gallery_filters_by_its_address_alone(visit: Visit) -> None:
    visit.save("colour=red", name="Rosso")
    visit.save("colour=cream", name="Crema")
    red = visit.open("/gallery?option=colour.red&sort=remixed").text
    assert "Rosso" in red
    assert "Crema" not in red
    assert "Crema" in visit.open("/gallery?q=CRÉMA").text
    unknown = visit.open("/gallery?option=colour.purple")
    assert unknown.status_code == 404
    assert "colour.purple" in unknown.text
    assert visit.open("/gallery?product=bicycle").status_code == 404
    assert visit.open("/gallery?sort=nonsense&after=%00&q=%00").status_code == 200


def test_the_gallery_goes_on_where_the_page_ends(visit: Visit, save: Save) -> None:
    for n in range(30):
        save(f"Lamp {n}", "colour.red")
    found, address = [], "/gallery?option=colour.red&sort=preordered"
    while address:
        page = Page(visit.open(address).text)
        found += [link["href"] for link in page.all("a") if link["href"].startswith("/d/")]
        following = page.all("a", rel="next")
        address = following[0]["href"] if following else ""
    assert len(found) == len(set(found)) == 30


def test_a_code_in_the_search_leads_to_the_design(visit: Visit) -> None:
    code = visit.save()
    answer = visit.open(f"/gallery?q={code.lower()}")
    assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (303, f"/d/{code}")


def test_my_designs_are_kept_with_an_account_by_one_button(
    visit: Visit, other: Visit, as_person: Callable[..., Visit]
) -> None:
    code = visit.save(name="Mine")
    assert "Mine" in visit.open("/designs").text
    assert "Mine" not in other.open("/designs").text
    as_person(visit=visit)
    assert visit.send("/designs/claim", page="/designs").status_code == 303
    assert design_by_code(code).person_id is not None
    assert visit.open(f"/d/{code}/edit").status_code == 200
    assert other.send("/designs/claim", page="/lamp/save").status_code == 403


def test_the_front_page_shows_the_product_the_newest_and_what_is_open(visit: Visit, save: Save) -> None:
    save("Newest of all")
    page = visit.open("/")
    assert page.status_code == 200
    for words in ("A light of your own", "Newest of all", "Open until 31 January 2027", "Folded paper"):
        assert words in page.text


def test_every_picture_says_its_size(visit: Visit, save: Save) -> None:
    code = save("Evening", "shade.globe").code
    for address in ("/", "/gallery", f"/d/{code}", "/lamp/save"):
        pictures = Page(visit.open(address).text).all("img")
        assert pictures
        assert all(picture["width"].isdigit() and picture["height"].isdigit() for picture in pictures)


@pytest.mark.parametrize("address", ["/", "/lamp", "{design}"])
def test_the_first_picture_is_asked_for_first_and_those_below_when_they_are_near(
    visit: Visit, save: Save, address: str
) -> None:
    first, other = save("Evening", "shade.globe"), save("Morning", "colour.red")
    assert first.code != other.code
    large, *small = Page(visit.open(address.format(design=f"/d/{first.code}")).text).all("img")
    assert large["fetchpriority"] == "high"
    assert "loading" not in large
    assert all(picture["loading"] == "lazy" for picture in small)
