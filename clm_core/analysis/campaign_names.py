"""One name for each campaign, however platforms, tags and people spell it."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from clm_core.analysis.channel_names import slug
from clm_core.analysis.references import looked_up

_NOT_A_CAMPAIGN = frozenset(("", "not_set", "none", "direct", "organic", "referral", "not_provided", "other_campaigns"))


@dataclass(frozen=True, slots=True)
class CampaignNames:
    """The name shown for a normal spelling and for a platform's campaign id."""

    by_spelling: Mapping[str, str]
    by_id: Mapping[str, str]

    def of(self, names: pd.Series) -> pd.Series:
        """The one name of each campaign; missing where there is none ("(not set)" is none)."""
        shown: dict[str, str] = {}
        for name in names.dropna().unique():
            spelling = slug(name)
            if spelling not in _NOT_A_CAMPAIGN:
                shown[name] = self.by_id.get(name.strip()) or self.by_spelling.get(spelling) or name.strip()
        return looked_up(names, pd.Series(shown.values(), index=pd.Index(shown, dtype="str"), dtype="str"))


def campaign_names(booked: pd.DataFrame, mentioned: Sequence[pd.Series], aliases: Mapping[str, str]) -> CampaignNames:
    """Names of the campaigns that were ``booked`` (platform, campaign_id, campaign, day) or ``mentioned`` elsewhere.

    Spellings that differ in case, blanks and punctuation are one campaign; so are all names that one campaign
    id has had, under its latest; an alias beats both. A booked spelling is shown before any other.
    """
    booked = booked.groupby(["platform", "campaign_id", "campaign"], dropna=False)["day"].max().reset_index()
    rows = booked.assign(spelling=booked["campaign"].map(_spellings(booked["campaign"])).astype("str")).dropna(
        subset=["spelling"]
    )
    rows = rows.sort_values(["day", "campaign"], na_position="first", kind="stable")
    latest = rows.drop_duplicates("spelling", keep="last").set_index("spelling")["campaign"].str.strip()
    with_id = rows.dropna(subset=["campaign_id"])
    by_id = with_id.drop_duplicates(["platform", "campaign_id"], keep="last")
    renamed = with_id.merge(by_id[["platform", "campaign_id", "campaign"]], on=["platform", "campaign_id"])
    renamed = renamed.drop_duplicates(["spelling", "campaign_y"]).drop_duplicates("spelling", keep=False)
    shown: dict[str, str] = _mentioned_spellings(mentioned) | {str(key): str(name) for key, name in latest.items()}
    shown |= dict(zip(renamed["spelling"], renamed["campaign_y"].str.strip(), strict=True))
    # A name that a campaign once had and another one has now stays its own.
    shown = {spelling: shown.get(slug(name), name) for spelling, name in shown.items()}
    chosen = {slug(alias): shown.get(slug(name), name) for alias, name in aliases.items()}
    shown = {spelling: chosen.get(slug(name), name) for spelling, name in shown.items()} | chosen
    ids = by_id.drop_duplicates(["campaign_id", "campaign"]).drop_duplicates("campaign_id", keep=False)
    id_names = {key: shown[spelling] for key, spelling in zip(ids["campaign_id"], ids["spelling"], strict=True)}
    return CampaignNames(by_spelling=shown, by_id=id_names)


def _spellings(names: pd.Series) -> dict[Hashable, str]:
    spellings = {name: slug(name) for name in names.dropna().unique()}
    return {name: spelling for name, spelling in spellings.items() if spelling not in _NOT_A_CAMPAIGN}


def _mentioned_spellings(mentioned: Sequence[pd.Series]) -> dict[str, str]:
    """Of each spelling the first name in the alphabet."""
    names = {name.strip() for series in mentioned for name in series.dropna().unique()}
    return {slug(name): name for name in sorted(names, reverse=True)}
