"""What each channel returned under each attribution model: how much of an ROI is the rule's doing.

Spend is the same under every model; only the credit for the period's won deals moves.
"""

from collections.abc import Mapping

import pandas as pd

from clm_core.analysis.ledger import ledger
from clm_core.analysis.roi_measures import RoiBasis, with_ratios
from clm_core.analysis.selected import LoopData
from clm_core.analysis.trend import BucketSize, buckets_of
from clm_core.columns import typed_frame
from clm_core.result_columns import ROI_BY_MODEL, ROI_RANGES
from clm_core.selection import Selection


def channel_returns(
    data: LoopData, selection: Selection, *, model: str, zone: str, margin_share: float | None, basis: RoiBasis
) -> pd.DataFrame:
    """Spend, won deals, what was earned and ROI by channel under one model: ROI_BY_MODEL.

    ``data`` are credited by that model already. ROI is missing for channels without spend.
    """
    buckets = buckets_of(selection.period, zone, size=BucketSize.MONTH)
    book = ledger(data, selection, period=selection.period, buckets=buckets, margin_share=margin_share)
    rows = with_ratios(book.sums("channel"), basis, has_spend=selection.segment is None)
    rows = rows.assign(model=model, earned=rows[basis.value])
    rows["roi"] = rows["roi"].where(rows["spend"] > 0)
    return typed_frame(rows, ROI_BY_MODEL)


def roi_ranges(by_model: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The least and most ROI of each channel over the models, by channels' spend: ROI_RANGES.

    Channels without spend have no ROI and no row.
    """
    rows = pd.concat(by_model.values(), ignore_index=True)
    paid = rows[rows["spend"] > 0]
    spend = paid.groupby("channel")["spend"].max()
    wide = paid.pivot(index="channel", columns="model", values="roi")
    ranges = pd.DataFrame(
        {
            "channel": wide.index,
            "spend": spend.reindex(wide.index).to_numpy(),
            "least": wide.min(axis=1).to_numpy(),
            "median": wide.median(axis=1).to_numpy(),
            "most": wide.max(axis=1).to_numpy(),
            "model_count": wide.shape[1],
        }
    )
    return typed_frame(ranges.sort_values(["spend", "channel"], ascending=[False, True]), ROI_RANGES)
