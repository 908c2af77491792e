"""The pages of people: register, profile, invitation; and where they arrive after signing in."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_security import auth_required, login_user

from configurator.accounts import audit_views, commands, service, signing_in, staff, staff_views
from configurator.accounts.forms import EmptyForm, InvitationForm, ProfileForm, RegisterForm, SignInForm
from configurator.accounts.models import Person, people
from configurator.config import Settings
from configurator.web.guards import is_staff
from configurator.web.languages import current_language

blueprint = Blueprint("accounts", __name__)


def register(app: Flask, settings: Settings) -> None:
    app.register_blueprint(blueprint)
    signing_in.register(app, settings)
    staff_views.register(app)
    audit_views.register(app)
    app.cli.add_command(commands.commands)


@blueprint.route("/register", methods=["GET", "POST"])
def register_person() -> ResponseReturnValue:
    """Nobody needs an account; whoever wants one gets a code by mail, whether or not they had one already."""
    form = RegisterForm()
    if not form.validate_on_submit():
        return render_template("accounts/register.html", form=form), 422 if form.is_submitted() else 200
    email = current_app.extensions["security"].mail_util.normalize(form.email.data)
    person = staff.register(email, form.name.data or "", current_language())
    failure = _send_code(person) if person else None
    if failure:
        flash(failure, "error")
        return render_template("accounts/register.html", form=form), 503
    sign_in = SignInForm(formdata=None)
    sign_in.identity.data = email
    flash(gettext("A code is on its way. It works for five minutes."), "info")
    return render_template("security/us_signin.html", us_signin_form=sign_in, sent_to=email)


def _send_code(person: Person) -> str | None:
    secret = people.us_get_totp_secrets(person)["email"]
    return person.us_send_security_token("email", totp_secret=secret, phone_number=None)


@blueprint.get("/signed-in")
def arrive() -> ResponseReturnValue:
    """Where people go after signing in when they came from nowhere."""
    return redirect(url_for("staff.home" if is_staff() else "accounts.account"), 303)


@blueprint.route("/account", methods=["GET", "POST"])
@auth_required("session")
def account() -> ResponseReturnValue:
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        service.rename(current_user.id, form.name.data or "")
        flash(gettext("Saved."), "success")
        return redirect(url_for("accounts.account"), 303)
    open_now = service.sign_ins_of(current_user.id, signing_in.sign_in_token())
    page = render_template("accounts/account.html", form=form, open_now=open_now)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/account/sign-out-elsewhere")
@auth_required("session")
def sign_out_elsewhere() -> ResponseReturnValue:
    if EmptyForm().validate_on_submit():
        service.end_other_sign_ins(current_user.id, signing_in.sign_in_token())
        flash(gettext("You are signed out everywhere else."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.get("/account/stronger")
@auth_required("session")
def stronger() -> ResponseReturnValue:
    """For people who have a second factor but signed in without it."""
    return render_template("accounts/stronger.html")


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Join the staff: choose a password or a passkey, then set the second step. The link works once."""
    person = staff.invited_person(token)
    form = InvitationForm(obj=person)
    if form.validate_on_submit() and _is_good_password(form, person):
        by_password = form.way.data == "password"
        person = staff.accept(token, form.name.data or "", form.password.data if by_password else None)
        session.clear()
        login_user(person, authn_via=["password" if by_password else "email"])
        return redirect(url_for("security.two_factor_setup" if by_password else "security.wan_register"), 303)
    page = render_template("accounts/invitation.html", form=form, person=person)
    return page, 422 if form.is_submitted() else 200


def _is_good_password(form: InvitationForm, person: Person) -> bool:
    if form.way.data != "password":
        return True
    wrong, form.password.data = current_app.extensions["security"].password_util.validate(
        form.password.data or "", False, user=person
    )
    form.password.errors = wrong or []
    return not wrong
