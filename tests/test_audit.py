"""The audit log: written with the deed, never changed, read by administrators only."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from configurator.accounts.audit_views import ACTION_LABELS
from configurator.accounts.models import Person
from configurator.audit import PAGE, list_actions, record_action
from configurator.config import ROOT
from configurator.database import db
from configurator.web.guards import Role
from tests.cast import Tab


def test_an_action_is_kept_with_the_transaction_of_the_deed(app: Flask) -> None:
    record_action(1, "refund_retried", "refund-1", reason="bank closed")
    db.session.rollback()
    assert list_actions() == []
    record_action(1, "refund_retried", "refund-1", reason="bank closed")
    record_action(2, "refund_retried", "refund-2")
    db.session.commit()
    assert [line.subject for line in list_actions()] == ["refund-2", "refund-1"]
    (line,) = list_actions("refund-1")
    assert (line.person_id, line.action, line.details) == (1, "refund_retried", {"reason": "bank closed"})


@pytest.mark.parametrize("deed", ["UPDATE staff_action SET person_id = 2", "DELETE FROM staff_action"])
def test_the_database_itself_refuses_to_rewrite_the_log(app: Flask, deed: str) -> None:
    record_action(1, "refund_retried", "refund-1")
    db.session.commit()
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text(deed))
    db.session.rollback()
    assert len(list_actions()) == 1


def test_an_administrator_reads_who_did_what(staff_tab: Callable[[Role], Tab], person: Callable[..., Person]) -> None:
    clerk = person("clerk@example.org")
    record_action(clerk.id, "refund_retried", "refund-1", reason="<b>closed</b>")
    for number in range(PAGE):
        record_action(9999, "order_searched", f"order-{number}")
    db.session.commit()
    tab = staff_tab(Role.ADMINISTRATOR)
    page = tab.open("/staff/actions").text
    assert "Account 9999, gone" in page
    assert "refund-1" not in page
    assert "Show more" in page
    one = tab.open("/staff/actions?subject=refund-1").text
    assert "clerk@example.org" in one
    assert "Refund tried again" in one
    assert "&lt;b&gt;closed" in one


@pytest.mark.parametrize("role", [Role.ORDER_DESK, Role.PRODUCT_MANAGER, Role.MARKETER])
def test_others_do_not(staff_tab: Callable[[Role], Tab], role: Role) -> None:
    assert staff_tab(role).open("/staff/actions").status_code == 403


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert "/login" in client.get("/staff/actions").location


def test_every_action_that_the_code_writes_down_is_told_in_words() -> None:
    written = {
        action
        for file in (ROOT / "configurator").rglob("*.py")
        for action in re.findall(r'record_action\(\s*\w[\w.]*, "(\w+)"', file.read_text())
    }
    assert len(written) > 10
    assert written <= ACTION_LABELS.keys()
