"""One reading by itself: identities, limits, placeholders. Readings come in, findings go out, nothing is changed.

Linear rules come from the profile's `says`. A rule that is not linear names a check: one module here and one line in
CHECKS.
"""

from __future__ import annotations

from typing import Final

from bukti.checks import impossible, placeholder_zeros, reserve, shifted_columns
from bukti.checks.condition import Check

CHECKS: Final[dict[str, Check]] = {
    "impossible": impossible.condition,
    "placeholder_zeros": placeholder_zeros.condition,
    "reserve": reserve.condition,
    "shifted_columns": shifted_columns.condition,
}
