"""What staff fill in about money."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from configurator.product.money import MalformedAmountError, Money

REASON_MISSING = lazy_gettext("Say why: it is kept with the refund.")


def _tidy(written: str | None) -> str:
    return " ".join((written or "").split())


class RefundForm(FlaskForm):
    """A part of a payment to give back."""

    amount = StringField(
        lazy_gettext("Amount"),
        filters=[_tidy],
        validators=[InputRequired(lazy_gettext("Type how much to give back.")), Length(max=20)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    reason = TextAreaField(
        lazy_gettext("Reason"),
        filters=[_tidy],
        validators=[DataRequired(REASON_MISSING), Length(max=500)],
        render_kw={"rows": 2},
    )

    def money(self, currency: str) -> Money | None:
        """The amount, written with a comma or a point; None (and an error at the field) when it is no amount."""
        try:
            amount = Money.parse((self.amount.data or "").replace(",", "."), currency)
        except MalformedAmountError:
            amount = Money.zero(currency)
        if amount.amount_minor > 0:
            return amount
        example = Money(10 * 10 ** len(Money.zero(currency).decimal.partition(".")[2]), currency).decimal
        problem = lazy_gettext("Write an amount such as %(example)s.", example=example)
        self.amount.errors = [*self.amount.errors, problem]
        return None


class ReasonForm(FlaskForm):
    """Why something was done."""

    reason = TextAreaField(
        lazy_gettext("How and why"),
        filters=[_tidy],
        validators=[DataRequired(REASON_MISSING), Length(max=500)],
        render_kw={"rows": 2},
    )


class StepForm(FlaskForm):
    """A button."""


class DaysForm(FlaskForm):
    """From which day to which."""

    class Meta:
        csrf = False

    first = DateField(lazy_gettext("From"), validators=[InputRequired(lazy_gettext("Choose a day."))])
    last = DateField(lazy_gettext("Until"), validators=[InputRequired(lazy_gettext("Choose a day."))])
