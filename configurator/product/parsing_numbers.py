"""The part of options.toml that asks for a number: a group whose options are made of its bounds."""

from __future__ import annotations

from datetime import date

from configurator.product.definition import Numbers, Openness, Option, Price, Text
from configurator.product.reading import Reader

NUMBER = "number"
"""The `kind` of such a group in the file; in the product it is a choose-one group."""
NUMBER_KEYS = ("min", "max", "step", "default", "price", "unit")
MOST_VALUES = 100
LARGEST = 1_000_000


def number_keys(table: Reader) -> tuple[str, ...]:
    """The keys of the options that the group will have; none where its bounds make no sense. Notes no faults."""
    return tuple(str(value) for value in _values(Reader(table.file, table.path, table.table, [])))


def parse_numbers(table: Reader, languages: tuple[str, ...], currency: str, markets: tuple[str, ...]) -> Numbers:
    """What the group asks for; without values, and with a fault, where that can't be."""
    values = _values(table)
    default = table.count("default") if "default" in table else values.start
    if values and default not in values:
        table.fault("default", f"{default} is not one of the numbers from {values[0]} to {values[-1]}")
    return Numbers(
        least=values.start,
        most=values.stop - 1,
        step=values.step,
        default=default,
        each=table.price("price", currency, markets),
        unit=table.text("unit", languages, optional=True),
    )


def number_options(
    group: str, name: Text, numbers: Numbers, openness: Openness, open_until: date | None
) -> tuple[Option, ...]:
    """One option for each number, in their order."""
    return tuple(
        Option(
            group=group,
            key=str(value),
            name=dict.fromkeys(name, str(value)),
            description={},
            price=Price(
                numbers.each.everywhere * value,
                {market: amount * value for market, amount in numbers.each.by_market.items()},
            ),
            openness=openness,
            open_until=open_until,
            long_name={language: f"{words}: {value}" for language, words in name.items()},
        )
        for value in numbers.values
    )


def _values(table: Reader) -> range:
    """The numbers from `min` to `max`; an empty range, and a fault, where there are none, or too many."""
    before = len(table.faults)
    least, most = table.count("min"), table.count("max")
    step = table.count("step") if "step" in table else 1
    if step < 1 and len(table.faults) == before:
        table.fault("step", f"should be 1 or more, not {step}")
    if len(table.faults) > before:
        return range(0)
    if not least < most <= LARGEST:
        table.fault("max", f"should be more than `min`, and at most {LARGEST}, not {most}")
    elif (most - least) % step:
        table.fault("max", f"{most} is not reached from {least} in steps of {step}")
    elif (most - least) // step >= MOST_VALUES:
        table.fault("max", f"makes more than {MOST_VALUES} numbers; take larger steps")
    else:
        return range(least, most + 1, step)
    return range(0)
