"""What a buyer fills in to order, and the desk to search."""

from __future__ import annotations

import re
import secrets

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Email, InputRequired, Length, Optional, ValidationError

from configurator.preorders.labels import STATE_LABELS
from configurator.preorders.order import Buyer
from configurator.preorders.states import State

POSTCODES = {
    "BE": (r"\d{4}", "1000"),
    "DE": (r"\d{5}", "10115"),
    "ES": (r"\d{5}", "28013"),
    "FR": (r"\d{5}", "75001"),
    "IT": (r"\d{5}", "10135"),
    "NL": (r"\d{4} ?[A-Za-z]{2}", "1012 AB"),
}
"""Country → what its postcodes look like, and an example; other countries' are taken as they are typed."""

E_MAIL = lazy_gettext("E-mail")
KEY = re.compile(r"[A-Za-z0-9_-]{22,43}")


def new_order_key() -> str:
    """128 random bits that make one sent form one order."""
    return secrets.token_urlsafe(16)


def tidy(written: str | None) -> str:
    """One line without stray spaces or control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in written or "").split())


def one_line(label: str, missing: str, longest: int, **attributes: str) -> StringField:
    """A field for one tidy line that must be filled in."""
    too_long = lazy_gettext("At most %(max)d characters fit here.", max=longest)
    return StringField(
        label,
        filters=[tidy],
        validators=[InputRequired(missing), Filled(missing), Length(max=longest, message=too_long)],
        render_kw={"maxlength": longest, **attributes},
    )


def longer_text(label: str, missing: str, longest: int) -> TextAreaField:
    """A field for some lines that must be filled in."""
    too_long = lazy_gettext("At most %(max)d characters fit here.", max=longest)
    return TextAreaField(
        label,
        filters=[lambda written: (written or "").strip()],
        validators=[InputRequired(missing), Filled(missing), Length(max=longest, message=too_long)],
        render_kw={"maxlength": longest, "rows": 3},
    )


def email_field(label: str = E_MAIL) -> EmailField:
    """A field for one e-mail address that must be filled in."""
    return EmailField(
        label,
        filters=[tidy],
        validators=[
            InputRequired(lazy_gettext("Type your e-mail address.")),
            Length(max=254, message=lazy_gettext("At most %(max)d characters fit here.", max=254)),
            Email(lazy_gettext("Type an e-mail address such as anna@example.com.")),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "maxlength": 254},
    )


class Filled:
    """Refuses what is empty once it is tidied."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(self.message)


class PreorderForm(FlaskForm):
    """Name, address and consent. The country is the configuration's market, and no field of the form."""

    name = one_line(lazy_gettext("Name"), lazy_gettext("Type your name."), 80, autocomplete="name")
    email = email_field()
    street = one_line(
        lazy_gettext("Street and house number"),
        lazy_gettext("Type your street and house number."),
        120,
        autocomplete="address-line1",
    )
    postcode = one_line(lazy_gettext("Postcode"), lazy_gettext("Type your postcode."), 12, autocomplete="postal-code")
    city = one_line(lazy_gettext("City"), lazy_gettext("Type your city."), 80, autocomplete="address-level2")
    agree = BooleanField(
        lazy_gettext("I agree to what this page says about the order, its changes and withdrawal."),
        validators=[InputRequired(lazy_gettext("Tick the box if you agree; without it we can't take your order."))],
    )
    order_key = HiddenField()
    seal = HiddenField()

    def __init__(self, country: str, **given: object) -> None:
        super().__init__(**given)
        self.country = country
        self.postcode.render_kw = {**self.postcode.render_kw, "placeholder": POSTCODES.get(country, ("", ""))[1]}
        if country in {"BE", "DE", "ES", "FR", "IT"}:
            self.postcode.render_kw["inputmode"] = "numeric"

    def validate_postcode(self, field: Field) -> None:
        pattern, example = POSTCODES.get(self.country, (r".+", ""))
        if not re.fullmatch(pattern, field.data):
            raise ValidationError(lazy_gettext("Type a postcode such as %(example)s.", example=example))

    def validate_order_key(self, field: Field) -> None:
        if not KEY.fullmatch(field.data or ""):
            raise ValidationError(lazy_gettext("This form is incomplete. Reload the page and send it again."))

    @property
    def buyer(self) -> Buyer:
        """What was filled in, once it is valid."""
        fields = (self.name, self.email, self.street, self.postcode, self.city)
        name, email, street, postcode, city = (field.data or "" for field in fields)
        return Buyer(name, email, street, postcode.upper(), city, self.country)


class StepForm(FlaskForm):
    """Where the desk leads an order."""

    step = HiddenField(validators=[AnyOf([State.LOCKED.value, State.HANDED_OVER.value])])


class ReasonForm(FlaskForm):
    """Why the desk cancels an order."""

    reason = longer_text(lazy_gettext("Reason"), lazy_gettext("Type the reason; the buyer reads it."), 500)


class NoteForm(FlaskForm):
    """What the desk writes down on an order."""

    text = longer_text(lazy_gettext("Note"), lazy_gettext("Type the note."), 2000)


class DeskForm(FlaskForm):
    """Which orders the desk looks at; a GET form."""

    class Meta:
        csrf = False

    state = SelectField(
        lazy_gettext("State"),
        choices=[("", lazy_gettext("All")), *((state.value, label) for state, label in STATE_LABELS.items())],
        validators=[Optional()],
    )
    search = SearchField(
        lazy_gettext("Number, e-mail or name"), filters=[tidy], validators=[Optional(), Length(max=254)]
    )
