"""Saved designs: their codes and pages, the gallery, remixes, and what the makers feature."""
