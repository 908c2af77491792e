"""What Stripe says of a Checkout Session becomes our state: once, with its ledger entry and its follower."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update

from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.payments import ledger
from configurator.payments.errors import WrongAmountError
from configurator.payments.followers import follower_of
from configurator.payments.models import Payment, PaymentState, RefundCause, TransactionKind
from configurator.payments.records import PaymentView
from configurator.payments.refund_record import record_refund
from configurator.payments.seen import Checkout
from configurator.payments.transactions import all_or_nothing
from configurator.product.money import Money

WAITING = (PaymentState.CREATED, PaymentState.OPEN)


def apply_checkout(payment: Payment, seen: Checkout) -> None:
    """Act on what Stripe says of a session. What is new is decided by one guarded statement each."""
    payment_id, checkout_id = payment.id, payment.checkout_id
    db.session.commit()
    if seen.is_paid:
        _receive(payment_id, seen)
    elif checkout_id not in (None, seen.id):
        return  # a page that nobody saw: its call was answered with an error, and another one took its place
    elif seen.status == "expired":
        end_payment(payment_id, PaymentState.EXPIRED, checkout_id=seen.id)
    else:
        with all_or_nothing():
            opened = {"state": PaymentState.OPEN, "checkout_id": seen.id, "checkout_url": seen.url}
            _change(payment_id, (PaymentState.CREATED,), opened)
            _change(payment_id, WAITING, {})
    db.session.refresh(payment)


def _receive(payment_id: int, seen: Checkout) -> None:
    """The money is at Stripe: book it, tell the follower, or send it back when it came too late."""
    values = {
        "checkout_id": seen.id,
        "payment_intent_id": seen.payment_intent,
        "method": seen.method,
        "paid_at": utc_now(),
    }
    over = (PaymentState.EXPIRED, PaymentState.FAILED)
    with all_or_nothing():
        in_time = _change(payment_id, WAITING, {"state": PaymentState.PAID, **values})
        if not in_time and not _change(payment_id, over, {"state": PaymentState.LATE, **values}):
            return
        payment = db.session.get_one(Payment, payment_id, populate_existing=True)
        if seen.amount != Money(payment.amount_minor, payment.currency):
            raise WrongAmountError(f"payment {payment.public_id}: Stripe took {seen.amount}")
        ledger.record(TransactionKind.PAYMENT, payment.payment_intent_id or "", payment, seen.amount)
        follower = follower_of(payment.purpose)
        is_wanted = in_time and follower.on_paid(PaymentView.of(payment))
        if not is_wanted:
            record_refund(payment.public_id, cause=RefundCause.UNWANTED if in_time else RefundCause.LATE)
    follower.announce()
    if not is_wanted:
        work_waiting.send("refunds")


def end_payment(payment_id: int, state: PaymentState, **values: object) -> None:
    """A waiting payment came to nothing: `state` is expired or failed."""
    with all_or_nothing():
        if not _change(payment_id, WAITING, {"state": state, **values}):
            return
        payment = db.session.get_one(Payment, payment_id, populate_existing=True)
        follower = follower_of(payment.purpose)
        follower.on_expired(PaymentView.of(payment))
    follower.announce()


def _change(payment_id: int, before: tuple[PaymentState, ...], values: Mapping[str, object]) -> bool:
    return changes_one(
        update(Payment)
        .where(Payment.id == payment_id, Payment.state.in_(before))
        .values(checked_at=utc_now(), **values)
        .execution_options(synchronize_session=False)
    )
