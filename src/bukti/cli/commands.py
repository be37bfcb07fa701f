"""Commands whose help stands in the catalogue: `cli.build` of a command, `cli.build.threads` of what it takes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

import click

from bukti.cli.language import say
from bukti.locale import LANGUAGES

NAMES: Final = (
    "init",
    "check",
    "match",
    "build",
    "decide",
    "table",
    "query",
    "notebook",
    "why",
    "explain",
    "unusual",
    "what-if",
    "deadline",
    "serve",
    "office",
    "open",
    "publish",
    "key",
    "incident",
    "withdraw",
    "verify",
    "witness",
    "paper",
    "picture",
    "bundle",
    "audit",
    "archive",
    "rehearse",
    "upgrade",
    "sample",
)
"""Every command in the order of a day's work; each is the module of its name, with _ where the name has -."""

SHARED: Final = {"workspace": "cli.workspace", "lang": "cli.lang"}
OF_CLICK: Final = {"_click_default_help": "click.help", "version": "click.version"}


def module_of(name: str) -> str:
    """The name of a command's module."""
    return name.replace("-", "_")


def _speak(command: click.Command, context: click.Context) -> None:
    """The command's help and that of its options are in the language chosen."""
    own = f"cli.{command.name}" if context.parent or command.name in NAMES else "cli"
    command.help = say(own)
    for parameter in command.get_params(context):
        name = parameter.name or ""
        if isinstance(parameter, click.Option | click.Argument):
            parameter.help = say({**SHARED, **OF_CLICK}.get(name, f"{own}.{name}"))


class Command(click.Command):
    """A command that takes the shared options too, before or after its own name."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _speak(self, ctx)
        super().format_help(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.options_metavar = say("click.some-options")
        return super().collect_usage_pieces(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002
        return say(f"cli.{self.name}").partition("\n")[0]


class ReaderGone(Exception):
    """What reads our output went away, such as `head`: no mistake of anybody's."""


class Commands(click.Group):
    """All commands; a command's module is imported when it is asked for, and heavy packages only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in NAMES:
            return None
        return cast(click.Command, importlib.import_module(f"bukti.cli.{module_of(cmd_name)}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in NAMES and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=NAMES, ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGone from None

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.options_metavar = say("click.some-options")
        self.subcommand_metavar = say("click.one-command")
        return super().collect_usage_pieces(ctx)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _speak(self, ctx)
        super().format_help(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.epilog = say("cli.exit-codes")
        super().format_epilog(ctx, formatter)


def _remember(ctx: click.Context, _: click.Parameter, value: Any) -> None:
    if value is not None:
        ctx.find_root().obj = value


def shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command takes."""
    folder = click.Path(file_okay=False, path_type=Path)
    hidden: dict[str, Any] = {"expose_value": False}
    function = click.option("--lang", type=click.Choice(LANGUAGES), **hidden)(function)
    return click.option("--workspace", type=folder, callback=_remember, **hidden)(function)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """The function is the command of this name."""

    def made(function: Callable[..., Any]) -> click.Command:
        return click.command(name, cls=Command)(shared(function))

    return made
