"""What people do about a refund that did not arrive: try again, or give the money back another way."""

from __future__ import annotations

from sqlalchemy import select, update

from configurator.audit import record_action
from configurator.database import changes_one, db, new_public_id, utc_now
from configurator.payments import ledger
from configurator.payments.errors import DisputedError, NotFailedError
from configurator.payments.followers import follower_of
from configurator.payments.models import DisputeState, Refund, RefundState, TransactionKind
from configurator.payments.records import RefundView
from configurator.payments.refunds import announce_refunds
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import NotFoundError
from configurator.product.money import Money


def failed_refunds(most: int = 200) -> list[RefundView]:
    """The refunds that wait for somebody to choose the next step, oldest first."""
    failed = select(Refund).where(Refund.state == RefundState.FAILED).order_by(Refund.id).limit(most)
    return [RefundView.of(refund) for refund in db.session.scalars(failed)]


def retry_refund(public_id: str, person_id: int) -> RefundView:
    """Try a failed refund again; a new one takes its place. Raises NotFailedError, DisputedError, NotFoundError."""
    with all_or_nothing():
        failed = _failed(public_id)
        if failed.payment.dispute is DisputeState.OPEN:
            raise DisputedError(f"payment {failed.payment.public_id} is disputed")
        _end(failed, RefundState.REPLACED)
        again = Refund(
            payment=failed.payment,
            amount_minor=failed.amount_minor,
            cause=failed.cause,
            idempotency_key=new_public_id(),
            replaces_id=failed.id,
            note=failed.note,
        )
        db.session.add(again)
        db.session.flush()
        record_action(person_id, "refund_retried", failed.payment.reference, refund=public_id, again=again.public_id)
        view = RefundView.of(again)
    announce_refunds()
    return view


def note_refund_by_hand(public_id: str, person_id: int, reason: str) -> RefundView:
    """Write down that the money of a failed refund went back another way, and why. Raises as `retry_refund` does."""
    with all_or_nothing():
        refund = _failed(public_id)
        follower = follower_of(refund.payment.purpose)
        _end(refund, RefundState.BY_HAND, note=reason, settled_at=utc_now())
        amount = Money(refund.amount_minor, refund.payment.currency)
        ledger.record(TransactionKind.REFUND_BY_HAND, public_id, refund.payment, amount)
        follower.on_refunded(RefundView.of(refund))
        record_action(person_id, "refund_by_hand", refund.payment.reference, refund=public_id, amount=str(amount))
        view = RefundView.of(refund)
    follower.announce()
    return view


def _failed(public_id: str) -> Refund:
    refund = db.session.scalar(
        select(Refund).where(Refund.public_id == public_id).execution_options(populate_existing=True)
    )
    if refund is None:
        raise NotFoundError(f"no refund {public_id}")
    return refund


def _end(refund: Refund, state: RefundState, **values: object) -> None:
    """The guard against two people who choose at once."""
    guarded = update(Refund).where(Refund.id == refund.id, Refund.state == RefundState.FAILED)
    if not changes_one(guarded.values(state=state, **values).execution_options(synchronize_session=False)):
        raise NotFailedError(f"refund {refund.public_id} is {refund.state}")
    db.session.refresh(refund)
