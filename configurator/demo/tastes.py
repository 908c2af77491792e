"""The tastes planted in the synthetic campaign, in one place, so that tests can ask the statistics to find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pair:
    """Who has `first` wants `second` more: its weight (choose-one) or odds (choose-any) are times `strength`.

    `first` stands in an earlier group of `Tastes.groups`, or earlier in the same choose-any group of the product.
    """

    first: str
    second: str
    strength: float


@dataclass(frozen=True)
class Tastes:
    """What people like when rules don't get in the way.

    `groups` are in the order in which people decide: when two choices collide, the one decided later gives way. In a
    choose-one group the numbers are weights; in a choose-any group they are probabilities. Options that are not
    mentioned have weight 1, or probability `rest`.
    """

    groups: Mapping[str, Mapping[str, float]]
    regions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Market → option → factor on its weight, or on its odds."""
    pairs: tuple[Pair, ...] = ()
    rest: float = 0.04
    suggestions: tuple[tuple[str, ...], ...] = ()
    """Designs that everybody saw in the newspaper, as the choices that differ from the defaults. Some people save one
    as it is, the n-th as often as 1/n; so there are configurations that many share."""
    editions: tuple[tuple[str, ...], ...] = ()
    """Choices that look well together in a limited run; what people order decides between them."""
    suggested: float = 0.0
    """Share of designs that are such a suggestion."""


PICCOLA = Tastes(
    groups={
        "market": {"nl": 45, "it": 35, "de": 20},
        "trim": {"lido": 34, "corso": 30, "scatto": 19, "prima": 17},
        "motor": {"brezza": 46, "scintilla": 24, "scintilla_lunga": 30},
        "colour": {
            "menta": 18, "pomodoro": 14, "latte": 11, "cielo": 11, "notte": 8, "perla": 7, "calce": 6, "bosco": 6,
            "amarena": 5, "limone": 4, "nebbia": 3, "ardesia": 3, "rame": 2, "fragola": 2,
        },
        "roof": {"body": 42, "white": 22, "fabric": 15, "glass": 11, "black": 8, "fabric_bordeaux": 2},
        "interior": {
            "cloth_sand": 12, "cloth_grey": 5, "cloth_mint": 9, "cloth_blue": 9, "cloth_red": 8, "denim": 6,
            "tweed_grey": 5, "tweed_green": 5, "houndstooth": 8, "tartan_red": 6, "corduroy": 4, "vegan_cream": 8,
            "vegan_cognac": 10, "vegan_black": 5, "vegan_bordeaux": 4,
        },
        "wheels": {
            "steel": 14, "dome": 16, "retro": 18, "petal": 14, "turbine": 8, "wire": 7, "aero": 6, "sport": 11,
            "sport_black": 6,
        },
        "mirrors": {"body": 48, "chrome": 22, "white": 14, "black": 12, "copper": 4},
        "stickers": {
            "none": 52, "stripe_white": 6, "stripe_black": 3, "stripe_red": 3, "side_white": 4, "side_black": 3,
            "tricolore": 3, "roundel": 4, "checker": 2, "sunrays": 2, "polka": 2, "lemons": 4, "waves": 2,
            "swallows": 3, "gelato": 3, "espresso": 3, "terrazzo": 1, "city_map": 1, "barcode": 0.5, "pixels": 0.5,
        },
        "packs": {
            "inverno": 0.10, "comfort": 0.16, "citta": 0.13, "dolce_vita": 0.12, "rally": 0.05, "famiglia": 0.06,
        },
        "accessories": {
            "roof_rack": 0.11, "luggage_rack": 0.13, "luggage_strap": 0.06, "tow_hook": 0.07, "bike_carrier": 0.05,
            "spoiler": 0.07, "fog_lamps": 0.10, "light_bar": 0.04, "chrome_kit": 0.20, "side_mouldings": 0.09,
            "tailpipe": 0.08, "aerial": 0.14, "pennant": 0.05, "eyelashes": 0.03, "climate": 0.30, "navigation": 0.16,
            "sound": 0.14, "heated_seats": 0.15, "armrest": 0.12, "parking_sensors": 0.14, "camera": 0.12,
            "heat_pump": 0.10, "wallbox": 0.12, "winter_tyres": 0.11, "floor_mats": 0.25, "child_seat": 0.05,
            "picnic_set": 0.10, "flower_vase": 0.12, "espresso_maker": 0.08, "service_plan": 0.15, "ski_carrier": 0.03,
            "surf_carrier": 0.03, "roof_box": 0.03, "sill_plates": 0.07,
        },
        "keys": {"0": 60, "1": 24, "2": 11, "3": 3, "4": 2},
    },
    regions={
        "nl": {
            "motor.scintilla": 1.6, "motor.scintilla_lunga": 1.8, "colour.menta": 1.4, "colour.cielo": 1.3,
            "colour.pomodoro": 0.7, "accessories.bike_carrier": 3.0, "accessories.tow_hook": 1.8,
            "stickers.waves": 2.0, "accessories.picnic_set": 1.5,
        },
        "it": {
            "motor.brezza": 1.8, "colour.pomodoro": 1.8, "colour.latte": 1.3, "colour.nebbia": 0.4,
            "roof.fabric": 1.8, "stickers.tricolore": 3.0, "stickers.lemons": 1.6, "accessories.wind_deflectors": 2.5,
            "accessories.heated_seats": 0.4, "accessories.winter_tyres": 0.3, "packs.dolce_vita": 1.8,
            "packs.inverno": 0.3,
        },
        "de": {
            "trim.prima": 1.5, "colour.ardesia": 3.0, "colour.notte": 1.8, "colour.fragola": 0.5, "wheels.sport": 1.7,
            "wheels.sport_black": 2.0, "accessories.winter_tyres": 2.5, "packs.inverno": 2.2,
            "accessories.service_plan": 1.8, "stickers.none": 1.3,
        },
    },
    pairs=(
        Pair("colour.menta", "roof.white", 2.8),
        Pair("colour.pomodoro", "stickers.stripe_white", 3.0),
        Pair("colour.latte", "interior.vegan_cognac", 2.5),
        Pair("colour.cielo", "interior.cloth_blue", 2.2),
        Pair("colour.limone", "stickers.lemons", 5.0),
        Pair("colour.bosco", "interior.tweed_green", 4.0),
        Pair("colour.fragola", "accessories.eyelashes", 9.0),
        Pair("roof.white", "mirrors.white", 3.0),
        Pair("roof.black", "mirrors.black", 4.0),
        Pair("wheels.wire", "accessories.chrome_kit", 3.0),
        Pair("accessories.chrome_kit", "accessories.wind_deflectors", 4.0),
        Pair("accessories.heated_seats", "accessories.service_plan", 3.0),
    ),
    suggestions=(
        ("colour.menta", "roof.white", "wheels.retro"),
        ("colour.pomodoro", "trim.corso", "stickers.stripe_white", "wheels.petal"),
        ("colour.latte", "trim.corso", "interior.vegan_cognac", "mirrors.chrome", "wheels.retro"),
        ("colour.cielo", "interior.cloth_blue", "wheels.dome"),
    ),
    editions=(
        ("colour.menta", "roof.white"),
        ("colour.pomodoro", "stickers.stripe_white"),
        ("colour.latte", "interior.vegan_cognac"),
        ("colour.cielo", "interior.cloth_blue"),
    ),
    suggested=0.04,
)  # fmt: skip
"""How people would choose a Piccola."""

BY_PRODUCT: Mapping[str, Tastes] = {"piccola": PICCOLA}
