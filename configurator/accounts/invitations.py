"""The mails that bring people to the staff."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext

from configurator.accounts.forms import ROLE_NAMES
from configurator.accounts.mails import send_mail
from configurator.accounts.service import find_person
from configurator.web.guards import Role


def mail_link(email: str, role: Role | None, token: str) -> None:
    """The link with which somebody joins, or begins again (without a role)."""
    _mail(email, "invitation", role, url_for("accounts.invitation", token=token, _external=True))


def mail_role(email: str, role: Role) -> None:
    """Tell somebody who has an account that they hold a role now."""
    _mail(email, "role", role, url_for("staff.home", _external=True))


def _mail(email: str, template: str, role: Role | None, link: str) -> None:
    person = find_person(email)
    send_mail(
        email,
        lazy_gettext("Join the staff of Officina"),
        f"accounts/email/{template}",
        person.language if person else "en",
        link=link,
        role=ROLE_NAMES[role] if role else None,
    )
