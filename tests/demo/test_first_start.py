"""What `flask demo` does to an empty site."""

from __future__ import annotations

import pytest
from flask import Flask

from configurator.demo.command import gather_crowd
from configurator.demo.loading import CampaignSize
from configurator.gallery.service import count_designs

SIZE = CampaignSize(designs=150, people=60, days=20, preorders=5)


def test_the_crowd_comes_once_and_what_it_made_is_kept(piccola_app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    gather_crowd(SIZE)
    made = count_designs("piccola")
    assert 0 < made <= SIZE.designs
    assert "60 synthetic people design 150 times a Piccola" in capsys.readouterr().out
    gather_crowd(SIZE)
    assert count_designs("piccola") == made
    assert capsys.readouterr().out == ""
