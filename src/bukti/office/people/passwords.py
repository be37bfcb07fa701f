"""Passwords: long, and none that anybody would try first at an election office."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError

from bukti.office.words import say

OFFICE_WORDS: Final = (
    "kpu",
    "bawaslu",
    "pemilu",
    "pilkada",
    "rekapitulasi",
    "verifikator",
    "bukti",
    "password",
    "sandi",
)
LEAST_BESIDE: Final = 10
"""Characters that a password must have beside such words."""


class NoOfficeWords:
    """Refuses a password that is little more than words of the office."""

    def validate(self, password: str, user: object = None) -> None:
        left = password.casefold()
        for word in (*OFFICE_WORDS, str(getattr(user, "username", "")).casefold()):
            left = left.replace(word, "") if word else left
        if len(set(left)) < 5 or len(left) < LEAST_BESIDE:
            raise ValidationError(say("office.password.words"))

    def get_help_text(self) -> str:
        return say("office.password.words")
