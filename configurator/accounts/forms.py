"""The forms of accounts: Flask-Security's with our words, and our own."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import session
from flask_babel import LazyString, lazy_gettext
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    ForgotPasswordForm,
    MfRecoveryForm,
    ResetPasswordForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    UnifiedSigninForm,
    UnifiedVerifyForm,
    WebAuthnRegisterForm,
    hash_password,
)
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import Label
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length, Regexp

from configurator.web.guards import Role

FIRST_FACTOR = "first_factor"
NAME_LENGTH = 80
EMAIL_LENGTH = 255
NO_CONTROL_CHARACTERS = Regexp(r"^[^\x00-\x1f\x7f]*$", message=lazy_gettext("Use letters, digits and punctuation."))
E_MAIL = lazy_gettext("E-mail address")
ROLE_NAMES = {
    Role.PRODUCT_MANAGER: lazy_gettext("Product manager"),
    Role.MARKETER: lazy_gettext("Marketer"),
    Role.ORDER_DESK: lazy_gettext("Order desk"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
}
ROLE_CHOICES = [SelectChoice(role, name) for role, name in ROLE_NAMES.items()]


class InOurWords:
    """Gives the fields of a Flask-Security form our labels."""

    LABELS: ClassVar[dict[str, LazyString]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.LABELS.items():
            field = self[name]  # type: ignore[index]  # mixed into forms only
            field.label = Label(field.id, text)


class SignInForm(InOurWords, UnifiedSigninForm):
    """Remembers what was shown first, and takes as long for an address that nobody has."""

    LABELS: ClassVar = {"identity": E_MAIL, "passcode": lazy_gettext("Password")}
    remember = None  # type: ignore[assignment]  # a sign-in lasts as long as the server says

    def validate(self, **kwargs: Any) -> bool:
        self.user = None  # type: ignore[assignment]  # nobody, until they are found
        session.pop(FIRST_FACTOR, None)
        if super().validate(**kwargs):
            if self.submit.data:
                session[FIRST_FACTOR] = self.authn_via
            return True
        if self.user is None or not self.user.password:
            hash_password("as slow as a real one")
        return False


class ConfirmForm(InOurWords, UnifiedVerifyForm):
    LABELS: ClassVar = {"passcode": lazy_gettext("Password or code")}


class SecondStepForm(InOurWords, TwoFactorSetupForm):
    LABELS: ClassVar = {"setup": lazy_gettext("Second step")}


class CodeForm(InOurWords, TwoFactorVerifyCodeForm):
    LABELS: ClassVar = {"code": lazy_gettext("Code")}


class RecoveryForm(InOurWords, MfRecoveryForm):
    LABELS: ClassVar = {"code": lazy_gettext("Recovery code")}


class NewPasswordForm(InOurWords, ChangePasswordForm):
    LABELS: ClassVar = {
        "password": lazy_gettext("Password now"),
        "new_password": lazy_gettext("New password"),
        "new_password_confirm": lazy_gettext("New password again"),
    }


class ResetForm(InOurWords, ResetPasswordForm):
    LABELS: ClassVar = {
        "password": lazy_gettext("New password"),
        "password_confirm": lazy_gettext("New password again"),
    }


class ForgottenForm(InOurWords, ForgotPasswordForm):
    """Sends no link to staff whose second step is their mailbox too: a mailbox alone must not open a staff page."""

    LABELS: ClassVar = {"email": E_MAIL}

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        if self.user and self.user.roles and self.user.tf_primary_method == "email":
            self.email.errors = [str(lazy_gettext("Ask an administrator for a new invitation."))]
            return False
        return True


class NewAddressForm(InOurWords, ChangeEmailForm):
    LABELS: ClassVar = {"email": lazy_gettext("New e-mail address")}


class PasskeyForm(InOurWords, WebAuthnRegisterForm):
    """A passkey is always a first factor: it is unlocked by its owner, and so stands for two."""

    LABELS: ClassVar = {"name": lazy_gettext("Name of the passkey")}

    def validate(self, **kwargs: Any) -> bool:
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class RegisterForm(FlaskForm):
    name = StringField(
        lazy_gettext("Name"),
        [InputRequired(lazy_gettext("Enter a name.")), Length(max=NAME_LENGTH), NO_CONTROL_CHARACTERS],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        E_MAIL,
        [InputRequired(), Length(max=EMAIL_LENGTH), Email(lazy_gettext("This is not an e-mail address."))],
        render_kw={"autocomplete": "email"},
    )


class ProfileForm(FlaskForm):
    name = StringField(
        lazy_gettext("Name"), [Length(max=NAME_LENGTH), NO_CONTROL_CHARACTERS], render_kw={"autocomplete": "name"}
    )


class InvitationForm(FlaskForm):
    """How somebody who was invited will sign in from now on."""

    name = StringField(
        lazy_gettext("Name"),
        [InputRequired(lazy_gettext("Enter a name.")), Length(max=NAME_LENGTH), NO_CONTROL_CHARACTERS],
        render_kw={"autocomplete": "name"},
    )
    way = RadioField(
        lazy_gettext("How do you want to sign in?"),
        choices=[
            SelectChoice("password", lazy_gettext("With a password and a second step")),
            SelectChoice("passkey", lazy_gettext("With a passkey: the device asks for your finger, face or PIN")),
        ],
        default="password",
    )
    password = PasswordField(lazy_gettext("New password"), render_kw={"autocomplete": "new-password"})


class InviteForm(FlaskForm):
    email = EmailField(
        E_MAIL, [InputRequired(), Length(max=EMAIL_LENGTH), Email(lazy_gettext("This is not an e-mail address."))]
    )
    role = SelectField(lazy_gettext("Role"), choices=ROLE_CHOICES, coerce=Role)


class RoleForm(FlaskForm):
    """Take a role away."""

    role = SelectField(choices=ROLE_CHOICES, coerce=Role)


class EmptyForm(FlaskForm):
    """A button: nothing but its CSRF token."""
