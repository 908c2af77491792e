"""A configuration: a complete, valid set of choices, and how it is written in a link."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from configurator.product.definition import OptionGroup, Product
from configurator.product.texts import LONGEST_TYPED, Texts, cleaned, fitting

WAS, VIEW, SCENE, PARENT, BUDGET = NO_GROUPS = ("was", "view", "scene", "parent", "budget")
"""What stands in a link beside the choices: the configuration that a form was made from, the side seen and in
which light, the design remixed, what it may cost. No option group can have these names."""

TEXT = ".text"
"""What a link writes behind an option's id where its words follow: "accessories.plate.text=Luigi"."""
NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class Choices:
    """What a link chooses. `options` are known ids; `unknown` are (group, option) pairs of known groups whose option
    is unknown; `misfits` are such pairs of groups that ask for a number, where it is none of theirs; `texts` are the
    words for options that take some, cleaned but not held against what the option takes."""

    options: frozenset[str]
    unknown: tuple[tuple[str, str], ...] = ()
    misfits: tuple[tuple[str, str], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Configuration:
    """`options` are the ids of all chosen options. `ProductRules` makes these, complete and valid.

    `texts` are the visitor's words for those options that take some. Rules and pictures know nothing of them.
    """

    product_key: str
    options: frozenset[str]
    texts: Texts = ()

    @cached_property
    def key(self) -> str:
        """Canonical text: equal for equal choices and words, in whatever order they were made."""
        words = f"?{urlencode(self.texts)}" if self.texts else ""
        return f"{self.product_key}:{'~'.join(sorted(self.options))}{words}"

    @property
    def wordless(self) -> Configuration:
        """The same choices without the visitor's words: what rules judge, pictures show and statistics count."""
        return Configuration(self.product_key, self.options)

    def with_texts(self, product: Product, texts: Mapping[str, str]) -> Configuration:
        """The same choices with those of these words that the options take."""
        return replace(self, texts=fitting(product, self.options, texts))

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits of the canonical key (BLAKE2b, 128 bits)."""
        return hashlib.blake2b(self.key.encode(), digest_size=16).hexdigest()


def chosen_in(product: Product, options: Iterable[str], group_key: str) -> tuple[str, ...]:
    """Ids of the chosen options of one group, in the order of the definition."""
    chosen = set(options)
    return tuple(option.id for option in product.group_by_key[group_key].options if option.id in chosen)


def query_string(product: Product, options: Iterable[str], texts: Iterable[tuple[str, str]] = ()) -> str:
    """The choices as a query string "shade=linen&extras=dimmer&…", in the order of the definition, then the words."""
    chosen = set(options)
    choices = [(o.group, o.key) for o in product.options.values() if o.id in chosen]
    return urlencode([*choices, *((f"{option_id}{TEXT}", words) for option_id, words in sorted(texts))])


def market_of(product: Product, options: Iterable[str]) -> str:
    """Key of the chosen market's option, such as "nl"."""
    return chosen_in(product, options, product.market_group.key)[0].partition(".")[2]


def parse_choices(product: Product, query: Mapping[str, list[str]]) -> Choices:
    """Read (group → option keys) as found in a link, and the words that options take.

    Parameters that are no group of the product are left to the caller (`is_choice` tells).
    """
    pairs = [(group, _plain(group, key)) for group in product.groups for key in query.get(group.key, ())]
    strange = [(group, key) for group, key in pairs if f"{group.key}.{key}" not in product.options]
    return Choices(
        options=frozenset(f"{group.key}.{key}" for group, key in pairs).intersection(product.options),
        unknown=tuple((group.key, key) for group, key in strange if not group.numbers),
        misfits=tuple((group.key, key) for group, key in strange if group.numbers),
        texts={
            option.id: words
            for option in product.options.values()
            if option.text and (words := cleaned("".join(query.get(f"{option.id}{TEXT}", ())[:1])[:LONGEST_TYPED]))
        },
    )


def is_choice(product: Product, name: str) -> bool:
    """Whether a parameter of that name is read by `parse_choices`."""
    option = product.options.get(name.removesuffix(TEXT)) if name.endswith(TEXT) else None
    return name in product.group_by_key or bool(option and option.text)


def _plain(group: OptionGroup, key: str) -> str:
    """An option's key; of a number as it is written once: "03" and " 3" are 3."""
    typed = key.strip()
    return str(int(typed)) if group.numbers and NUMBER.fullmatch(typed) else key
