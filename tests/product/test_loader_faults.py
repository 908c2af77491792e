"""Everything that can be wrong with a product's files, one fault at a time: which file, which key, which reason."""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from configurator.product.definition import Openness, Product
from configurator.product.loader import (
    FILES,
    FaultyProductError,
    FaultyProductsError,
    load_product,
    load_products,
    product_from_sources,
)

LAMP = Path(__file__).parents[1] / "products" / "lamp"

PRODUCT_FAULTS = [
    ('currency = "EUR"', 'currency = "euro"', "currency", "should be an ISO 4217 code"),
    ('currency = "EUR"\n', "", "currency", "is missing"),
    ('languages = ["en", "nl"]', "languages = []", "languages", "is an empty list"),
    ('deposit = "10.00"', "deposit = 10.00", "deposit", "10.0 is not an amount such as '1250.00', in quotes"),
    ('deposit = "10.00"', 'deposit = "10.5"', "deposit", "'10.5' should have 2 decimals"),
    ('deposit = "10.00"', 'deposit = "-10.00"', "deposit", "-10.00 is less than nothing"),
    ('deposit = "10.00"', 'deposit = "60.00"', "deposit", "is not less than the price of 49.00 EUR in nl"),
    ('it = "47.00"', 'fr = "47.00"', "base_price.fr", "there is no market fr"),
    ("until = 2027-12-31", "until = 2027-08-31", "delivery.until", "is before `from`"),
    ("from = 2027-09-01", 'from = "2027-09-01"', "delivery.from", "should be a date, not '2027-09-01'"),
    ("from = 2027-09-01", "from = 2027-09-01T10:00:00", "delivery.from", "should be a date"),
    ('tagline.nl = "Een licht van jezelf"\n', "", "tagline.nl", "is missing"),
    ('tagline.nl = "Een licht van jezelf"', 'tagline.nl = ""', "tagline.nl", "is empty"),
    ('tagline.nl = "Een licht van jezelf"', 'tagline.nl = "x"\ntagline.fr = "y"', "tagline.fr", "unknown key"),
    ("currency =", 'color = "red"\ncurrency =', "color", "unknown key; known are currency"),
    ('"stand.foot", ', "", "defaults", "there should be exactly one option of stand, not 0"),
    ('"stand.foot", ', '"stand.foot", "stand.wall", ', "defaults", "exactly one option of stand, not 2"),
    ('"stand.foot", ', '"stand.foot", "stand.foot", ', "defaults[3]", "stand.foot is listed twice"),
    ('"stand.foot", ', '"stand.foot", "stand.hook", ', "defaults[3]", "there is no option stand.hook"),
    ('"stand.foot", ', '"stand.foot", "extras.usb", ', "defaults", "extras.usb is of a choose-any group"),
    ('"stand.foot", ', '"stand.foot", 7, ', "defaults[3]", "should be a string, not 7"),
    ('key = "light"', 'key = "lamp"', "sections[1].key", "another section is called lamp too"),
    ('key = "light"', 'key = "The light"', "sections[1].key", "small letters"),
    ('"bulb", "extras"', '"bulb", "sound", "extras"', "sections", "there is no group sound"),
]
OPTION_FAULTS = [
    ('price = "9.50"', "price = 9.50", "stand.options.wall.price", "9.5 is not an amount such as '1250.00', in quotes"),
    ('price = "9.50"', 'price = "9,50"', "stand.options.wall.price", "'9,50' is not an amount"),
    ('price = "9.50"\n', "", "stand.options.wall.price", "is missing"),
    ('it = "18.00"', "it = 18", "model.options.atelier.price.it", "18 is not an amount such as '1250.00', in quotes"),
    ('it = "18.00"', 'es = "18.00"', "model.options.atelier.price.es", "there is no market es"),
    ('everywhere = "20.00", ', "", "model.options.atelier.price.everywhere", "is missing"),
    ('name.nl = "Wandarm"\n', "", "stand.options.wall.name.nl", "is missing; it should be a string"),
    ('name.nl = "Wandarm"', "name.nl = 3", "stand.options.wall.name.nl", "should be a string, not 3"),
    ('help.nl = "Waarop de lamp staat of waaraan hij hangt."\n', "", "stand.help.nl", "is missing"),
    ('paint = "#b3161e"', 'paint = "red"', "colour.options.red.paint", 'should be a colour such as "#b3161e"'),
    ('finish = "metallic"', 'finish = "shiny"', "colour.options.brass.finish", "one of solid, metallic, pearl, chrome"),
    ('openness = "experiment"', 'openness = "maybe"', "shade.options.paper.openness", "one of final, open, experiment"),
    ("open_until = 2027-01-31\n", "", "shade.options.globe.open_until", 'openness "open" needs a date'),
    ("retired = true", "retired = 1", "shade.options.disc.retired", "should be true or false, not 1"),
    (
        '["model.atelier"]',
        '["model.deluxe"]',
        "shade.options.globe.included_with[0]",
        "no option model.deluxe",
    ),
    ('["model.atelier"]', '["shade.globe"]', "shade.options.globe.included_with", "can't be included with itself"),
    ('"old-disc.png"', '"../old-disc.png"', "shade.options.disc.picture", "should be a file name"),
    ('"old-disc.png"', '"older-disc.png"', "shade.options.disc.picture", "no file artwork/options/older-disc.png"),
    ('price = "6.00"\nopen', 'weight = 3\nprice = "6.00"\nopen', "shade.options.paper.weight", "unknown key"),
    ('country = "NL"', 'country = "Holland"', "market.options.nl.country", "should be an ISO 3166-1 code"),
    ('vat_rate = "21"', "vat_rate = 21", "market.options.nl.vat_rate", "should be a percentage in quotes"),
    ('vat_rate = "21"', 'vat_rate = "121"', "market.options.nl.vat_rate", "should be a percentage in quotes"),
    ('paint = "#e8f1ff"', 'paint = "#e8f1ff"\nvat_rate = "9"', "bulb.options.cool.vat_rate", "unknown key"),
    (
        'paint = "#e8f1ff"\n',
        "",
        "bulb.options.cool",
        "has neither `paint` nor a picture artwork",
    ),
    ("market = true\n", "", "market", "exactly one group should have `market = true`, not 0"),
    ('[bulb]\nkind = "one"', '[bulb]\nmarket = true\nkind = "one"', "market", "`market = true`, not 2"),
    ('kind = "one"\nmarket = true', 'kind = "any"\nmarket = true', "market.kind", 'the market group should be "one"'),
    ('[bulb]\nkind = "one"', '[bulb]\nkind = "two"', "bulb.kind", "should be one of one, any, number, not two"),
    ("[extras.options.usb]", '[extras.options."USB 3"]', "extras.options.USB 3", "should be small letters"),
    ('[bulb]\nkind = "one"', '[sound.options]\n[bulb]\nkind = "one"', "sound", "is in no section of product.toml"),
    ('[bulb]\nkind = "one"', '[sound.options]\n[bulb]\nkind = "one"', "sound.options", "is empty"),
]
RULE_FAULTS = [
    (
        'when = ["colour.brass"]',
        'when = ["colour.gold"]',
        "rule brass-is-atelier.when[0]",
        "there is no option colour.gold",
    ),
    ('requires = ["model.atelier"]', 'requires = ["model"]', "rule brass-is-atelier.requires[0]", "no option model"),
    ('requires = ["model.atelier"]\n', "", "rule brass-is-atelier", "should have exactly one of requires"),
    (
        'requires = ["model',
        'excludes = ["bulb.warm"]\nrequires = ["model',
        "rule brass-is-atelier",
        "and excludes",
    ),
    ('requires = ["model.atelier"]', "requires = []", "rule brass-is-atelier.requires", "is an empty list"),
    (
        'key = "wall-no-tray"',
        'key = "evening-pack"',
        "rule evening-pack.key",
        "another rule is called evening-pack",
    ),
    ('key = "wall-no-tray"\n', "", "rule[5].key", "is missing"),
    ("at_most = 2", 'at_most = "2"', "rule two-sockets.at_most", "should be a whole number, not '2'"),
    ("at_most = 2", "at_most = 4", "rule two-sockets.at_most", "4 of 3 options"),
    ("at_most = 2", "at_most = -1", "rule two-sockets.at_most", "should be 0 or more, not -1"),
    ("at_most = 2", "at_most = true", "rule two-sockets.at_most", "should be a whole number, not true"),
    ('of = ["extras.timer', 'among = ["extras.timer', "rule two-sockets.among", "unknown key"),
    ('of = ["extras.timer', 'from = ["extras.timer', "rule two-sockets.of", "is missing"),
    ('when = ["model.atelier"]\n', "", "rule atelier-dimmer.when", "should say which option brings the others"),
    ('when = ["model.at', 'when = ["extras.dimmer", "model.at', "rule atelier-dimmer.includes", "can't include itself"),
    ('text.nl = "Alleen de voet draagt een pennenbak."\n', "", "rule wall-no-tray.text.nl", "is missing"),
    ("[[rule]]", "[[rules]]\n[[rule]]", "rules", "unknown key; known are rule"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LAMP, tmp_path / "lamp"))


def faults_of(folder: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    for fault in error.value.faults:
        assert f"designs/{folder.name}/{fault.file}: {fault.key}: {fault.reason}" in str(error.value)
    return [(fault.file, fault.key, fault.reason) for fault in error.value.faults]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def assert_fault(faults: list[tuple[str, str, str]], file: str, key: str, reason: str) -> None:
    assert any(f == file and k == key and reason in r for f, k, r in faults), faults


FAULTS = zip(FILES, (PRODUCT_FAULTS, OPTION_FAULTS, RULE_FAULTS), strict=True)


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "reason"), [(file, *fault) for file, faults in FAULTS for fault in faults]
)
def test_a_fault_is_named_with_file_key_and_reason(
    folder: Path, file: str, old: str, new: str, key: str, reason: str
) -> None:
    replace(folder / file, old, new)
    faults = faults_of(folder)
    assert_fault(faults, file, key, reason)


def test_every_fault_is_named_at_once(folder: Path) -> None:
    replace(folder / "product.toml", 'deposit = "10.00"', "deposit = 10.00")
    replace(folder / "options.toml", 'price = "9.50"', "price = 9.50")
    replace(folder / "rules.toml", 'when = ["colour.brass"]', 'when = ["colour.gold"]')
    assert [fault[:2] for fault in faults_of(folder)] == [
        ("product.toml", "deposit"),
        ("options.toml", "stand.options.wall.price"),
        ("rules.toml", "rule brass-is-atelier.when[0]"),
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert faults_of(folder) == [(file, "file", "is missing")]


def test_a_file_that_is_no_toml_is_named_with_its_line(folder: Path) -> None:
    (folder / "rules.toml").write_text('[[rule]]\nkey = "a"\nkey = "b"\n')
    ((file, key, reason),) = faults_of(folder)
    assert (file, key) == ("rules.toml", "file")
    assert "is not TOML" in reason
    assert "line 3" in reason


def test_a_file_that_is_no_utf8_is_named(folder: Path) -> None:
    (folder / "rules.toml").write_bytes(b"\xff\xfe")
    assert faults_of(folder) == [("rules.toml", "file", "is not UTF-8 text")]


def test_a_folder_needs_a_name_that_can_stand_in_a_link(folder: Path) -> None:
    assert_fault(faults_of(folder.rename(folder.with_name("Desk Lamp"))), "product.toml", "folder", "small letters")


def test_any_value_of_the_wrong_type_is_a_fault_and_never_a_crash(folder: Path) -> None:
    for file in FILES:
        whole = (LAMP / file).read_text()
        for number, line in enumerate(whole.splitlines()):
            key, equals, _ = line.partition(" = ")
            if not equals or key.startswith("#"):
                continue
            for wrong in ("[[]]", "{ a = 1 }", "[1]", "true", '"☃"'):
                lines = whole.splitlines()
                lines[number] = f"{key} = {wrong}"
                (folder / file).write_text("\n".join(lines))
                with suppress(FaultyProductError):
                    load_product(folder)
        (folder / file).write_text(whole)
    load_product(folder)


def change_manifest(folder: Path, change: Callable[[dict], object]) -> None:  # type: ignore[type-arg]
    path = folder / "artwork" / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


MANIFEST_FAULTS = [
    (lambda m: m.pop("views"), "views", "is missing"),
    (lambda m: m["layers"][0].update(file="front/nothing.png"), "layers[0].file", "there is no file"),
    (lambda m: m["layers"][0].update(file="../product.toml"), "layers[0].file", "outside"),
    (lambda m: m["layers"][0].update(file=7), "layers[0].file", "should be a string"),
    (lambda m: m["layers"][0].pop("file"), "layers[0].file", "is missing"),
    (lambda m: m["layers"][0].update(scene="dusk"), "layers[0].scene", "there is no scene dusk"),
    (lambda m: m["layers"][0].update(view="back"), "layers[0].view", "there is no view back"),
    (lambda m: m["layers"][0].update(kind="photo"), "layers[0].kind", "should be one of"),
    (lambda m: m["layers"][0].update(box=[0, 0, 9]), "layers[0].box", "should be four whole numbers"),
    (lambda m: m["layers"][0].update(box=[9, 0, 9, 10]), "layers[0].box", "is empty"),
    (lambda m: m["layers"][0].update(box=[0, 0, 10, 10]), "layers[0].box", "is 10 × 10, but"),
    (lambda m: m["layers"][0].update(colour="red"), "layers[0].colour", "unknown key"),
    (lambda m: m["layers"][2].update(when=["stand.hook"]), "layers[2].when[0]", "there is no option stand.hook"),
    (lambda m: m["layers"][-1].update(unless=["x"]), "layers[13].unless[0]", "there is no option x"),
    (lambda m: m["layers"][6].update(zone="foot"), "layers[6].zone", "there is no zone foot"),
    (lambda m: m["layers"][6].update(finish=["matt"]), "layers[6].finish", "there is no finish matt"),
    (lambda m: m["layers"][0].update(gain=2), "layers[0].gain", "only zones have one"),
    (lambda m: m["layers"][6].update(gain=0), "layers[6].gain", "should be 1 or more"),
    (lambda m: m["views"][0].update(scenes=["dusk"]), "views[0].scenes", "there is no scene dusk"),
    (lambda m: m["views"][0].update(step="first"), "views[0].step", "should be a whole number"),
    (lambda m: m["zones"].update(shade=["paint"]), "zones.shade", "there is no group paint"),
    (lambda m: m["views"][0].pop("width"), "views[0].width", "should be a whole number"),
    (lambda m: m["views"][0]["name"].pop("nl"), "views[0].name.nl", "is missing"),
    (lambda m: m.update(layers=3), "layers", "should be a list"),
    (lambda m: m.update(extra=3), "extra", "unknown key"),
]


@pytest.mark.parametrize(("change", "key", "reason"), MANIFEST_FAULTS)
def test_a_fault_in_the_manifest_is_named(
    folder: Path,
    change: Callable[[dict], object],
    key: str,
    reason: str,  # type: ignore[type-arg]
) -> None:
    change_manifest(folder, change)
    assert_fault(faults_of(folder), "artwork/manifest.json", key, reason)


def test_a_manifest_that_is_missing_or_no_json_is_named(folder: Path) -> None:
    path = folder / "artwork" / "manifest.json"
    path.write_text("{")
    assert_fault(faults_of(folder), "artwork/manifest.json", "file", "is not JSON")
    path.unlink()
    assert_fault(faults_of(folder), "artwork/manifest.json", "file", "is missing")


def test_a_product_without_pictures_says_so(folder: Path) -> None:
    (folder / "artwork" / "manifest.json").write_text('{"views": []}')
    assert load_product(folder).key == "lamp"


def test_the_lamp_is_read_as_it_is_written(lamp: Product) -> None:
    globe, disc = lamp.options["shade.globe"], lamp.options["shade.disc"]
    assert (globe.openness, str(globe.open_until), globe.included_with) == (
        Openness.OPEN,
        "2027-01-31",
        ("model.atelier",),
    )
    assert lamp.options["shade.cone"].openness is Openness.FINAL
    assert lamp.options["shade.paper"].openness is Openness.EXPERIMENT
    assert (disc.retired, disc.picture) == (True, "old-disc.png")
    assert [group.key for group in lamp.groups] == ["model", "stand", "shade", "colour", "bulb", "extras", "market"]
    assert [rule.count for rule in lamp.rules if rule.key == "two-sockets"] == [2]
    assert lamp.group_by_key["bulb"].section == "light"


def test_an_archived_version_loads_from_its_texts_without_pictures(lamp: Product) -> None:
    assert product_from_sources("lamp", lamp.sources) == lamp
    with pytest.raises(FaultyProductError):
        product_from_sources("lamp", {"product.toml": ""})


def test_the_version_changes_with_each_file_and_with_nothing_else(lamp: Product) -> None:
    versions = {
        product_from_sources("lamp", {**lamp.sources, file: lamp.sources[file] + "\n# changed\n"}).version
        for file in FILES
    }
    assert len(versions | {lamp.version}) == 4
    assert len(lamp.version) == 16


def test_every_folder_is_a_product(tmp_path: Path) -> None:
    for key in ("lamp", "lamp2"):
        shutil.copytree(LAMP, tmp_path / key)
    (tmp_path / "README.md").write_text("Products")
    (tmp_path / ".cache").mkdir()
    assert list(load_products(tmp_path)) == ["lamp", "lamp2"]
    replace(tmp_path / "lamp2" / "options.toml", 'price = "9.50"', "price = 9.50")
    replace(tmp_path / "lamp" / "product.toml", 'deposit = "10.00"', "deposit = 10")
    with pytest.raises(FaultyProductsError) as error:
        load_products(tmp_path)
    assert [line.rpartition(": ")[0] for line in str(error.value).splitlines()] == [
        "designs/lamp/product.toml: deposit",
        "designs/lamp2/options.toml: stand.options.wall.price",
    ]


@pytest.mark.parametrize("name", ["was", "view", "parent"])
def test_a_group_can_not_be_called_like_another_part_of_a_link(folder: Path, name: str) -> None:
    for file in FILES:
        text = (folder / file).read_text()
        text = text.replace("[bulb", f"[{name}").replace('"bulb"', f'"{name}"').replace('"bulb.', f'"{name}.')
        (folder / file).write_text(text)
    assert_fault(faults_of(folder), "options.toml", name, "links need the names was, view, scene, parent")
