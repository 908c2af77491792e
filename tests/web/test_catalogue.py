"""Products and the site share one space of addresses; what can't go online is refused in words, all of it at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from configurator.config import load_settings
from configurator.product.faults import FaultyProductsError
from configurator.site import create_app
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
