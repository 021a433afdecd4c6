"""The plan channel by channel: amounts, what they bring, what holds them and what that costs."""

from clm_core.budget_plan import Binding
from clm_core.kpis import Unit
from clm_core.response_curves import MONEY_OUTCOMES
from clm_core.services.budget_plan import PlanBase, Split
from clm_core.services.budget_words import channel_name, outcome_word
from clm_core.texts import formats
from pages.plan import budget_plan_state as state
from pages.shared import charts, session
from pages.shared.tables import Column, show_table

_ON_SCREEN = ("name", "today", "amount", "change", "outcome", "next", "binding_text", "price")


def show(base: PlanBase, plan: Split) -> None:
    """A row a channel, with downloads."""
    texts, language = session.texts(), session.language()
    charts.heading("budget_plan_page.table", "budget_plan_page.table_note")
    is_money = base.terms.outcome in MONEY_OUTCOMES
    scale = 1.0 if is_money else state.PER_MONEY
    unit, decimals = (Unit.MONEY, 0) if is_money else (Unit.COUNT, 1)
    rows = plan.rows
    table = rows.assign(
        name=[channel_name(one, texts, state.labels()) for one in rows["channel"]],
        binding_text=[texts(f"budget_plan_page.binding.{one}") for one in rows["binding"]],
        price=rows["price"].where(rows["price"] > 0),
        price_text=[_price(one, binding, base) for one, binding in zip(rows["price"], rows["binding"], strict=True)],
        interval=[
            f"{_written(low, base, language, is_money)} – {_written(high, base, language, is_money)}"
            for low, high in zip(rows["outcome_low"], rows["outcome_high"], strict=True)
        ],
        next_today=rows["marginal_return_today"] * scale,
        next=rows["marginal_return"] * scale,
    )
    word = outcome_word(base.terms.outcome, texts)

    def heading(name: str) -> str:
        return texts(f"budget_plan_page.column.{name}", outcome=word)

    columns = {
        "name": Column(label=heading("channel"), is_pinned=True),
        "today": Column(label=heading("today"), unit=Unit.MONEY),
        "amount": Column(label=heading("amount"), unit=Unit.MONEY),
        "change": Column(label=heading("change"), unit=Unit.MONEY),
        "binding_text": Column(label=heading("binding")),
        "price": Column(label=heading("price"), text_of="price_text", help_text=heading("price_help")),
        "outcome_today": Column(label=heading("outcome_today"), unit=unit, decimals=decimals),
        "outcome": Column(label=heading("outcome"), unit=unit, decimals=decimals),
        "interval": Column(label=heading("interval")),
        "next_today": Column(label=heading("next_today"), unit=Unit.RATIO),
        "next": Column(label=heading("next"), unit=Unit.RATIO),
    }
    # What fits beside the menu; the files have all.
    on_screen = {name: columns[name] for name in _ON_SCREEN}
    show_table(table, on_screen, key="budget_rows", title=texts("shell.pages.budget_plan"), downloaded=columns)


def _price(price: float, binding: str, base: PlanBase) -> str:
    """What loosening the limit would bring: by one unit of money, for counts by a thousand; capacity by one SQL."""
    if not price > 0:
        return formats.MISSING
    language, is_money = session.language(), base.terms.outcome in MONEY_OUTCOMES
    is_sql = binding == Binding.CAPACITY
    if is_money:
        amount = formats.money(price, base.currency, language, decimals=0 if is_sql else 2)
    else:
        amount = formats.number(price if is_sql else price * state.PER_MONEY, language, decimals=1)
    unit = "capacity" if is_sql else "money" if is_money else "count"
    return session.texts()(f"budget_plan_page.price.{unit}", amount=amount)


def _written(value: float, base: PlanBase, language: str, is_money: bool) -> str:
    return formats.short_money(value, base.currency, language) if is_money else formats.number(value, language)
