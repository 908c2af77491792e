"""A product as a feature model: each group a feature, each option a feature below it, each rule a constraint."""

from __future__ import annotations

from collections.abc import Iterator

from configurator.product.definition import GroupKind, Option, OptionGroup, Price, Product, in_language
from configurator.product.engine.conditions import ALWAYS, NEVER, Chosen, Condition, Every, Some
from configurator.product.engine.model import Table
from configurator.product.engine.simplifying import replaced, with_alternatives
from configurator.product.formats.features import (
    Attribute,
    CrossTreeConstraint,
    Feature,
    FeatureGroup,
    FeatureModel,
    GroupType,
    group_of,
)
from configurator.product.translation import condition_of

LANGUAGE = "en"
MARK = "#"
"""Between a group's key and an option's: neither has one, so that no two features get the same name."""


def features_of_product(product: Product) -> FeatureModel:
    """The product with exactly its configurations, without retired options; words are those of one language.

    A number that no rule mentions is a quantity; any other is a group with a feature for each number.
    """
    exporting = _Exporting(product)
    constraints = (CrossTreeConstraint(condition) for condition in exporting.constraints())
    return FeatureModel(exporting.root(), tuple(constraints))


class _Exporting:
    def __init__(self, product: Product) -> None:
        self.product = product
        mentioned = {option_id for rule in product.rules for option_id in rule.ids}
        self.quantities = {
            group.key
            for group in product.groups
            if group.numbers and group.numbers.step == 1 and mentioned.isdisjoint(option.id for option in group.options)
        }
        self.section = {group: section for section in product.sections for group in section.groups}

    def root(self) -> Feature:
        """The product itself, below it its groups."""
        product, taken = self.product, self.product.group_by_key
        attributes = {
            "name": _words(product.name),
            "tagline": _words(product.tagline),
            "description": _words(product.description),
            "currency": Attribute(product.currency),
            **_price(product.base_price),
            "deposit": Attribute(product.deposit.decimal, is_number=True),
            "delivery": Attribute(parts=(product.delivery_from.isoformat(), product.delivery_until.isoformat())),
        }
        there = [self._group(group) for group in product.groups if not self._may_be_nought(group)]
        perhaps = [self._group(group) for group in product.groups if self._may_be_nought(group)]
        groups = [group_of(GroupType.MANDATORY, tuple(there))]
        if perhaps:
            groups.append(group_of(GroupType.OPTIONAL, tuple(perhaps)))
        name = product.key if product.key not in taken else f"{product.key}{MARK}"
        return Feature(name, tuple(groups), attributes)

    def _may_be_nought(self, group: OptionGroup) -> bool:
        return group.key in self.quantities and group.numbers is not None and group.numbers.least == 0

    def _group(self, group: OptionGroup) -> Feature:
        section = self.section[group.key]
        attributes = {
            "name": _words(group.name),
            "section": Attribute(parts=(section.key, in_language(section.name, LANGUAGE))),
        }
        if group.numbers and group.key in self.quantities:
            numbers = group.numbers
            default = Attribute(str(numbers.default), is_number=True)
            attributes = {**attributes, **_price(numbers.each), "default": default}
            return Feature(group.key, (), attributes, max(1, numbers.least), numbers.most)
        if group.is_market:
            attributes["market"] = Attribute()
        options = tuple(self._option(option) for option in group.options if not option.retired)
        type_ = GroupType.ALTERNATIVE if group.kind is GroupKind.ONE else GroupType.OPTIONAL
        groups: tuple[FeatureGroup, ...] = (group_of(type_, options),) if options else ()
        return Feature(group.key, groups, {"abstract": Attribute(), **attributes})

    def _option(self, option: Option) -> Feature:
        attributes = {"name": _words(option.full_name), **_price(option.price)}
        if option.country:
            attributes["country"] = Attribute(option.country)
        if option.vat_rate is not None:
            attributes["vat_rate"] = Attribute(str(option.vat_rate), is_number=True)
        if option.id in self.product.defaults:
            attributes["default"] = Attribute()
        if option.included_with:
            attributes["included_with"] = Attribute(parts=tuple(map(feature_name, option.included_with)))
        if option.paint:
            attributes["paint"] = Attribute(option.paint)
        return Feature(feature_name(option.id), (), attributes)

    def constraints(self) -> Iterator[Condition]:
        """What the rules say, of the features' names."""
        for rule in self.product.rules:
            said = _rows(rule.table) if rule.table else condition_of(rule)
            found = with_alternatives(replaced(said, self._feature))
            if found != ALWAYS:
                yield found

    def _feature(self, option_id: str) -> Condition:
        return NEVER if self.product.options[option_id].retired else Chosen(feature_name(option_id))


def feature_name(option_id: str) -> str:
    """An option's id as a feature's name, which may have no full stop."""
    return option_id.replace(".", MARK)


def _rows(table: Table) -> Condition:
    rows = dict.fromkeys(table.rows)
    return Some(tuple(Every(tuple(Chosen(name) for name in row if name is not None)) for row in rows))


def _words(text: object) -> Attribute:
    return Attribute(in_language(text, LANGUAGE)) if isinstance(text, dict) else Attribute()


def _price(price: Price) -> dict[str, Attribute]:
    """What it costs, and in markets that have their own price, what it costs there."""
    own = {f"price_{market}": money for market, money in price.by_market.items()}
    return {
        key: Attribute(money.decimal, is_number=True)
        for key, money in {"price": price.everywhere, **own}.items()
        if money or own or key != "price"
    }
