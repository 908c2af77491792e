"""Refunding many at once: counted first, approved by a second person, paced, stopped and resumed at will."""
