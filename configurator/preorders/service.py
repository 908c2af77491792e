"""Placing, paying, cancelling and expiring preorders."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from configurator.accounts.visitors import Visitor
from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.gallery.codes import new_code, shown_code
from configurator.payments.service import (
    DisputedError,
    PaymentUnavailableError,
    open_payment,
    payments_of,
    settle_payment,
)
from configurator.preorders.editions.capacity import take
from configurator.preorders.editions.models import EditionState
from configurator.preorders.editions.reading import EditionView
from configurator.preorders.ending import PURPOSE, WAITING, Ending, close_payments, follow_up, record_ending
from configurator.preorders.history import StateChangedError, move, owe_mail, write_down
from configurator.preorders.models import Happening, MailKind, Preorder
from configurator.preorders.offer import Offer
from configurator.preorders.order import Buyer, Order, order_by_id, order_by_key, order_by_public_id
from configurator.preorders.seals import quote_digest
from configurator.preorders.states import Actor, State
from configurator.preorders.waiting.service import note_preorder, take_offer
from configurator.product.errors import NotFoundError, RefusedError

log = logging.getLogger(__name__)

TIME_TO_PAY = timedelta(hours=24)
"""And at the latest by the deadline of its edition, while that is not decided."""
AT_ONCE = 100


class NotPayableError(RefusedError):
    """The order is over, or its time to pay is."""


class NotOnSaleError(RefusedError):
    """The edition has no unit left, or is not on sale any more."""


class NotCancellableError(RefusedError):
    """The order is over already, or its refund is under way."""


def place_preorder(
    offer: Offer, buyer: Buyer, form_key: str, language: str, visitor: Visitor, waiting: str | None = None
) -> Order:
    """Keep an order, reserved, at the offer's quote, which stays frozen.

    The same form sent twice, also at the same moment, is one order; sent again with other details while it is
    unpaid, it is still that order, with the details as last sent. Of an edition it takes a unit, the one that is
    offered to the entry `waiting` of its waiting list if there is one; raises NotOnSaleError when there is none.
    """
    order_key = _order_key(form_key, offer)
    try:
        return _amend(order_by_key(order_key), buyer)
    except NotFoundError:
        pass
    offered = take_offer(waiting, offer.edition.id) if offer.edition is not None and waiting else None
    if offer.edition is not None and offered is None and not take(offer.edition.id):
        db.session.rollback()
        raise NotOnSaleError(f"edition {offer.edition.name} has no unit")
    row = new_preorder(offer, buyer, order_key, language, visitor)
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:  # the other click was faster
        db.session.rollback()
        return _amend(order_by_key(order_key), buyer)
    if offered is not None:
        note_preorder(offered, row.id)
    write_down(row.id, Actor.BUYER, Happening.PLACED, None, State.RESERVED)
    db.session.commit()
    return order_by_id(row.id)


def order_of_form(form_key: str, offer: Offer) -> Order | None:
    """The order that a form with this key became, if it was sent."""
    try:
        return order_by_key(_order_key(form_key, offer))
    except NotFoundError:
        return None


def _order_key(form_key: str, offer: Offer) -> str:
    """A form sent again after the price changed is another order: this one's quote is frozen."""
    edition = [offer.edition.public_id] if offer.edition else []
    text = "\n".join((form_key, offer.design.code, quote_digest(offer.quote), *edition))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def new_number() -> str:
    """A number for people to read out, such as P-K7QM-2F9D; random, so that it tells nobody how many there are."""
    return f"P-{shown_code(new_code())}"


def new_preorder(offer: Offer, buyer: Buyer, order_key: str, language: str, visitor: Visitor) -> Preorder:
    """A row for an offer, reserved, with everything frozen that the buyer saw."""
    now = utc_now()
    return Preorder(
        number=new_number(),
        order_key=order_key,
        design_id=offer.design.id,
        design_code=offer.design.code,
        product_key=offer.product.key,
        product_version=offer.product.version,
        options=sorted(offer.configuration.options),
        quote=offer.quote.to_json(),
        market=offer.quote.market,
        currency=offer.quote.total.currency,
        total_minor=offer.quote.total.amount_minor,
        deposit_minor=offer.quote.deposit.amount_minor,
        delivery_from=offer.delivery_from,
        delivery_until=offer.delivery_until,
        edition_id=offer.edition.id if offer.edition else None,
        language=language,
        person_id=visitor.person_id,
        browser_digest=visitor.browser_digest,
        open_until=_open_until(now, offer.edition),
        agreed_at=now,
        created_at=now,
        **_columns(buyer),
    )


def _open_until(now: datetime, edition: EditionView | None) -> datetime:
    until = now + TIME_TO_PAY
    return min(until, edition.deadline) if edition and edition.state is EditionState.OPEN else until


def _columns(buyer: Buyer) -> dict[str, str]:
    return {
        "buyer_name": buyer.name,
        "buyer_email": buyer.email,
        "street": buyer.street,
        "postcode": buyer.postcode,
        "city": buyer.city,
        "country": buyer.country,
    }


def _amend(order: Order, buyer: Buyer) -> Order:
    if order.buyer == buyer:
        return order
    unpaid = Preorder.id == order.id, Preorder.state == State.RESERVED
    if changes_one(update(Preorder).where(*unpaid).values(_columns(buyer))):
        write_down(order.id, Actor.BUYER, Happening.DETAILS_CHANGED, order.state, order.state)
    db.session.commit()
    return order_by_id(order.id)


def open_deposit(order: Order, description: str, success_url: str, cancel_url: str) -> str | None:
    """Where the buyer pays the deposit; None when it has been paid already.

    Asked again while a payment page is open, it is the same page. Raises NotPayableError when the order is over,
    PaymentUnavailableError when Stripe does not answer: the order is kept and can be paid later.
    """
    if order.state is State.PAID:
        return None
    if not is_payable(order):
        raise NotPayableError(f"{order.number} is {order.state}")
    payment = open_payment(
        PURPOSE,
        order.public_id,
        order.deposit,
        description=description,
        success_url=success_url,
        cancel_url=cancel_url,
        locale=order.language,
        email=order.buyer.email,
        vat_rate=order.quote.vat_rate,
    )
    return payment.url


def is_payable(order: Order) -> bool:
    """Whether the deposit can still be paid."""
    return order.state is State.RESERVED and utc_now() < order.open_until


def settle_deposit(order: Order) -> Order:
    """Ask Stripe what became of an order's open payments; what follows from the answer happens once.

    Raises PaymentUnavailableError.
    """
    for payment in payments_of(PURPOSE, order.public_id):
        if payment.state in WAITING:
            settle_payment(payment.public_id)
    return order_by_id(order.id)


def is_cancellable(order: Order) -> bool:
    """Whether the buyer may cancel it with one button; afterwards there is still the right to withdraw."""
    return order.state in (State.RESERVED, State.PAID)


def cancel_preorder(order: Order) -> Order:
    """End an order for its buyer: an unpaid one at once, a paid one with a refund that a worker sees to.

    Raises NotCancellableError when it is over already, or in production, DisputedError while its bank disputes it.
    """
    if not is_cancellable(order):
        raise NotCancellableError(f"{order.number} is {order.state}")
    try:
        record_ending(order, Ending(Actor.BUYER))
        db.session.commit()
    except StateChangedError:  # paid, or cancelled, a moment ago
        db.session.rollback()
        return cancel_preorder(order_by_id(order.id))
    except DisputedError:
        db.session.rollback()
        raise
    follow_up(order)
    return order_by_id(order.id)


def expire_overdue() -> int:
    """End the orders that nobody paid in time; returns how many. Safe to repeat and to run twice at once."""
    overdue = db.select(Preorder.id, Preorder.public_id).where(
        Preorder.state == State.RESERVED, Preorder.open_until <= utc_now()
    )
    ended = 0
    for preorder_id, public_id in db.session.execute(overdue.order_by(Preorder.id).limit(AT_ONCE)).all():
        db.session.commit()
        try:
            close_payments(public_id)
            move(preorder_id, State.RESERVED, State.EXPIRED, Actor.CLOCK, Happening.EXPIRED)
            db.session.commit()
            ended += 1
        except StateChangedError:  # it was paid after all
            db.session.rollback()
        except PaymentUnavailableError as fault:
            db.session.rollback()
            log.warning("overdue orders wait, Stripe is unavailable: %s", fault)
            break
    return ended


def ask_new_link(public_id: str) -> None:
    """Mail the buyer a new link to their order, once an hour however often it is asked. Raises NotFoundError."""
    order = order_by_public_id(public_id)
    owe_mail(order.id, MailKind.NEW_LINK, order.language, occasion=utc_now().strftime("%Y-%m-%dT%H"))
    try:
        db.session.commit()
    except IntegrityError:  # asked a moment ago
        db.session.rollback()
    work_waiting.send("mails")
