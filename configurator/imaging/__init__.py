"""Layers to picture: paint in linear light, share cards. Pure: numpy and Pillow, no web, no database."""
