"""The site as a WSGI application: `gunicorn wsgi:app`, `flask run`."""

from configurator.starting import start

app = start()
