"""The journeys of a snapshot, as cut in SQL, as arrays; and each model's credit for single conversions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.attribution.journeys import Codes, Floats, Journeys, Moments, code_dtype
from clm_core.analysis.attribution.models import MARKOV_ORDERS, ModelSettings, source_credit, touch_shares
from clm_core.columns import typed_frame
from clm_core.journey_options import PATH_SEPARATOR, ConversionKind
from clm_core.result_columns import CONVERSION_CREDIT
from clm_core.selection import AttributionModel

_DAY_US = 86_400_000_000
_MAX_BALANCING = 200
_BALANCED = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutJourneys:
    """Journeys with touches, and the rows of the conversions (the first ones, in order) they lead to.

    ``conversions`` are all, with the columns of the reduction journey_conversions; ``traced`` are the rows of
    those that have touches. ``journeys`` begin with one journey each for these, then come the paths without
    conversion.
    """

    conversions: pd.DataFrame
    touches: pd.DataFrame
    traced: pd.DataFrame
    journeys: Journeys


def cut_journeys(
    conversions: pd.DataFrame, touches: pd.DataFrame, paths: pd.DataFrame, kind: ConversionKind
) -> CutJourneys:
    """Arrays from the frames of the reductions journey_conversions, journey_touches and journey_paths.

    Where the conversion is a stage itself, its moment is the journey's milestone of that stage, whoever else
    of the company came there before.
    """
    if f"{kind}_at" in conversions:
        conversions = conversions.assign(**{f"{kind}_at": conversions["at"]})
    traced = conversions[conversions["touch_count"] > 0].reset_index(drop=True)
    lost = paths[paths["non_conversions"] > 0]
    channels, codes, lost_codes = _coded(touches["channel"], lost["path"])
    lengths = np.concatenate([traced["touch_count"], lost["touch_count"]]).astype(np.int64)
    blank = np.zeros(len(lost))
    sources, source_codes = _sources(channels, codes, touches["campaign"])
    return CutJourneys(
        conversions=conversions,
        touches=touches,
        traced=traced,
        journeys=Journeys(
            channels=channels,
            codes=np.concatenate([codes, lost_codes]).astype(code_dtype(len(channels))),
            offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            conversions=np.concatenate([traced["conversions"], blank]),
            values=np.concatenate([traced["value"], blank]),
            non_conversions=np.concatenate([np.zeros(len(traced)), lost["non_conversions"]]),
            sources=sources,
            source_codes=np.concatenate([source_codes, np.zeros(len(lost_codes))]).astype(code_dtype(len(sources))),
            moments=_moments(traced, touches, len(lost), len(lost_codes)),
        ),
    )


def _coded(channel: pd.Series, lost_paths: pd.Series) -> tuple[tuple[str, ...], Codes, Codes]:
    """All channels, sorted; their codes for the touches and for the steps of paths without conversion."""
    steps = lost_paths.str.split(PATH_SEPARATOR).explode()
    names = sorted({*channel.unique(), *steps.unique()})
    place = pd.Index(names)
    return tuple(names), place.get_indexer(channel.astype("str")), place.get_indexer(steps)


def _sources(channels: tuple[str, ...], codes: Codes, campaign: pd.Series) -> tuple[tuple[tuple[str, str], ...], Codes]:
    """The (channel, campaign) pairs that occur, and that of each touch; no campaign is the empty text."""
    labels = campaign.astype("str").fillna("")
    number, names = pd.factorize(labels, sort=True)
    pairs, place = np.unique(codes.astype(np.int64) * max(len(names), 1) + number, return_inverse=True)
    sources = tuple((channels[pair // len(names)], str(names[pair % len(names)])) for pair in pairs)
    missing = [(channel, "") for channel in channels if channel not in {known for known, _ in sources}]
    return (*sources, *missing), place


def _moments(traced: pd.DataFrame, touches: pd.DataFrame, lost_count: int, lost_touch_count: int) -> Moments:
    at = _micros(touches["at"])
    ends = np.cumsum(traced["touch_count"].to_numpy(dtype=np.int64))
    begins = ends - traced["touch_count"].to_numpy(dtype=np.int64)
    last = np.repeat(at[ends - 1] if len(ends) else at, traced["touch_count"])
    age = (last - at) / _DAY_US
    nobody = np.full(lost_count, -1)
    places = {
        name: np.concatenate([_place_of(_micros(traced[f"{name}_at"]), at, begins, ends), nobody])
        for name in ("lead", "mql", "opportunity")
    }
    return Moments(age_days=np.concatenate([age, np.zeros(lost_touch_count)]), **places)


def _micros(moments: pd.Series) -> NDArray[np.int64]:
    """Microseconds since 1970; the smallest number where there is no moment."""
    micros: NDArray[np.int64] = moments.dt.tz_convert(None).to_numpy(dtype="datetime64[us]").astype(np.int64)
    return micros


def _place_of(
    milestone: NDArray[np.int64], at: NDArray[np.int64], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The journey's last touch up to the milestone, which led to it; −1 where it was before the first touch."""
    journey = np.repeat(np.arange(len(begins)), ends - begins)
    until = np.bincount(journey, at <= milestone[journey], minlength=len(begins)).astype(np.int64)
    return np.where(until > 0, begins + until - 1, -1)


def conversion_credit(cut: CutJourneys, model: AttributionModel, settings: ModelSettings | None = None) -> pd.DataFrame:
    """What each touched source gets of each traced conversion: result_columns.CONVERSION_CREDIT; shares sum to 1.

    Markov divides no single journey. Its removal effects are the weights inside a journey, scaled so that
    the values sum to Markov's credit for each channel and to each conversion's own (iterative proportional
    fitting); where both cannot be, the conversions' sums hold.
    """
    journeys = cut.journeys.converting
    row = journeys.journey_of_touches()
    if model in MARKOV_ORDERS:
        weights = _balanced(cut.journeys, journeys, model, settings)
    else:
        weights = touch_shares(journeys, model, settings).weights(journeys)
    source = journeys.source_codes if journeys.source_codes is not None else journeys.codes
    first = cut.touches["at"].to_numpy()
    frame = pd.DataFrame({"conversion": row, "source": source, "share": weights, "at": first})
    grouped = frame[frame["share"] > 0].groupby(["conversion", "source"], as_index=False, sort=True)
    summed = grouped.agg(share=("share", "sum"), at=("at", "first"))
    pairs = pd.DataFrame(journeys.sources, columns=["channel", "campaign"]).iloc[summed["source"]]
    keys = cut.traced.iloc[summed["conversion"]]
    named = {
        "conversion_key": keys["conversion_key"].to_numpy(),
        "deal_key": keys["deal_key"].array,
        "channel": pairs["channel"].to_numpy(),
        "campaign": pairs["campaign"].to_numpy(),
        "at": summed["at"],
        "share": summed["share"],
    }
    return typed_frame(named, CONVERSION_CREDIT)


def _balanced(
    journeys: Journeys, converting: Journeys, model: AttributionModel, settings: ModelSettings | None
) -> Floats:
    if not len(converting):
        return np.zeros(0)
    credit = source_credit(journeys, model, settings)
    column = 1 if converting.values.sum() > 0 else 0
    channel = np.array([journeys.channels.index(name) for name, _ in journeys.sources], dtype=np.int64)
    wanted = np.bincount(channel, credit[:, column], len(journeys.channels))
    amount = np.repeat(converting.amounts[:, column], converting.lengths)
    weights = np.repeat(1.0 / converting.lengths, converting.lengths)
    for _ in range(_MAX_BALANCING):
        given = np.bincount(converting.codes, weights * amount, len(wanted))
        factor = np.divide(wanted, given, out=np.ones_like(wanted), where=given > 0)
        weights = weights * factor[converting.codes]
        weights /= np.repeat(np.add.reduceat(weights, converting.offsets[:-1]), converting.lengths)
        if np.abs(factor - 1).max(initial=0.0) < _BALANCED:
            break
    return weights
