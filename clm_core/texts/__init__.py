"""German and English: sentences from the catalogues, numbers, money and dates as text."""

from clm_core.texts.catalogue import Language, Texts, texts_for

__all__ = ["Language", "Texts", "texts_for"]
