"""Why last quarter's attribution moved: a kept state of the data beside the present one, cause by cause."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.attribution.cut_journeys import CutJourneys, conversion_credit
from clm_core.analysis.attribution_change import UNTRACED, Cause, changed_conversions, credit_changes
from clm_core.analysis.references import looked_up
from clm_core.columns import SnapshotTable
from clm_core.journey_options import ConversionKind, JourneyOptions
from clm_core.selection import AttributionModel, Selection
from clm_core.services.attribution import ModelSettings, journeys_cut
from clm_core.services.snapshots import Snapshot, StoreAt, fresh_snapshot, store_at
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = ["AttributionChange", "Cause", "attribution_change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionChange:
    """What moved; amounts are in money for won deals, in conversions for stages."""

    before: Snapshot
    after: Snapshot
    channels: pd.DataFrame  # result_columns.CREDIT_CHANGES
    conversions: pd.DataFrame  # result_columns.CHANGED_CONVERSIONS with label: the deal's or person's name


def attribution_change(
    store: Store,
    selection: Selection,
    *,
    before: str,
    model_before: AttributionModel,
    options: JourneyOptions | None = None,
    model_settings: ModelSettings | None = None,
) -> AttributionChange:
    """The selection's credit at a kept snapshot (its name or number) beside now, by the selection's model.

    Raises ClmError for an unknown snapshot, naming those there are, and for one without data.
    """
    options = options or JourneyOptions()
    then = store_at(store, before)
    states = [_state(one, selection, options) for one in (then, store)]
    old = _credit(states[0], model_before, model_settings)
    new = _credit(states[1], model_before, model_settings)
    new_model = _credit(states[1], selection.attribution_model, model_settings)
    changed = changed_conversions(old, new, new_model)
    labels = pd.concat([state.labels for state in reversed(states)])
    labels = labels[~labels.index.duplicated()]
    return AttributionChange(
        before=then.snapshot,
        after=store.snapshot if isinstance(store, StoreAt) else fresh_snapshot(store),
        channels=_selected(credit_changes(old, new_model, changed), selection),
        conversions=_selected(changed.assign(label=changed["conversion"].map(labels).astype("str")), selection),
    )


def _selected(rows: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows of the selection's channels; credit itself is always divided among all of them."""
    return rows[rows["channel"].isin(selection.channels)].reset_index(drop=True) if selection.channels else rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """The journeys at one state, and who their conversions are."""

    cut: CutJourneys
    is_money: bool
    identity: pd.Series  # by conversion_key
    labels: pd.Series  # by identity


def _state(store: Store, selection: Selection, options: JourneyOptions) -> _State:
    cut = journeys_cut(store, selection, options)
    snapshot, conversions = fresh_snapshot(store), cut.conversions
    contacts = read_table(snapshot, SnapshotTable.CONTACTS).set_index("contact_key")
    person = looked_up(conversions["contact_key"], _contact_identity(contacts))
    is_deal = options.conversion is ConversionKind.WON_DEAL
    if is_deal:
        deals = read_table(snapshot, SnapshotTable.DEALS).set_index("deal_key")
        # A deal that is divided among its contacts is a conversion of each of them.
        who = looked_up(conversions["deal_key"], _deal_identity(deals)) + ("|" + person).fillna("")
        label = looked_up(conversions["deal_key"], deals["deal"].fillna(deals["company"]))
    else:
        who, label = person, looked_up(conversions["contact_key"], contacts["email"])
    return _State(
        cut=cut,
        is_money=is_deal,
        identity=pd.Series(who.to_numpy(), index=conversions["conversion_key"]),
        labels=pd.Series(label.to_numpy(), index=who.to_numpy()),
    )


def _deal_identity(deals: pd.DataFrame) -> pd.Series:
    """What a deal is called in every state: keys are numbered anew with every snapshot."""
    named = deals["system"].fillna("") + "|" + deals["deal_id"]
    by_name = deals["deal"].fillna("") + "|" + deals["company"].fillna("") + "|" + deals["created_at"].astype("str")
    return _unique(named.fillna(by_name))


def _contact_identity(contacts: pd.DataFrame) -> pd.Series:
    named = contacts["system"].fillna("") + "|" + contacts["contact_id"]
    return _unique(named.fillna(contacts["email"]).fillna(contacts["first_name"].fillna("") + contacts["last_name"]))


def _unique(names: pd.Series) -> pd.Series:
    """Equal names are told apart by their order."""
    number = names.fillna("").groupby(names.fillna("")).cumcount()
    return names.fillna("").where(number == 0, names.fillna("") + "#" + number.astype("str"))


def _credit(state: _State, model: AttributionModel, model_settings: ModelSettings | None) -> pd.DataFrame:
    """The columns of changed_conversions; a conversion without touches is credited to no source."""
    by_campaign = conversion_credit(state.cut, model, model_settings)
    shares = by_campaign.groupby(["conversion_key", "channel"], as_index=False)[["share"]].sum()
    conversions = state.cut.conversions
    bare = conversions.loc[conversions["touch_count"] == 0, ["conversion_key"]].assign(channel=UNTRACED, share=1.0)
    rows = pd.concat([shares, bare], ignore_index=True)
    value = conversions.set_index("conversion_key")["value" if state.is_money else "conversions"]
    touches = state.cut.touches
    moments = _in_order(touches, touches["at"].dt.tz_convert(None).to_numpy(dtype="datetime64[us]").astype(np.int64))
    channels = _in_order(touches, touches["channel"].astype("str").to_numpy(dtype=object))
    return pd.DataFrame(
        {
            "conversion": state.identity.reindex(rows["conversion_key"]).to_numpy(),
            "channel": rows["channel"],
            "share": rows["share"],
            "value": value.reindex(rows["conversion_key"]).to_numpy(),
            "touched_at": moments.reindex(rows["conversion_key"]).fillna(0).to_numpy(),
            "touched_through": channels.reindex(rows["conversion_key"]).fillna(0).to_numpy(),
        }
    )


def _in_order(touches: pd.DataFrame, values: NDArray[Any]) -> pd.Series:
    """What each journey's touches have, in their order, as one number by conversion_key: equal ones, equal numbers."""
    hashed: NDArray[np.uint64] = pd.util.hash_array(values)
    place = touches["position"].to_numpy(dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return pd.DataFrame({"sum": hashed * place}).groupby(touches["conversion_key"].to_numpy())["sum"].sum()
