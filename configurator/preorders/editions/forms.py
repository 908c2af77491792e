"""What the product team fills in about an edition. Moments are in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from configurator.database import utc_now
from configurator.preorders.editions.making import Terms, changeable, terms_of
from configurator.preorders.editions.reading import EditionView
from configurator.preorders.forms import one_line, tidy
from configurator.product.definition import Product
from configurator.product.money import MalformedAmountError, Money
from configurator.web.filters import words
from configurator.web.languages import OTHERS

MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
MOST_UNITS = 1_000_000
CAPACITY, THRESHOLD, ON_SALE = 50, 20, timedelta(days=30)
"""What the form suggests; its deadline is an evening, since nobody sits before the page in the small hours."""
EVENING = time(18)
LONGEST_NAME, LONGEST_WORDS = 80, 600
TOO_LONG = lazy_gettext("At most %(max)d characters fit here.")

WRITTEN = ("name", "words")

DAY = InputRequired(lazy_gettext("Choose a day."))


def _units(label: str) -> IntegerField:
    message = lazy_gettext("Type a number from 1 to %(most)s.", most=MOST_UNITS)
    validators = [InputRequired(message), NumberRange(1, MOST_UNITS, message)]
    return IntegerField(label, validators=validators, render_kw={"min": 1, "inputmode": "numeric"})


def _words(label: str, **attributes: str) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda written: (written or "").strip()],
        validators=[Length(max=LONGEST_WORDS, message=TOO_LONG)],
        render_kw={"rows": 3, "maxlength": LONGEST_WORDS, **attributes},
    )


class EditionForm(FlaskForm):
    """The terms of an edition."""

    name = one_line(lazy_gettext("Name"), lazy_gettext("Give it a name."), LONGEST_NAME)
    words = _words(lazy_gettext("What is special about it (optional)"))
    name_nl = StringField(
        lazy_gettext("Name in Dutch (optional)"),
        filters=[tidy],
        validators=[Length(max=LONGEST_NAME, message=TOO_LONG)],
        render_kw={"maxlength": LONGEST_NAME, "lang": "nl"},
    )
    words_nl = _words(lazy_gettext("What is special about it, in Dutch (optional)"), lang="nl")
    options = SelectMultipleField(
        lazy_gettext("What every one of them has"),
        validators=[InputRequired(lazy_gettext("Tick at least one part: that is what makes it an edition."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    capacity = _units(lazy_gettext("Built at most"))
    threshold = _units(lazy_gettext("Paid deposits that it needs"))
    deadline = DateTimeLocalField(
        lazy_gettext("Decided on (UTC)"),
        format=MINUTES,
        validators=[InputRequired(lazy_gettext("Say until when deposits count."))],
    )
    deposit = StringField(
        lazy_gettext("Deposit"),
        filters=[tidy],
        validators=[InputRequired(lazy_gettext("Type the deposit.")), Length(max=20)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    delivery_from = DateField(lazy_gettext("Delivered from"), validators=[DAY])
    delivery_until = DateField(lazy_gettext("Delivered until"), validators=[DAY])

    def __init__(self, product: Product, offered: Iterable[str], **given: object) -> None:
        super().__init__(**given)
        self.currency = product.currency
        self.fewest = 1
        known = [product.options[option_id] for option_id in product.in_order(set(offered))]
        self.options.choices = [
            (option.id, f"{words(product.group_by_key[option.group].name)}: {words(option.name)}") for option in known
        ]

    def validate_capacity(self, field: Field) -> None:
        if field.data and field.data < self.fewest:
            fewest = self.fewest
            raise ValidationError(lazy_gettext("%(fewest)s are promised: it can't be fewer.", fewest=fewest))

    def validate_threshold(self, field: Field) -> None:
        if field.data and self.capacity.data and field.data > self.capacity.data:
            raise ValidationError(lazy_gettext("It can't need more than are built."))

    def validate_deadline(self, field: Field) -> None:
        if field.data and field.data.replace(tzinfo=UTC) <= utc_now():
            raise ValidationError(lazy_gettext("Choose a moment in the future."))

    def validate_delivery_until(self, field: Field) -> None:
        if field.data and self.delivery_from.data and field.data < self.delivery_from.data:
            raise ValidationError(lazy_gettext("The last day can't come before the first."))

    def validate_deposit(self, field: Field) -> None:
        if self._deposit().amount_minor <= 0:
            raise ValidationError(lazy_gettext("Write an amount such as %(example)s.", example="250.00"))

    def _deposit(self) -> Money:
        try:
            return Money.parse((self.deposit.data or "").replace(",", "."), self.currency)
        except MalformedAmountError:
            return Money.zero(self.currency)

    def terms(self, before: Terms) -> Terms:
        """What was filled in, once it is valid; what was not changed or asked stays as it was `before`."""
        asked = [field.name for field in fields(Terms) if field.name in self]
        changed = [name for name in asked if self[name].data != self[name].object_data]
        if "name" in self:
            before = replace(before, translations=self._translations())
        return replace(before, **{name: self._filled_in(name) for name in changed})

    def _translations(self) -> dict[str, dict[str, str]]:
        written = {
            language: {name: self[f"{name}_{language}"].data for name in WRITTEN if self[f"{name}_{language}"].data}
            for language in OTHERS
        }
        return {language: given for language, given in written.items() if given}

    def _filled_in(self, name: str) -> Any:
        data = self[name].data
        if name == "options":
            return frozenset(data)
        if name == "deadline":
            return data.replace(tzinfo=UTC)
        return self._deposit() if name == "deposit" else data


FIELDS = {term.name: (term.name,) for term in fields(Terms)} | {
    "translations": tuple(f"{name}_{language}" for language in OTHERS for name in WRITTEN)
}
"""Term → its fields."""


def form_of(product: Product, edition: EditionView) -> EditionForm:
    """The form of an edition, with only what may still change of it."""
    form = EditionForm(product, edition.options, data=terms_values(terms_of(edition)))
    for name in FIELDS.keys() - changeable(edition):
        for field in FIELDS[name]:
            del form[field]
    form.fewest = max(edition.taken, 1 if "threshold" in form else edition.threshold)
    return form


def suggested_terms(product: Product, name: str, options: frozenset[str]) -> Terms:
    """What the form shows of a new edition: all of it can be made as it is."""
    deadline = datetime.combine(utc_now().date() + ON_SALE, EVENING, UTC)
    return Terms(
        name=name,
        words="",
        options=options,
        capacity=CAPACITY,
        threshold=THRESHOLD,
        deadline=deadline,
        deposit=product.deposit,
        delivery_from=product.delivery_from,
        delivery_until=product.delivery_until,
    )


def terms_values(terms: Terms) -> dict[str, object]:
    """Terms as the form shows them."""
    shown = {name: getattr(terms, name) for name in ("name", "words", "capacity", "threshold")}
    for language, given in terms.translations.items():
        shown |= {f"{name}_{language}": words for name, words in given.items()}
    days = {"delivery_from": terms.delivery_from, "delivery_until": terms.delivery_until}
    moment = terms.deadline.astimezone(UTC).replace(second=0, microsecond=0, tzinfo=None)
    return {**shown, **days, "options": sorted(terms.options), "deadline": moment, "deposit": terms.deposit.decimal}
