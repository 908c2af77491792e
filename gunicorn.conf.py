"""What gunicorn reads by itself in this folder: one start for all workers, so that a refusal is said once."""

preload_app = True
