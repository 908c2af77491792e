"""The site as a WSGI application: `gunicorn wsgi:app`, `flask run`."""

from configurator import create_app
from configurator.cli import refusals_explained

with refusals_explained():
    app = create_app()
