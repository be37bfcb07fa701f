"""The passphrase of a key: from the environment where a script runs, else asked for and never shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

import click

from bukti.cli.language import say

VARIABLE: Final = "BUKTI_PASSPHRASE"
NEW: Final = "BUKTI_NEW_PASSPHRASE"
"""Of a key that is made to take the place of another, or that waits to do so."""


def of_key(vkey: str) -> str:
    """The passphrase of a key in use; the first one asked for is that of the key in force."""
    return os.environ.get(VARIABLE) or str(click.prompt(say("cli.passphrase", vkey=vkey), hide_input=True, err=True))


def asking() -> Callable[[str], str]:
    """Passphrases one key after the other: in the environment a second key may have one of its own."""
    asked: list[str] = []

    def of(vkey: str) -> str:
        asked.append(vkey)
        own = os.environ.get(NEW) if len({*asked}) > 1 and vkey != asked[0] else None
        return own or of_key(vkey)

    return of


def for_new(variable: str = VARIABLE) -> str:
    """The passphrase of a key that is to be made, typed twice where it is typed."""
    given = os.environ.get(variable) or os.environ.get(VARIABLE)
    return given or str(click.prompt(say("cli.passphrase.new"), hide_input=True, confirmation_prompt=True, err=True))
