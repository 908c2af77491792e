"""Answers about products as lines that people read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from configurator.gallery.service.foreseeing import Foreseen
from configurator.product.diff import Difference, PriceChange, Turned
from configurator.product.formats.inspecting import Inspection

MOST_NAMES = 20
"""So many names of a list are said; the others are counted."""


def told_inspection(found: Inspection) -> Iterator[str]:
    """The answers as a table, each with what it cost."""
    yield f"{'format':<22}{found.format}"
    yield _row("features", f"{len(found.names):,}", found, "read")
    if found.retired:
        yield _row("retired", _some(found.retired))
    yield _row("constraints", f"{found.constraints:,}")
    yield _row("core", _some(found.core), found, "core and dead")
    yield _row("dead", _some(found.dead))
    if found.false_optional is not None:
        yield _row("false optional", _some(found.false_optional), found, "false optional")
    yield _row("configurations", _number(found), found, "configurations")


def _row(name: str, words: str, found: Inspection | None = None, answer: str = "") -> str:
    if found is None:
        return f"{name:<22}{words}"
    cost = found.costs[answer]
    peak = "" if cost.peak_megabytes is None else f", {cost.peak_megabytes:.0f} MB at most so far"
    return f"{name:<22}{words}  ({cost.seconds:.3f} s{peak})"


def _number(found: Inspection) -> str:
    if found.configurations is None:
        return "not counted within the budget"
    about = "" if found.log10 is None else f", 10^{found.log10:.2f}"
    return f"{found.configurations:,}{about}" if found.exact is not None else about.removeprefix(", ")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return f"{len(names):,}" + (f": {', '.join(names[:MOST_NAMES])}{more}" if names else "")


def difference_as_json(changes: Difference, foreseen: Foreseen | None) -> dict[str, object]:
    """The difference for a program; `designs` is null where nobody asked for it."""
    return {**asdict(changes), "designs": None if foreseen is None else vars(foreseen)}


def told_difference(changes: Difference, foreseen: Foreseen | None) -> Iterator[str]:
    """The difference line by line: only what there is."""
    if changes.is_nothing:
        yield "No option, price or rule differs."
    lists = {
        "Options added": changes.options_added,
        "Options removed": changes.options_removed,
        "Options retired": changes.options_retired,
        "Options offered again": changes.options_back,
        "Rules added": changes.rules_added,
        "Rules removed": changes.rules_removed,
        "Rules changed": changes.rules_changed,
        "Rules in other words": changes.rules_reworded,
    }
    yield from (f"{title}: {_some(names)}" for title, names in lists.items() if names)
    yield from _limited("Prices", [_price(change) for change in changes.prices])
    turned = {
        "Options that became possible": changes.options_possible,
        "Options that no product has any more": changes.options_impossible,
        "Pairs that became possible": changes.pairs_possible,
        "Pairs that no product has any more": changes.pairs_impossible,
    }
    for title, found in turned.items():
        yield from _limited(title, [_turned(one) for one in found])
    if foreseen is not None:
        yield from _told_designs(foreseen)


def _limited(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title}: {len(lines):,}"
        yield from (f"  {line}" for line in lines[:MOST_NAMES])
    if len(lines) > MOST_NAMES:
        yield f"  and {len(lines) - MOST_NAMES:,} more"


def _price(change: PriceChange) -> str:
    return f"{change.what}{f' in {change.market}' if change.market else ''}: {change.before} → {change.after}"


def _turned(turned: Turned) -> str:
    why = f" (rule {', rule '.join(turned.rules)})" if turned.rules else ""
    return " with ".join(turned.options) + why


def _told_designs(found: Foreseen) -> Iterator[str]:
    yield (
        f"Of {found.designs:,} saved designs {found.designs_hit:,} would no longer be valid,"
        f" of {found.preorders:,} open preorders {found.preorders_hit:,}."
    )
    yield from (f"  {number:,} designs: {reason}" for reason, number in found.reasons.most_common(MOST_NAMES))
    if found.designs_invalid_before or found.preorders_invalid_before:
        yield (
            f"{found.designs_invalid_before:,} designs and {found.preorders_invalid_before:,} open preorders were not"
            " valid in the old version either."
        )
