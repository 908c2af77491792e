"""What a product manager asks."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, ValidationError
from wtforms.validators import Optional

from configurator.product.definition import Product
from configurator.statistics.crowd import Crowd, Population
from configurator.web.filters import words

POPULATIONS = [
    (Population.SAVED, lazy_gettext("All saved designs")),
    (Population.PERSON, lazy_gettext("One design per person")),
    (Population.PUBLISHED, lazy_gettext("Published designs")),
    (Population.PREORDERED, lazy_gettext("Preordered designs")),
]


class CrowdForm(FlaskForm):
    """A GET form: the address is the question, so that it can be kept and shared among colleagues."""

    class Meta:
        csrf = False

    population = SelectField(lazy_gettext("Who counts"), choices=POPULATIONS, default=Population.SAVED)
    since = DateField(lazy_gettext("From"), validators=[Optional()])
    until = DateField(lazy_gettext("Until"), validators=[Optional()])
    market = SelectField(lazy_gettext("Market"), default="")

    def offer_markets(self, product: Product) -> None:
        markets = [(option.key, words(option.name)) for option in product.market_group.options]
        self.market.choices = [("", lazy_gettext("All markets")), *markets]

    def validate_until(self, field: DateField) -> None:
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(lazy_gettext("The last day is before the first. Choose a later one."))

    def crowd(self) -> Crowd:
        return Crowd(Population(self.population.data), self.since.data, self.until.data, self.market.data or None)
