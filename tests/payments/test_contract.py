"""What we rely on Stripe for. The same tests run against Stripe's own test mode when STRIPE_TEST_KEY is set."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import stripe

from configurator.payments.errors import PaymentRefusedError
from configurator.payments.gateway import METHODS, Gateway
from configurator.payments.sandbox import serve_sandbox
from configurator.payments.seen import CheckoutOrder
from configurator.product.money import Money
from tests.payments.conftest import DEPOSIT, KEY, WEBHOOK_SECRET, pay

REAL_KEY = os.environ.get("STRIPE_TEST_KEY", "")


@dataclass(frozen=True)
class Side:
    """A Stripe to talk to: our gateway, the bare client, and a way to have something paid."""

    gateway: Gateway
    client: stripe.StripeClient
    paid_intent: Callable[[], str]


@pytest.fixture(params=["stand-in", *(["stripe"] if REAL_KEY else [])])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "stripe":
        assert REAL_KEY.startswith(("sk_test_", "rk_test_")), "never with a key that moves real money"
        client = stripe.StripeClient(REAL_KEY)
        yield Side(Gateway(REAL_KEY, WEBHOOK_SECRET), client, lambda: paid_at_stripe(client))
        return
    with serve_sandbox(tmp_path / "stripe.sqlite", KEY, "", WEBHOOK_SECRET) as sandbox:
        client = stripe.StripeClient(KEY, base_addresses={"api": sandbox.address})
        gateway = Gateway(KEY, WEBHOOK_SECRET, sandbox.address)
        yield Side(gateway, client, lambda: paid_at_stand_in(gateway))


def paid_at_stripe(client: stripe.StripeClient) -> str:
    return client.v1.payment_intents.create(
        params={
            "amount": DEPOSIT.amount_minor,
            "currency": "eur",
            "payment_method": "pm_card_visa",
            "payment_method_types": ["card"],
            "confirm": True,
        }
    ).id


def paid_at_stand_in(gateway: Gateway) -> str:
    opened = gateway.start_checkout(an_order(), uuid4().hex)
    pay(opened.url)
    return gateway.look_up_checkout(opened.id).payment_intent or ""


def an_order(**different: object) -> CheckoutOrder:
    wanted = {
        "reference": f"payment-{uuid4().hex}",
        "amount": DEPOSIT,
        "description": "Deposit for a lamp",
        "success_url": "https://lamps.example/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://lamps.example/cancelled",
        "locale": "nl",
        "email": "anna@example.org",
        "expires_at": datetime.now(UTC) + timedelta(minutes=35),
    }
    return CheckoutOrder(**(wanted | different))


def test_a_new_checkout_is_open_and_unpaid_and_knows_our_reference(side: Side) -> None:
    order = an_order()
    opened = side.gateway.start_checkout(order, uuid4().hex)
    assert (opened.status, opened.is_paid, opened.payment_intent) == ("open", False, None)
    assert (opened.reference, opened.amount) == (order.reference, DEPOSIT)
    assert opened.url is not None
    assert opened.url.startswith("http")
    assert abs(opened.expires_at - order.expires_at) < timedelta(seconds=1)
    assert side.gateway.look_up_checkout(opened.id) == opened


def test_only_cards_and_ideal_are_offered(side: Side) -> None:
    opened = side.gateway.start_checkout(an_order(), uuid4().hex)
    assert side.client.v1.checkout.sessions.retrieve(opened.id).payment_method_types == METHODS


def test_the_same_key_gives_the_same_checkout(side: Side) -> None:
    order, key = an_order(), uuid4().hex
    assert side.gateway.start_checkout(order, key).id == side.gateway.start_checkout(order, key).id
    assert side.gateway.start_checkout(order, uuid4().hex).id != side.gateway.start_checkout(order, key).id


def test_the_same_key_for_another_order_is_refused(side: Side) -> None:
    key = uuid4().hex
    side.gateway.start_checkout(an_order(), key)
    with pytest.raises(PaymentRefusedError):
        side.gateway.start_checkout(an_order(amount=Money(1000, "EUR")), key)


def test_an_expired_checkout_cannot_expire_again(side: Side) -> None:
    opened = side.gateway.start_checkout(an_order(), uuid4().hex)
    expired = side.gateway.expire_checkout(opened.id)
    assert (expired.status, expired.url, expired.is_paid) == ("expired", None, False)
    with pytest.raises(PaymentRefusedError):
        side.gateway.expire_checkout(opened.id)


@pytest.mark.parametrize("minutes", [20, 25 * 60])
def test_a_page_is_open_for_half_an_hour_to_a_day(side: Side, minutes: int) -> None:
    with pytest.raises(PaymentRefusedError, match="expires_at"):
        side.gateway.start_checkout(an_order(expires_at=datetime.now(UTC) + timedelta(minutes=minutes)), uuid4().hex)


def test_what_does_not_exist_is_refused_with_its_code(side: Side) -> None:
    for look_up in (side.gateway.look_up_checkout, side.gateway.look_up_refund):
        with pytest.raises(PaymentRefusedError) as refused:
            look_up("no_such_thing")
        assert refused.value.code == "resource_missing"


def test_a_parameter_that_stripe_does_not_know_is_refused(side: Side) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        side.client.v1.refunds.create(params={"payment_intent": "pi_1", "ammount": 1})  # type: ignore[typeddict-unknown-key]
    assert (refused.value.code, refused.value.param) == ("parameter_unknown", "ammount")


def test_a_wrong_key_is_refused(side: Side) -> None:
    base = side.client._requestor._options.base_addresses.get("api") or ""
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("sk_test_wrong", base_addresses={"api": base}).v1.balance.retrieve()


def test_a_refund_with_the_same_key_goes_back_once(side: Side) -> None:
    intent, key = side.paid_intent(), uuid4().hex
    first = side.gateway.refund(intent, DEPOSIT, "refund-1", key)
    assert (first.status, first.amount, first.reference) == ("succeeded", DEPOSIT, "refund-1")
    assert side.gateway.refund(intent, DEPOSIT, "refund-1", key) == first
    assert side.gateway.look_up_refund(first.id) == first
    assert side.gateway.find_refund(intent, "refund-1") == first
    assert side.gateway.find_refund(intent, "refund-2") is None


def test_more_than_was_paid_never_goes_back(side: Side) -> None:
    intent = side.paid_intent()
    side.gateway.refund(intent, Money(20000, "EUR"), "refund-1", uuid4().hex)
    with pytest.raises(PaymentRefusedError, match="greater than unrefunded amount"):
        side.gateway.refund(intent, Money(5001, "EUR"), "refund-2", uuid4().hex)
    side.gateway.refund(intent, Money(5000, "EUR"), "refund-3", uuid4().hex)
    with pytest.raises(PaymentRefusedError) as refused:
        side.gateway.refund(intent, Money(1, "EUR"), "refund-4", uuid4().hex)
    assert refused.value.code == "charge_already_refunded"


def test_events_are_listed_from_a_moment_on_oldest_first(side: Side) -> None:
    since = datetime.now(UTC) - timedelta(seconds=5)
    opened = side.gateway.start_checkout(an_order(), uuid4().hex)
    side.gateway.expire_checkout(opened.id)
    refund = side.gateway.refund(side.paid_intent(), DEPOSIT, "refund-1", uuid4().hex)
    seen = side.gateway.list_events(since)
    about = {(event.type, event.object_id) for event in seen}
    assert {("checkout.session.expired", opened.id), ("refund.created", refund.id)} <= about
    assert [event.occurred_at for event in seen] == sorted(event.occurred_at for event in seen)
    assert side.gateway.list_events(datetime.now(UTC) + timedelta(minutes=1)) == []
