"""What a channel is called in the reader's language."""

from collections.abc import Mapping

from clm_core.texts.catalogue import Texts


def channel_name(key: str, texts: Texts, labels: Mapping[str, str]) -> str:
    """The name that users gave it (``labels``), else the catalogue's, else its key as the file had it; not escaped."""
    if labels.get(key):
        return labels[key]
    return texts(f"channels.{key}") if texts.has(f"channels.{key}") else key
