"""What channels are called: the catalogue's name of a built-in one, the user's own label otherwise."""

from pages.shared import session


def channel(key: str, label: str = "") -> str:
    """The channel's name in the session's language; not escaped."""
    if label and label != "nan":
        return label
    texts = session.texts()
    return texts(f"channels.{key}") if texts.has(f"channels.{key}") else key


def channel_rule(name: str) -> str:
    """What decided a channel, in the session's language; the user's own rules keep their name."""
    texts = session.texts()
    return texts(f"channels.rule.{name}") if texts.has(f"channels.rule.{name}") else name
