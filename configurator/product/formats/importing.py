"""A feature model as a product folder. designs/README.md says what becomes of each kind of feature."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from configurator.product.configuration import NO_GROUPS
from configurator.product.definition import Product
from configurator.product.engine.conditions import ALWAYS, Chosen, Condition, Count, Some, implies
from configurator.product.engine.examining import settled_names, without_blame
from configurator.product.engine.simplifying import replaced, with_alternatives
from configurator.product.engine.solver import RuleSolver
from configurator.product.faults import FaultyProductError
from configurator.product.formats.exporting import MARK
from configurator.product.formats.features import (
    Attribute,
    Feature,
    FeatureGroup,
    FeatureModel,
    GroupType,
    UnreadableModelError,
    is_all,
    model_of_features,
)
from configurator.product.formats.naming import Keys, slug
from configurator.product.formats.rule_writing import RuleWriting, Written
from configurator.product.loader import load_product
from configurator.product.money import MalformedAmountError, Money, decimals

BASE_PRICE, DEPOSIT_SHARE = Decimal(1000), Decimal("0.1")
"""What a product costs, and its deposit's share, where the model does not say."""
MOST_NUMBERS = 100


@dataclass
class Group:
    """An option group to be: `features` are its options, or the one feature whose number it asks for."""

    key: str
    name: str
    section: tuple[str, str]
    kind: str
    features: tuple[Feature, ...]
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    """The option's key of each feature."""


def write_product(features: FeatureModel, folder: Path, source: str, day: date, price: str = "price") -> Product:
    """Write the model as a product to a folder that is not there yet, and load it; `price` is the attribute's name.

    Nothing is written unless the product is without faults. Raises UnreadableModelError.
    """
    if folder.exists():
        raise UnreadableModelError(f"{folder} is there already")
    files = _Importing(features, source, day, price).files()
    try:
        with TemporaryDirectory(dir=folder.parent, prefix=".import-") as made:
            inside = Path(made) / folder.name
            for name, text in files.items():
                (inside / name).parent.mkdir(parents=True, exist_ok=True)
                (inside / name).write_text(text, encoding="utf-8")
            product = load_product(inside)
            inside.rename(folder)
    except FaultyProductError as faulty:
        raise UnreadableModelError(f"the model makes no product:\n{faulty}") from None
    except OSError as fault:
        raise UnreadableModelError(f"{folder} can't be written: {fault.strerror}") from None
    return product


class _Importing:
    def __init__(self, features: FeatureModel, source: str, day: date, price: str) -> None:
        self.features = features
        self.source, self.day, self.price = source, day, price
        self.root = features.root
        self.currency = self._text(self.root, "currency") or "EUR"
        model = without_blame(model_of_features(features))
        self.solver = RuleSolver(model)
        names = [name for name in model.names if name in features.features]
        settled = settled_names(self.solver, names)
        if settled is None:
            raise UnreadableModelError("no configuration keeps all of the constraints: there is nothing to sell")
        self.core, self.dead = set(settled.core), set(settled.dead)
        self.group_keys, self.section_keys = Keys("_", NO_GROUPS), Keys("_")
        self.has_market = any("market" in feature.attributes for feature in features.features.values())
        if not self.has_market:
            self.group_keys.key("market")
        self.groups = list(self._groups())
        self.home = {feature.name: group for group in self.groups for feature in group.features}

    def files(self) -> dict[str, str]:
        """Every file of the product folder."""
        rules = "\n".join(map(_rule_text, self._rules()))
        return {
            "product.toml": "\n".join(self._product()) + "\n",
            "options.toml": "\n".join(self._options()) + "\n",
            "rules.toml": rules,
            "artwork/manifest.json": '{"views": []}\n',
        }

    def _groups(self) -> Iterator[Group]:
        """The groups, in the order of the tree: one for each parent, with one more for each choose-one group of it."""
        for parent in self.features.features.values():
            rest: list[Feature] = []
            for group in parent.groups:
                if self._is_choice(parent, group):
                    yield self._group(parent, "one", group.features)
                    continue
                for feature in group.features:
                    if feature.is_quantity and feature.name not in self.dead:
                        yield self._number(feature)
                    elif feature.name not in self.features.always_there:
                        rest.append(feature)
            if rest:
                yield self._group(parent, "any", tuple(rest))

    def _is_choice(self, parent: Feature, group: FeatureGroup) -> bool:
        """Whether exactly one of the group's features is in every configuration, and each is there once."""
        is_one = group.type is GroupType.ALTERNATIVE or group.least == group.most == 1 < len(group.features)
        is_plain = not any(feature.is_quantity for feature in group.features)
        return parent.name in self.features.always_there and is_one and is_plain

    def _group(self, parent: Feature, kind: str, features: tuple[Feature, ...]) -> Group:
        keys = Keys("_")
        named = {feature.name: feature.name.removeprefix(f"{parent.name}{MARK}") for feature in features}
        return Group(
            self.group_keys.key(parent.name),
            self._name(parent),
            self._section(parent),
            kind,
            features,
            parent.attributes,
            {name: keys.key(short) for name, short in named.items()},
        )

    def _number(self, feature: Feature) -> Group:
        """A group that asks how many: a number, or a choice where not all numbers from nought on are allowed."""
        if feature.most >= MOST_NUMBERS:
            raise UnreadableModelError(f"{feature.name}: there can be {feature.most}; less than {MOST_NUMBERS} will do")
        is_gapless = feature.least < feature.most if feature.name in self.core else feature.least == 1
        kind = "number" if is_gapless else "some"
        key = self.group_keys.key(feature.name)
        return Group(key, self._name(feature), self._section(feature), kind, (feature,), feature.attributes)

    def _section(self, feature: Feature) -> tuple[str, str]:
        """Key and name of the section of a feature's group: its own, or that of what it is below."""
        way = [feature.name]
        while way[-1] in self.features.parents:
            way.append(self.features.parents[way[-1]])
        for name in way:
            given = self.features.features[name].attributes.get("section", Attribute()).parts
            if len(given) == 2 and given[1]:
                return slug(given[0], "_"), given[1]
        top = self.features.features[way[-2] if len(way) > 1 else way[0]]
        return slug(top.name, "_"), self._name(top)

    def ids(self, name: str) -> Sequence[str]:
        """The options of which one is chosen when the feature is there."""
        group = self.home[name]
        if group.kind in ("number", "some"):
            mark = "" if group.kind == "number" else "n"
            return [f"{group.key}.{mark}{number}" for number in self.features.features[name].quantities]
        return [f"{group.key}.{group.ids[name]}"]

    def _rules(self) -> Iterator[Written]:
        writing = RuleWriting(self.ids, lambda name: self._name(self.features.features[name]))
        for condition in self._conditions():
            said = with_alternatives(replaced(condition, self._open))
            if said != ALWAYS:
                yield writing.rule(said)

    def _conditions(self) -> Iterator[Condition]:
        """What the tree says beyond the choose-one groups, then what the constraints say."""
        for parent in self.features.features.values():
            for group in parent.groups:
                if not self._is_choice(parent, group):
                    yield from self._below(parent, group)
        yield from (constraint.condition for constraint in self.features.constraints)

    def _below(self, parent: Feature, group: FeatureGroup) -> Iterator[Condition]:
        parts = tuple(Chosen(child.name) for child in group.features)
        if parent.name not in self.features.always_there:
            yield implies(Some(parts), Chosen(parent.name))
        if is_all(group):
            yield from (implies(Chosen(parent.name), part) for part in parts)
        elif group.least == 1 and group.most >= len(parts):
            yield implies(Chosen(parent.name), Some(parts))
        elif group.least or group.most < len(parts):
            most = group.most if group.most < len(parts) else None
            yield implies(Chosen(parent.name), Count(parts, group.least, most))

    def _open(self, name: str) -> Condition:
        """What is to be chosen of a feature: nothing where it is always there, or never and so left out."""
        if name in self.features.always_there:
            return ALWAYS
        return Chosen(name)

    @cached_property
    def _default(self) -> frozenset[str]:
        """Features that together make a configuration: the first of each choice, where possible, and few others."""
        variable = self.solver.variable
        wishes: list[int] = []
        for group in self.groups:
            for feature in sorted(group.features, key=lambda feature: "default" not in feature.attributes):
                is_wanted = group.kind == "one" or self._default_number(feature) > 0
                wishes.append(variable[feature.name] if is_wanted else -variable[feature.name])
        settled = self.solver.settle((), wishes) or frozenset()
        return frozenset(name for name in self.home if variable[name] in settled)

    def _default_number(self, feature: Feature) -> int:
        """The number that the model wants by default, where it says so; else none."""
        given = self._text(feature, "default")
        return int(given) if feature.is_quantity and given.isdecimal() and int(given) in feature.quantities else 0

    def _number_chosen(self, feature: Feature) -> int:
        """How many there are by default."""
        return (self._default_number(feature) or feature.least) if feature.name in self._default else 0

    def _defaults(self) -> Iterator[str]:
        """An option for each choose-one group but the numbers, which say their own."""
        for group in self.groups:
            if group.kind == "some":
                yield f"{group.key}.n{self._number_chosen(group.features[0])}"
            elif group.kind == "one":
                yield from (f"{group.key}.{group.ids[f.name]}" for f in group.features if f.name in self._default)
        if not self.has_market:
            yield "market.nl"

    def _product(self) -> Iterator[str]:
        base = self._amount(self.root, self.price)
        base = base if base and Decimal(base) else self._rounded(BASE_PRICE)
        deposit = self._amount(self.root, "deposit") or self._rounded(Decimal(base) * DEPOSIT_SHARE)
        days = self.root.attributes.get("delivery", Attribute()).parts
        first, last = days if len(days) == 2 else (date(self.day.year + 1, 1, 1), date(self.day.year + 1, 12, 31))
        name = self._name(self.root)
        yield f"currency = {_string(self.currency)}"
        yield 'languages = ["en"]'
        yield f"base_price = {self._price(self.root, base)}"
        yield f"deposit = {_string(deposit)}"
        yield f"delivery = {{ from = {first}, until = {last} }}"
        yield f"defaults = {_strings(list(self._defaults()))}"
        yield f"name.en = {_string(name)}"
        yield f"tagline.en = {_string(self._text(self.root, 'tagline') or f'Imported from {self.source}.')}"
        yield f"description.en = {_string(self._text(self.root, 'description') or f'Imported from {self.source}.')}"
        sections: dict[str, tuple[str, list[str]]] = {}
        for group in self.groups:
            sections.setdefault(group.section[0], (group.section[1], []))[1].append(group.key)
        if not self.has_market:
            key = next(iter(sections), "all")
            sections.setdefault(key, (name, []))[1].insert(0, "market")
        for key, (words, groups) in sections.items():
            yield f"\n[[sections]]\nkey = {_string(key)}\nname.en = {_string(words)}\ngroups = {_strings(groups)}"

    def _options(self) -> Iterator[str]:
        if not self.has_market:
            yield '[market]\nkind = "one"\nmarket = true\nname.en = "Delivered in"\n[market.options.nl]'
            yield 'name.en = "The Netherlands"\ncountry = "NL"\nvat_rate = "21"\n'
        for place, group in enumerate(self.groups):
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
        least = feature.least if feature.name in self.core else 0
        yield f"min = {least}\nmax = {feature.most}\ndefault = {self._number_chosen(feature)}"
        yield f"price = {self._price(feature)}"

    def _some_numbers(self, group: Group, place: int) -> Iterator[str]:
        """A choice between none and the numbers that there can be."""
        (feature,) = group.features
        each = Decimal(self._amount(feature, self.price) or 0)
        for number in feature.quantities if feature.name in self.core else (0, *feature.quantities):
            yield f"[{group.key}.options.n{number}]\nname.en = {_string(str(number))}"
            yield f"price = {_string(self._rounded(each * number))}"
            yield f'paint = "{_colour(place, number, feature.most + 1)}"'

    def _option(self, group: Group, feature: Feature, colour: str) -> Iterator[str]:
        yield f"[{group.key}.options.{group.ids[feature.name]}]\nname.en = {_string(self._name(feature))}"
        if "market" in group.attributes:
            rate = self._text(feature, "vat_rate") or "21"
            yield f"country = {_string(self._text(feature, 'country') or 'NL')}\nvat_rate = {_string(rate)}"
        else:
            yield f"price = {self._price(feature)}\npaint = {_string(self._text(feature, 'paint') or colour)}"
        given = feature.attributes.get("included_with", Attribute()).parts
        givers = [id_ for name in given if name in self.home for id_ in self.ids(name)]
        if givers:
            yield f"included_with = {_strings(givers)}"
        if feature.name in self.dead:
            yield "retired = true"

    def _name(self, feature: Feature) -> str:
        return self._text(feature, "name") or feature.name.rpartition(MARK)[2] or feature.name

    @staticmethod
    def _text(feature: Feature, key: str) -> str:
        return feature.attributes.get(key, Attribute()).text.strip()

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
            money = Money.parse(amount, self.currency)
        except MalformedAmountError as fault:
            raise UnreadableModelError(f"the {key} of {feature.name}: {fault}") from None
        if money < Money.zero(self.currency):
            raise UnreadableModelError(f"the {key} of {feature.name} is less than nothing: {attribute.text}")
        return amount

    def _rounded(self, amount: Decimal) -> str:
        return str(amount.quantize(Decimal(1).scaleb(-decimals(self.currency)), ROUND_HALF_UP))


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
