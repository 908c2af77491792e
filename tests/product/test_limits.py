"""Huge and hostile product files get a clear refusal, soon and without filling the memory."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from configurator.product.limits import FAULTS
from configurator.product.loader import FaultyProductError, load_product

LAMP = Path(__file__).parents[1] / "products" / "lamp"
TEXT = 'text.en = "So."\ntext.nl = "Zo."\n'
SECONDS = 20.0
"""Of processor time, on a machine of 2026; most take less than one."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAMP, tmp_path / "lamp"))


def refusal(folder: Path) -> FaultyProductError:
    started = time.process_time()
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    assert time.process_time() - started < SECONDS
    assert len(error.value.faults) <= FAULTS + 1
    assert len(str(error.value)) < 100_000
    return error.value


DEEP = 100_000


def rule(body: str, key: str = "x") -> str:
    return f'[[rule]]\nkey = "{key}"\n{body}\n{TEXT}'


def excluding(*options: str) -> str:
    return rule(f"excludes = {list(options)}")


RULES = {
    "lists inside each other": ("x = " + "[" * DEEP, "is nested more than 12 deep"),
    "closed lists inside each other": ("x = " + "[" * 500 + "]" * 500, "is nested more than 12 deep"),
    "lists a little too deep": ("x = " + "[" * 13 + "]" * 13, "is nested more than 12 deep"),
    "tables inside each other": ("x = " + "{a=" * 500 + "1" + "}" * 500, "is nested more than 12 deep"),
    "a long dotted key": (".".join("a" * 2000) + " = 1", "is nested more than 12 deep"),
    "a long header": ("[" + ".".join("a" * 2000) + "]", "is nested more than 12 deep"),
    "a number with many digits": ("x = " + "9" * 50_000, "is not TOML"),
    "a large number": ('[[rule]]\nkey = "x"\nat_most = 0x' + "f" * 50_000, "such a large number"),
    "many unknown keys": ("".join(f"k{number} = 1\n" for number in range(100_000)), "there are more faults than these"),
    "a large file": ("# " + "x" * 3_000_000, "is larger than 2,000,000 bytes"),
    "many rules": ("[[rule]]\n" * 10_001, "the product has more than 10,000 rules"),
    "one option many times": (excluding(*["extras.usb"] * 100_000), "extras.usb is listed twice"),
    "many unknown options": (excluding(*(f"a.b{number}" for number in range(100_000))), "there is no option a.b0"),
    "a long unknown option": (excluding("x" * 1_000_000), "there is no option xxx"),
    "a long key": (rule('excludes = ["extras.usb"]', "X" * 1_000_000), "should be small letters"),
    "a long expression": (
        rule('then = "' + " or ".join(["extras.usb"] * 100_000) + '"'),
        "is longer than 4000 characters",
    ),
    "a deep expression": (
        rule('then = "' + "(" * 1900 + "extras.usb" + ")" * 1900 + '"'),
        "is nested more than 30 deep",
    ),
    "many dates": (
        "".join(
            rule(f'excludes = ["extras.usb"]\nfrom = 2027-01-{day:02}\nuntil = 2027-02-{day:02}', f"x{day}")
            for day in range(1, 29)
        ),
        "rules begin or end on more than 50 days",
    ),
    "a table with many rows": (
        rule('columns = ["stand", "bulb"]\nallows = [' + '["foot", "*"], ' * 90_000 + "]"),
        "is the same as allows[0]",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_hostile_rule_file_is_refused_soon(folder: Path, name: str) -> None:
    rules, reason = RULES[name]
    (folder / "rules.toml").write_text(rules)
    assert reason in str(refusal(folder))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"stand,bulb\n" + b"foot,warm\n" * 2_000_000, "is larger than 16,000,000 bytes"),
        (b"stand,bulb\n" + b"foot,warm\n" * 300_000, "is the same as line 2"),
        (b"stand,bulb\n" + b"," * 4_000_000, "should have 2 values, one for each column, not 4000001"),
        (b'stand,bulb\n"' + b"x" * 4_000_000, "is not CSV"),
        (b"stand,bulb\n\xff", "is not UTF-8 text"),
        (b"stand,bulb\nfoot,\x00\n", "there is no option bulb"),
    ],
    ids=["large", "long", "wide", "quote", "bytes", "null"],
)
def test_a_hostile_table_is_refused_soon(folder: Path, content: bytes, reason: str) -> None:
    (folder / "t.csv").write_bytes(content)
    (folder / "rules.toml").write_text(f'[[rule]]\nkey = "x"\ncolumns = ["stand", "bulb"]\nallows = "t.csv"\n{TEXT}')
    assert reason in str(refusal(folder))


def test_a_product_has_so_many_files_and_no_more(folder: Path) -> None:
    (folder.parent / "_shared").mkdir()
    for number in range(50):
        (folder.parent / "_shared" / f"s{number}.toml").write_text("")
    product = (folder / "product.toml").read_text()
    shared = ", ".join(f'"s{number}"' for number in range(50))
    (folder / "product.toml").write_text(f"shared = [{shared}]\n{product}")
    assert "is one too many: a product has at most 40 files" in str(refusal(folder))


def test_what_is_no_file_is_missing(folder: Path) -> None:
    (folder / "rules.toml").unlink()
    (folder / "rules.toml").mkdir()
    assert str(refusal(folder)) == "designs/lamp/rules.toml: file: is missing"


def extras(number: int) -> str:
    return "".join(
        f'[extras.options.e{place}]\nname.en = "E"\nname.nl = "E"\nprice = "1.00"\npaint = "#000000"\n'
        for place in range(number)
    )


def add(folder: Path, file: str, text: str) -> None:
    with (folder / file).open("a") as opened:
        opened.write("\n" + text)


def test_options_have_a_limit(folder: Path) -> None:
    add(folder, "options.toml", extras(5001))
    assert "options.toml: options: the product has more than 5,000 options" in str(refusal(folder))


def test_a_long_chain_of_packs_is_refused_soon(folder: Path) -> None:
    add(folder, "options.toml", extras(4900))
    chain = (
        rule(f'when = ["extras.e{place}"]\nincludes = ["extras.e{place + 1}"]', f"c{place}") for place in range(4899)
    )
    add(folder, "rules.toml", "".join(chain))
    assert "rules.toml: rule: packs have more than 300,000 parts, counted in every market" in str(refusal(folder))


def test_a_long_circle_of_packs_is_refused_soon(folder: Path) -> None:
    add(folder, "options.toml", extras(2000))
    circle = (
        rule(f'when = ["extras.e{place}"]\nincludes = ["extras.e{(place + 1) % 2000}"]', f"c{place}")
        for place in range(2000)
    )
    add(folder, "rules.toml", "".join(circle))
    assert "is included with what it includes itself" in str(refusal(folder))


def test_rules_that_include_much_with_much_are_refused(folder: Path) -> None:
    add(folder, "options.toml", extras(4000))
    halves = [[f"extras.e{place}" for place in range(half, 4000, 2)] for half in (0, 1)]
    add(folder, "rules.toml", rule(f"when = {halves[0]}\nincludes = {halves[1]}"))
    assert "the product's rules name options more than 1,000,000 times" in str(refusal(folder))


def pigeons(holes: int) -> tuple[str, str, str]:
    """Group names and rules that nobody can keep, and that a solver needs an age to find out about."""
    birds = range(holes + 1)
    options = "".join(
        f'[b{bird}]\nkind = "one"\nname.en = "B"\nname.nl = "B"\n'
        + "".join(
            f'[b{bird}.options.h{hole}]\nname.en = "H"\nname.nl = "H"\nprice = "0.00"\npaint = "#000000"\n'
            for hole in range(holes)
        )
        for bird in birds
    )
    rules = "".join(
        rule(f"at_most = 1\nof = {[f'b{bird}.h{hole}' for bird in birds]}", f"h{hole}") for hole in range(holes)
    )
    return options, rules, ", ".join(f'"b{bird}"' for bird in birds)


def test_rules_that_are_too_hard_to_decide_are_refused(folder: Path) -> None:
    options, rules, groups = pigeons(13)
    add(folder, "options.toml", options)
    add(folder, "rules.toml", rules)
    product = (folder / "product.toml").read_text()
    defaults = ", ".join(f'"b{bird}.h0"' for bird in range(14))
    product = product.replace('"market"]', f'"market", {groups}]').replace('"bulb.warm"]', f'"bulb.warm", {defaults}]')
    (folder / "product.toml").write_text(product)
    assert "the rules are too hard to decide; make them simpler" in str(refusal(folder))


def test_rules_that_would_fill_the_memory_are_refused(folder: Path) -> None:
    add(folder, "options.toml", extras(3000))
    many = [f"extras.e{place}" for place in range(3000)]
    (folder / "rules.toml").write_text(rule(f"at_most = 1500\nof = {many}"))
    assert "rules.toml: rule x: makes the rules too large" in str(refusal(folder))


def test_a_hostile_file_takes_little_memory(folder: Path) -> None:
    (folder / "rules.toml").write_text(RULES["a table with many rows"][0])
    check = "import sys, pathlib, configurator.product.loader as l\ntry: l.load_product(pathlib.Path(sys.argv[1]))\n"
    check += "except l.FaultyProductError as e: print('refused')"

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

    answer = subprocess.run(
        [sys.executable, "-c", check, str(folder)], preexec_fn=little, capture_output=True, text=True, check=False
    )
    assert answer.stdout == "refused\n", answer.stderr
