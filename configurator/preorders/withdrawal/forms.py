"""What somebody who withdraws fills in: name, contract and e-mail address, and nothing else."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from configurator.preorders.forms import KEY, email_field, longer_text, one_line
from configurator.preorders.withdrawal.service import Statement


class WithdrawalForm(FlaskForm):
    """The statement, and then its confirmation: the same fields, hidden on the second page."""

    name = one_line(lazy_gettext("Name"), lazy_gettext("Type your name."), 80, autocomplete="name")
    number = one_line(
        lazy_gettext("Order number"), lazy_gettext("Type the number of the order, such as P-K7QM-2F9D."), 40
    )
    email = email_field()
    form_key = HiddenField()

    def validate_form_key(self, field: Field) -> None:
        if not KEY.fullmatch(field.data or ""):
            raise ValidationError(lazy_gettext("This form is incomplete. Reload the page and send it again."))

    @property
    def statement(self) -> Statement:
        """What was typed, once it is valid."""
        return Statement(self.name.data or "", self.number.data or "", self.email.data or "")


class AssignForm(FlaskForm):
    """Which order a withdrawal means, as the desk found out."""

    number = one_line(lazy_gettext("Order number"), lazy_gettext("Type the number of the order."), 40)


class CloseForm(FlaskForm):
    """Why nothing (more) is to be done about a withdrawal."""

    reason = longer_text(lazy_gettext("Why it is closed"), lazy_gettext("Type the reason."), 500)
