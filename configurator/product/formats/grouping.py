"""Which option groups a feature model makes, and which option each of its features is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from configurator.product.configuration import NO_GROUPS
from configurator.product.formats.exporting import MARK
from configurator.product.formats.features import (
    Attribute,
    Feature,
    FeatureGroup,
    FeatureModel,
    GroupType,
    UnreadableModelError,
)
from configurator.product.formats.naming import Keys, slug

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

    @property
    def default_number(self) -> int:
        """The number that the model wants by default, of a group that asks for one; else none."""
        feature, given = self.features[0], text_of(self.features[0], "default")
        return int(given) if feature.is_quantity and given.isdecimal() and int(given) in feature.quantities else 0


def text_of(feature: Feature, key: str) -> str:
    """The words or digits of an attribute; "" where there is none."""
    return feature.attributes.get(key, Attribute()).text.strip()


def name_of(feature: Feature) -> str:
    """What people call the feature."""
    return text_of(feature, "name") or feature.name.rpartition(MARK)[2] or feature.name


class Grouping:
    """A model's groups in the order of its tree. `core` are the features of every configuration, `dead` of none."""

    def __init__(self, features: FeatureModel, core: Collection[str], dead: Collection[str]) -> None:
        self.features, self.core, self.dead = features, core, dead
        self._keys = Keys("_", NO_GROUPS)
        self.has_market = any("market" in feature.attributes for feature in features.features.values())
        if not self.has_market:
            self._keys.key("market")
        self.groups = tuple(self._groups())
        self.home = {feature.name: group for group in self.groups for feature in group.features}

    def ids(self, name: str) -> Sequence[str]:
        """The options of which one is chosen when the feature is there."""
        group = self.home[name]
        if group.kind in ("number", "some"):
            mark = "" if group.kind == "number" else "n"
            return [f"{group.key}.{mark}{number}" for number in self.features.features[name].quantities]
        return [f"{group.key}.{group.ids[name]}"]

    def _groups(self) -> Iterator[Group]:
        """The groups, in the order of the tree: one for each parent, with one more for each choose-one group of it."""
        for parent in self.features.features.values():
            rest: list[Feature] = []
            for group in parent.groups:
                if self.is_choice(parent, group):
                    yield self._group(parent, "one", group.features)
                    continue
                for feature in group.features:
                    if feature.is_quantity and feature.name not in self.dead:
                        yield self._number(feature)
                    elif feature.name not in self.features.always_there:
                        rest.append(feature)
            if rest:
                yield self._group(parent, "any", tuple(rest))

    def is_choice(self, parent: Feature, group: FeatureGroup) -> bool:
        """Whether exactly one of the group's features is in every configuration, and each is there once."""
        is_one = group.type is GroupType.ALTERNATIVE or group.least == group.most == 1 < len(group.features)
        is_plain = not any(feature.is_quantity for feature in group.features)
        return parent.name in self.features.always_there and is_one and is_plain

    def _group(self, parent: Feature, kind: str, features: tuple[Feature, ...]) -> Group:
        keys = Keys("_")
        named = {feature.name: feature.name.removeprefix(f"{parent.name}{MARK}") for feature in features}
        return Group(
            self._keys.key(parent.name),
            name_of(parent),
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
        key = self._keys.key(feature.name)
        return Group(key, name_of(feature), self._section(feature), kind, (feature,), feature.attributes)

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
        return slug(top.name, "_"), name_of(top)
