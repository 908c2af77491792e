"""The page of the audit log, for administrators."""

from __future__ import annotations

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from configurator.accounts.models import Person
from configurator.audit import PAGE, list_actions
from configurator.database import db
from configurator.web.guards import Role, add_staff_page, staff_only

ACTION_LABELS = {
    "edition_made": lazy_gettext("Edition made"),
    "edition_changed": lazy_gettext("Edition changed"),
    "edition_closed": lazy_gettext("Sale of an edition ended"),
    "mass_refund_counted": lazy_gettext("Mass refund counted"),
    "mass_refund_approved": lazy_gettext("Mass refund approved"),
    "mass_refund_stopped": lazy_gettext("Mass refund stopped"),
    "order_locked": lazy_gettext("Order locked for production"),
    "order_handed_over": lazy_gettext("Order handed over"),
    "order_cancelled": lazy_gettext("Order cancelled"),
    "order_noted": lazy_gettext("Note written on an order"),
    "order_mail_resent": lazy_gettext("Mail sent again"),
    "refund_requested": lazy_gettext("Part of a deposit given back"),
    "refund_retried": lazy_gettext("Refund tried again"),
    "refund_by_hand": lazy_gettext("Refund noted as made another way"),
    "refund_once": lazy_gettext("Refund that seemed made twice noted as made once"),
    "refund_overpaid": lazy_gettext("Refund made twice noted as a loss"),
    "withdrawal_assigned": lazy_gettext("Withdrawal carried out for an order"),
    "withdrawal_closed": lazy_gettext("Withdrawal closed without a refund"),
}


def register(app: Flask) -> None:
    app.add_url_rule("/staff/actions", "audit", staff_only(Role.ADMINISTRATOR)(actions))
    add_staff_page(app, "audit", lazy_gettext("Audit log"), Role.ADMINISTRATOR)


def actions() -> ResponseReturnValue:
    """What members of staff did, newest first; to one subject if it is given."""
    subject = request.args.get("subject", "").strip()[:64]
    lines = list_actions(subject, request.args.get("before", type=int), PAGE + 1)
    shown, is_more = lines[:PAGE], len(lines) > PAGE
    return render_template(
        "accounts/actions.html",
        lines=shown,
        subject=subject,
        action_labels=ACTION_LABELS,
        people=_addresses({line.person_id for line in shown}),
        next_address=url_for("audit", subject=subject or None, before=shown[-1].cursor) if is_more else None,
    )


def _addresses(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(db.select(Person.id, Person.email).where(Person.id.in_(ids)))
    return {row.id: row.email for row in rows}
