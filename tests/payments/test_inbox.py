"""The webhook and the list of events: forged, repeated, reordered, lost, and stumbling."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from stripe import WebhookSignature
from werkzeug.test import TestResponse

from configurator.database import db, utc_now
from configurator.payments.models import EventListing, StripeEvent
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    PaymentState,
    handle_events,
    look_up_payment,
    request_refund,
    settle_payment,
    settle_refunds,
    webhook_silent_since,
)
from tests.payments.conftest import DECLINED, WEBHOOK_SECRET, Notes, change, order, pay


def events_at(sandbox: RunningSandbox) -> list[dict[str, object]]:
    """Every event that the stand-in has, oldest first."""
    with sandbox.sandbox.store.transaction() as transaction:
        rows = transaction.connection.execute("SELECT body FROM objects WHERE kind = 'event' ORDER BY sequence")
        return [json.loads(row[0]) for row in rows]


def send(client: FlaskClient, event: dict[str, object], secret: str = WEBHOOK_SECRET, age: int = 0) -> TestResponse:
    """Deliver an event as Stripe would."""
    body = json.dumps(event)
    signature = WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age)
    return client.post("/payments/webhook", data=body, headers={"Stripe-Signature": signature})


def completed(sandbox: RunningSandbox) -> dict[str, object]:
    return next(event for event in events_at(sandbox) if event["type"] == "checkout.session.completed")


def test_a_webhook_alone_settles_a_payment(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    assert send(client, completed(sandbox)).status_code == 204
    assert look_up_payment(payment.public_id).state is PaymentState.PAID
    assert settle_payment(payment.public_id) is PaymentState.PAID  # the buyer comes back later
    assert notes.names() == ["paid"]


def test_duplicated_and_reordered_webhooks_change_nothing(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url, DECLINED)
    pay(payment.url)
    settle_payment(payment.public_id)
    request_refund(payment.public_id)
    settle_refunds()
    told = notes.names()
    events = events_at(sandbox)
    assert len(events) > 6
    for event in [*events[::-1], *events]:
        assert send(client, event).status_code == 204
    assert notes.names() == told == ["paid", "refunded asked"]
    ours = {"checkout.session.completed", "refund.created"}
    assert set(db.session.scalars(select(StripeEvent.type))) == ours
    assert db.session.scalar(select(func.count(StripeEvent.id))) == len(ours)


def test_an_old_event_of_an_open_session_does_not_undo_what_is_true_now(
    till: Flask, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    lie = completed(sandbox) | {"id": "evt_of_yesterday", "type": "checkout.session.expired"}
    assert send(client, lie).status_code == 204
    assert look_up_payment(payment.public_id).state is PaymentState.PAID


def test_lost_webhooks_are_found_in_the_list(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    assert handle_events() == 1
    assert look_up_payment(payment.public_id).state is PaymentState.PAID
    assert handle_events() == 0
    assert notes.names() == ["paid"]


def test_the_list_is_read_on_from_where_it_was_left(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    db.session.add(EventListing(id=1, read_until=utc_now() + timedelta(hours=1)))
    db.session.commit()
    assert handle_events() == 0
    listing = db.session.get_one(EventListing, 1)
    assert listing.read_until <= utc_now()
    assert handle_events() == 1
    assert notes.names() == ["paid"]


def test_an_event_may_come_before_we_know_the_session(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    change(payment, state=PaymentState.CREATED, checkout_id=None, checkout_url=None)
    assert send(client, completed(sandbox)).status_code == 204
    assert look_up_payment(payment.public_id).state is PaymentState.PAID
    assert notes.names() == ["paid"]


def test_a_forged_webhook_is_refused_and_leaves_no_trace(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    event = completed(sandbox)
    assert send(client, event, secret="whsec_of_somebody_else").status_code == 400
    assert send(client, event, age=3600).status_code == 400
    assert client.post("/payments/webhook", json=event).status_code == 400
    assert client.post("/payments/webhook", json=event, headers={"Stripe-Signature": "t=,v1="}).status_code == 400
    assert client.post("/payments/webhook", json=event, headers={"Stripe-Signature": "t=1"}).status_code == 400
    assert db.session.scalar(select(func.count(StripeEvent.id))) == 0
    assert notes.told == []


def test_an_event_about_a_session_that_stripe_does_not_know_is_not_believed(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    order()
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "created": int(time.time()),
        "data": {"object": {"id": "cs_test_made_up", "object": "checkout.session", "payment_status": "paid"}},
    }
    assert send(client, event).status_code == 500
    assert notes.told == []


@pytest.mark.parametrize(
    "body", [b"\xff\xfe not text", b"not json", b"[]", b'"text"', b"{}", b'{"id": "evt_1"}', b"", b"null"]
)
def test_a_signed_body_that_is_no_event_is_refused(client: FlaskClient, notes: Notes, body: bytes) -> None:
    payload = body.decode("utf-8", errors="replace")
    signature = WebhookSignature.generate_signature_header(payload, WEBHOOK_SECRET)
    answer = client.post("/payments/webhook", data=body, headers={"Stripe-Signature": signature})
    assert answer.status_code == 400


def test_an_error_in_the_handler_makes_stripe_send_the_event_again(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    notes.fails = True
    assert send(client, completed(sandbox)).status_code == 500
    assert look_up_payment(payment.public_id).state is PaymentState.OPEN
    event = db.session.scalars(select(StripeEvent)).one()
    assert (event.handled_at, event.attempts) == (None, 1)
    assert "RuntimeError" in (event.last_error or "")
    notes.fails = False
    assert send(client, completed(sandbox)).status_code == 204
    assert notes.names() == ["paid"]


def test_what_stumbled_is_tried_again_by_the_clock_too(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    notes.fails = True
    send(client, completed(sandbox))
    assert handle_events() == 0
    notes.fails = False
    assert handle_events() == 1
    assert notes.names() == ["paid"]


def test_an_unavailable_stripe_makes_the_webhook_wait(
    till: Flask, notes: Notes, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    payment = order()
    pay(payment.url)
    event = completed(sandbox)
    sandbox.stop()
    assert send(client, event).status_code == 503
    assert notes.told == []
    assert handle_events() == 0


def test_the_webhook_is_for_posting_only(client: FlaskClient) -> None:
    assert client.get("/payments/webhook").status_code == 405


def test_a_webhook_that_stays_silent_while_there_is_news_is_noticed(
    till: Flask, client: FlaskClient, sandbox: RunningSandbox
) -> None:
    later = utc_now() + timedelta(minutes=11)
    assert webhook_silent_since(later) is None
    pay(order().url)
    handle_events()
    silent_since = webhook_silent_since(later)
    assert silent_since is not None
    assert silent_since <= utc_now()
    assert webhook_silent_since(utc_now()) is None  # it may still come
    assert send(client, completed(sandbox)).status_code == 204
    assert webhook_silent_since(later) is None
