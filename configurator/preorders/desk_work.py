"""What the order desk does to an order. Each deed is in the order's history and in the audit log, with who and why."""

from __future__ import annotations

from configurator.audit import record_action
from configurator.database import db, new_public_id, work_waiting
from configurator.payments.service import DisputedError
from configurator.preorders.editions.reading import edition_by_id
from configurator.preorders.ending import Ending, follow_up, record_ending
from configurator.preorders.history import StateChangedError, move, owe_mail, write_down
from configurator.preorders.models import Happening, OrderMail
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.states import HELD, Actor, State
from configurator.product.errors import NotFoundError, OfficinaError

STEPS = {State.LOCKED: (State.PAID, Happening.LOCKED), State.HANDED_OVER: (State.LOCKED, Happening.HANDED_OVER)}
"""Where the desk leads an order on its way to the buyer: from where, and what the history calls it."""


class NotPossibleNowError(OfficinaError):
    """The order is somewhere else by now; look at it again."""


def next_step(order: Order) -> State | None:
    """What the desk can do next on the order's way to its buyer; one of an edition waits until that is confirmed."""
    if order.edition_id is not None and not edition_by_id(order.edition_id).is_built:
        return None
    return next((target for target, (source, _) in STEPS.items() if source is order.state), None)


def can_desk_cancel(order: Order) -> bool:
    return order.state in (State.RESERVED, *HELD)


def lead_on(order: Order, target: State, person_id: int) -> Order:
    """Lock an order for production, or note that its buyer has it. Raises NotPossibleNowError."""
    source, happening = STEPS[target]
    if next_step(order) is not target:
        raise NotPossibleNowError(f"{order.number} can't become {target}")
    try:
        move(order.id, source, target, Actor.DESK, happening, person_id=person_id)
    except StateChangedError:
        db.session.rollback()
        raise NotPossibleNowError(f"{order.number} is not {source}") from None
    record_action(person_id, f"order_{happening}", order.number)
    db.session.commit()
    return order_by_id(order.id)


def cancel_for_buyer(order: Order, person_id: int, reason: str) -> Order:
    """End an order that is reserved or held; its buyer is told `reason` and gets everything back.

    Raises NotPossibleNowError when it is over, or its deposit is disputed.
    """
    if not can_desk_cancel(order):
        raise NotPossibleNowError(f"{order.number} is {order.state}")
    try:
        record_ending(order, Ending(Actor.DESK, person_id=person_id, note=reason))
    except (StateChangedError, DisputedError):
        db.session.rollback()
        raise NotPossibleNowError(f"{order.number} has changed") from None
    record_action(person_id, "order_cancelled", order.number)
    db.session.commit()
    follow_up(order)
    return order_by_id(order.id)


def note_on(order: Order, person_id: int, text: str) -> Order:
    """Write something down on an order that only the desk reads."""
    write_down(order.id, Actor.DESK, Happening.NOTED, order.state, order.state, person_id=person_id, note=text)
    record_action(person_id, "order_noted", order.number)
    db.session.commit()
    return order_by_id(order.id)


def resend_mail(order: Order, mail_id: int, person_id: int) -> Order:
    """Send one of the order's mails once more, as the order is now. Raises NotFoundError for a mail of another."""
    mail = db.session.get(OrderMail, mail_id)
    if mail is None or mail.preorder_id != order.id or order.forgotten_at is not None:
        raise NotFoundError(f"{order.number} has no mail {mail_id}")
    owe_mail(order.id, mail.kind, mail.language, occasion=new_public_id())
    note = mail.kind.value
    write_down(order.id, Actor.DESK, Happening.MAIL_RESENT, order.state, order.state, person_id=person_id, note=note)
    record_action(person_id, "order_mail_resent", order.number, kind=note)
    db.session.commit()
    work_waiting.send("mails")
    return order_by_id(order.id)
