"""The pages of waiting lists: from an edition that is sold out to the order of the unit that was offered."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.database import db, utc_now
from configurator.gallery.saved import SavedDesign
from configurator.preorders.models import Preorder
from configurator.preorders.order import order_by_id
from configurator.preorders.service import cancel_preorder
from configurator.preorders.verifying import verify_preorders
from configurator.preorders.waiting.addresses import waiting_token
from configurator.preorders.waiting.mails import send_waiting_list_mails
from configurator.preorders.waiting.models import WaitingEntry, WaitingState
from configurator.preorders.waiting.offering import run_waiting_lists
from configurator.web.guards import Role
from tests.cast import Tab, link_in
from tests.preorders.conftest import FIELDS, hidden
from tests.preorders.waiting.conftest import SoldOut, entry, units, wait


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def press(client: FlaskClient, path: str, **fields: str) -> str:
    """Press a button on the page of an entry; returns where it leads."""
    token = hidden(client.get(path.rpartition("/")[0]), "csrf_token")
    answer = client.post(path, data={"csrf_token": token, **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def order_unit(client: FlaskClient, design: SavedDesign, edition_id: str) -> int:
    """Order a unit of an edition by its form; returns the status of the answer."""
    address = f"/d/{design.code}/preorder?edition={edition_id}"
    page = client.get(address)
    if page.status_code != 200:
        return page.status_code
    fields = {name: hidden(page, name) for name in ("csrf_token", "order_key", "seal")}
    return client.post(address, data=fields | FIELDS | {"agree": "y"}).status_code


def test_somebody_waits_is_offered_a_unit_and_orders_it(
    client: FlaskClient, app: Flask, sold_out: SoldOut, design: SavedDesign, mailbox: list[EmailMessage]
) -> None:
    edition, (order,) = sold_out(design_id=design.id)
    page = client.get(f"/editions/{edition.public_id}")
    joining = f"/editions/{edition.public_id}/waiting-list"
    assert joining in page.text
    form = client.get(joining)
    token = hidden(form, "csrf_token")
    wrong = client.post(joining, data={"csrf_token": token, "email": "no address"})
    assert (wrong.status_code, "no address" in wrong.text) == (422, True)
    sent = client.post(joining, data={"csrf_token": token, "email": "ann@example.org"})
    assert "Look into your mailbox" in sent.text
    send_waiting_list_mails()
    place = path_of(link_in(mailbox[-1]))
    assert "Do you want to wait?" in client.get(place).text
    assert entry(edition, "ann").state is WaitingState.ASKED, "opening a link confirms nothing"
    press(client, f"{place}/confirm")
    wait(edition, "bob")
    assert "Your place: 1" in client.get(place).text
    cancel_preorder(order)
    assert joining in client.get(f"/editions/{edition.public_id}").text, "what came free is not for everybody"
    assert order_unit(app.test_client(), design, edition.public_id) == 303
    run_waiting_lists()
    send_waiting_list_mails()
    assert path_of(link_in(mailbox[-1])) == place
    offered = client.get(place).text
    assert "One is held for you" in offered
    assert "For another 47 hours" in offered
    stranger = app.test_client()
    assert order_unit(stranger, design, edition.public_id) == 303
    assert press(client, f"{place}/order") == f"/editions/{edition.public_id}"
    here = client.get(f"/editions/{edition.public_id}").text
    assert "held for you" in here
    assert f"/d/{design.code}/preorder?edition={edition.public_id}" in here
    assert order_unit(client, design, edition.public_id) == 303
    number = entry(edition, "ann").order_number
    newest = db.session.scalars(db.select(Preorder).order_by(Preorder.id.desc())).first()
    assert newest is not None
    assert newest.number == number
    assert (newest.edition_id, units(edition)) == (edition.id, 1)
    assert str(number) in client.get(place).text
    assert order_unit(client, design, edition.public_id) == 303, "there is no second one"
    assert db.session.query(Preorder).count() == 2
    assert list(verify_preorders(utc_now())) == []
    cancel_preorder(order_by_id(newest.id))


def test_an_entrys_link_opens_that_entry_alone_and_leaves_the_list(client: FlaskClient, sold_out: SoldOut) -> None:
    edition, _ = sold_out()
    ann, bob = wait(edition, "ann", "bob")
    place = f"/waiting/{waiting_token(ann.public_id)}"
    for forged in (f"{place}x", f"/waiting/{ann.public_id}", "/waiting/made-up"):
        assert client.get(forged).status_code == 404
    assert "bob@example.org" not in client.get(place).text
    press(client, f"{place}/leave")
    assert "not on the list any more" in client.get(place).text
    press(client, f"{place}/order")
    assert [entry(edition, name).state for name in ("ann", "bob")] == [WaitingState.LEFT, WaitingState.WAITING]
    assert entry(edition, "bob").position == 1
    assert bob.position == 2


def test_nobody_joins_a_list_while_there_are_units(client: FlaskClient, sold_out: SoldOut) -> None:
    edition, (order,) = sold_out()
    joining = f"/editions/{edition.public_id}/waiting-list"
    token = hidden(client.get(joining), "csrf_token")
    cancel_preorder(order)
    for answer in (client.get(joining), client.post(joining, data={"csrf_token": token, "email": "a@example.org"})):
        assert (answer.status_code, answer.location) == (303, f"/editions/{edition.public_id}")
    assert db.session.query(WaitingEntry).count() == 0


def test_the_desk_sees_lists_with_counts_and_others_do_not(
    client: FlaskClient, staff_tab: Callable[[Role], Tab], sold_out: SoldOut
) -> None:
    edition, (order,) = sold_out()
    wait(edition, "ann", "bob", "cem")
    cancel_preorder(order)
    run_waiting_lists()
    desk, marketer = staff_tab(Role.ORDER_DESK), staff_tab(Role.MARKETER)
    address = f"/staff/waiting-lists/{edition.public_id}"
    counted = re.sub(r"<[^>]+>|\s+", " ", desk.open("/staff/waiting-lists").text.split("<tbody>")[1])
    assert re.search(r"Cream\s+1 / 1\s+2\s+1\s+0\s+0\s+0", counted), counted
    listed = desk.open(address).text
    assert listed.index("ann@example.org") < listed.index("bob@example.org") < listed.index("cem@example.org")
    for below in ("", f"/{edition.public_id}"):
        assert marketer.client.get(f"/staff/waiting-lists{below}").status_code == 403
        assert client.get(f"/staff/waiting-lists{below}").status_code == 303
