"""How far attribution models lie apart: per channel the least and most that any of them credits."""

import pandas as pd

from clm_core.columns import typed_frame
from clm_core.result_columns import CREDIT_RANGES


def credit_ranges(credit: pd.DataFrame, amount: str) -> pd.DataFrame:
    """One row a channel, largest median first: result_columns.CREDIT_RANGES.

    ``credit`` is CREDIT by channel; ``amount`` says of which of its columns, conversions or conversion_value.
    Of channels that get equally much from a model the first by name counts as first.
    """
    wide = credit.pivot(index="channel", columns="model", values=amount)
    leader = wide.idxmax() if len(wide) else pd.Series(dtype="str")
    rows = pd.DataFrame(
        {
            "channel": wide.index,
            "least": wide.min(axis=1).to_numpy(),
            "median": wide.median(axis=1).to_numpy(),
            "most": wide.max(axis=1).to_numpy(),
            "models_first": leader.value_counts().reindex(wide.index, fill_value=0).to_numpy(),
            "model_count": wide.shape[1],
        }
    )
    return typed_frame(rows.sort_values(["median", "channel"], ascending=[False, True]), CREDIT_RANGES)


def model_difference(credit: pd.DataFrame, amount: str, model: str, other: str) -> pd.DataFrame:
    """What ``model`` credits each channel beyond ``other``; columns channel, amount, other_amount, difference.

    The differences sum to zero, because both divide the same total; the largest gain comes first.
    """
    wide = credit.pivot(index="channel", columns="model", values=amount)
    rows = pd.DataFrame({"amount": wide[model], "other_amount": wide[other]}).reset_index()
    rows["difference"] = rows["amount"] - rows["other_amount"]
    return rows.sort_values(["difference", "channel"], ascending=[False, True]).reset_index(drop=True)
