"""The worked example of five stations, two real results, and small counts for properties."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from bukti.disputes.question import Part

SMALL = settings(max_examples=150, deadline=None, derandomize=True, database=None)
FIVE = [
    Part("T1", (120, 80), 260, 205),
    Part("T2", (150, 60), 250, 212),
    Part("T3", (70, 110), 240, 181),
    Part("T4", (90, 85), 280, 180),
    Part("T5", (60, 140), 300, 200),
]
# Berau 2024, districts in the order of the recap: pair 1, pair 2; the sums are 64,894 and 65,590.
BERAU_1 = (1637, 3311, 12719, 3926, 15177, 7128, 3486, 1523, 9389, 1740, 883, 2265, 1710)
BERAU_2 = (1792, 5030, 8731, 3902, 17266, 7504, 3496, 2483, 6025, 2695, 1070, 2614, 2982)
BERAU = [Part(f"D{n:02}", pair, sum(pair), sum(pair)) for n, pair in enumerate(zip(BERAU_1, BERAU_2, strict=True), 1)]


@st.composite
def counts(draw: st.DrawFn, most: int = 8, selections: int = 3) -> list[Part]:
    """A count of few small stations, whose caps leave room for more votes than were cast."""
    width = draw(st.integers(2, selections))
    found = []
    for n in range(draw(st.integers(1, most))):
        votes = tuple(draw(st.lists(st.integers(0, 12), min_size=width, max_size=width)))
        found.append(
            Part(f"t{n:02}", votes, sum(votes) + draw(st.integers(0, 6)), sum(votes) + draw(st.integers(0, 2)))
        )
    return found
