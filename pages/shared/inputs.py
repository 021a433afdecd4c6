"""Inputs that understand what people type. Money and decimals never go through Streamlit's number fields,
which turn a German 2.345,67 into 2.35 and a pasted 1,5 into 15."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import streamlit as st

from clm_core.errors import ClmError
from clm_core.texts import Language, formats
from pages.shared import messages, session

_PATTERNS = {
    Language.DE: r"^\s*[-−]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?\s*$",
    Language.EN: r"^\s*[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\s*$",
}
_MOST_DIGITS = 15
_EXAMPLES = {Language.DE: "1.234,56", Language.EN: "1,234.56"}


def decimal_input(
    label: str,
    *,
    key: str,
    value: Decimal | None = None,
    unit: str = "",
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    decimals: int = 2,
    help_text: str | None = None,
    placeholder: str = "",
) -> Decimal | None:
    """The number that was typed or pasted in the session's language; None where it is blank or refused.

    Below the field stands what was understood. The value survives a switch of the language.
    """
    language, texts = session.language(), session.texts()
    remembered = session.kept(f"decimal_{key}")
    shown = value if remembered is None else remembered
    # One widget a language: a text typed as German must not be read again as English.
    typed = st.text_input(
        label,
        value="" if shown is None else _written(shown, language),
        key=f"{key}_{language}",
        help=help_text,
        placeholder=placeholder or _EXAMPLES[language],
        validate=(_PATTERNS[language], texts("messages.decimal_format", example=_EXAMPLES[language])),
        persist_state="session",
    )
    if not (typed or "").strip():
        return None
    try:
        understood = _within(formats.parsed_decimal(str(typed).replace("−", "-"), language), minimum, maximum)
    except ClmError as problem:
        messages.error(problem)
        return None
    session.keep(f"decimal_{key}", understood)
    number = formats.number(float(understood), language, decimals=decimals)
    messages.note("messages.understood", number=f"{number} {unit}".strip())
    return understood


def switch(label: str, options: Sequence[str], *, words: Callable[[str], str], name: str) -> str:
    """One of a few views of a page, remembered for the session and restored by a link.

    Streamlit's own binding would write the translated word into the address, so a link would not
    survive the other language: here the address holds the option itself.
    """
    return str(
        st.segmented_control(
            label, options, format_func=words, required=True, key=f"switch_{name}", on_change=_shown(options, name)
        )
    )


def pick(label: str, options: Sequence[str], *, words: Callable[[str], str], name: str) -> str:
    """The same for more than a few options: a list to choose from."""
    named, save = {one: words(one) for one in options}, _shown(options, name)
    return str(st.selectbox(label, options, format_func=named.__getitem__, key=f"switch_{name}", on_change=save))


def switched(options: Sequence[str], name: str) -> str:
    """What the switch or list of this name is set to, wherever on the page it stands; else the first option."""
    asked = st.query_params.get(name) or session.kept(f"switch_{name}")
    return str(asked) if asked in options else options[0]


def _shown(options: Sequence[str], name: str) -> Callable[[], None]:
    """Sets the widget to what is asked for; what to do when somebody changes it."""
    st.session_state[f"switch_{name}"] = switched(options, name)

    def save() -> None:
        chosen = st.session_state[f"switch_{name}"]
        session.keep(f"switch_{name}", chosen)
        st.query_params[name] = chosen

    return save


def number(
    name: str,
    default: Decimal,
    *,
    key: str | None = None,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
) -> Decimal:
    """What the number field of this name is set to, wherever on the page it stands.

    A link's number that could not have been typed is passed over.
    """
    try:
        asked = Decimal(st.query_params[name])
        if asked.is_finite() and abs(asked.adjusted()) < _MOST_DIGITS:
            return _within(asked, minimum, maximum)
    except (KeyError, InvalidOperation, ClmError):
        pass
    kept = session.kept(f"decimal_{key or name}")
    return default if kept is None else Decimal(kept)


def number_field(label: str, *, name: str, default: Decimal, key: str | None = None, **limits: Any) -> Decimal:
    """A decimal input whose number is remembered for the session and restored by a link.

    ``key``: what it is remembered under, where that is more than its name. ``limits`` are those of
    ``decimal_input``; while the field is blank or refused the last number stays.
    """
    bounds = {one: limits.get(one) for one in ("minimum", "maximum")}
    before = number(name, default, key=key, **bounds)
    typed = decimal_input(label, key=key or name, value=before, **limits)
    if typed is not None and typed != before:
        st.query_params[name] = str(typed)
    return before if typed is None else typed


def _within(number: Decimal, minimum: Decimal | None, maximum: Decimal | None) -> Decimal:
    language = session.language()
    if minimum is not None and number < minimum:
        raise ClmError("messages.too_small", minimum=_written(minimum, language))
    if maximum is not None and number > maximum:
        raise ClmError("messages.too_large", maximum=_written(maximum, language))
    return number


def _written(number: Decimal, language: Language) -> str:
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return formats.number(number, language, decimals=places).replace("−", "-")
