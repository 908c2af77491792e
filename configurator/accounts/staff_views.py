"""The staff's own pages: what they may do, and who they are."""

from __future__ import annotations

import smtplib

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_security import auth_required

from configurator.accounts import staff
from configurator.accounts.forms import ROLE_NAMES, InviteForm, RoleForm
from configurator.accounts.invitations import mail_link, mail_role
from configurator.accounts.rules import FRESH_MINUTES, GRACE_MINUTES
from configurator.web.errors import error_page
from configurator.web.guards import Role, add_staff_page, guard_blueprint, staff_only
from configurator.web.languages import current_language

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
guard_blueprint(blueprint, *Role)
freshly_signed_in = auth_required("session", within=FRESH_MINUTES, grace=GRACE_MINUTES)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "staff.people", lazy_gettext("People"), Role.ADMINISTRATOR)


@blueprint.get("")
def home() -> ResponseReturnValue:
    """What the person who is signed in may do."""
    return render_template("accounts/staff_home.html", role_names=ROLE_NAMES)


@blueprint.route("/people", methods=["GET", "POST"])
@staff_only(Role.ADMINISTRATOR)
@freshly_signed_in
def people() -> ResponseReturnValue:
    """Who is on the staff; invite somebody."""
    form = InviteForm()
    if form.validate_on_submit():
        _invite(form)
        return redirect(url_for("staff.people"), 303)
    page = render_template(
        "accounts/people.html", form=form, members=staff.staff(), role_names=ROLE_NAMES, role_form=RoleForm()
    )
    return page, 422 if form.is_submitted() else 200


def _invite(form: InviteForm) -> None:
    email, role = current_app.extensions["security"].mail_util.normalize(form.email.data), form.role.data
    happened, token = staff.invite(email, role, current_language())
    try:
        if happened is staff.Invited.LINK:
            mail_link(email, role, token)
            flash(gettext("A link to join is in the mail to %(email)s.", email=email), "success")
        elif happened is staff.Invited.ROLE:
            mail_role(email, role)
            flash(gettext("%(email)s has the role now; a mail says so.", email=email), "success")
        else:
            flash(gettext("%(email)s has that role already.", email=email), "info")
    except (OSError, smtplib.SMTPException):
        current_app.logger.exception("an invitation could not be mailed")
        flash(gettext("The mail could not be sent. Invite %(email)s again in a few minutes.", email=email), "error")


@blueprint.post("/people/<int:person_id>/remove")
@staff_only(Role.ADMINISTRATOR)
@freshly_signed_in
def remove(person_id: int) -> ResponseReturnValue:
    """Take a role from somebody."""
    form = RoleForm()
    if not form.validate_on_submit():
        return error_page(422)
    member = staff.member(person_id)
    if member.id == current_user.id and form.role.data is Role.ADMINISTRATOR:
        flash(gettext("Ask another administrator to take this role from you."), "error")
    else:
        staff.remove(member.email, form.role.data)
        flash(gettext("%(email)s no longer has that role.", email=member.email), "success")
    return redirect(url_for("staff.people"), 303)
