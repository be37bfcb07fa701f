"""What a contest can be for: the office, or the body, whose law decides who is elected."""

from __future__ import annotations

from typing import Final, Literal, get_args

Council = Literal["national-council", "provincial-council", "local-council"]
Office = Literal["president", "governor", "governor-of-jakarta", "regent-or-mayor", Council]

COUNCILS: Final[tuple[Council, ...]] = get_args(Council)
"""Bodies whose seats are shared between lists in each ballot area: DPR, DPRD of a province, of a regency or city."""
OFFICES: Final[tuple[Office, ...]] = get_args(Office)
