"""Colours: readable on both grounds, different from each other also for the colour-blind, fixed a channel."""

import numpy as np
import pytest
from numpy.typing import NDArray

from clm_core.analysis.channels import BUILT_IN_CHANNELS
from clm_core.charts.palette import CHANNEL_COLOURS, INKS, MAIN_CHANNEL_POSITIONS, Ink, channel_colour

_PROTAN = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
_DEUTAN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
_TO_CONES = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566]]
_TO_CONES += [[0.0883024619, 0.2817188376, 0.6299787005]]
_TO_LAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099]]
_TO_LAB += [[0.0259040371, 0.7827717662, -0.8086757660]]


def linear(colour: str) -> NDArray[np.float64]:
    values = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str, blindness: list[list[float]]) -> float:
    labs = [
        np.cbrt(np.clip(np.clip(linear(colour) @ np.array(blindness).T, 0, 1) @ np.array(_TO_CONES).T, 0, None))
        @ np.array(_TO_LAB).T
        for colour in (one, other)
    ]
    return float(np.linalg.norm(labs[0] - labs[1]))


@pytest.mark.parametrize("ink", INKS.values(), ids=list(INKS))
def test_channel_colours_stand_out_from_both_grounds(ink: Ink) -> None:
    faint = {colour for colour in CHANNEL_COLOURS if contrast(colour, ink.ground) < 3}
    assert not faint


@pytest.mark.parametrize("ink", INKS.values(), ids=list(INKS))
def test_words_have_the_contrast_that_wcag_asks_for(ink: Ink) -> None:
    assert contrast(ink.text, ink.ground) > 7
    assert contrast(ink.muted, ink.ground) > 4.5
    for colour in (ink.accent, ink.earned, ink.spent, ink.bad):
        assert contrast(colour, ink.ground) > 3


@pytest.mark.parametrize("blindness", [np.eye(3).tolist(), _PROTAN, _DEUTAN], ids=["none", "protan", "deutan"])
def test_main_channels_differ_for_everybody(blindness: list[list[float]]) -> None:
    main = [CHANNEL_COLOURS[position] for position in MAIN_CHANNEL_POSITIONS]
    near = [
        (one, other)
        for place, one in enumerate(main)
        for other in main[place + 1 :]
        if distance(one, other, blindness) < 0.045
    ]
    assert not near


def test_built_in_channels_have_colours_of_their_own() -> None:
    colours = [channel_colour(channel.position) for channel in BUILT_IN_CHANNELS]
    assert len(set(colours)) == len(colours)


def test_further_channels_of_the_users_repeat_colours_but_never_those_of_built_in_ones() -> None:
    built_in = {channel_colour(position) for position in range(len(BUILT_IN_CHANNELS))}
    own = [channel_colour(position) for position in range(len(BUILT_IN_CHANNELS), 60)]
    assert not built_in & set(own)
    assert own[0] == own[len(CHANNEL_COLOURS) - len(BUILT_IN_CHANNELS)]
