"""What every command has, and the type of the list that commands are added to."""

import argparse
from typing import TypeAlias

from clm_core.services.workspaces import home_folder
from clm_core.texts import Language

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def new_command(commands: Commands, name: str, function: object, help_text: str) -> argparse.ArgumentParser:
    """A command with what all have: workspace, language and JSON."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(command=function, home=home_folder())
    parser.add_argument(
        "--workspace", metavar="NAME", help="workspace by its short name (default: your own, else the sample)"
    )
    parser.add_argument("--lang", choices=[str(language) for language in Language], help="language of sentences")
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    return parser


def add_view(parser: argparse.ArgumentParser, *, first: str = "first day (default: 12 full months)",
             last: str = "last day") -> None:  # fmt: skip
    """The options of which a Selection is made: days, channels, campaigns, and the snapshot to read."""
    parser.add_argument("--from", dest="start_on", metavar="YYYY-MM-DD", help=first)
    parser.add_argument("--to", dest="end_on", metavar="YYYY-MM-DD", help=last)
    add_channels(parser)


def add_channels(parser: argparse.ArgumentParser) -> None:
    """Those of ``add_view`` without days, for what has days of its own."""
    parser.add_argument("--channel", action="append", default=[], help="only this channel (repeat for several)")
    parser.add_argument("--campaign", action="append", default=[], help="only this campaign")
    parser.add_argument("--snapshot", metavar="NAME", help="as it was in this snapshot (its name or number)")
