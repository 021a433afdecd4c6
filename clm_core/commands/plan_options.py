"""The commands that plan and check: budget, forecast, targets, decisions, progress, with their options."""

from clm_core.commands import budget_plan, decisions, forecast, progress, targets
from clm_core.commands.options import Commands, add_channels, add_view, new_command


def add_planning(commands: Commands) -> None:
    """Adds them all."""
    _add_plan(commands)
    _add_forecast(commands)
    _add_targets(commands)
    _add_decisions(commands)
    _add_progress(commands)


def _add_plan(commands: Commands) -> None:
    help_text = "where the next money should go and where it should come from, under limits"
    parser = new_command(commands, "plan-budget", budget_plan.plan_budget, help_text)
    parser.add_argument("--outcome", choices=budget_plan.OUTCOMES, help="what to plan for (default: margin or revenue)")
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--weeks", type=int, default=13, choices=range(1, 105), metavar="N", help="length of the plan (default: 13)"
    )
    length.add_argument(
        "--months", type=int, choices=range(1, 25), metavar="N", help="length in months, with curves a month"
    )
    goal = parser.add_mutually_exclusive_group()
    goal.add_argument("--budget", type=float, metavar="MONEY", help="place this amount (default: today's)")
    goal.add_argument("--target", type=float, metavar="N", help="the smallest budget that brings this outcome")
    goal.add_argument("--least-return", type=float, metavar="X", help="spend as long as one more unit brings this much")
    parser.add_argument(
        "--limit", action="append", default=[], metavar="CHANNEL=MIN..MAX",
        help="amounts or changes such as -20%%; either end may be blank (repeat for several channels)",
    )  # fmt: skip
    parser.add_argument("--free", action="store_true", help="channels without a limit move by any amount, not 30 %%")
    parser.add_argument("--sqls", type=float, metavar="N", help="no more SQLs than sales can work in this time")
    parser.add_argument("--curves", type=int, metavar="NUMBER", help="plan with these kept curves")
    parser.add_argument("--safest", action="store_true", help="also the plan whose worst cases do best; takes seconds")
    parser.add_argument(
        "--worst", type=int, default=10, choices=range(1, 51), metavar="PERCENT",
        help="how many percent of all cases are the worst ones, 1 to 50 (default: 10)",
    )  # fmt: skip
    parser.add_argument("--xlsx", metavar="FILE.xlsx", help="write the plan as a workbook that goes on computing")
    add_view(parser, first="first day of the view", last="last day that curves are learned from")


def _add_forecast(commands: Commands) -> None:
    help_text = "leads to revenue of the coming months, how good forecasts have been, and the open deals"
    parser = new_command(commands, "forecast", forecast.forecast, help_text)
    parser.add_argument("--xlsx", metavar="FILE.xlsx", help="write all tables as a workbook too")
    parser.set_defaults(start_on=None, end_on=None)
    add_channels(parser)


def _add_targets(commands: Commands) -> None:
    help_text = "the funnel that a revenue target needs, its chance under promises, and what each promise is worth"
    parser = new_command(commands, "targets", targets.targets, help_text)
    parser.add_argument("--revenue", type=float, metavar="MONEY", help="the target (default: a year ago + 10 %%)")
    parser.add_argument(
        "--target-from", metavar="YYYY-MM-DD", help="first day of the target (default: a quarter or six months)"
    )
    parser.add_argument("--target-to", metavar="YYYY-MM-DD", help="last day of the target")
    parser.add_argument("--marketing-share", type=float, metavar="SHARE", help="what marketing's leads are to bring")
    parser.add_argument("--deal-amount", type=float, metavar="MONEY", help="mean amount of a deal, not the data's")
    parser.add_argument(
        "--rate", action="append", default=[], metavar="LINK=SHARE",
        help="a rate instead of the data's, for instance lead_to_mql=0.18 (repeat for several)",
    )  # fmt: skip
    parser.add_argument(
        "--promise", action="append", default=[], metavar="KIND=LEVEL",
        help="a promise instead of today's level: mqls_per_week=40, first_contact=0.9/4 (within 4 hours), …",
    )  # fmt: skip
    parser.add_argument("--budget", action="store_true", help="also the budget that the MQLs need; takes seconds")
    add_view(parser, first="first day of the view", last="last day of the view")


def _add_decisions(commands: Commands) -> None:
    help_text = "what was decided, and whether it came true"
    parser = new_command(commands, "decisions", decisions.list_decisions, help_text)
    parser.add_argument("--judge", action="store_true", help="judge first what the data allow to judge")
    parser.add_argument("--open", action="store_true", help="only those that wait for their check")


def _add_progress(commands: Commands) -> None:
    help_text = "how the agreed target does, which promises were kept, and what missed ones go along with"
    parser = new_command(commands, "progress", progress.progress, help_text)
    parser.add_argument("--agreement", type=int, metavar="NUMBER", help="this agreement (default: the one in force)")
    parser.add_argument("--proposal", action="store_true", help="a proposal from the data instead of an agreement")
    parser.add_argument("--misses", action="store_true", help="also what missed promises go along with; takes seconds")
    parser.add_argument("--xlsx", metavar="FILE.xlsx", help="write the tables as a workbook")
