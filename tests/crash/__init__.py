"""The crash test: processes of a real site are killed at every step and at random moments, and lose and repeat nothing.

What runs: the site under waitress and the worker, each a process of its own, and the world around them (the stand-in
Stripe and a mail server) in a third, which never dies. A driver does over HTTP what buyers and the order desk do.
"""
