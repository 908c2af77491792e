"""The demo: the whole site in one process on embedded defaults, with a synthetic crowd and a mailbox that anyone reads.

May import every room; only the command that starts it knows of it.
"""
