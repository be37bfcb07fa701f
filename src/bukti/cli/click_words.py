"""click's own sentences in the language chosen: where it asks its modules' `_` or `ngettext`, the catalogue answers."""

from __future__ import annotations

from typing import Final

from click import core, decorators, exceptions, formatting, parser, types

from bukti.cli.language import language
from bukti.locale import messages

IDS: Final = {
    "Usage:": "usage",
    "Options": "options",
    "Positional arguments": "arguments",
    "Commands": "commands",
    "Missing command.": "missing-command",
    "Error: {message}": "error",
    "Aborted!": "aborted",
    "Try '{command} {option}' for help.": "try",
    "Invalid value: {message}": "invalid",
    "Invalid value for {param_hint}: {message}": "invalid-for",
    "Missing argument": "missing-argument",
    "Missing option": "missing-option",
    "No such option {name!r}.": "no-option",
    "No such command {name!r}.": "no-command",
    "Did you mean {possibility}?": "did-you-mean",
    "(Did you mean one of: {possibilities}?)": "did-you-mean-one",
    "Got unexpected extra argument ({args})": "extra",
    "Got unexpected extra arguments ({args})": "extra",
    "Option {name!r} requires an argument.": "needs-value",
    "Option {name!r} requires {nargs} arguments.": "needs-value",
    "Option {name!r} does not take a value.": "no-value",
    "{value!r} is not {choice}.": "not-one",
    "{value!r} is not one of {choices}.": "not-one",
    "{value!r} is not a valid {number_type}.": "not-valid",
    "{value} is not in the range {range}.": "not-in-range",
    "{name} {filename!r} does not exist.": "no-path",
    "{name} {filename!r} is a file.": "is-file",
    "{name} {filename!r} is a directory.": "is-folder",
    "file": "file",
    "directory": "folder",
    "path": "path",
    "default: {default}": "default",
    "required": "required",
    "Show this message and exit.": "help",
    "Show the version and exit.": "version",
    "%(prog)s, version %(version)s": "version-is",
}


def _told(english: str) -> str:
    """The sentence with its places still open, for click fills them in."""
    found = messages(language()).get(f"click.{IDS.get(english, '')}")
    return found if found is not None else english


def _counted(one: str, many: str, n: int) -> str:
    return _told(one if n == 1 else many)


def speak() -> None:
    """From now on click speaks the language chosen."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        for name, told in (("_", _told), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, told)
