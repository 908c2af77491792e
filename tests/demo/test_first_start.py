"""What `flask demo` does to an empty site."""

from __future__ import annotations

import pytest
from flask import Flask

from configurator.demo.command import gather_crowd
from configurator.demo.featuring import CAPTIONS
from configurator.demo.loading import CampaignSize
from configurator.demo.staff import hire_staff
from configurator.gallery.models import Place
from configurator.gallery.service import count_crowd
from configurator.gallery.service.featuring import featured_now

SIZE = CampaignSize(designs=150, people=60, days=20, preorders=5)


def test_the_crowd_comes_once_and_what_it_made_is_kept(piccola_app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    hire_staff(piccola_app.extensions["officina-settings"])
    gather_crowd(SIZE)
    made = count_crowd("piccola").designs
    assert 0 < made <= SIZE.designs
    assert "60 synthetic people design 150 times a Piccola" in capsys.readouterr().out
    featured = featured_now("piccola")
    assert [feature.place for feature in featured].count(Place.HERO) == 1
    assert len(featured) == len(CAPTIONS)
    gather_crowd(SIZE)
    assert count_crowd("piccola").designs == made
    assert featured_now("piccola") == featured
    assert capsys.readouterr().out == ""
