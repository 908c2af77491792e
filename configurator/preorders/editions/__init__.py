"""Editions: limited runs of chosen configurations, with a capacity, a threshold and a deadline."""
