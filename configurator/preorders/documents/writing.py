"""What documents say: each is written once, in the buyer's language, from what is frozen in the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

from flask import current_app
from flask_babel import force_locale, gettext

from configurator.config import Settings
from configurator.payments.service import PaymentView
from configurator.preorders.documents.paper import Letterhead, Look, Paper, Row, Section
from configurator.preorders.labels import country_name
from configurator.preorders.models import Reason
from configurator.preorders.order import Order
from configurator.preorders.states import Actor
from configurator.preorders.terms import withdrawal_terms
from configurator.product.money import Money
from configurator.product.pricing import PriceLine, vat_in
from configurator.web.filters import day, money, words
from configurator.web.filters import number as plain_number

REFUND_TAKES = timedelta(days=14)
P = ParamSpec("P")


@dataclass(frozen=True)
class Why:
    """Why money of a deposit is not ours any more."""

    actor: Actor
    reason: Reason | None = None
    note: str | None = None
    at: datetime | None = None
    is_over: bool = False
    """Whether the order ends with it."""
    is_by_bank: bool = False


@dataclass(frozen=True)
class Credited:
    """What we held before, how much of it no more, and the receipt that told of it."""

    before: Money
    amount: Money
    receipt: str


def _in_their_language(write: Callable[Concatenate[Order, P], Paper]) -> Callable[Concatenate[Order, P], Paper]:
    def written(order: Order, /, *given: P.args, **named: P.kwargs) -> Paper:
        with force_locale(order.language):
            return write(order, *given, **named)

    return written


@_in_their_language
def confirmation(order: Order, number: str, at: datetime, before: tuple[str, datetime] | None) -> Paper:
    """What was ordered and agreed; `before` is the confirmation that this one takes the place of."""
    quote = order.quote
    if before is None:
        first = gettext(
            "Thank you. Your deposit of %(deposit)s has arrived, and we hereby confirm preorder %(order)s, which you "
            "placed on %(day)s. The price is fixed.",
            deposit=money(order.deposit),
            order=order.number,
            day=day(order.created_at),
        )
    else:
        first = gettext(
            "You changed preorder %(order)s. This order confirmation takes the place of %(before)s of %(day)s; your "
            "deposit of %(deposit)s and your place in the queue stay as they were. The price is fixed.",
            order=order.number,
            before=before[0],
            day=day(before[1]),
            deposit=money(order.deposit),
        )
    delivery = gettext(
        "Between %(first)s and %(last)s, to the address above.",
        first=day(order.delivery_from),
        last=day(order.delivery_until),
    )
    included = gettext(
        "including %(rate)s%% VAT, %(amount)s", rate=plain_number(float(quote.vat_rate)), amount=money(quote.vat)
    )
    return Paper(
        head=_head(order),
        title=gettext("Order confirmation"),
        number=number,
        particulars=(*_particulars(order, number, at), (gettext("Design"), order.design_code)),
        paragraphs=(first,),
        columns=(gettext("What"), gettext("Price")),
        rows=tuple(_row(line) for line in quote.lines),
        sums=(
            Row(gettext("Total"), money(quote.total), note=included, strong=True),
            Row(gettext("Deposit paid"), money(order.deposit)),
            Row(gettext("Balance at delivery"), money(quote.balance), strong=True),
        ),
        sections=(
            Section(gettext("Delivery"), (delivery,)),
            Section(gettext("Changing your mind"), withdrawal_terms(order.deposit)),
        ),
        look=_look(order),
        rows_title=gettext("What you ordered"),
    )


@_in_their_language
def receipt(order: Order, payment: PaymentView, number: str, at: datetime) -> Paper:
    """That the deposit has arrived, how, and the VAT in it."""
    paid_on = day(payment.paid_at or at)
    return Paper(
        head=_head(order),
        title=gettext("Deposit receipt"),
        number=number,
        particulars=(*_particulars(order, number, at), (gettext("Paid"), f"{paid_on}, {_method(payment)}")),
        paragraphs=(
            gettext(
                "We have received your deposit for preorder %(order)s. It is a part of the price and is taken off "
                "what is to be paid at delivery.",
                order=order.number,
            ),
        ),
        columns=(gettext("What"), gettext("Amount")),
        rows=(Row(gettext("Deposit for %(what)s", what=words(order.quote.lines[0].name)), money(payment.amount)),),
        sums=_sums(
            gettext("Deposit received"),
            payment,
            payment.amount,
            vat_in(payment.amount, payment.vat_rate),
            untaxed=gettext("VAT is accounted for with the whole price, at delivery"),
        ),
        sections=(),
        look=_look(order),
    )


@_in_their_language
def credit(order: Order, payment: PaymentView, credited: Credited, why: Why, number: str, at: datetime) -> Paper:
    """That (a part of) the deposit is not ours any more, why, and until when it is back."""
    vat = vat_in(credited.before, payment.vat_rate) - vat_in(credited.before - credited.amount, payment.vat_rate)
    paid_on = day(payment.paid_at or order.created_at)
    return Paper(
        head=_head(order),
        title=gettext("Cancellation and credit note") if why.is_over else gettext("Credit note"),
        number=number,
        particulars=(*_particulars(order, number, at), (gettext("Credits receipt"), credited.receipt)),
        paragraphs=tuple(sentence for sentence in (_reason(order, why, at), _way_back(why, at)) if sentence),
        columns=(gettext("What"), gettext("Amount")),
        rows=(
            Row(
                gettext("Deposit for %(what)s", what=words(order.quote.lines[0].name)),
                money(credited.amount),
                note=gettext("received on %(day)s", day=paid_on),
            ),
        ),
        sums=_sums(gettext("Credited"), payment, credited.amount, vat),
        sections=(),
    )


def _reason(order: Order, why: Why, at: datetime) -> str:
    facts = {"order": order.number, "day": day(why.at or at), "placed": day(order.created_at)}
    if why.is_by_bank:
        sentence = gettext("On %(day)s your bank took the deposit of preorder %(order)s back.", **facts)
    elif not why.is_over:
        sentence = gettext("On %(day)s we gave back a part of the deposit of preorder %(order)s.", **facts)
    elif why.reason is Reason.WITHDRAWN:
        sentence = gettext("On %(day)s you withdrew from preorder %(order)s, placed on %(placed)s.", **facts)
    elif why.reason is Reason.EDITION_FAILED:
        sentence = gettext(
            "The edition of preorder %(order)s, placed on %(placed)s, will not be built. It is cancelled as of "
            "%(day)s.",
            **facts,
        )
    elif why.actor is Actor.BUYER:
        sentence = gettext("On %(day)s you cancelled preorder %(order)s, placed on %(placed)s.", **facts)
    else:
        sentence = gettext("On %(day)s we cancelled preorder %(order)s, placed on %(placed)s.", **facts)
    return f"{sentence} {gettext('Reason: %(note)s', note=why.note)}" if why.note else str(sentence)


def _way_back(why: Why, at: datetime) -> str:
    if why.is_by_bank:
        return str(gettext("The money is with you already, so nothing more goes back. The order is over."))
    if not why.is_over:
        return str(gettext("The money goes back by the way that you paid it. The order goes on."))
    return str(
        gettext(
            "The amount below goes back by the way that you paid it, at the latest on %(day)s. It costs you nothing, "
            "and you need not do anything more.",
            day=day((why.at or at) + REFUND_TAKES),
        )
    )


def _sums(title: str, payment: PaymentView, amount: Money, vat: Money, untaxed: str | None = None) -> tuple[Row, ...]:
    if not payment.vat_rate:
        return (Row(title, money(amount), note=untaxed, strong=True),)
    rate = plain_number(float(payment.vat_rate))
    return (
        Row(gettext("Without VAT"), money(amount - vat)),
        Row(gettext("%(rate)s%% VAT", rate=rate), money(vat)),
        Row(title, money(amount), strong=True),
    )


def _method(payment: PaymentView) -> str:
    ways = {"card": gettext("by card"), "ideal": gettext("by iDEAL")}
    return str(ways.get(payment.method or "", gettext("online")))


def _row(line: PriceLine) -> Row:
    return Row(
        words(line.name),
        gettext("included") if line.included_by else money(line.amount),
        group=words(line.group) if line.group else None,
        note=f"“{line.words}”" if line.words else None,
    )


def _look(order: Order) -> Look:
    return Look(order.product_key, tuple(sorted(order.options)), words(order.quote.lines[0].name))


def _particulars(order: Order, number: str, at: datetime) -> tuple[tuple[str, str], ...]:
    return (gettext("Number"), number), (gettext("Date"), day(at)), (gettext("Preorder"), order.number)


def _head(order: Order) -> Letterhead:
    settings: Settings = current_app.extensions["officina-settings"]
    buyer = order.buyer
    address = tuple(line.strip() for line in settings.seller_address.split(";") if line.strip())
    vat_number = gettext("VAT number %(number)s", number=settings.seller_vat_number)
    return Letterhead(
        language=order.language,
        seller=settings.seller_name,
        seller_lines=(*address, vat_number),
        recipient=(buyer.name, buyer.street, f"{buyer.postcode} {buyer.city}", country_name(buyer.country)),
        order=order.number,
        page=gettext("Page {page} of {pages}"),
    )
