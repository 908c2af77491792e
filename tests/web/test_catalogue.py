"""Products and the site share one space of addresses; what can't go online is refused in words, all of it at once."""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from configurator.config import load_settings
from configurator.product.definition import Product
from configurator.product.engine import storing
from configurator.product.engine.storing import Store
from configurator.product.faults import FaultyProductsError
from configurator.product.loader import load_product
from configurator.site import create_app
from configurator.starting import start
from configurator.web.catalogue import Catalogue
from tests.conftest import DESIGNS


@pytest.mark.parametrize("key", ["gallery", "d", "staff", "static", "login", "healthz"])
def test_a_product_called_like_an_address_of_the_site_is_refused(tmp_path: Path, key: str) -> None:
    shutil.copytree(DESIGNS / "lamp", tmp_path / "designs" / key)
    with pytest.raises(FaultyProductsError, match=rf"^designs/{key}/product\.toml: folder: .*rename the folder"):
        create_app(load_settings(instance_path=tmp_path / "instance", designs_path=tmp_path / "designs"))


@pytest.mark.parametrize("command", [("products", "check"), ("demo", "--port", "0")])
def test_the_commands_name_every_fault_of_every_product_without_a_traceback(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    for key in ("lamp", "torch"):
        shutil.copytree(DESIGNS / "lamp", tmp_path / "designs" / key)
        broken = tmp_path / "designs" / key / "product.toml"
        broken.write_text(broken.read_text().replace('deposit = "10.00"', "deposit = 10"))
    answer = subprocess.run(
        [sys.executable, "-m", "flask", *command],
        env={"DESIGNS_PATH": str(tmp_path / "designs"), "INSTANCE_PATH": str(tmp_path / "instance"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "designs/lamp/product.toml: deposit:" in answer.stderr
    assert "designs/torch/product.toml: deposit:" in answer.stderr
    assert "Traceback" not in answer.stderr


SPRING = date(2027, 4, 1)


@pytest.fixture
def seasonal(tmp_path: Path) -> Product:
    """A lamp that hangs on the wall only from April on."""
    folder = Path(shutil.copytree(DESIGNS / "lamp", tmp_path / "lamp"))
    with (folder / "rules.toml").open("a") as rules:
        rules.write('[[rule]]\nkey = "not-yet"\nexcludes = ["stand.wall"]\nuntil = 2027-03-31\n')
        rules.write('text.en = "From April on."\ntext.nl = "Vanaf april."\n')
    return load_product(folder)


def test_rules_are_those_of_the_day(seasonal: Product) -> None:
    days = [SPRING - timedelta(days=2)]
    catalogue = Catalogue({"lamp": seasonal}, clock=lambda: days[-1])
    winter = catalogue.rules("lamp")
    assert "not-yet" in [rule.key for rule in catalogue.product("lamp").rules]
    days.append(SPRING - timedelta(days=1))
    assert catalogue.rules("lamp") is winter, "the same rules hold, so that they need not be made again"
    days.append(SPRING)
    assert catalogue.rules("lamp") is not winter
    assert catalogue.rules("lamp").product is catalogue.product("lamp") is next(iter(catalogue))
    assert "not-yet" not in [rule.key for rule in catalogue.product("lamp").rules]
    assert catalogue.rules("lamp").complete(["stand.wall"]).options >= {"stand.wall"}
    assert catalogue.product("lamp").version == seasonal.version


def test_many_threads_see_the_new_day_once(seasonal: Product) -> None:
    days = [SPRING - timedelta(days=1)]
    catalogue = Catalogue({"lamp": seasonal}, clock=lambda: days[-1])
    days.append(SPRING)
    with ThreadPoolExecutor(8) as threads:
        assert len({id(rules) for rules in threads.map(lambda _: catalogue.rules("lamp"), range(32))}) == 1


def test_what_was_prepared_waits_for_nothing_and_is_kept_for_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp = load_product(DESIGNS / "lamp")
    first = Catalogue({"lamp": lamp}, store=Store(tmp_path))
    first.prepare()
    monkeypatch.setattr(storing, "compiled", lambda model: pytest.fail("it was built when somebody asked"))
    assert first.rules("lamp").count() == Catalogue({"lamp": lamp}, store=Store(tmp_path)).rules("lamp").count()


def test_a_site_that_starts_has_prepared_its_products(tmp_path: Path) -> None:
    start(lambda: load_settings(instance_path=tmp_path, designs_path=DESIGNS))
    gc.unfreeze()
    assert len(list((tmp_path / "diagrams").iterdir())) == len(list(DESIGNS.glob("*/product.toml")))
