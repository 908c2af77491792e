"""The product model and its rules. Pure: the standard library and python-sat, no web, no database."""
