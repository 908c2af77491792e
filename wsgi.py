"""The site as a WSGI application: `gunicorn wsgi:app`, `flask run`."""

from configurator import create_app

app = create_app()
