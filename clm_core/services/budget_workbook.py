"""The budget plan as a live workbook, and the way back: a changed workbook becomes a split of one's own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from clm_core.analysis.budget_plan.curve_table import curve_table
from clm_core.charts.palette import channel_colour
from clm_core.errors import RowProblem, Severity
from clm_core.exports.budget_workbook import LivePlan, live_workbook
from clm_core.exports.tables import TableSheet
from clm_core.importers.budget_sheet import PlanWords, read_plan_sheet
from clm_core.kpis import Unit
from clm_core.response_curves import MONEY_OUTCOMES, PeriodLength, ResponseOutcome
from clm_core.selection import Selection
from clm_core.services.budget_base import PlanBase, PlanTerms
from clm_core.services.budget_comparison import ScenarioAmounts, compared
from clm_core.services.budget_plan import BudgetAnswer, Split
from clm_core.services.budget_words import chance, channel_name, horizon, outcome_amount, outcome_word, span
from clm_core.services.data import channels
from clm_core.services.export import assumption_sheet, own_labels
from clm_core.store.workspaces import Store
from clm_core.texts import Language, Texts, formats, texts_for

__all__ = ["ReturnedSplit", "plan_workbook", "read_plan_workbook", "scenario_name"]

_REACH = 3.0
"""The workbook's curves reach up to so many times the plan's whole budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSplit:
    """The amounts that an uploaded plan has, over the present plan's length, and everything that is wrong with it."""

    file_name: str
    amounts: Mapping[str, float]
    problems: tuple[RowProblem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused."""
        return not any(one.severity is Severity.REFUSED for one in self.problems)


def plan_workbook(
    store: Store,
    selection: Selection,
    base: PlanBase,
    plan: Split,
    texts: Texts,
    *,
    answer: BudgetAnswer | None = None,
    scenarios: Sequence[ScenarioAmounts] = (),
    worst_percent: int = 0,
) -> bytes:
    """The plan with live formulas, scenarios, curves, and what all of it rests on.

    ``worst_percent`` is what the safest among the scenarios was looked for with; 0 where it was not.

    The workbook's outcomes agree with the page's to 1e-6: both are the mean over all draws of the curves.
    """
    labels = own_labels(store)
    names = tuple(channel_name(one, texts, labels) for one in base.channels)
    largest = max(_REACH * max(plan.spend, base.budget_today), 10.0)
    table = curve_table(base.channels, base.returns.outcomes, largest)
    goal = getattr(answer.question.goal, "amount", None) if answer is not None else None
    live = LivePlan(
        title=f"{texts('budget_plan_sheet.plan')}: {horizon(base, texts)}, {outcome_word(base.terms.outcome, texts)}",
        plan=plan.rows,
        names=names,
        table=table.rows,
        step=table.step,
        row_count=table.row_count,
        factors=base.factors,
        observed=tuple(float(one) for one in base.observed),
        outcome_of=base.terms.outcome,
        budget=goal,
        currency=base.currency,
        facts=_facts(base, plan, texts),
    )
    rows = _assumption_rows(base, texts, table.largest)
    if worst_percent:
        share = formats.share(worst_percent / 100, texts.language, decimals=0)
        worst = texts("budget_plan_page.scenarios.worst_mean", share=share)
        rows.insert(-1, (texts("budget_plan_page.origin.safest"), worst))
    colours = dict(zip(names, _colours(store, base), strict=True))
    return live_workbook(
        live,
        texts,
        scenarios=[_scenario_sheet(base, scenarios, texts, labels)] if scenarios else [],
        assumptions=assumption_sheet(store, selection, texts, rows),
        colours=colours,
    )


def _facts(base: PlanBase, plan: Split, texts: Texts) -> tuple[tuple[str, str], ...]:
    split = plan.split
    gain, low, high = (
        outcome_amount(one, base, texts, is_bare=True) for one in (split.gain, split.gain_low, split.gain_high)
    )
    return (
        (
            texts("budget_plan_page.assumption.gain"),
            texts("budget_plan_page.assumption.gain_value", gain=gain, low=low, high=high),
        ),
        (texts("budget_plan_page.assumption.chance"), chance(split.better_chance, texts)),
    )  # fmt: skip


def _assumption_rows(base: PlanBase, texts: Texts, largest: float) -> list[tuple[str, str]]:
    language = texts.language
    chain = base.chain.iloc[0]
    curves = texts("budget_plan_page.curves_preview")
    if base.curve_number is not None:
        curves = texts("budget_plan_page.curves_kept", name=base.curve_set.name)
    today = f"{formats.day(base.today_from, language)} – {formats.day(base.today_to, language)}"
    counted = texts("budget_plan_page.assumption.chain_value", leads=int(chain["leads"]), won=int(chain["won_deals"]))
    reach = formats.money(largest, base.currency, language)
    values = {
        "outcome": outcome_word(base.terms.outcome, texts),
        "horizon": horizon(base, texts),
        "today": today,
        "curves": curves,
        "hash": curve_hash(base),
        "chain": counted,
        "beyond": texts("budget_plan_page.assumption.beyond_value", amount=reach),
        "plan": "?" + urlencode(_read_back(base)),
    }
    return [(texts(f"budget_plan_page.assumption.{name}"), value) for name, value in values.items()]


def _read_back(base: PlanBase) -> dict[str, str]:
    return {
        "plan": "1",
        "periods": str(base.terms.periods),
        "length": base.terms.length.value,
        "outcome": base.terms.outcome.value,
        "curves": str(base.curve_number or ""),
        "data": str(base.data_version),
        "hash": curve_hash(base),
    }


def curve_hash(base: PlanBase) -> str:
    """Twelve signs that differ as soon as a curve does."""
    curves = base.returns.curves
    digest = hashlib.sha256(",".join(curves.channels).encode())
    for one in (curves.shape, curves.ceiling, curves.scale, curves.slope, curves.carry_over, base.returns.before):
        digest.update(one.tobytes())
    return digest.hexdigest()[:12]


def _colours(store: Store, base: PlanBase) -> list[str]:
    positions = channels(store).set_index("channel")["position"]
    return [channel_colour(int(positions.get(one, 0))) for one in base.channels]


def _scenario_sheet(
    base: PlanBase, scenarios: Sequence[ScenarioAmounts], texts: Texts, labels: Mapping[str, str]
) -> TableSheet:
    """A row a scenario: what it costs and brings, then its amounts by channel."""
    rows, amounts = compared(base, scenarios)
    known = [str(one) for one in ResponseOutcome if rows[str(one)].notna().any()]
    heading = {
        "scenario": texts("budget_plan_page.scenarios.scenario"),
        "spend": texts("budget_plan_page.scenarios.spend"),
        **{one: texts(f"budget_plan_sheet.outcome.{one}") for one in known},
        "roi": texts("budget_plan_page.scenarios.roi"),
        "gain": texts("budget_plan_page.scenarios.gain"),
        "better_chance": texts("budget_plan_page.scenarios.better_chance"),
    }
    money = {"spend", *(str(one) for one in MONEY_OUTCOMES)} | (
        {"gain"} if base.terms.outcome in MONEY_OUTCOMES else set()
    )
    units = {heading[one]: Unit.MONEY for one in heading if one in money}
    units |= {heading[one]: Unit.SHARE for one in ("roi", "better_chance")}
    units |= {heading[one]: Unit.COUNT for one in ("gain", *known) if one not in money}
    worded = rows.assign(scenario=[scenario_name(one, texts) for one in rows["scenario"]])
    frame = worded[list(heading)].rename(columns=heading)
    wide = amounts.pivot(index="scenario", columns="channel", values="amount").loc[
        rows["scenario"], list(base.channels)
    ]
    for channel in base.channels:
        name = channel_name(channel, texts, labels)
        frame[name] = wide[channel].to_numpy()
        units[name] = Unit.MONEY
    return TableSheet(title=texts("budget_plan_sheet.scenarios"), frame=frame, units=units)


def scenario_name(scenario: str, texts: Texts) -> str:
    """What a scenario is called: ours in the reader's language, saved ones as they were named."""
    key = f"budget_plan_page.origin.{scenario}"
    return texts(key) if texts.has(key) else scenario


def read_plan_workbook(
    store: Store, base: PlanBase, file_name: str, content: bytes, *, language: Language
) -> ReturnedSplit:
    """The amounts of an uploaded plan and all that is wrong with it; nothing is changed yet.

    Amounts of a workbook for another length, in weeks or months, are converted at the same amount a week, and a remark
    says so. Raises ClmError for a file that is no such workbook.
    """
    returned = read_plan_sheet(file_name, content, _plan_words(store, base, language))
    made_for = _made_for(returned.facts)
    factor = 1.0 if made_for is None else base.terms.weeks / made_for.weeks
    amounts = {
        str(channel): float(amount) * factor
        for channel, amount in zip(returned.amounts["channel"], returned.amounts["amount"], strict=True)
    }
    remarks = [*_other_length(base, made_for, language), *_other_data(base, returned.facts)]
    return ReturnedSplit(file_name=file_name, amounts=amounts, problems=(*returned.problems, *remarks))


def _made_for(facts: Mapping[str, str]) -> PlanTerms | None:
    """The length that a workbook was made for; None where it does not say. Before there were months it meant weeks."""
    periods, length = facts.get("periods", ""), facts.get("length", PeriodLength.WEEK.value)
    if not periods.isdecimal() or int(periods) < 1 or length not in set(PeriodLength):
        return None
    return PlanTerms(length=PeriodLength(length), periods=int(periods))


def _other_length(base: PlanBase, made_for: PlanTerms | None, language: Language) -> list[RowProblem]:
    """A remark where amounts were converted, or where nobody knows what length they are for."""
    texts = texts_for(language)
    now = span(base.terms, texts)
    if made_for is None:
        key, then = "unknown_length", ""
    elif (made_for.length, made_for.periods) != (base.terms.length, base.terms.periods):
        key, then = "other_length", span(made_for, texts)
    else:
        return []
    return [
        RowProblem(
            reason=f"budget_plan_sheet.problem.{key}", severity=Severity.NOTICE, values={"then": then, "now": now}
        )
    ]


def _other_data(base: PlanBase, facts: Mapping[str, str]) -> list[RowProblem]:
    """A remark where the workbook was made with other data or curves than those of now."""
    then = facts.get("data", "")
    # Curves by week and by month are never the same: there only the data can tell.
    is_same_length = facts.get("length", base.terms.length) == base.terms.length
    is_same_curve = not is_same_length or facts.get("hash") == curve_hash(base)
    if not then or (then == str(base.data_version) and is_same_curve):
        return []
    values = {"then": then, "now": str(base.data_version)}
    return [
        RowProblem(reason="budget_plan_sheet.problem.other_data", severity=Severity.NOTICE, values=values),
    ]


def _plan_words(store: Store, base: PlanBase, language: Language) -> PlanWords:
    """The words of both languages, the reader's first."""
    languages = [texts_for(one) for one in (language, *(one for one in Language if one is not language))]
    labels = own_labels(store)
    return PlanWords(
        channel_headings=tuple(texts("budget_plan_sheet.column.channel") for texts in languages),
        amount_headings=tuple(texts("budget_plan_sheet.column.amount") for texts in languages),
        channels={channel_name(one, texts, labels): one for texts in languages for one in base.channels},
        totals=tuple(texts("budget_plan_sheet.total") for texts in languages),
        example=formats.number(12_000, language),
    )
