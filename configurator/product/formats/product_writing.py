"""The files of a product that is made of a feature model: what the model says, and what it must have besides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from configurator.product.formats.features import Attribute, Feature, UnreadableModelError
from configurator.product.formats.grouping import Group, Grouping, name_of, text_of
from configurator.product.formats.rule_writing import Written
from configurator.product.money import MalformedAmountError, Money, decimals

BASE_PRICE, DEPOSIT_SHARE = Decimal(1000), Decimal("0.1")
"""What a product costs, and its deposit's share, where the model does not say."""


@dataclass(frozen=True)
class ProductWriting:
    """`default` are the features chosen by default, `price` the name of the attribute that says what one costs."""

    grouping: Grouping
    default: frozenset[str]
    source: str
    day: date
    price: str

    def product(self) -> str:
        """product.toml"""
        return "\n".join(self._product()) + "\n"

    def options(self) -> str:
        """options.toml"""
        return "\n".join(self._options()) + "\n"

    @property
    def _currency(self) -> str:
        return text_of(self.grouping.features.root, "currency") or "EUR"

    def _number_chosen(self, group: Group) -> int:
        """How many there are by default."""
        (feature,) = group.features
        return (group.default_number or feature.least) if feature.name in self.default else 0

    def _defaults(self) -> Iterator[str]:
        """An option for each choose-one group but the numbers, which say their own."""
        for group in self.grouping.groups:
            if group.kind == "some":
                yield f"{group.key}.n{self._number_chosen(group)}"
            elif group.kind == "one":
                yield from (f"{group.key}.{group.ids[f.name]}" for f in group.features if f.name in self.default)
        if not self.grouping.has_market:
            yield "market.nl"

    def _product(self) -> Iterator[str]:
        root = self.grouping.features.root
        base = self._amount(root, self.price)
        base = base if base and Decimal(base) else self._rounded(BASE_PRICE)
        deposit = self._amount(root, "deposit") or self._rounded(Decimal(base) * DEPOSIT_SHARE)
        days = root.attributes.get("delivery", Attribute()).parts
        first, last = days if len(days) == 2 else (date(self.day.year + 1, 1, 1), date(self.day.year + 1, 12, 31))
        name = name_of(root)
        yield f"currency = {_string(self._currency)}"
        yield 'languages = ["en"]'
        yield f"base_price = {self._price(root, base)}"
        yield f"deposit = {_string(deposit)}"
        yield f"delivery = {{ from = {first}, until = {last} }}"
        yield f"defaults = {_strings(list(self._defaults()))}"
        yield f"name.en = {_string(name)}"
        yield f"tagline.en = {_string(text_of(root, 'tagline') or f'Imported from {self.source}.')}"
        yield f"description.en = {_string(text_of(root, 'description') or f'Imported from {self.source}.')}"
        sections: dict[str, tuple[str, list[str]]] = {}
        for group in self.grouping.groups:
            sections.setdefault(group.section[0], (group.section[1], []))[1].append(group.key)
        if not self.grouping.has_market:
            key = next(iter(sections), "all")
            sections.setdefault(key, (name, []))[1].insert(0, "market")
        for key, (words, groups) in sections.items():
            yield f"\n[[sections]]\nkey = {_string(key)}\nname.en = {_string(words)}\ngroups = {_strings(groups)}"

    def _options(self) -> Iterator[str]:
        if not self.grouping.has_market:
            yield '[market]\nkind = "one"\nmarket = true\nname.en = "Delivered in"\n[market.options.nl]'
            yield 'name.en = "The Netherlands"\ncountry = "NL"\nvat_rate = "21"\n'
        for place, group in enumerate(self.grouping.groups):
            kind = "one" if group.kind == "some" else group.kind
            yield f'[{group.key}]\nkind = "{kind}"\nname.en = {_string(group.name)}'
            if group.kind == "number":
                yield from self._number_keys(group)
            elif group.kind == "some":
                yield from self._some_numbers(group, place)
            else:
                if "market" in group.attributes:
                    yield "market = true"
                for number, feature in enumerate(group.features):
                    yield from self._option(group, feature, _colour(place, number, len(group.features)))
            yield ""

    def _number_keys(self, group: Group) -> Iterator[str]:
        (feature,) = group.features
        least = feature.least if feature.name in self.grouping.core else 0
        yield f"min = {least}\nmax = {feature.most}\ndefault = {self._number_chosen(group)}"
        yield f"price = {self._price(feature)}"

    def _some_numbers(self, group: Group, place: int) -> Iterator[str]:
        """A choice between none and the numbers that there can be."""
        (feature,) = group.features
        each = Decimal(self._amount(feature, self.price) or 0)
        for number in feature.quantities if feature.name in self.grouping.core else (0, *feature.quantities):
            yield f"[{group.key}.options.n{number}]\nname.en = {_string(str(number))}"
            yield f"price = {_string(self._rounded(each * number))}"
            yield f'paint = "{_colour(place, number, feature.most + 1)}"'

    def _option(self, group: Group, feature: Feature, colour: str) -> Iterator[str]:
        yield f"[{group.key}.options.{group.ids[feature.name]}]\nname.en = {_string(name_of(feature))}"
        if "market" in group.attributes:
            rate = text_of(feature, "vat_rate") or "21"
            yield f"country = {_string(text_of(feature, 'country') or 'NL')}\nvat_rate = {_string(rate)}"
        else:
            yield f"price = {self._price(feature)}\npaint = {_string(text_of(feature, 'paint') or colour)}"
        given = feature.attributes.get("included_with", Attribute()).parts
        givers = [id_ for name in given if name in self.grouping.home for id_ in self.grouping.ids(name)]
        if givers:
            yield f"included_with = {_strings(givers)}"
        if feature.name in self.grouping.dead:
            yield "retired = true"

    def _price(self, feature: Feature, everywhere: str = "") -> str:
        """A price as TOML: an amount, or a table of amounts where markets have their own."""
        amount = everywhere or self._amount(feature, self.price) or self._rounded(Decimal(0))
        prefix = f"{self.price}_"
        own = {
            key.removeprefix(prefix): self._amount(feature, key) for key in feature.attributes if key.startswith(prefix)
        }
        if not own:
            return _string(amount)
        listed = (f"{market} = {_string(value)}" for market, value in {"everywhere": amount, **own}.items())
        return f"{{ {', '.join(listed)} }}"

    def _amount(self, feature: Feature, key: str) -> str:
        """The number in an attribute as an amount of money; "" where there is none."""
        attribute = feature.attributes.get(key)
        if attribute is None or not attribute.is_number:
            return ""
        amount = self._rounded(Decimal(attribute.text))
        try:
            money = Money.parse(amount, self._currency)
        except MalformedAmountError as fault:
            raise UnreadableModelError(f"the {key} of {feature.name}: {fault}") from None
        if money < Money.zero(self._currency):
            raise UnreadableModelError(f"the {key} of {feature.name} is less than nothing: {attribute.text}")
        return amount

    def _rounded(self, amount: Decimal) -> str:
        return str(amount.quantize(Decimal(1).scaleb(-decimals(self._currency)), ROUND_HALF_UP))


def rules_text(rules: Iterable[Written]) -> str:
    """rules.toml"""
    return "\n".join(map(_rule_text, rules))


def _colour(place: int, number: int, of: int) -> str:
    """A swatch for an option without a picture: hues round the circle, a group's options apart."""
    hue = (place * 137 + 360 * number // max(1, of)) % 360
    low, high = 110, 200
    ramp = [abs((hue + shift) % 360 - 180) for shift in (0, 240, 120)]
    return "#" + "".join(f"{low + (high - low) * min(120, max(0, part - 60)) // 120:02x}" for part in ramp)


def _rule_text(rule: Written) -> str:
    says = (f"{key} = {_value(value)}" for key, value in rule.says.items())
    return "\n".join(("[[rule]]", f"key = {_string(rule.key)}", *says, f"text.en = {_string(rule.text)}", ""))


def _value(value: str | int | list[str]) -> str:
    match value:
        case str():
            return _string(value)
        case int():
            return str(value)
    return _strings(value)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _strings(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_string, texts))}]"
