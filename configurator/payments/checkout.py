"""From a wish to be paid to a settled payment: one idempotent path for the webhook, the return page and the poll."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from configurator.database import db, new_public_id, utc_now
from configurator.payments.errors import PaymentRefusedError, PaymentUnavailableError, ReplayedFaultError
from configurator.payments.gateway import gateway, vat_is_due_on_deposits
from configurator.payments.models import Payment, PaymentState
from configurator.payments.outcomes import WAITING, apply_checkout, end_payment
from configurator.payments.records import PaymentView
from configurator.payments.seen import Checkout, CheckoutOrder
from configurator.product.errors import NotFoundError
from configurator.product.money import Money

log = logging.getLogger(__name__)

AT_ONCE = 100
# Stripe takes 30 minutes to 24 hours, by its own clock and counted from when the call arrives.
SHORTEST, LONGEST = timedelta(minutes=31), timedelta(hours=23)
CHECKED_EVERY = timedelta(minutes=2)

LIVE = (*WAITING, PaymentState.PAID)


def open_payment(
    purpose: str,
    reference: str,
    amount: Money,
    description: str,
    success_url: str,
    cancel_url: str,
    locale: str,
    email: str,
    expires_in: timedelta = timedelta(minutes=35),
    vat_rate: Decimal = Decimal(0),
) -> PaymentView:
    """A payment whose `url` the buyer can be sent to; the row is committed before Stripe hears of it.

    Safe to repeat: while a payment of this purpose and reference is open the same one comes back, and one that is
    paid comes back as it is, without a url. `expires_in` is 31 minutes to 23 hours. Stripe replaces
    `{CHECKOUT_SESSION_ID}` in `success_url`. `vat_rate` is the percentage of VAT in the amount; the ledger tells it
    apart where deposits are taxed at once, which is a setting.

    Raises PaymentUnavailableError (nothing lost: call again), PaymentRefusedError (Stripe will not have it, or
    another amount is being paid for the same reference already). Call it with nothing uncommitted in the session.
    """
    if not SHORTEST <= expires_in <= LONGEST:
        raise ValueError(f"a payment page is open for {SHORTEST} to {LONGEST}")
    payment = _live_payment(purpose, reference)
    if payment is not None and _is_stale(payment):
        _settle(payment)
        payment = _live_payment(purpose, reference)
    if payment is None:
        payment = _insert(
            Payment(
                purpose=purpose,
                reference=reference,
                amount_minor=amount.amount_minor,
                currency=amount.currency,
                description=description,
                success_url=success_url,
                cancel_url=cancel_url,
                locale=locale,
                email=email,
                idempotency_key=new_public_id(),
                expires_at=utc_now() + expires_in,
                vat_basis_points=int(vat_rate * 100) if vat_is_due_on_deposits() else 0,
            )
        )
    if Money(payment.amount_minor, payment.currency) != amount:
        raise PaymentRefusedError(f"{purpose} {reference} is being paid with another amount")
    if payment.state is PaymentState.CREATED:
        _start(payment)
    return PaymentView.of(payment)


def close_payment(payment_public_id: str) -> PaymentState:
    """Stop an open payment from being paid; returns what it then is, `paid` if the buyer was faster.

    Raises NotFoundError, PaymentUnavailableError.
    """
    payment = _payment(payment_public_id)
    if payment.state is PaymentState.CREATED:
        _recover(payment)
    if payment.state is PaymentState.OPEN and payment.checkout_id is not None:
        checkout_id = payment.checkout_id
        db.session.commit()
        try:
            apply_checkout(payment, gateway().expire_checkout(checkout_id))
        except PaymentRefusedError:  # no longer open: paid or expired a moment ago
            _settle(payment)
    return payment.state


def settle_payment(payment_public_id: str) -> PaymentState:
    """Ask Stripe what became of a payment and act on it, once however often this is called.

    The return page, the webhook and the poll all come here. A change of state writes the ledger and calls the
    purpose's follower in one transaction. Raises NotFoundError, PaymentUnavailableError. Call it with nothing
    uncommitted in the session.
    """
    payment = _payment(payment_public_id)
    if payment.state not in (PaymentState.PAID, PaymentState.LATE):
        _settle(payment)
    return payment.state


def settle_checkout(checkout_id: str) -> None:
    """`settle_payment` for what an event tells; a session that is not ours is logged and left alone."""
    seen = gateway().look_up_checkout(checkout_id)
    # By our reference: the event may be faster than the answer that tells us the session's id.
    payment = db.session.scalar(select(Payment).where(Payment.public_id == (seen.reference or "")))
    if payment is None:
        log.warning("Stripe has a Checkout Session %s that we did not ask for", checkout_id)
        return
    apply_checkout(payment, seen)


def poll_open_payments() -> int:
    """Look after payments that no webhook told us of; returns how many are no longer open.

    Safe to repeat and to run twice at once. Stops at the first sign that Stripe is unavailable.
    """
    now = utc_now()
    due = (Payment.checked_at <= now - CHECKED_EVERY) | (Payment.expires_at <= now)
    waiting = db.session.scalars(
        select(Payment.public_id).where(Payment.state.in_(WAITING), due).order_by(Payment.checked_at).limit(AT_ONCE)
    ).all()
    db.session.commit()
    ended = 0
    for public_id in waiting:
        try:
            ended += settle_payment(public_id) not in WAITING
        except PaymentUnavailableError as fault:
            log.warning("open payments wait, Stripe is unavailable: %s", fault)
            break
        except Exception:
            db.session.rollback()
            log.exception("payment %s could not be settled", public_id)
    return ended


def look_up_payment(payment_public_id: str) -> PaymentView:
    """A payment as we know it, without asking Stripe. Raises NotFoundError."""
    return PaymentView.of(_payment(payment_public_id))


def what_is_left(payment_public_ids: list[str]) -> dict[str, Money]:
    """What can still be given back of each of these payments."""
    rows = db.session.scalars(select(Payment).where(Payment.public_id.in_(payment_public_ids)))
    return {row.public_id: Money(row.held_minor, row.currency) for row in rows}


def payments_of(purpose: str, reference: str) -> list[PaymentView]:
    """Every payment of a reference, oldest first."""
    rows = db.session.scalars(
        select(Payment).where(Payment.purpose == purpose, Payment.reference == reference).order_by(Payment.id)
    )
    return [PaymentView.of(payment) for payment in rows]


def _payment(public_id: str) -> Payment:
    wanted = select(Payment).where(Payment.public_id == public_id)
    payment = db.session.scalar(wanted.execution_options(populate_existing=True))
    if payment is None:
        raise NotFoundError(f"no payment {public_id}")
    return payment


def _live_payment(purpose: str, reference: str) -> Payment | None:
    found = select(Payment).where(Payment.purpose == purpose, Payment.reference == reference, Payment.state.in_(LIVE))
    return db.session.scalar(found.execution_options(populate_existing=True))


def _insert(payment: Payment) -> Payment:
    """The new payment, or the one that another tab inserted a moment earlier."""
    purpose, reference = payment.purpose, payment.reference
    db.session.add(payment)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        earlier = _live_payment(purpose, reference)
        if earlier is None:
            raise
        return earlier
    return payment


def _start(payment: Payment) -> None:
    """Open the Checkout Session of a created payment; its stored key makes a repetition harmless."""
    order, key = _order(payment), payment.idempotency_key
    db.session.commit()
    try:
        started = _start_checkout(payment, order, key)
    except PaymentUnavailableError:
        # Another tab that used the same key at the same moment may have been the lucky one.
        db.session.refresh(payment)
        if payment.state is PaymentState.CREATED:
            raise
    except PaymentRefusedError:
        end_payment(payment.id, PaymentState.FAILED)
        raise
    else:
        apply_checkout(payment, started)


def _start_checkout(payment: Payment, order: CheckoutOrder, key: str) -> Checkout:
    try:
        return gateway().start_checkout(order, key)
    except ReplayedFaultError:
        # Should Stripe have opened a page after all, nobody has its address: it expires unseen.
        payment.idempotency_key = key = new_public_id()
        db.session.commit()
        return gateway().start_checkout(order, key)


def _order(payment: Payment) -> CheckoutOrder:
    return CheckoutOrder(
        reference=payment.public_id,
        amount=Money(payment.amount_minor, payment.currency),
        description=payment.description,
        success_url=payment.success_url,
        cancel_url=payment.cancel_url,
        locale=payment.locale,
        email=payment.email,
        expires_at=payment.expires_at,
    )


def _is_stale(payment: Payment) -> bool:
    """Whether this payment's page may be over, or was left unmade long enough ago for Stripe to refuse it now."""
    if payment.state is PaymentState.CREATED:
        return payment.expires_at - utc_now() < SHORTEST
    return payment.state is PaymentState.OPEN and payment.expires_at <= utc_now()


def _settle(payment: Payment) -> None:
    if payment.state is PaymentState.CREATED and _is_stale(payment):
        _recover(payment)
    checkout_id = payment.checkout_id
    db.session.commit()
    if checkout_id is not None:
        apply_checkout(payment, gateway().look_up_checkout(checkout_id))


def _recover(payment: Payment) -> None:
    """Nobody saw this payment's page. Learn by its stored key whether Stripe made one, or that it came to nothing."""
    if utc_now() - payment.created_at > LONGEST:  # the key is forgotten, and so is any page
        end_payment(payment.id, PaymentState.FAILED)
    else:
        with suppress(PaymentRefusedError):
            _start(payment)
    db.session.refresh(payment)
