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
