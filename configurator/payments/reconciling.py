"""Reconciliation: every object that Stripe has against our rows and ledger; what differs is mended or told."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from configurator.database import db
from configurator.payments.balance import BEGINNING, book_balance, book_moves
from configurator.payments.checkout import settle_payment
from configurator.payments.disputes import STATES as DISPUTE_STATES
from configurator.payments.disputes import apply_dispute
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.gateway import gateway
from configurator.payments.invariants import RECEIVED, verify
from configurator.payments.ledger import balances
from configurator.payments.models import (
    Account,
    Dispute,
    DisputeState,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    Refund,
    RefundState,
    TransactionKind,
)
from configurator.payments.outcomes import WAITING, apply_checkout
from configurator.payments.refund_record import STATES as REFUND_STATES
from configurator.payments.refunds import apply_gateway_refund
from configurator.payments.seen import (
    BalanceMove,
    Checkout,
    GatewayCharge,
    GatewayDispute,
    GatewayIntent,
    GatewayRefund,
)
from configurator.product.money import Money

log = logging.getLogger(__name__)
T = TypeVar("T")
AT_ONCE = 100


@dataclass
class Reconciliation:
    """What was compared (by kind), what was mended, and what people must look into."""

    checked: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def reconcile(
    since: datetime = BEGINNING, progress: Callable[[str, int], None] = lambda _kind, _count: None
) -> Reconciliation:
    """Compare everything that Stripe has since a moment, mend by the paths of every day, and tell the rest.

    `progress` is called with the kind of object and how many of it have been compared. Raises
    PaymentUnavailableError when Stripe stops answering: what was mended until then stays.
    """
    found, stripe = Reconciliation(), gateway()
    _compare(found, "checkout sessions", stripe.every_checkout(since), _checkouts, progress)
    _compare(found, "payment intents", stripe.every_intent(since), _intents, progress)
    _compare(found, "refunds", stripe.every_refund(since), _refunds, progress)
    _compare(found, "disputes", stripe.every_dispute(since), _disputes, progress)
    _compare(found, "charges", stripe.every_charge(since), _charges, progress)
    _compare(found, "balance transactions", stripe.balance_moves(since), _moves, progress)
    if since <= BEGINNING:
        _more_than_stripe_has(found)
    _balance_differs(found)
    found.troubles += _stuck_between()
    found.troubles += [str(violation) for violation in verify()]
    return found


def _compare(
    found: Reconciliation,
    kind: str,
    objects: Iterable[T],
    compare: Callable[[Reconciliation, list[T]], None],
    progress: Callable[[str, int], None],
) -> None:
    stream = iter(objects)
    while batch := list(islice(stream, AT_ONCE)):
        compare(found, batch)
        db.session.rollback()
        db.session.expunge_all()
        found.checked[kind] += len(batch)
        progress(kind, found.checked[kind])


def _mend(found: Reconciliation, what: str, mend: Callable[[], object], is_right: Callable[[], bool]) -> None:
    """Run an everyday path, and see whether that was enough."""
    try:
        mend()
    except PaymentUnavailableError:
        raise
    except Exception as fault:
        db.session.rollback()
        log.exception("%s could not be mended", what)
        found.troubles.append(f"{what}: {type(fault).__name__}: {fault}")
        return
    (found.mended if is_right() else found.troubles).append(what)


def _payment(*is_it: object) -> Payment | None:
    wanted = select(Payment).where(*is_it).execution_options(populate_existing=True)  # type: ignore[arg-type]
    return db.session.scalar(wanted)


def _payments(named: InstrumentedAttribute[Any], names: Iterable[str | None]) -> dict[str | None, Payment]:
    """The payments of a batch by what Stripe calls them: one question for all of them."""
    wanted = select(Payment).where(named.in_([name for name in names if name is not None]))
    return {getattr(row, named.key): row for row in db.session.scalars(wanted)}


def _returned(payments: Iterable[Payment]) -> dict[int, int]:
    """What has gone back of payments, by their ids."""
    made = Refund.state.in_((RefundState.SUCCEEDED, RefundState.PENDING))
    of_them = Refund.payment_id.in_([payment.id for payment in payments])
    sums = select(Refund.payment_id, func.sum(Refund.amount_minor)).where(made, of_them).group_by(Refund.payment_id)
    return {payment_id: int(minor) for payment_id, minor in db.session.execute(sums)}


def _checkouts(found: Reconciliation, batch: list[Checkout]) -> None:
    payments = _payments(Payment.public_id, (seen.reference for seen in batch))
    for seen in batch:
        payment = payments.get(seen.reference)
        if payment is None:
            if seen.is_paid:
                found.troubles.append(f"checkout session {seen.id} was paid ({seen.amount}) for nothing of ours")
        elif not _agrees(payment, seen):
            public_id = payment.public_id
            _mend(
                found,
                f"payment {public_id} is {payment.state}, Stripe says {'paid' if seen.is_paid else seen.status}",
                lambda payment=payment, seen=seen: apply_checkout(payment, seen),  # type: ignore[misc]
                lambda public_id=public_id, seen=seen: _agrees(_payment(Payment.public_id == public_id), seen),  # type: ignore[misc]
            )


def _agrees(payment: Payment | None, seen: Checkout) -> bool:
    if payment is None:
        return False
    if seen.is_paid:
        return payment.state in RECEIVED and seen.amount == Money(payment.amount_minor, payment.currency)
    is_another = payment.checkout_id not in (None, seen.id)
    return is_another or (payment.state not in RECEIVED and (seen.status != "expired" or payment.state not in WAITING))


def _intents(found: Reconciliation, batch: list[GatewayIntent]) -> None:
    payments = _payments(Payment.public_id, (seen.reference for seen in batch))
    for seen in batch:
        if not seen.is_paid:
            continue
        payment = payments.get(seen.reference)
        if payment is None:
            found.troubles.append(f"payment intent {seen.id} was paid ({seen.received}) for nothing of ours")
        elif payment.payment_intent_id != seen.id or payment.state not in RECEIVED:
            public_id = payment.public_id
            _mend(
                found,
                f"payment {public_id} does not know that intent {seen.id} was paid",
                lambda public_id=public_id: settle_payment(public_id),  # type: ignore[misc]
                lambda seen=seen: _payment(Payment.payment_intent_id == seen.id) is not None,  # type: ignore[misc]
            )


def _refunds(found: Reconciliation, batch: list[GatewayRefund]) -> None:
    rows = db.session.scalars(select(Refund).where(Refund.stripe_id.in_([seen.id for seen in batch])))
    known = {row.stripe_id: (row.state, row.amount_minor) for row in rows}
    for seen in batch:
        state = REFUND_STATES[seen.status]
        if seen.id in known or state is not RefundState.FAILED:
            if _refund_agrees(known.get(seen.id), seen):
                continue
            if _payment(Payment.payment_intent_id == seen.payment_intent) is None:
                found.troubles.append(f"refund {seen.id} ({seen.amount}) is of a payment that is not ours")
                continue
            _mend(
                found,
                f"refund {seen.id} is {seen.status} at Stripe and {known.get(seen.id, ('unknown',))[0]} here",
                lambda seen=seen: apply_gateway_refund(seen),  # type: ignore[misc]
                lambda seen=seen: _refund_agrees(_refund_row(seen.id), seen),  # type: ignore[misc]
            )


def _refund_row(stripe_id: str) -> tuple[RefundState, int] | None:
    row = db.session.execute(select(Refund.state, Refund.amount_minor).where(Refund.stripe_id == stripe_id)).first()
    return None if row is None else (row.state, row.amount_minor)


def _refund_agrees(known: tuple[RefundState, int] | None, seen: GatewayRefund) -> bool:
    """A refund that failed may have been dealt with since: replaced, given back by hand, or not due any more."""
    if known is None:
        return False
    state, amount_minor = known
    expected = REFUND_STATES[seen.status]
    if expected is RefundState.FAILED:
        return state not in (RefundState.REQUESTED, RefundState.PENDING, RefundState.SUCCEEDED)
    return state is expected and amount_minor == seen.amount.amount_minor


def _disputes(found: Reconciliation, batch: list[GatewayDispute]) -> None:
    for seen in batch:
        if _dispute_state(seen.id) is DISPUTE_STATES[seen.status]:
            continue
        if _payment(Payment.payment_intent_id == seen.payment_intent) is None:
            found.troubles.append(f"dispute {seen.id} ({seen.amount}) is of a payment that is not ours")
            continue
        _mend(
            found,
            f"dispute {seen.id} is {seen.status} at Stripe and {_dispute_state(seen.id) or 'unknown'} here",
            lambda seen=seen: apply_dispute(seen),  # type: ignore[misc]
            lambda seen=seen: _dispute_state(seen.id) is DISPUTE_STATES[seen.status],  # type: ignore[misc]
        )


def _dispute_state(stripe_id: str) -> DisputeState | None:
    return db.session.scalar(select(Dispute.state).where(Dispute.stripe_id == stripe_id))


def _charges(found: Reconciliation, batch: list[GatewayCharge]) -> None:
    """After refunds and disputes: what a charge says of them has to be what the rows say."""
    payments = _payments(Payment.payment_intent_id, (seen.payment_intent for seen in batch))
    returned = _returned(payments.values())
    for seen in batch:
        if not seen.is_paid:
            continue
        payment = payments.get(seen.payment_intent)
        if payment is None:
            found.troubles.append(f"charge {seen.id} ({seen.amount}) is of nothing of ours")
            continue
        refunded = Money(returned.get(payment.id, 0), payment.currency)
        if seen.amount != Money(payment.amount_minor, payment.currency):
            found.troubles.append(f"charge {seen.id} took {seen.amount}, payment {payment.public_id} is another amount")
        if seen.refunded != refunded:
            found.troubles.append(f"charge {seen.id}: Stripe gave back {seen.refunded}, we know of {refunded}")
        if seen.is_disputed and payment.dispute is None:
            found.troubles.append(f"charge {seen.id} is disputed and payment {payment.public_id} does not say so")


def _moves(found: Reconciliation, batch: list[BalanceMove]) -> None:
    new = book_moves(batch)
    if new:
        found.mended.append(f"{new} balance transactions were not in the ledger, the oldest {batch[-1].id}")


def _more_than_stripe_has(found: Reconciliation) -> None:
    booked = select(func.count()).where(LedgerTransaction.kind == TransactionKind.BALANCE)
    more = (db.session.scalar(booked) or 0) - found.checked["balance transactions"]
    if more:
        found.troubles.append(f"the ledger has {more} balance transactions more than Stripe")


def _balance_differs(found: Reconciliation) -> None:
    """Money may move while we look: what moved in between is booked before the two are compared again."""
    off = _balances_off()
    if off:
        book_balance()
        off = _balances_off()
    found.troubles += off


def _balances_off() -> list[str]:
    told, booked = gateway().balance(), balances()
    ours = {code: booked.get((Account.STRIPE_BALANCE, code), Money.zero(code)) for code in told}
    return [
        f"Stripe's balance is {amount}, the ledger says {ours[code]}"
        for code, amount in told.items()
        if ours[code] != amount
    ]


def _stuck_between() -> Iterator[str]:
    """Payments of which Stripe's balance and what we were told do not agree."""
    pending = (
        select(Refund.payment_id, func.sum(Refund.amount_minor).label("minor"))
        .where(Refund.state == RefundState.PENDING)
        .group_by(Refund.payment_id)
        .subquery()
    )
    open_disputes = (
        select(Dispute.payment_id, func.sum(Dispute.amount_minor).label("minor"))
        .where(Dispute.state == DisputeState.OPEN)
        .group_by(Dispute.payment_id)
        .subquery()
    )
    for account, expected, words in (
        (Account.IN_TRANSIT, pending, "is in transit at Stripe"),
        (Account.DISPUTED, open_disputes, "is booked as disputed"),
    ):
        total = func.sum(LedgerEntry.amount_minor)
        off = (
            select(Payment.public_id, LedgerEntry.currency, total)
            .select_from(LedgerEntry)
            .join(LedgerEntry.transaction)
            .join(Payment, Payment.id == LedgerTransaction.payment_id)
            .outerjoin(expected, expected.c.payment_id == Payment.id)
            .where(LedgerEntry.account == account)
            .group_by(Payment.public_id, LedgerEntry.currency, expected.c.minor)
            .having(total != func.coalesce(expected.c.minor, 0))
        )
        for public_id, currency, minor in db.session.execute(off):
            yield f"payment {public_id}: {Money(int(minor), currency)} {words} without a reason"
