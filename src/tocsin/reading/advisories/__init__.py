"""What people are told to do: who tells whom, of which country, by when."""

from tocsin.reading.advisories.finder import find

__all__ = ["find"]
