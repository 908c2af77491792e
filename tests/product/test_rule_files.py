"""Rules that are expressions or tables, that have dates, and that products share: from their files, and back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.loader import (
    FaultyProductError,
    load_product,
    load_products,
    product_from_sources,
    product_without_pictures,
)
from configurator.product.rules import ProductRules, State

LAMP = Path(__file__).parents[1] / "products" / "lamp"
TEXT = 'text.en = "So it is."\ntext.nl = "Zo is het."\n'
TABLE = 'key = "fitting"\ncolumns = ["stand", "bulb"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAMP, tmp_path / "lamp"))


def with_rule(folder: Path, rule: str, **files: str) -> Product:
    """The lamp with one more rule, and with files beside it."""
    with (folder / "rules.toml").open("a") as rules:
        rules.write(f"\n[[rule]]\n{rule}\n{TEXT}")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    return product_without_pictures(folder)


def faults_with(folder: Path, rule: str, **files: str) -> list[tuple[str, str, str]]:
    with pytest.raises(FaultyProductError) as error:
        with_rule(folder, rule, **files)
    return [(fault.file, fault.key, fault.reason) for fault in error.value.faults]


def impossible(product: Product, *choices: str) -> set[str]:
    """What can't be chosen beside these choices, without the other options of their groups."""
    rules = ProductRules(product)
    groups = {choice.partition(".")[0] for choice in choices}
    others = [o for o in product.options.values() if o.group not in groups and not o.retired]
    return {option.id for option in others if not possible(rules, {*choices, option.id})}


def possible(rules: ProductRules, choices: set[str]) -> bool:
    return rules.nearest(choices).options >= choices


def test_an_expression_is_a_rule(folder: Path) -> None:
    product = with_rule(
        folder, 'key = "x"\nif = "stand.clamp and not extras.dimmer"\nthen = "bulb.cool or count(extras.usb) = 1"'
    )
    assert {"bulb.smart", "bulb.warm"} & impossible(product, "stand.clamp") == set()
    without = ProductRules(product)
    bare = without.complete(["stand.clamp", "bulb.warm"])
    assert bare.options & {"extras.dimmer", "extras.usb"}
    assert not without.is_valid(bare.options - {"extras.dimmer", "extras.usb"})


def test_an_expression_without_if_holds_always(folder: Path) -> None:
    assert "extras.usb" in impossible(with_rule(folder, 'key = "x"\nthen = "not (extras.usb or extras.tray)"'))


def test_a_market_is_an_option_like_others_in_conditions(folder: Path) -> None:
    product = with_rule(folder, 'key = "x"\nif = "market.de and stand.wall"\nthen = "not (bulb.smart or extras.usb)"')
    assert {"bulb.smart", "extras.usb"} <= impossible(product, "market.de", "stand.wall")
    assert not {"bulb.smart", "extras.usb"} & impossible(product, "market.nl", "stand.wall")


@pytest.mark.parametrize(
    ("rule", "key", "reason"),
    [
        ('if = "stand.wall"', "rule x", "should have exactly one of requires"),
        ('if = "stand.wall"\nthen = "bulb.cold"', "rule x.then", "at character 1: there is no option bulb.cold"),
        ('if = "stand.wall and"\nthen = "bulb.cool"', "rule x.if", "at character 15: expected an option"),
        ('if = ""\nthen = "bulb.cool"', "rule x.if", "is empty"),
        ('then = ["bulb.cool"]', "rule x.then", "should be a string, not a list"),
        (
            'when = ["stand.wall"]\nthen = "bulb.cool"',
            "rule x.when",
            "unknown key; known are key, text, from, until, if",
        ),
        ('then = "bulb.cool"\nexcludes = ["bulb.warm"]', "rule x", "it has excludes and then"),
    ],
)
def test_a_fault_in_an_expression_is_named(folder: Path, rule: str, key: str, reason: str) -> None:
    file, found, why = faults_with(folder, f'key = "x"\n{rule}')[0]
    assert (file, found) == ("rules.toml", key)
    assert reason in why


def test_only_rows_of_a_table_are_allowed_and_a_star_allows_anything(folder: Path) -> None:
    product = with_rule(folder, TABLE + 'allows = [["foot", "*"], ["clamp", "warm"], ["clamp", "cool"]]')
    assert "stand.wall" in impossible(product)
    assert {"bulb.smart"} <= impossible(product, "stand.clamp")
    assert not {"bulb.warm", "bulb.cool"} & impossible(product, "stand.clamp")
    assert not {"bulb.warm", "bulb.cool", "bulb.smart"} & impossible(product, "stand.foot")


def test_a_table_is_read_from_a_file_beside_the_rules(folder: Path) -> None:
    inline = with_rule(Path(shutil.copytree(folder, folder.parent / "inline" / "lamp")), TABLE + INLINE)
    product = with_rule(folder, TABLE + 'allows = "fitting.csv"', fitting=CSV)
    assert product.rules == inline.rules
    assert product.sources["fitting.csv"] == CSV
    assert product_from_sources("lamp", product.sources) == product
    changed = with_rule(folder.parent / "inline" / "lamp", 'key = "y"\nexcludes = ["extras.usb"]')
    assert changed.version != inline.version


INLINE = 'allows = [["foot", "*"], ["clamp", "warm"]]'
CSV = 'stand,bulb\nfoot,*\n\n"clamp",warm\n'


def test_the_version_follows_a_table_and_shared_rules(folder: Path) -> None:
    first = with_rule(folder, TABLE + 'allows = "fitting.csv"', fitting=CSV)
    (folder / "fitting.csv").write_text(CSV + "wall,cool\n")
    second = product_without_pictures(folder)
    share(folder, "winter", "")
    third = product_without_pictures(folder)
    assert len({first.version, second.version, third.version}) == 3
    (folder / "fitting.csv").write_text("\ufeff" + CSV.replace("\n", "\r\n"))
    assert product_without_pictures(folder).rules[-1].table == first.rules[-1].table


@pytest.mark.parametrize(
    ("allows", "file", "key", "reason"),
    [
        ("[]", "rules.toml", "rule fitting.allows", "is an empty list: nothing would be allowed"),
        ("3", "rules.toml", "rule fitting.allows", "should be a list, not 3"),
        ('["foot"]', "rules.toml", "rule fitting.allows[0]", "should have 2 values, one for each column, not 1"),
        ('[["foot"]]', "rules.toml", "rule fitting.allows[0]", "should have 2 values, one for each column, not 1"),
        ('[["foot", 3]]', "rules.toml", "rule fitting.allows[0]", 'should have keys of options or "*", not 3'),
        ('[["foot", "cold"]]', "rules.toml", "rule fitting.allows[0]", "there is no option bulb.cold"),
        ('[["foot", "bulb.cool"]]', "rules.toml", "rule fitting.allows[0]", "there is no option bulb.bulb.cool"),
        ('[["foot","cool"],["foot","cool"]]', "rules.toml", "rule fitting.allows[1]", "is the same as allows[0]"),
        ('"none.csv"', "rules.toml", "rule fitting.allows", "there is no file none.csv"),
        ('"../lamp/fit.csv"', "rules.toml", "rule fitting.allows", "the name of a CSV file in the same folder"),
        ('"/etc/passwd"', "rules.toml", "rule fitting.allows", "the name of a CSV file in the same folder"),
        ('"header.csv"', "header.csv", "line 1", "should be the columns of the rule, stand,bulb, not 'bulb,stand'"),
        ('"blank.csv"', "blank.csv", "line 1", "should be the columns of the rule, stand,bulb, not ''"),
        ('"bare.csv"', "bare.csv", "line 2", "is missing: nothing would be allowed"),
        ('"wrong.csv"', "wrong.csv", "line 3", "there is no option bulb.cold"),
        ('"quote.csv"', "quote.csv", "line 2", "is not CSV"),
        ('"twice.csv"', "twice.csv", "line 3", "is the same as line 2"),
    ],
)
def test_a_fault_in_a_table_is_named(folder: Path, allows: str, file: str, key: str, reason: str) -> None:
    files = {
        "header": "bulb,stand\nwarm,foot\n",
        "blank": "",
        "bare": "stand,bulb\n\n",
        "wrong": "stand,bulb\nfoot,*\nfoot,cold\n",
        "quote": 'stand,bulb\n"foot"x,*\n',
        "twice": "stand,bulb\nfoot,*\nfoot,*\n",
    }
    found = faults_with(folder, f"{TABLE}allows = {allows}", **files)
    assert any((file, key) == fault[:2] and reason in fault[2] for fault in found), found


@pytest.mark.parametrize(
    ("columns", "key", "reason"),
    [
        ('["stand", "sound"]', "columns[1]", "there is no group sound"),
        ('["stand", "extras"]', "columns[1]", "extras is a choose-any group; columns are choose-one groups"),
        ('["stand", "stand"]', "columns[1]", "stand is listed twice"),
        ("[]", "columns", "is an empty list"),
    ],
)
def test_columns_are_choose_one_groups(folder: Path, columns: str, key: str, reason: str) -> None:
    found = faults_with(folder, f'key = "x"\ncolumns = {columns}\nallows = [["foot", "*"]]')
    assert ("rules.toml", f"rule x.{key}", reason) in found


def test_a_rule_is_a_rule_on_its_days_only(folder: Path) -> None:
    product = with_rule(folder, 'key = "x"\nexcludes = ["extras.usb"]\nfrom = 2027-03-01\nuntil = 2027-03-31')
    for day, is_rule in (
        (date(2027, 2, 28), False),
        (date(2027, 3, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ):
        rules = ProductRules(product, on=day)
        assert rules.is_valid(rules.complete(["stand.clamp"]).options | {"extras.usb"}) != is_rule
        assert ("x" in [rule.key for rule in rules.product.rules]) == is_rule
        assert rules.product.version == product.version
    assert product.turning_days == (date.min, date(2027, 3, 1), date(2027, 4, 1))


def test_what_is_not_a_rule_today_is_not_blamed(folder: Path) -> None:
    product = with_rule(folder, 'key = "x"\nwhen = ["colour.brass"]\nrequires = ["model.atelier"]\nuntil = 2027-03-31')
    before, after = (ProductRules(product, on=day) for day in (date(2027, 3, 31), date(2027, 4, 1)))
    start = Configuration("lamp", before.complete([]).options)
    for rules in (before, after):
        judgement = rules.judge(start)["colour.brass"]
        assert judgement.state is State.POSSIBLE or "x" not in [rule.key for rule in judgement.reasons]


def test_what_a_rule_includes_costs_nothing_on_its_days_only(folder: Path) -> None:
    product = with_rule(folder, 'key = "x"\nwhen = ["stand.wall"]\nincludes = ["extras.usb"]\nuntil = 2027-03-31')
    assert "stand.wall" in product.on(date(2027, 3, 31)).givers["extras.usb"]
    assert "stand.wall" not in product.on(date(2027, 4, 1)).givers["extras.usb"]


@pytest.mark.parametrize(
    ("dates", "key", "reason"),
    [
        ("from = 2027-03-02\nuntil = 2027-03-01", "until", "is before `from`"),
        ('from = "2027-03-02"', "from", "should be a date, not '2027-03-02'"),
        ("until = 2027-03-02T10:00:00", "until", "should be a date, not datetime"),
    ],
)
def test_dates_are_dates_in_their_order(folder: Path, dates: str, key: str, reason: str) -> None:
    ((file, found, why),) = faults_with(folder, f'key = "x"\nexcludes = ["extras.usb"]\n{dates}')
    assert (file, found) == ("rules.toml", f"rule x.{key}")
    assert reason in why


def test_a_contradiction_of_some_days_is_named_with_them(folder: Path) -> None:
    with (folder / "rules.toml").open("a") as rules:
        for key, body in (("x", 'excludes = ["bulb.warm", "bulb.cool"]'), ("y", 'excludes = ["bulb.smart"]')):
            rules.write(f'\n[[rule]]\nkey = "{key}"\n{body}\nfrom = 2027-03-01\nuntil = 2027-03-31\n{TEXT}')
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    assert [fault.key for fault in error.value.faults] == ["rule x, rule y"]
    assert error.value.faults[0].reason.endswith("no product keeps all of these rules (from 2027-03-01)")


def test_an_option_may_be_impossible_for_some_time(folder: Path) -> None:
    with (folder / "rules.toml").open("a") as rules:
        rules.write(f'\n[[rule]]\nkey = "x"\nexcludes = ["extras.usb"]\nuntil = 2027-03-31\n{TEXT}')
    assert load_product(folder).rules[-1].key == "x"
    with (folder / "rules.toml").open("a") as rules:
        rules.write(f'\n[[rule]]\nkey = "y"\nexcludes = ["extras.usb"]\nfrom = 2027-04-01\n{TEXT}')
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    assert [fault.key for fault in error.value.faults] == ["extras.options.usb"]


def share(folder: Path, name: str, rules: str) -> None:
    """Give the lamp shared rules, and write them."""
    product = (folder / "product.toml").read_text()
    (folder / "product.toml").write_text(f'shared = ["{name}"]\n{product}')
    (folder.parent / "_shared").mkdir(exist_ok=True)
    (folder.parent / "_shared" / f"{name}.toml").write_text(rules)


WINTER = f"""
[[rule]]
key = "winter-bulb"
when = ["stand.wall"]
excludes = ["bulb.cool"]
text.fr = "C'est comme ça."
{TEXT}
[[rule]]
key = "winter-fitting"
columns = ["stand", "bulb"]
allows = "fitting.csv"
{TEXT}
"""


def test_products_share_rules(folder: Path) -> None:
    share(folder, "winter", WINTER)
    (folder.parent / "_shared" / "fitting.csv").write_text("stand,bulb\nfoot,*\nwall,*\nclamp,warm\n")
    shutil.copytree(folder, folder.parent / "lamp2")
    products = load_products(folder.parent)
    assert list(products) == ["lamp", "lamp2"]
    for key, product in products.items():
        assert [rule.key for rule in product.rules][-2:] == ["winter-bulb", "winter-fitting"]
        assert [rule.file for rule in product.rules][-2:] == ["_shared/winter.toml"] * 2
        assert product_from_sources(key, product.sources) == product
        assert {"bulb.cool"} <= impossible(product, "stand.wall")


def test_shared_rules_must_be_there_and_fit_the_product(folder: Path) -> None:
    share(folder, "winter", WINTER.replace("bulb.cool", "bulb.cold").replace("winter-fitting", "wall-no-tray"))
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    assert str(error.value).splitlines() == [
        "designs/_shared/winter.toml: rule winter-bulb.excludes[0]: there is no option bulb.cold",
        "designs/_shared/winter.toml: rule wall-no-tray.allows: there is no file _shared/fitting.csv",
    ]
    (folder.parent / "_shared" / "winter.toml").unlink()
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    assert str(error.value) == "designs/_shared/winter.toml: file: is missing"


def test_rules_of_different_files_have_different_keys(folder: Path) -> None:
    share(folder, "winter", WINTER.partition('\n[[rule]]\nkey = "winter-f')[0].replace("winter-bulb", "wall-no-tray"))
    with pytest.raises(FaultyProductError, match=r"rule wall-no-tray\.key: another rule is called wall-no-tray too"):
        load_product(folder)


@pytest.mark.parametrize("name", ["../lamp/rules", "Winter", "/etc/passwd", "_x"])
def test_shared_rules_are_named_without_a_path(folder: Path, name: str) -> None:
    share(folder, "winter", "")
    product = (folder / "product.toml").read_text().replace('"winter"', f'"{name}"')
    (folder / "product.toml").write_text(product)
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    assert "should be small letters, digits, - and _" in str(error.value)


def test_any_value_of_the_wrong_type_is_a_fault_and_never_a_crash(folder: Path) -> None:
    share(folder, "winter", "")
    lines = [
        'key = "x"\nif = "stand.wall"\nthen = "extras.usb"',
        TABLE + 'allows = [["foot", "*"], ["wall", "warm"]]\nfrom = 2027-01-01\nuntil = 2027-02-01',
    ]
    sound = (folder / "rules.toml").read_text()
    for rule in lines:
        for line in rule.splitlines():
            for wrong in ("[[]]", "[[[]]]", "{ a = 1 }", "[1]", "true", '"☃"', "0x7" + "f" * 5000, "nan", "07:32:00"):
                broken = rule.replace(line, f"{line.partition(' = ')[0]} = {wrong}")
                (folder / "rules.toml").write_text(f"{sound}\n[[rule]]\n{broken}\n{TEXT}")
                with pytest.raises(FaultyProductError):
                    product_without_pictures(folder)
    (folder / "rules.toml").write_text(sound)
    product = (folder / "product.toml").read_text()
    for wrong in ("[[]]", "{ a = 1 }", "[1]", "true", '"winter"', '[""]', '["winter", "winter"]'):
        (folder / "product.toml").write_text(product.replace('shared = ["winter"]', f"shared = {wrong}"))
        with pytest.raises(FaultyProductError):
            product_without_pictures(folder)
