"""Outcomes that need no solver, which are most: keep what is wanted, add what it includes, fill up with defaults.

If that is valid, it is also the best: everything added beside defaults is implied by an `includes` rule, and no
product is liked better than one with a default in each group that is left open (wishes.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from configurator.product.definition import GroupKind, Product, Rule, RuleKind
from configurator.product.meaning import is_broken


class Obvious:
    """The obvious outcomes of one product."""

    def __init__(self, product: Product) -> None:
        self._givers = {option_id: frozenset(givers) for option_id, givers in product.givers.items()}
        self._retired = frozenset(option.id for option in product.options.values() if option.retired)
        ones = [group for group in product.groups if group.kind is GroupKind.ONE]
        self._group = {option.id: group.key for group in ones for option in group.options}
        self._default = {self._group[option_id]: option_id for option_id in product.defaults}
        self._parts: dict[str, set[str]] = {}
        for rule in product.rules:
            for giver in rule.when if rule.kind is RuleKind.INCLUDES else ():
                self._parts.setdefault(giver, set()).update(rule.options)
        self._rules_of: dict[str, list[Rule]] = {option_id: [] for option_id in product.options}
        for rule in product.rules:
            for option_id in rule.ids:
                self._rules_of[option_id].append(rule)

    def outcome(self, before: frozenset[str], wanted: Iterable[str], if_free: Iterable[str]) -> frozenset[str] | None:
        """The valid options with all of `wanted`, and those of `if_free` that something still makes free.

        `before` is valid; only rules that touch a difference are asked. None when the obvious is not valid.
        """
        asked = frozenset(if_free)
        options = self._with_parts(frozenset(wanted))
        options = self._with_parts(options | {option_id for option_id in asked if self._is_free(option_id, options)})
        filled = {self._group[option_id] for option_id in options & self._group.keys()}
        options = self._with_parts(options | {o for group, o in self._default.items() if group not in filled})
        touched = {rule.key: rule for option_id in options ^ before for rule in self._rules_of[option_id]}
        if (
            len(options & self._group.keys()) != len(self._default)
            or not options.isdisjoint(self._retired)
            or any(self._is_free(option_id, options) for option_id in asked - options)
            or any(is_broken(rule, options) for rule in touched.values())
        ):
            return None
        return options

    def _is_free(self, option_id: str, options: frozenset[str]) -> bool:
        return not options.isdisjoint(self._givers[option_id])

    def _with_parts(self, options: frozenset[str]) -> frozenset[str]:
        waiting = options & self._parts.keys()
        while waiting:
            new = frozenset().union(*(self._parts[option_id] for option_id in waiting)) - options
            options, waiting = options | new, new & self._parts.keys()
        return options
