"""Documents: every word right, read back by another library; numbers without gaps; for nobody else to read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from pypdf import PdfReader

from configurator.config import Settings
from configurator.database import db, utc_now
from configurator.payments.desk import refund_part
from configurator.payments.gateway import gateway
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import handle_events, payments_of, settle_refunds
from configurator.preorders import addresses
from configurator.preorders.addresses import order_token
from configurator.preorders.changing import change_order
from configurator.preorders.desk_work import cancel_for_buyer
from configurator.preorders.documents.models import DocumentKind
from configurator.preorders.documents.rendering import render
from configurator.preorders.documents.service import documents_of
from configurator.preorders.ending import PURPOSE
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.offer import Offer
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import State
from configurator.preorders.withdrawal.service import carry_out_withdrawals
from configurator.product.money import Money
from configurator.web.guards import Role
from tests.cast import Tab
from tests.payments.conftest import control
from tests.preorders.conftest import ANNA, Place, again
from tests.preorders.test_changing import other
from tests.preorders.test_withdrawal import state_a_withdrawal

__all__ = ["other"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Words are the same on every database."""
    return sqlite_url


PaidOrder = Callable[..., Order]
CONFIRMATION, RECEIPT, CREDIT = DocumentKind


def of_kind(order: Order, kind: DocumentKind) -> list[PdfReader]:
    """An order's documents of a kind, as another library reads them."""
    db.session.rollback()
    return [PdfReader(io.BytesIO(render(one))) for one in documents_of(order.id) if one.kind is kind]


def words(pdf: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages)).replace("\xa0", " ")


def amounts(order: Order) -> list[tuple[DocumentKind, str]]:
    db.session.rollback()
    return [(one.kind, str(one.amount)) for one in documents_of(order.id)]


def test_the_confirmation_says_all_that_was_agreed(paid_order: PaidOrder, settings: Settings) -> None:
    order = paid_order()
    (pdf,) = of_kind(order, CONFIRMATION)
    told = words(pdf)
    names = [line.name["en"] for line in order.quote.lines]
    year = utc_now().year
    for said in (
        *names, ANNA.name, ANNA.street, "1012 AB Amsterdam", "Netherlands", f"OC-{year}-00001", order.number,
        order.design_code, "Total including 21% VAT, € 8.50 € 49", "Deposit paid € 10", "Balance at delivery € 39",
        "Between 1 September 2027 and 31 December 2027", "14 days after delivery", settings.seller_name,
        "Via dell'Esempio 1", settings.seller_vat_number, "Page 2 of 2",
    ):  # fmt: skip
        assert said in told, said


def test_a_document_is_a4_tagged_and_tells_its_language_title_and_date(paid_order: PaidOrder) -> None:
    order = paid_order(language="nl")
    (pdf,) = of_kind(order, CONFIRMATION)
    root, (issued, *_) = pdf.trailer["/Root"], documents_of(order.id)
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert issued.number in str(pdf.metadata.title)
    assert pdf.metadata.creation_date == issued.at.replace(microsecond=0)
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert "september 2027" in words(pdf)


def test_the_same_document_is_rendered_again_byte_for_byte(app: Flask, paid_order: PaidOrder, other: Offer) -> None:
    order = paid_order()
    first = [render(one) for one in documents_of(order.id)]
    change_order(order, other)
    app.extensions["officina-settings"].seller_name = "Somebody else"
    db.session.rollback()
    assert [render(one) for one in documents_of(order.id)][:2] == first


def test_the_receipt_says_how_much_came_how_and_when(paid_order: PaidOrder) -> None:
    (pdf,) = of_kind(paid_order(), RECEIPT)
    told = words(pdf)
    assert "Deposit received VAT is accounted for with the whole price, at delivery € 10" in told
    assert f"{utc_now().day} {utc_now():%B %Y}, by card" in told


def test_a_change_issues_a_new_confirmation_that_names_the_old_one(paid_order: PaidOrder, other: Offer) -> None:
    order = paid_order()
    changed = change_order(order, other)
    first, second = of_kind(order, CONFIRMATION)
    assert f"takes the place of OC-{utc_now().year}-00001 of" in words(second)
    assert other.design.code in words(second)
    assert order.design_code in words(first)
    assert amounts(changed) == [
        (CONFIRMATION, str(order.quote.total)),
        (RECEIPT, str(order.deposit)),
        (CONFIRMATION, str(changed.quote.total)),
    ]


def test_a_cancellation_says_why_how_much_and_until_when(paid_order: PaidOrder) -> None:
    order = paid_order()
    cancel_preorder(order)
    (pdf,) = of_kind(order, CREDIT)
    told, last = words(pdf), utc_now() + timedelta(days=14)
    for said in ("Cancellation and credit note", "you cancelled preorder", f"DR-{utc_now().year}-00001", "€ 10",
                 f"at the latest on {last.day} {last:%B %Y}"):  # fmt: skip
        assert said in told, said


def test_the_desk_and_a_withdrawal_have_their_own_words(paid_order: PaidOrder) -> None:
    ours, theirs = paid_order(), paid_order()
    cancel_for_buyer(ours, 1, "The mould broke.")
    state_a_withdrawal(theirs)
    carry_out_withdrawals()
    assert "we cancelled preorder" in words(of_kind(ours, CREDIT)[0])
    assert "Reason: The mould broke." in words(of_kind(ours, CREDIT)[0])
    assert "you withdrew from preorder" in words(of_kind(theirs, CREDIT)[0])


def test_an_order_that_was_never_paid_has_no_documents(place: Place) -> None:
    order = place()
    cancel_preorder(order)
    assert amounts(order) == []


def test_words_of_a_buyer_are_words_and_every_script_can_be_written(paid_order: PaidOrder) -> None:
    order = paid_order(name="#strong[Anna] *de* $x$ <b>", city="李小龙 😀")
    told = words(of_kind(order, CONFIRMATION)[0])
    assert "#strong[Anna] *de* $x$ <b>" in told


def test_the_order_page_links_its_documents_and_the_link_opens_no_other_order(
    app: Flask, paid_order: PaidOrder
) -> None:
    mine, theirs = paid_order(), paid_order()
    visitor = app.test_client()
    page = visitor.get(f"/orders/{order_token(mine)}")
    (number, receipt), (foreign, _) = ([one.number for one in documents_of(order.id)] for order in (mine, theirs))
    here = f"/orders/{order_token(mine)}/documents"
    assert f'href="{here}/{number}.pdf"' in page.text
    assert f'href="{here}/{receipt}.pdf"' in page.text
    answer = visitor.get(f"{here}/{number}.pdf")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/pdf",
        "no-store",
    )
    assert answer.data.startswith(b"%PDF-")
    for wrong in (f"{here}/{foreign}.pdf", f"{here[:-12]}x/documents/{number}.pdf", f"{here}/made-up.pdf"):
        assert visitor.get(wrong).status_code == 404, wrong


def test_an_expired_link_opens_no_document(app: Flask, paid_order: PaidOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    order = paid_order()
    address = f"/orders/{order_token(order)}/documents/{documents_of(order.id)[0].number}.pdf"
    monkeypatch.setattr(addresses, "utc_now", lambda: utc_now() + timedelta(days=3650))
    assert app.test_client().get(address).status_code == 410


def test_the_desk_opens_documents_and_no_other_staff_do(
    paid_order: PaidOrder, staff_tab: Callable[[Role], Tab]
) -> None:
    order = paid_order()
    address = f"/staff/orders/{order.number}/documents/{documents_of(order.id)[0].number}.pdf"
    desk = staff_tab(Role.ORDER_DESK).client
    assert address in desk.get(f"/staff/orders/{order.number}").text
    assert desk.get(address).data.startswith(b"%PDF-")
    assert staff_tab(Role.MARKETER).client.get(address).status_code == 403


def test_mails_enclose_the_documents_that_they_tell_of(paid_order: PaidOrder, mailbox: list[EmailMessage]) -> None:
    order = paid_order()
    send_waiting_mails()
    cancel_preorder(again(order))
    send_waiting_mails()
    enclosed = [[part.get_filename() for part in mail.iter_attachments()] for mail in mailbox]
    year = utc_now().year
    assert enclosed == [[f"OC-{year}-00001.pdf", f"DR-{year}-00001.pdf"], [f"CN-{year}-00001.pdf"]]
    (attached,) = mailbox[1].iter_attachments()
    assert attached.get_payload(decode=True) == render(documents_of(order.id)[-1])
    assert again(order).state is State.CANCELLING


def test_who_gets_a_part_back_is_told_by_mail_how_much_and_why(
    paid_order: PaidOrder, sandbox: RunningSandbox, mailbox: list[EmailMessage]
) -> None:
    order = paid_order()
    (deposit,) = payments_of(PURPOSE, order.public_id)
    refund_part(deposit.public_id, Money(150, "EUR"), "A scratch.", 1)
    settle_refunds()
    intent = next(one.id for one in gateway().every_intent(utc_now() - timedelta(days=1)))
    control(sandbox, "refunds", payment_intent=intent, amount=275)
    handle_events()
    send_waiting_mails()
    assert [mail["Subject"].replace("\xa0", " ") for mail in mailbox[1:]] == [
        f"{amount} of your preorder {order.number} is given back" for amount in ("€ 1.50", "€ 2.75")
    ]
    assert [[one.get_filename()[:2] for one in mail.iter_attachments()] for mail in mailbox[1:]] == [["CN"], ["CN"]]
    assert again(order).state is State.PAID
