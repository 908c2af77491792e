"""Options by their names in the visitor's language, one or several in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from babel.lists import format_list
from flask_babel import get_locale, ngettext

from configurator.product.definition import GroupKind, OptionGroup, Product
from configurator.web.filters import words

NAMED = 3
"""How many options a sentence names before it says "and 4 more"."""


def named(product: Product, option_ids: Iterable[str], limit: int = NAMED, *, in_group: bool = False) -> str:
    """The names of some options as a list in words, the tail of a long one counted.

    `in_group` where their group is named beside them.
    """
    options = [product.options[option_id] for option_id in option_ids]
    names = [words(option.name if in_group else option.full_name) for option in options]
    if len(names) > limit:
        more = len(names) - limit
        names = [*names[:limit], ngettext("%(num)s more", "%(num)s more", more)]
    return listed(names)


def listed(names: Sequence[str]) -> str:
    """Names as a list in words: "a, b and c"."""
    return format_list(names, locale=get_locale()) if names else ""


def absent(group: OptionGroup) -> str:
    """What stands where a group has nothing chosen."""
    return "–" if group.kind is GroupKind.ANY else ""


def told_apart(product: Product, option_ids: Iterable[str]) -> str:
    """The names of all these options, each with its group's where another option of the product is called the same."""
    return listed([_told_apart(product, option_id) for option_id in option_ids])


def _told_apart(product: Product, option_id: str) -> str:
    option = product.options[option_id]
    name = words(option.full_name)
    return f"{name} ({words(product.group_by_key[option.group].name)})" if option_id in product.namesakes else name
