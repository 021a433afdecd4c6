"""What counts and how models are set: kept in the address, so that a link restores it."""

from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from clm_core.journey_options import MAX_LOOK_BACK_DAYS
from clm_core.selection import AttributionModel
from clm_core.services.attribution import (
    ConversionKind,
    ConversionValue,
    JourneyEntity,
    JourneyOptions,
    ModelSettings,
    RoleShares,
)
from pages.shared import inputs, messages, session

KINDS = (ConversionKind.WON_DEAL, *(one for one in ConversionKind if one is not ConversionKind.WON_DEAL))
_ENTITIES = (JourneyEntity.ACCOUNT, JourneyEntity.CONTACT)
_TOUCHES = ("all", "marketing")
_DIRECT = ("with_direct", "without_direct")
_OWN = ("no_own", "with_own")
_POSITION = {"first": 40, "middle": 20, "last": 40}
_OWN_ROLES = {"first": 40, "lead": 0, "mql": 0, "opportunity": 0, "last": 40, "middle": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the reader wants journeys cut and models set."""

    options: JourneyOptions
    settings: ModelSettings


def asked() -> Asked:
    """What the address or this session asks for."""
    defaults = JourneyOptions(), ModelSettings()
    days = min(max(int(inputs.number("days", Decimal(defaults[0].look_back_days))), 1), MAX_LOOK_BACK_DAYS)
    half_life = float(inputs.number("half_life", Decimal(str(defaults[1].half_life_days))))
    has_own = inputs.switched(_OWN, "own") == "with_own"
    return Asked(
        options=JourneyOptions(
            conversion=ConversionKind(inputs.switched([str(one) for one in KINDS], "conversion")),
            entity=JourneyEntity(inputs.switched([str(one) for one in _ENTITIES], "entity")),
            look_back_days=days,
            is_marketing_only=inputs.switched(_TOUCHES, "touches") == "marketing",
            excludes_direct=inputs.switched(_DIRECT, "direct") == "without_direct",
            value=ConversionValue(inputs.switched([str(one) for one in ConversionValue], "money")),
        ),
        settings=ModelSettings(
            half_life_days=half_life if half_life > 0 else defaults[1].half_life_days,
            position_based=_shares("position", _POSITION),
            custom=_shares("own", _OWN_ROLES) if has_own else None,
        ),
    )


def _shares(name: str, defaults: dict[str, int]) -> RoleShares:
    """What each role gets; whatever was typed is divided by its sum, so that all credit is given."""
    weights = {role: max(float(inputs.number(f"{name}_{role}", Decimal(one))), 0.0) for role, one in defaults.items()}
    # Somebody must be there to get the credit of every journey: each has a first and a last touch.
    if weights["first"] + weights["last"] <= 0:
        weights = {role: float(one) for role, one in defaults.items()}
    return RoleShares(**{role: one / sum(weights.values()) for role, one in weights.items()})


def show() -> None:
    """The controls; ``asked`` after them knows what was changed."""
    texts, now = session.texts(), asked()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _choose("conversion", [str(one) for one in KINDS])
        with st.popover(texts("attribution_page.what_counts"), icon=":material/rule_settings:"):
            what_counts(now.options)
        with st.popover(texts("attribution_page.model_settings"), icon=":material/tune:"):
            _model_settings(now.settings)


def _choose(name: str, options: list[str]) -> str:
    """A switch whose words are attribution_page.<name> and attribution_page.<name>_of.<option>."""
    texts = session.texts()
    return inputs.switch(
        texts(f"attribution_page.{name}"),
        options,
        words=lambda option: texts(f"attribution_page.{name}_of.{option}"),
        name=name,
    )


def what_counts(options: JourneyOptions) -> None:
    """The controls of how journeys are cut, beside what they lead to."""
    texts = session.texts()
    if options.conversion is ConversionKind.WON_DEAL:
        _choose("money", [str(one) for one in ConversionValue])
    _choose("entity", [str(one) for one in _ENTITIES])
    _choose("touches", list(_TOUCHES))
    _choose("direct", list(_DIRECT))
    inputs.number_field(
        texts("attribution_page.look_back"),
        name="days",
        default=Decimal(JourneyOptions().look_back_days),
        minimum=Decimal(1),
        maximum=Decimal(MAX_LOOK_BACK_DAYS),
        decimals=0,
        unit=texts("attribution_page.days"),
        help_text=texts("attribution_page.look_back_help"),
    )


def _model_settings(settings: ModelSettings) -> None:
    texts = session.texts()
    inputs.number_field(
        texts("attribution_page.half_life"),
        name="half_life",
        default=Decimal(str(ModelSettings().half_life_days)),
        minimum=Decimal("0.1"),
        maximum=Decimal(MAX_LOOK_BACK_DAYS),
        decimals=1,
        unit=texts("attribution_page.days"),
    )
    st.markdown(f"**{texts(f'attribution.models.{AttributionModel.POSITION_BASED}.name')}**")
    _weights("position", _POSITION)
    _choose("own", list(_OWN))
    if settings.custom is not None:
        _weights("own", _OWN_ROLES)
    messages.note("attribution_page.weights_note")


def _weights(name: str, defaults: dict[str, int]) -> None:
    """A number field for each role's weight."""
    columns = st.columns(len(_POSITION))
    for place, (role, one) in enumerate(defaults.items()):
        with columns[place % len(columns)]:
            inputs.number_field(
                session.texts()(f"attribution_page.role.{role}"),
                name=f"{name}_{role}",
                default=Decimal(one),
                minimum=Decimal(0),
                maximum=Decimal(100),
                decimals=1,
            )
