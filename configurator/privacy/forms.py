"""What people fill in to see their data and to have them deleted."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from configurator.accounts.personal import Subject


def _email(label: str) -> EmailField:
    return EmailField(
        label,
        filters=[lambda typed: (typed or "").strip()],
        validators=[
            InputRequired(lazy_gettext("Type your e-mail address.")),
            Length(max=254, message=lazy_gettext("At most %(max)d characters fit here.", max=254)),
            Email(lazy_gettext("Type an e-mail address such as anna@example.com.")),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "maxlength": 254},
    )


class AskForm(FlaskForm):
    """Whose data."""

    email = _email(lazy_gettext("E-mail"))


class DeletionForm(FlaskForm):
    """What becomes of published designs, and the e-mail address, typed so that nobody deletes by a slip."""

    designs = RadioField(
        lazy_gettext("Your published designs"),
        choices=[
            ("go", lazy_gettext("They go as well")),
            ("stay", lazy_gettext("They stay in the gallery, without your name, your story and your words on them")),
        ],
        default="go",
    )
    email = _email(lazy_gettext("Your e-mail address, to confirm"))

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.subject = subject

    def validate_email(self, field: Field) -> None:
        if field.data.lower() != self.subject.email:
            raise ValidationError(lazy_gettext("This is not the address that these data belong to."))
