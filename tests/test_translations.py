"""The Dutch catalogue: complete, with nothing left over, and compiled."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from configurator.config import ROOT
from configurator.payments.sandbox.words import DUTCH, ENGLISH

WORDS = ROOT / "configurator" / "translations" / "nl" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with WORDS.open("rb") as file:
        return read_po(file, locale="nl")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the README's command finds in the code."""
    template: Path = tmp_path_factory.mktemp("words") / "messages.pot"
    extract = re.search(r"pybabel (extract .*) -o", (ROOT / "README.md").read_text())
    assert extract
    command = [sys.executable, "-m", "babel.messages.frontend", *extract[1].split(), "-o", template, "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with template.open("rb") as file:
        return read_po(file)


def messages(catalog: Catalog) -> Iterator[Message]:
    """All but the header."""
    return (message for message in catalog if message.id)


def pairs(message: Message) -> list[tuple[str, str]]:
    """(English, Dutch) of the singular and, where there is one, of the plural."""
    english = message.id if isinstance(message.id, tuple | list) else [message.id]
    translated = message.string if isinstance(message.string, tuple | list) else [message.string]
    return list(zip(english, translated, strict=True))


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_the_catalogue_has_exactly_the_messages_of_the_code(dutch: Catalog, extracted: Catalog) -> None:
    assert {message.id for message in messages(dutch)} == {message.id for message in messages(extracted)}
    assert not dutch.obsolete


def test_every_message_has_a_dutch_translation_that_somebody_settled(dutch: Catalog) -> None:
    assert not [message.id for message in messages(dutch) if not all(text for _, text in pairs(message))]
    assert not [message.id for message in messages(dutch) if message.fuzzy]


def test_a_translation_has_the_placeholders_of_its_message(dutch: Catalog) -> None:
    differing = [
        (english, translated)
        for message in messages(dutch)
        for english, translated in pairs(message)
        if placeholders(english) != placeholders(translated)
    ]
    assert not differing


def test_the_compiled_catalogue_is_that_of_the_words(dutch: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, dutch)
    assert WORDS.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_the_stand_in_of_stripe_has_the_same_words_in_both_languages() -> None:
    assert DUTCH.keys() == ENGLISH.keys()
    assert not [key for key in ENGLISH if placeholders(DUTCH[key]) != placeholders(ENGLISH[key])]
