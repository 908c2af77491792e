"""What people fill in to see their data and to have them deleted."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, RadioField
from wtforms.validators import ValidationError

from configurator.accounts.personal import Subject
from configurator.preorders.forms import email_field


class AskForm(FlaskForm):
    """Whose data."""

    email = email_field()


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
    email = email_field(lazy_gettext("Your e-mail address, to confirm"))

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.subject = subject

    def validate_email(self, field: Field) -> None:
        if field.data.lower() != self.subject.email:
            raise ValidationError(lazy_gettext("This is not the address that these data belong to."))
