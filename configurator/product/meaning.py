"""What a rule says about a set of options, in plain Python. The solver's clauses say the same."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from configurator.product.definition import Rule, RuleKind
from configurator.product.engine.conditions import holds


def applies(rule: Rule, options: AbstractSet[str]) -> bool:
    """Whether the rule has something to say here: one of its `when` is chosen, or it always holds."""
    return not rule.when or not options.isdisjoint(rule.when)


def is_broken(rule: Rule, options: AbstractSet[str]) -> bool:
    """Whether these options break the rule."""
    if rule.condition:
        return not holds(rule.condition, options)
    if rule.table:
        return not rule.table.allows(options)
    if not applies(rule, options):
        return False
    chosen = sum(option_id in options for option_id in rule.options)
    match rule.kind:
        case RuleKind.REQUIRES | RuleKind.INCLUDES:
            return chosen < len(rule.options)
        case RuleKind.REQUIRES_ANY:
            return chosen == 0
        case RuleKind.EXCLUDES:
            return chosen > 0
        case RuleKind.AT_MOST:
            return chosen > rule.count
        case RuleKind.AT_LEAST:
            return chosen < rule.count
        case RuleKind.EXACTLY:
            return chosen != rule.count
    raise ValueError(f"rule {rule.key} says nothing")
