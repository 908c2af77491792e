"""Starting a process that serves: the site, or a clear sentence why there is none."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable

from flask import Flask

from configurator.config import Settings, load_settings
from configurator.product.errors import OfficinaError
from configurator.site import create_app
from configurator.web.catalogue import catalogue


def start(read_settings: Callable[[], Settings] = load_settings) -> Flask:
    """The site, ready to serve. With unsafe settings or a faulty product the process ends, and says what is wrong."""
    try:
        app = create_app(read_settings())
        with app.app_context():
            catalogue().prepare()
    except OfficinaError as refusal:
        sys.exit(f"{refusal}\nOfficina did not start.")
    # What is loaded by now stays for ever: the collector need not look at it again while somebody waits.
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # C++ libraries complain of what is still there at the end
    return app
