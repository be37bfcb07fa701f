"""Roles: a closed set, written as text and read back."""

from __future__ import annotations

import pytest

from bukti.vocabulary.problems import Refusal
from bukti.vocabulary.roles import Role, all_roles, parse_role


@pytest.mark.parametrize("role", all_roles(), ids=str)
def test_each_role_is_read_back_from_its_own_text(role: Role) -> None:
    assert parse_role(str(role)) == role


def test_there_are_forty_four_roles() -> None:
    # registered 5 x 3, voted 5 x 3, ballots 4, disabled 3, stations 4, valid, invalid, cast
    assert len(set(all_roles())) == 44


def test_the_order_of_qualifiers_does_not_matter() -> None:
    assert parse_role("voted{male, list_moved}") == Role("voted", voter_list="list_moved", sex="male")
    assert parse_role(" voted { list_moved,male } ") == parse_role("voted{male, list_moved}")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("registerd{female}", "registered{female}"),
        ("ballots{recieved}", "ballots{received}"),
        ("votd", "voted"),
        ("ballots", "ballots{used}"),
        ("valid{male}", "valid"),
        ("voted{male, male}", "voted{male}"),
        ("voted{male, female}", "voted{female}"),
        ("", "registered"),
        ("valid; drop", "valid"),
    ],
)
def test_a_role_outside_the_set_is_refused_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_role(text)
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("ROLE-UNKNOWN", text)
    assert nearest in problem.expected
