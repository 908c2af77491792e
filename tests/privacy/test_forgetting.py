"""Deleting a person's data: nothing of them is left in any table, and the books still balance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import JSON, Enum, String, text
from sqlalchemy.exc import DBAPIError

from configurator.accounts.models import Person
from configurator.accounts.personal import Subject, subject_of
from configurator.accounts.retention import delete_unused_accounts
from configurator.accounts.staff import Invited, create_staff, invite, register
from configurator.config import ROOT
from configurator.database import db, utc_now
from configurator.gallery.service import design_by_code
from configurator.payments.models import LedgerEntry
from configurator.preorders.command import preorders
from configurator.preorders.history import owe_mail
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.models import Happening, MailKind, OrderMail, Preorder
from configurator.preorders.order import Buyer, order_by_id
from configurator.preorders.states import State
from configurator.privacy import requests
from configurator.privacy.service import StillRunningError, everything_about, forget, is_known, what_runs
from configurator.product.errors import NotFoundError
from configurator.web.guards import Role
from tests.cast import Tab
from tests.privacy.conftest import ANNALISA, BROWSER, MAIL, TRACES, is_told, order_mug, save_mug

Busy = Callable[[], tuple[Person, Tab]]


def traces_left() -> dict[str, list[str]]:
    return {trace: found for trace in TRACES if (found := is_told(trace))}


def books() -> list[tuple[object, ...]]:
    entry = LedgerEntry
    rows = db.select(entry.transaction_id, entry.account, entry.amount_minor, entry.currency).order_by(entry.id)
    return [tuple(row) for row in db.session.execute(rows)]


def verified(app: Flask) -> str:
    told = app.test_cli_runner().invoke(preorders, ["verify"])
    assert told.exit_code == 0, told.output
    return told.output


def test_nothing_of_a_busy_person_is_left_and_the_ledger_balances(
    app: Flask, busy: Busy, mailbox: list[EmailMessage]
) -> None:
    person, tab = busy()
    requests.ask(MAIL, "en")
    for trace in TRACES:
        assert is_told(trace), f"the test would not see {trace!r}"
    columns = {name.partition(".")[0] for trace in TRACES for name in is_told(trace)}
    assert {"person", "passkey", "design", "feature", "preorder", "preorder_event", "order_change"} < columns
    assert {"withdrawal", "payment", "refund", "data_request", "document"} < columns
    before, orders = books(), db.session.query(Preorder).count()
    codes = forget(Subject(MAIL.lower(), person.id), keep_designs=False)
    assert len(codes) == 3
    assert traces_left() == {}
    assert books() == before
    assert db.session.query(Preorder).count() == orders
    verified(app)
    assert not tab.is_signed_in()
    assert not is_known(subject_of(MAIL))
    mailbox.clear()
    assert send_waiting_mails() == 0
    assert mailbox == []


def test_published_designs_stay_without_their_author_if_the_person_wants_that(busy: Busy) -> None:
    person, _ = busy()
    kept = everything_about(Subject(MAIL.lower(), person.id))["designs"]
    codes = {design["name"]: design["code"] for design in kept}
    forget(Subject(MAIL.lower(), person.id), keep_designs=True)
    assert traces_left() == {}
    stays, renamed, private = (design_by_code(codes[name]) for name in ("Two spoons", "Annalisa's mug", "Only mine"))
    assert (stays.name, stays.author_name, stays.person_id, stays.is_listed) == ("Two spoons", "", None, True)
    assert (renamed.name, renamed.texts, renamed.is_listed) == (codes["Annalisa's mug"], {}, True)
    assert private.withdrawn_at is not None


def test_the_file_holds_everything_and_nothing_of_others(app: Flask, busy: Busy) -> None:
    person, _ = busy()
    other = order_mug(save_mug(BROWSER, "Theirs"), BROWSER, "key-of-another-form", _somebody_else())
    kept = everything_about(Subject(MAIL.lower(), person.id))
    told_all = json.dumps(kept, default=str)
    assert kept["account"]["passkeys"][0]["name"] == "Annalisa's phone"
    assert len(kept["designs"]) == 3
    assert [order["state"] for order in kept["orders"]] == ["refunded", "refunded", "expired"]
    assert len(kept["withdrawals"]) == 2
    for told in ("Annalisa called", "Annalisa complained", "a mistake", "cs_", "partly_refunded", "confirmation"):
        assert told in told_all, told
    assert other.number not in told_all
    assert "bruno" not in told_all.lower()
    theirs = everything_about(subject_of("bruno@example.org"))
    assert [order["number"] for order in theirs["orders"]] == [other.number]
    assert [design["name"] for design in theirs["designs"]] == ["Theirs"], "saved by the browser that ordered it"


def _somebody_else() -> Buyer:
    return replace(ANNALISA, name="Bruno", email="bruno@example.org", street="Via 1", postcode="1000 AA", city="Rome")


def test_an_order_that_runs_keeps_everything_where_it_is(app: Flask) -> None:
    order = order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-running-form")
    subject = subject_of(MAIL)
    long_ago, lately = utc_now() - timedelta(days=30), utc_now() - timedelta(days=3)
    running = [
        {"state": State.RESERVED},
        {"state": State.PAID},
        {"state": State.LOCKED},
        {"state": State.CANCELLING},
        {"state": State.DISPUTED},
        {"state": State.HANDED_OVER, "handed_over_at": lately},
    ]
    kept = is_told("kerselaarpad")
    assert "preorder.street" in kept
    for values in running:
        put(order.id, **values)
        assert [(one.number, one.state) for one in what_runs(subject)] == [(order.number, values["state"])]
        with pytest.raises(StillRunningError):
            forget(subject, keep_designs=False)
        assert is_told("kerselaarpad") == kept
        assert design_by_code(order.design_code).author_name, "not even the design is touched"
    put(order.id, state=State.HANDED_OVER, handed_over_at=long_ago)
    assert what_runs(subject) == []
    forget(subject, keep_designs=False)
    assert is_told("kerselaarpad") == []


def put(order_id: int, **values: object) -> None:
    db.session.execute(db.update(Preorder).where(Preorder.id == order_id).values(**values))
    db.session.commit()


def test_who_had_their_data_deleted_gets_no_mail_any_more(app: Flask, mailbox: list[EmailMessage]) -> None:
    order = order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-form-2-forget")
    put(order.id, state=State.HANDED_OVER, handed_over_at=utc_now() - timedelta(days=30))
    forget(subject_of(MAIL), keep_designs=False)
    owe_mail(order.id, MailKind.REFUND, "en")
    db.session.commit()
    assert db.session.query(OrderMail).filter(OrderMail.sent_at.is_(None)).count() == 0
    assert send_waiting_mails() == 0
    assert order_by_id(order.id).history[-1].happening is Happening.FORGOTTEN
    assert mailbox == []


def test_a_document_is_emptied_or_left_as_it_is(app: Flask) -> None:
    order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-documented-form")
    rows = "SELECT id, number, data FROM document ORDER BY id"
    before = db.session.execute(text(rows)).all()
    assert len(before) == 2
    for refused in ("number = 'x'", "amount_minor = 0", 'data = \'{"title": "x"}\'', "data = '{}', number = 'x'"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(f"UPDATE document SET {refused}"))  # noqa: S608 - our own words
        db.session.rollback()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("DELETE FROM document"))
    db.session.rollback()
    db.session.execute(text("UPDATE document SET data = '{}'"))
    db.session.commit()
    assert [row.number for row in db.session.execute(text(rows))] == [row.number for row in before]


def test_nobody_is_forgotten_of_whom_nothing_is_kept(app: Flask) -> None:
    with pytest.raises(NotFoundError):
        forget(subject_of("nobody@example.org"), keep_designs=False)


def test_accounts_that_nobody_ever_signed_in_to_go_after_their_time(app: Flask) -> None:
    long_ago = utc_now() - timedelta(days=31)
    for name in ("never", "signed-in", "new"):
        register(f"{name}@example.org", name, "en")
    create_staff("clerk@example.org", "seven quiet lamps", Role.ORDER_DESK)
    assert invite("invited@example.org", Role.MARKETER)[0] is Invited.LINK
    everybody = db.update(Person)
    db.session.execute(everybody.where(Person.name != "new").values(created_at=long_ago))
    db.session.execute(everybody.where(Person.name == "signed-in").values(first_signed_in_at=long_ago))
    db.session.commit()
    assert delete_unused_accounts() == 2
    assert delete_unused_accounts() == 0
    left = set(db.session.scalars(db.select(Person.email)))
    assert left == {"signed-in@example.org", "new@example.org", "clerk@example.org"}


def test_the_table_of_columns_in_the_docs_is_complete() -> None:
    """Every column that can hold words or point to a person is listed: as personal data, or as none."""
    docs = (ROOT / "docs" / "privacy.md").read_text()
    listed = set(re.findall(r"`([a-z_]+\.[a-z0-9_]+)`", docs))
    none = re.search(r"## Columns without personal data(.*?)(\n## |\Z)", docs, re.DOTALL)
    assert none is not None
    for table, columns in re.findall(r"^\| `([a-z_]+)` \| (.*?) \|$", none[1], re.MULTILINE):
        listed |= {f"{table}.{column}" for column in re.findall(r"`([a-z0-9_]+)`", columns)}
    there = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if _may_tell(column)
    }
    assert there - listed == set(), "say in docs/privacy.md what becomes of these"
    every = {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}
    assert listed - every == set(), "docs/privacy.md tells of columns that do not exist"


def _may_tell(column: object) -> bool:
    kind = column.type  # type: ignore[attr-defined]
    points_to_person = any(key.column.table.name == "person" for key in column.foreign_keys)  # type: ignore[attr-defined]
    return points_to_person or (isinstance(kind, String | JSON) and not isinstance(kind, Enum))
