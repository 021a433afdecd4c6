"""Bytes as text: which encoding, and why."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from clm_core.errors import ClmError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0b\x0c\x1a\x1b")
_WESTERN = frozenset("äöüßÄÖÜéèêëàâáîïíìôóòûúùçñåæøœÉÈÀÂÇÑÅÆØŒãõÃÕ€£„“”‚‘’–—…«»°§²³µ®©™·•\u00a0¡¿ºªÁÍÓÚ´`×½¼\u00ad")
_SAMPLE_BYTES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """The text, the encoding and why it was chosen: user, mark, zeros, valid_utf8, western or guess.

    user_doubtful: the user said so, though the content is valid UTF-8 and reads otherwise as that.
    """

    text: str
    encoding: str
    reason: str
    replaced_count: int = 0


def decoded(content: bytes, file_name: str, encoding: str | None) -> DecodedText:
    """The content as text.

    In this order: the user's word, a byte order mark, zero bytes of UTF-16 without a mark, valid UTF-8,
    Western European Windows where its letters make sense, else the best guess by frequencies.
    Raises ClmError where it is no text, or not in the encoding that the user named.
    """
    if encoding is not None:
        return _by_user(content, file_name, encoding)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _replacing(content, name, "mark")
    if (wide := _wide_encoding(content)) is not None:
        return _replacing(content, wide, "zeros")
    sample = content[:_SAMPLE_BYTES]
    if b"\x00" in sample or len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 100:
        raise ClmError("reading.not_text", file=file_name)
    try:
        return DecodedText(text=content.decode("utf-8"), encoding="utf-8", reason="valid_utf8")
    except UnicodeDecodeError:
        return _eight_bit(content, file_name)


def is_certain(content: bytes, file_name: str) -> bool:
    """Whether the file itself says its encoding: by a mark, by zero bytes, or by being valid UTF-8.

    Raises ClmError where it is no text.
    """
    return decoded(content, file_name, None).reason in ("mark", "zeros", "valid_utf8")


def _by_user(content: bytes, file_name: str, encoding: str) -> DecodedText:
    try:
        name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
        text = content.decode(name).removeprefix("\ufeff")
    except (LookupError, ValueError) as error:
        raise ClmError("reading.wrong_encoding", file=file_name, encoding=encoding) from error
    is_doubtful = b"\x00" not in content and text != _as_utf8(content, text)
    return DecodedText(text=text, encoding=encoding, reason="user_doubtful" if is_doubtful else "user")


def _as_utf8(content: bytes, otherwise: str) -> str:
    """The content as UTF-8 if it is that."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return otherwise


def _replacing(content: bytes, encoding: str, reason: str) -> DecodedText:
    """Decoded with a mark for every broken character, so that a cut-off file still opens."""
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    name = encoding.removesuffix("-sig")
    return DecodedText(text=text, encoding=name, reason=reason, replaced_count=text.count("\ufffd"))


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a mark: of Western text every second byte is zero."""
    sample = content[:4000]
    even, odd = sample[::2], sample[1::2]
    if len(sample) < 4 or len(content) % 2:
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.05 * len(odd):
        return "utf-16-be"
    return None


def _eight_bit(content: bytes, file_name: str) -> DecodedText:
    mostly = content.decode("utf-8", errors="replace")
    broken = mostly.count("\ufffd")
    whole = sum(1 for character in mostly[:_SAMPLE_BYTES] if character > "\x7f" and character != "\ufffd")
    if whole >= 50 * broken:
        return DecodedText(text=mostly, encoding="utf-8", reason="valid_utf8", replaced_count=broken)
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    letters = [character for character in text if character > "\x7f"]
    if letters and sum(character in _WESTERN for character in letters) >= 0.9 * len(letters):
        return DecodedText(text=text, encoding="cp1252", reason="western")
    best = from_bytes(content[:_SAMPLE_BYTES]).best()
    if best is None:
        if text:
            return DecodedText(text=text, encoding="cp1252", reason="western")
        raise ClmError("reading.not_text", file=file_name)
    return _replacing(content, best.encoding, "guess")
