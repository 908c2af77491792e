"""The stand-in Stripe: what the real `stripe` client needs of it, over HTTP, with its own SQLite file."""

from configurator.payments.sandbox.app import Sandbox, make_sandbox
from configurator.payments.sandbox.faults import Chance
from configurator.payments.sandbox.server import RunningSandbox, serve_sandbox

__all__ = ["Chance", "RunningSandbox", "Sandbox", "make_sandbox", "serve_sandbox"]
