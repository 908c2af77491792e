"""What the product's own files say of its options, for the studio."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

PRODUCT = Path(__file__).parent.parent
PAINTED_BY = {
    "body": ("colour",),
    "roof": ("roof", "colour"),
    "mirrors": ("mirrors", "colour"),
    "dashboard": ("colour",),
    "seats": ("interior",),
}
"""Which groups paint a zone: the first one with a chosen option that has a paint."""
PLAIN = (
    "trim.lido",
    "motor.brezza",
    "colour.menta",
    "roof.body",
    "mirrors.body",
    "stickers.none",
    "wheels.steel",
    "interior.cloth_sand",
)


@cache
def options():
    """All options of the product by id, as the product's file writes them; numbers, which nobody sees, have none."""
    groups = tomllib.loads((PRODUCT / "options.toml").read_text())
    return {
        f"{group}.{key}": option for group, rows in groups.items() for key, option in rows.get("options", {}).items()
    }


def chosen(written):
    """The plain car's options with those of `written` (ids, by comma) in the place of their groups' choices."""
    picked = [each for each in written.split(",") if each]
    taken = {each.split(".")[0] for each in picked} - {"accessories", "packs"}
    return [each for each in PLAIN if each.split(".")[0] not in taken] + picked


def painter(zone, picked):
    """The chosen option that paints a zone, or None."""
    known = options()
    for group in PAINTED_BY[zone]:
        for each in picked:
            if each.startswith(group + ".") and "paint" in known[each]:
                return known[each]
    return None
