"""What the mails of an order say, in the language of the moment."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime, gettext

from configurator.preorders.changing import quote_before
from configurator.preorders.documents.models import DocumentKind
from configurator.preorders.documents.service import documents_of
from configurator.preorders.editions.letters import edition_confirmed, edition_failed, edition_terms
from configurator.preorders.editions.reading import edition_by_id
from configurator.preorders.ending import went_back_another_way
from configurator.preorders.letter import Letter
from configurator.preorders.models import Happening, MailKind
from configurator.preorders.order import Order
from configurator.preorders.states import Actor, State
from configurator.preorders.withdrawal.models import WithdrawalState
from configurator.preorders.withdrawal.reading import WithdrawalLine, withdrawal_of
from configurator.product.errors import NotFoundError
from configurator.web.filters import day, moment, money, money_difference


def write_letter(kind: MailKind, order: Order, at: datetime) -> Letter:
    """The words of one mail that was owed at a moment."""
    return _part_refund(order, at) if kind is MailKind.PART_REFUND else LETTERS[kind](order)


def _confirmation(order: Order) -> Letter:
    return Letter(
        gettext("Your preorder %(number)s is confirmed", number=order.number),
        gettext("Your preorder is confirmed"),
        (
            gettext(
                "Thank you: your deposit of %(deposit)s has arrived, and preorder %(number)s is in the queue. This "
                "mail says what you ordered and what we agreed; keep it.",
                deposit=money(order.deposit),
                number=order.number,
            ),
            *_what_the_edition_needs(order),
        ),
        has_order=True,
    )


def _what_the_edition_needs(order: Order) -> tuple[str, ...]:
    """The condition under which an order of an edition is built."""
    edition = edition_by_id(order.edition_id) if order.edition_id else None
    return (edition_terms(edition),) if edition and not edition.is_built else ()


def _cancellation(order: Order) -> Letter:
    return Letter(
        gettext("Your preorder %(number)s is cancelled", number=order.number),
        gettext("Your preorder is cancelled"),
        (_who_cancelled(order), _what_comes_back(order)),
    )


def _who_cancelled(order: Order) -> str:
    line = order.last(Happening.CANCELLED)
    facts = {"number": order.number, "moment": moment(line.at if line else order.created_at)}
    if line is not None and line.actor is Actor.DESK:
        reason = line.note or ""
        return str(gettext("We cancelled preorder %(number)s on %(moment)s (UTC): %(reason)s", reason=reason, **facts))
    return str(
        gettext(
            "We received your cancellation of preorder %(number)s on %(moment)s (UTC). You need not do anything more.",
            **facts,
        )
    )


def _what_comes_back(order: Order) -> str:
    if order.paid_at is None:
        return str(gettext("You had not paid anything, so there is nothing to give back."))
    return str(
        gettext(
            "Your whole deposit of %(deposit)s goes back by the way that you paid it. You get another mail when it is "
            "on its way.",
            deposit=money(order.deposit),
        )
    )


def _refund(order: Order) -> Letter:
    return Letter(
        gettext("The deposit of your preorder %(number)s is refunded", number=order.number),
        gettext("Your deposit is on its way to you"),
        (
            _how_it_went_back(order),
            gettext(
                "Your design %(code)s stays saved, should you ever want to come back to it.", code=order.design_code
            ),
        ),
    )


def _how_it_went_back(order: Order) -> str:
    deposit = money(order.deposit)
    if went_back_another_way(order):
        return str(
            gettext(
                "It could not go back by the way that you paid it, so we have given back %(deposit)s another way. Your "
                "bank may need a few days to show it.",
                deposit=deposit,
            )
        )
    return str(
        gettext(
            "We have given back %(deposit)s by the way that you paid it. Your bank may need a few days to show it.",
            deposit=deposit,
        )
    )


def _withdrawal(order: Order) -> Letter:
    """The acknowledgement: what was stated, and on what day and at what time."""
    stated = withdrawal_of(order.id)
    if stated is None:
        raise NotFoundError(f"{order.number} was not withdrawn from")
    received = gettext(
        "We received this statement on %(moment)s (UTC): “I, %(name)s (%(email)s), withdraw from the contract of "
        "preorder %(number)s.”",
        moment=format_datetime(stated.received_at, "d MMMM y, HH:mm:ss", rebase=False),
        name=stated.name,
        email=stated.email,
        number=order.number,
    )
    return Letter(
        gettext("We acknowledge your withdrawal from preorder %(number)s", number=order.number),
        gettext("Your withdrawal has arrived"),
        (received, _what_follows(order, stated)),
    )


def _what_follows(order: Order, stated: WithdrawalLine) -> str:
    if stated.state is WithdrawalState.LATE:
        return str(
            gettext(
                "It reached us after the time to withdraw had ended. Somebody of our order desk looks into it and "
                "writes to you."
            )
        )
    if order.state is State.DISPUTED:
        return str(
            gettext(
                "Your bank has asked for your deposit back, and as long as that is not decided we may not give it "
                "back ourselves. If your bank decides for you, you have it from there; if not, we give it back at "
                "once. You need not do anything more."
            )
        )
    if order.paid_at is None:
        return str(gettext("You had not paid anything, so there is nothing to give back."))
    return str(
        gettext(
            "Everything that you paid goes back by the way that you paid it, at the latest on %(day)s. You need not "
            "do anything more.",
            day=day(stated.refund_until),
        )
    )


def _change(order: Order) -> Letter:
    before = quote_before(order) or order.quote
    return Letter(
        gettext("Your preorder %(number)s is changed", number=order.number),
        gettext("Your preorder is changed"),
        (
            gettext(
                "You changed what you ordered: the total was %(old)s and is %(new)s now (%(difference)s). Your deposit "
                "and your place in the queue stay as they were. This mail says what you ordered now; keep it.",
                old=money(before.total),
                new=money(order.quote.total),
                difference=money_difference(order.quote.total - before.total),
            ),
        ),
        has_order=True,
    )


def _late_refund(order: Order) -> Letter:
    return Letter(
        gettext("A payment for your preorder %(number)s is refunded", number=order.number),
        gettext("We have given back a payment"),
        (
            gettext(
                "A payment for preorder %(number)s reached us when the order no longer waited for one. We did not keep "
                "it: it went back by the way that it came, and your bank may need a few days to show it.",
                number=order.number,
            ),
        ),
    )


def _part_refund(order: Order, at: datetime) -> Letter:
    """Money that the desk gave back, or somebody in Stripe's dashboard; the last credit note says how much."""
    credits = [one for one in documents_of(order.id) if one.kind is DocumentKind.CREDIT and one.at <= at]
    amount = money(credits[-1].amount if credits else order.deposit)
    return Letter(
        gettext("%(amount)s of your preorder %(number)s is given back", amount=amount, number=order.number),
        gettext("We have given back %(amount)s", amount=amount),
        (
            gettext(
                "We have given back %(amount)s of your deposit for preorder %(number)s by the way that you paid it. "
                "Your bank may need a few days to show it.",
                amount=amount,
                number=order.number,
            ),
            gettext("Apart from that your order stays as it is. The credit note with this mail says more."),
        ),
    )


def _new_link(order: Order) -> Letter:
    return Letter(
        gettext("A new link to your preorder %(number)s", number=order.number),
        gettext("A new link to your order"),
        (
            gettext(
                "Somebody opened an old link to preorder %(number)s and asked for a new one. Here it is. If that was "
                "not you, you need not do anything: only you get this mail.",
                number=order.number,
            ),
        ),
    )


LETTERS = {
    MailKind.CONFIRMATION: _confirmation,
    MailKind.CANCELLATION: _cancellation,
    MailKind.WITHDRAWAL: _withdrawal,
    MailKind.CHANGE: _change,
    MailKind.EDITION_CONFIRMED: edition_confirmed,
    MailKind.EDITION_FAILED: edition_failed,
    MailKind.REFUND: _refund,
    MailKind.LATE_REFUND: _late_refund,
    MailKind.NEW_LINK: _new_link,
}
