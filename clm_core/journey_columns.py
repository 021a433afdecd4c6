"""Columns and dtypes of the frames about journeys, declared once: paths, steps, roles, contents, histories.

Counts are journeys unless said otherwise; a journey with a conversion leads to one conversion, or to a
contact's share of one. Shares and rates are 0 to 1, with 95 % intervals as ``_low`` and ``_high``.
"""

_MOMENT = "datetime64[us, UTC]"

JOURNEY_PATHS: dict[str, str] = {
    "path": "str",  # channels joined by journey_options.PATH_SEPARATOR
    "converted": "int64",
    "non_conversions": "int64",
    "conversions": "float64",  # less than converted where several contacts share a deal
    "conversion_value": "float64",
    "converted_share": "float64",  # of all journeys with a conversion
    "rate": "float64",  # converted ÷ (converted + non_conversions)
    "rate_low": "float64",
    "rate_high": "float64",
}
"""One row a path, the commonest among journeys with a conversion first."""

CONVERTED = "converted"
OTHER_CHANNELS = ""
STEP_NODES: dict[str, str] = {
    "step": "int64",  # 1 is the first touch
    "channel": "str",  # a channel, OTHER_CHANNELS, or CONVERTED: these came to their conversion before this step
    "journeys": "int64",
    "share": "float64",  # of all journeys
}
STEP_LINKS: dict[str, str] = {
    "step": "int64",  # the step that the link begins at
    "channel": "str",
    "next_channel": "str",
    "journeys": "int64",
}
"""The first steps of journeys: how many are where, and how many go from where to where."""

SPREAD_BINS: dict[str, str] = {"begin": "float64", "end": "float64", "journeys": "int64"}
"""One row a bin of a distribution; the end is not part of it."""

CHANNEL_ROLES: dict[str, str] = {
    "channel": "str",
    "touched": "int64",  # journeys with the channel anywhere
    "opens": "int64",
    "opens_share": "float64",
    "opens_low": "float64",
    "opens_high": "float64",
    "helps": "int64",  # between the first and the last touch
    "helps_share": "float64",
    "helps_low": "float64",
    "helps_high": "float64",
    "closes": "int64",
    "closes_share": "float64",
    "closes_low": "float64",
    "closes_high": "float64",
    "assists": "int64",  # anywhere before the last touch
    "assists_per_close": "float64",  # blank for a channel that never closes
}
"""One row a channel of the journeys with a conversion; shares are of these journeys."""

JOURNEY_CONTENTS: dict[str, str] = {
    "what": "str",  # content, campaign, or journeys for the number of all
    "channel": "str",  # of a campaign
    "item": "str",
    "journeys": "int64",
}
"""How many journeys of one ending contain each content and campaign."""

CONTENT_DIFFERENCES: dict[str, str] = {
    "what": "str",
    "channel": "str",
    "item": "str",
    "won": "int64",
    "won_base": "int64",  # journeys with a conversion: the n of won_share
    "won_share": "float64",
    "lost": "int64",
    "lost_base": "int64",
    "lost_share": "float64",
    "difference": "float64",  # won_share − lost_share
    "difference_low": "float64",
    "difference_high": "float64",
    "verdict": "str",  # analysis.intervals.Verdict; no_data below the least number of journeys
}
"""One row a content or campaign: in journeys that converted and in those that did not."""

FOUND_HISTORIES: dict[str, str] = {
    "subject": "str",  # services.journeys.Subject
    "key": "int64",
    "name": "str",
    "company": "str",
    "detail": "str",  # the deal's id or the contact's e-mail
}
"""Deals, contacts and accounts that a search found."""

HISTORY_TOUCHES: dict[str, str] = {
    "touchpoint_key": "int64",
    "at": _MOMENT,
    "team": "str",
    "kind": "str",
    "channel": "str",
    "campaign": "str",
    "content": "str",
    "contact_key": "Int64",
}
HISTORY_MARKS: dict[str, str] = {
    "at": _MOMENT,
    "mark": "str",  # a stage, or deal_created, deal_won, deal_lost
    "name": "str",  # the person or the deal
    "amount": "float64",  # of a deal
}
"""What happened beside the touches: stages that people entered, deals that began and ended."""

PATH_CONVERSIONS: dict[str, str] = {
    "subject": "str",
    "key": "int64",
    "name": "str",
    "company": "str",
    "at": _MOMENT,
    "conversion_value": "float64",
    "touch_count": "int64",
    "days": "float64",  # from the first touch to the conversion
}
"""The conversions behind a path."""
