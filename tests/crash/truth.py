"""What is true at the end of a run: for each buyer and for the books, and what of it must never be."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import func, select

from configurator.database import db, utc_now
from configurator.gallery.models import Design
from configurator.payments.mass_refunds.models import MassRefund, MassState
from configurator.payments.models import Payment, Refund, RefundState, StripeEvent
from configurator.payments.outcomes import WAITING
from configurator.payments.reconciling import reconcile
from configurator.payments.service import balances, payments_of, refunds_of, verify
from configurator.preorders.documents.models import Document, DocumentCounter
from configurator.preorders.ending import PURPOSE
from configurator.preorders.models import OrderMail, Preorder
from configurator.preorders.order import order_by_id
from configurator.preorders.states import HELD, State
from configurator.preorders.verifying import verify_preorders
from configurator.preorders.withdrawal.models import Withdrawal, WithdrawalState
from tests.crash.house import House
from tests.crash.world import ReceivedMail, received

AtStripe = dict[str, tuple[int, int, int]]
Check = Callable[[], Iterable[str]]
STANDING = (RefundState.SUCCEEDED, RefundState.BY_HAND)


@dataclass(frozen=True)
class Fate:
    """How one buyer fared, in words and numbers that every run of the same deeds must share."""

    state: str
    reason: str
    changes: int
    history: tuple[str, ...]
    mails: tuple[str, ...]
    documents: tuple[str, ...]
    charged: int
    given_back: int
    withdrawals: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """The end of a run: each buyer's fate, the accounts, what is broken, and how many mails came more than once."""

    fates: dict[str, Fate]
    accounts: dict[str, int]
    broken: tuple[str, ...]
    repeated_mails: int


def what_waits() -> dict[str, int]:
    """How much work is left, by kind; what only people can bring on does not count."""

    def count(model: type, *conditions: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    reserved = select(Preorder.public_id).where(Preorder.state == State.RESERVED)
    return {
        "mails": count(OrderMail, OrderMail.sent_at.is_(None)),
        "refunds": count(Refund, Refund.state.in_((RefundState.REQUESTED, RefundState.PENDING))),
        "failed refunds": count(Refund, Refund.state == RefundState.FAILED),
        "events": count(StripeEvent, StripeEvent.handled_at.is_(None)),
        "withdrawals": count(Withdrawal, Withdrawal.state == WithdrawalState.RECEIVED),
        "mass refunds": count(MassRefund, MassRefund.state == MassState.RUNNING),
        "payments": count(Payment, Payment.state.in_(WAITING), Payment.reference.not_in(reserved)),
    }


def look(house: House) -> Truth:
    """The truth about a run that has come to rest."""
    at_stripe = _at_stripe(house)
    truth: Truth = house.aside(partial(_look, at_stripe, received(house.mails)))
    return truth


def _at_stripe(house: House) -> AtStripe:
    """Of each payment (by our reference): charges that were paid, their sum, and the sum of its refunds that stand."""
    with sqlite3.connect(house.stripe_file, timeout=30) as file:
        bodies = [json.loads(body) for (body,) in file.execute("SELECT body FROM objects ORDER BY sequence")]
    file.close()
    intents = [body for body in bodies if body["object"] == "payment_intent"]
    reference = {body["id"]: body["metadata"].get("payment", "") for body in intents}
    found: AtStripe = {}
    for body in bodies:
        if body["object"] not in ("charge", "refund"):
            continue
        payment = reference[body["payment_intent"]]
        charges, charged, returned = found.get(payment, (0, 0, 0))
        if body["object"] == "refund":
            returned += body["amount"] if body["status"] in ("succeeded", "pending") else 0
        elif body["paid"]:
            charges, charged = charges + 1, charged + body["amount"]
        found[payment] = charges, charged, returned
    return found


def _look(at_stripe: AtStripe, mails: list[ReceivedMail]) -> Truth:
    orders = [order_by_id(number) for number in db.session.scalars(select(Preorder.id).order_by(Preorder.id)).all()]
    fates = {}
    for order in orders:
        payments = [at_stripe.get(one.public_id, (0, 0, 0)) for one in payments_of(PURPOSE, order.public_id)]
        owed = db.session.scalars(select(OrderMail.kind).where(OrderMail.preorder_id == order.id))
        issued = db.session.scalars(select(Document.kind).where(Document.preorder_id == order.id))
        withdrawn = db.session.scalars(select(Withdrawal.state).where(Withdrawal.preorder_id == order.id))
        fates[order.buyer.email.partition("@")[0]] = Fate(
            state=order.state.value,
            reason=order.reason.value if order.reason else "",
            changes=order.changes,
            history=tuple(line.happening.value for line in order.history),
            mails=tuple(sorted(kind.value for kind in owed)),
            documents=tuple(sorted(kind.value for kind in issued)),
            charged=sum(charged for _, charged, _ in payments),
            given_back=sum(returned for *_, returned in payments),
            withdrawals=tuple(sorted(state.value for state in withdrawn)),
        )
    db.session.rollback()
    broken = [words for check in (*CHECKS, *_mail_checks(mails), *_stripe_checks(at_stripe)) for words in check()]
    accounts = {f"{account} {currency}": one.amount_minor for (account, currency), one in sorted(balances().items())}
    times = Counter(mail.id for mail in mails)
    return Truth(fates, accounts, tuple(broken), sum(times.values()) - len(times))


def _the_books() -> Iterator[str]:
    yield from (str(violation) for violation in verify())


def _the_orders() -> Iterator[str]:
    yield from verify_preorders(utc_now())


def _stripe_against_the_books() -> Iterator[str]:
    """Reconciliation must neither find what it can't mend nor have anything to mend."""
    found = reconcile()
    yield from found.troubles
    yield from (f"only reconciliation noticed: {what}" for what in found.mended)


def _counters_of_designs() -> Iterator[str]:
    held = select(func.count()).where(Preorder.state.in_((*HELD, State.DISPUTED)))
    for design_id, told in db.session.execute(select(Design.id, Design.preorders)).tuples().all():
        if db.session.scalar(held.where(Preorder.design_id == design_id)) != told:
            yield f"design {design_id} says {told} orders"


def _numbers_of_documents() -> Iterator[str]:
    issued = select(func.count()).where(Document.kind == DocumentCounter.kind).scalar_subquery()
    counters = select(DocumentCounter.kind, func.sum(DocumentCounter.last), issued)
    for kind, last, number in db.session.execute(counters.group_by(DocumentCounter.kind)):
        if last != number:
            yield f"{number} documents of kind {kind}, and numbers up to {last}"


def _nothing_waits() -> Iterator[str]:
    yield from (f"{number} {kind} still wait" for kind, number in what_waits().items() if number)


def _refunded_is_refunded() -> Iterator[str]:
    for order in db.session.scalars(select(Preorder).where(Preorder.state == State.REFUNDED)).all():
        returned = [one.amount.amount_minor for one in refunds_of(PURPOSE, order.public_id) if one.state in STANDING]
        if sum(returned) != order.deposit_minor:
            yield f"{order.number} is refunded, and {sum(returned)} of {order.deposit_minor} went back"


def _nobody_ordered_twice() -> Iterator[str]:
    twice = select(Preorder.buyer_email).group_by(Preorder.buyer_email).having(func.count() > 1)
    yield from (f"{email} has ordered twice" for email in db.session.scalars(twice))


CHECKS: tuple[Check, ...] = (
    _the_books,
    _the_orders,
    _stripe_against_the_books,
    _counters_of_designs,
    _numbers_of_documents,
    _nothing_waits,
    _refunded_is_refunded,
    _nobody_ordered_twice,
)


def _mail_checks(mails: list[ReceivedMail]) -> tuple[Check, ...]:
    arrived = {mail.id.partition(".")[0].removeprefix("<order-mail-") for mail in mails if "order-mail-" in mail.id}

    def recorded() -> set[str]:
        return {str(mail_id) for mail_id in db.session.scalars(select(OrderMail.id))}

    def none_is_lost() -> Iterator[str]:
        yield from (f"mail {mail_id} is recorded and did not arrive" for mail_id in sorted(recorded() - arrived))

    def none_is_unheard_of() -> Iterator[str]:
        yield from (f"mail {mail_id} arrived and is not recorded" for mail_id in sorted(arrived - recorded()))

    return none_is_lost, none_is_unheard_of


def _stripe_checks(at_stripe: AtStripe) -> tuple[Check, ...]:
    """Told by Stripe alone, whatever we believe."""

    def none_is_charged_twice() -> Iterator[str]:
        yield from (f"payment {one} was charged {times} times" for one, (times, *_) in at_stripe.items() if times > 1)

    def no_more_went_back_than_came() -> Iterator[str]:
        for one, (_, charged, returned) in at_stripe.items():
            if returned > charged:
                yield f"payment {one}: {returned} of {charged} went back"

    def we_know_of_every_payment() -> Iterator[str]:
        received = set(db.session.scalars(select(Payment.public_id).where(Payment.paid_at.is_not(None))))
        for one, (_, charged, _) in at_stripe.items():
            if charged and one not in received:
                yield f"payment {one}: {charged} came in and nobody knows"

    return none_is_charged_twice, no_more_went_back_than_came, we_know_of_every_payment


NUMBER_OF_CHECKS = len(CHECKS) + len(_mail_checks([])) + len(_stripe_checks({}))
"""Invariants that are looked at after each run, over everything that there is; the commands' own count as one each."""
