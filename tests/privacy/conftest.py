"""The cast of privacy: a busy person, of whom every table knows something."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from pydantic import SecretStr

from configurator.accounts import staff
from configurator.accounts.models import Passkey, Person
from configurator.accounts.service import find_person
from configurator.accounts.visitors import Visitor
from configurator.config import Settings
from configurator.database import db, utc_now
from configurator.gallery.models import Place
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.gallery.service.featuring import FeaturePlan, feature_design
from configurator.payments.desk import refund_part
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import settle_refunds
from configurator.preorders.changing import change_order
from configurator.preorders.desk_work import cancel_for_buyer, note_on
from configurator.preorders.models import Preorder
from configurator.preorders.offer import offer_design
from configurator.preorders.order import Buyer, Order
from configurator.preorders.service import expire_overdue, open_deposit, place_preorder, settle_deposit
from configurator.preorders.withdrawal.reading import open_withdrawals
from configurator.preorders.withdrawal.service import (
    Statement,
    carry_out_withdrawals,
    close_withdrawal,
    receive_withdrawal,
)
from configurator.product.money import Money
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role
from tests.cast import Tab, code_in
from tests.conftest import GIFTS
from tests.payments.conftest import KEY, WEBHOOK_SECRET, pay, sandbox, stripe_clock

__all__ = ["sandbox", "stripe_clock"]

MAIL = "Annalisa@Bianchi.example"
ANNALISA = Buyer("Annalisa Bianchi", MAIL, "Kerselaarpad 12", "6063 XB", "Vlodrop", "NL")
TRACES = ("annalisa", "bianchi", "kerselaarpad", "6063 xb", "vlodrop")
BROWSER = Visitor(None, "b" * 64)
CLERK = 4711


@pytest.fixture
def settings(settings: Settings, sandbox: RunningSandbox) -> Settings:
    """The site with the mug, which takes words, and payments through the stand-in."""
    return settings.model_copy(
        update={
            "designs_path": GIFTS,
            "stripe_secret_key": SecretStr(KEY),
            "stripe_webhook_secret": SecretStr(WEBHOOK_SECRET),
            "stripe_api_base": sandbox.address,
            "stripe_checkout_origin": sandbox.address,
        }
    )


def save_mug(visitor: Visitor, name: str, *, words: str = "", spoons: int = 2, published: bool = True) -> SavedDesign:
    """Save a mug as Annalisa does, with her name wherever it fits."""
    product, rules = catalogue().product("mug"), catalogue().rules("mug")
    extras = ["extras.name"] if words else []
    options = rules.complete([*extras, f"spoons.{spoons}"]).options
    shown = Presentation(name, "Annalisa drew it", "Annalisa Bianchi", published)
    return save_design(product, rules, options, shown, visitor, None, {"extras.name": words} if words else {})


def order_mug(design: SavedDesign, visitor: Visitor, key: str, buyer: Buyer = ANNALISA, *, paid: bool = True) -> Order:
    product, rules = catalogue().product("mug"), catalogue().rules("mug")
    order = place_preorder(offer_design(design, product, product, rules), buyer, key, "en", visitor)
    if not paid:
        return order
    pay(open_deposit(order, "Deposit", "http://localhost/return", "http://localhost/back"))
    return settle_deposit(order)


def is_told(trace: str) -> list[str]:
    """The tables, with their columns, in which something stands."""
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(db.select(table)).mappings():
            for column, value in row.items():
                text = value.decode("latin-1") if isinstance(value, bytes) else json.dumps(value, default=str)
                if trace in text.lower() or trace in str(value).lower():
                    found.append(f"{table.name}.{column}")
    return sorted(set(found))


@pytest.fixture
def busy(app: Flask, mailbox: list[EmailMessage]) -> Callable[[], tuple[Person, Tab]]:
    """Annalisa with an account, a passkey, designs, and orders that are all over; signed in."""

    def make() -> tuple[Person, Tab]:
        staff.create_staff("clerk@example.org", "seven quiet lamps", Role.ORDER_DESK)
        clerk = find_person("clerk@example.org")
        assert clerk is not None
        person = staff.register(MAIL, "Annalisa Bianchi", "en")
        assert person is not None
        person_id = person.id
        tab = Tab(app)
        tab.ask_code(MAIL)
        tab.sign_in(MAIL, code_in(mailbox[-1]))
        assert tab.is_signed_in()
        db.session.add(
            Passkey(
                user_id=person_id,
                name="Annalisa's phone",
                credential_id=b"c",
                public_key=b"p",
                device_type="single_device",
                usage="first",
            )
        )
        db.session.commit()
        visitor = Visitor(person_id, BROWSER.browser_digest)
        worded = save_mug(visitor, "Annalisa's mug", words="Annalisa", spoons=2)
        plain = save_mug(visitor, "Two spoons", spoons=3)
        save_mug(visitor, "Only mine", spoons=4, published=False)
        until = utc_now() + timedelta(days=9)
        feature_design(FeaturePlan(plain.code, Place.HERO, {"en": "By Annalisa Bianchi"}, utc_now(), until), clerk.id)
        _end_by_desk(worded, plain, visitor)
        _end_by_withdrawal(plain, visitor)
        expired = order_mug(plain, Visitor(None, "c" * 64), "key-of-the-third-form", paid=False)
        late = {"open_until": utc_now() - timedelta(hours=1)}
        db.session.execute(db.update(Preorder).where(Preorder.id == expired.id).values(late))
        db.session.commit()
        expire_overdue()
        settle_refunds()
        return db.session.get_one(Person, person_id), tab

    return make


def _end_by_desk(worded: SavedDesign, plain: SavedDesign, visitor: Visitor) -> None:
    """Paid, changed, noted, partly given back and cancelled, with her name in all that staff typed."""
    order = order_mug(worded, visitor, "key-of-the-first-form")
    product, rules = catalogue().product("mug"), catalogue().rules("mug")
    order = change_order(order, offer_design(plain, product, product, rules))
    order = note_on(order, CLERK, "Annalisa called from Kerselaarpad 12")
    refund_part(order.payment_id or "", Money(100, order.deposit.currency), "Annalisa complained", CLERK)
    cancel_for_buyer(order, CLERK, "As Annalisa Bianchi wished")


def _end_by_withdrawal(plain: SavedDesign, visitor: Visitor) -> None:
    """One that is carried out, and one that no order belongs to, closed by the desk."""
    order = order_mug(plain, visitor, "key-of-the-second-form")
    receive_withdrawal(Statement("A. Bianchi", order.number, MAIL.upper()), "withdrawal-form-of-22-let", "en")
    receive_withdrawal(Statement("Annalisa", "bianchi?", MAIL), "withdrawal-form-number-two", "en")
    carry_out_withdrawals()
    (unmatched,) = [line for line in open_withdrawals() if line.order_number is None]
    close_withdrawal(unmatched.public_id, CLERK, "Annalisa rang: a mistake")
