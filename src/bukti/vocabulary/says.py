"""The language of linear rules: `valid = sum(votes)`, `valid + invalid <= station_cap`. Tiny and closed.

One text gives the SQL, the answer in plain Python, the sentence with its numbers and the smallest repair. A side is
fields, profile parameters, integers and `sum(votes)`, each with an integer coefficient, added or subtracted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bukti.vocabulary.problems import Refusal, Say, refuse
from bukti.vocabulary.roles import nearest

Kind = Literal["field", "parameter", "constant", "votes"]
Relation = Literal["=", "<="]
Values = Mapping[str, int | None]
Votes = Sequence[int | None]

_TOKEN: Final = re.compile(r"\s*(sum\s*\(\s*votes\s*\)|[a-z_][a-z0-9_]*|\d+|<=|[=+*-]|\S)")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]*")
_SWAPS: Final = 9


@dataclass(frozen=True)
class Term:
    """One summand: `coefficient` times a field, a parameter, one (for a constant) or the sum of all votes."""

    coefficient: int
    kind: Kind
    name: str = ""


@dataclass(frozen=True)
class Says:
    """What a linear rule states: the left side equals, or is at most, the right side."""

    left: tuple[Term, ...]
    relation: Relation
    right: tuple[Term, ...]

    def __str__(self) -> str:
        return f"{_written(self.left)} {self.relation} {_written(self.right)}"


def parse(text: str, fields: Collection[str], parameters: Collection[str] = ()) -> Says:
    """The statement a text makes about these fields and parameters.

    Raises Refusal: SAYS-SYNTAX or SAYS-UNKNOWN-NAME, the place in the text marked »so«, with what is allowed there.
    """
    return _Parser(text, frozenset(fields), frozenset(parameters)).says()


class _Parser:
    def __init__(self, text: str, fields: frozenset[str], parameters: frozenset[str]) -> None:
        self.text, self.fields, self.parameters = text, fields, parameters
        self.tokens = [(m[1], m.start(1)) for m in _TOKEN.finditer(text)]
        self.at = 0

    def says(self) -> Says:
        left = self.side()
        relation: Relation = "=" if self.take("=", "<=", expected="+ - = <=") == "=" else "<="
        right = self.side()
        if self.at < len(self.tokens):
            raise self.error("SAYS-SYNTAX", "+ -")
        if not any(t.kind in ("field", "votes") for t in (*left, *right)):
            self.at = 0
            raise self.error("SAYS-SYNTAX", self.names())
        return Says(left, relation, right)

    def side(self) -> tuple[Term, ...]:
        terms = [self.term(self.sign("-"))]
        while self.peek() in ("+", "-"):
            terms.append(self.term(self.sign("+", "-")))
        return tuple(terms)

    def sign(self, *signs: str) -> int:
        return -1 if self.peek() in signs and self.take(*signs) == "-" else 1

    def term(self, sign: int) -> Term:
        token = self.take(expected=self.names())
        if not token.isdigit():
            return self.named(sign, token)
        if self.peek() != "*":
            return Term(sign * int(token), "constant")
        self.take("*")
        return self.named(sign * int(token), self.take(expected=self.names()))

    def named(self, coefficient: int, token: str) -> Term:
        if re.sub(r"\s", "", token) == "sum(votes)":
            return Term(coefficient, "votes")
        if token in self.fields:
            return Term(coefficient, "field", token)
        if token in self.parameters:
            return Term(coefficient, "parameter", token)
        self.at -= 1
        known = sorted((*self.fields, *self.parameters, "sum(votes)"))
        if _NAME.fullmatch(token):
            raise self.error("SAYS-UNKNOWN-NAME", nearest(token, known))
        raise self.error("SAYS-SYNTAX", self.names())

    def names(self) -> str:
        return ", ".join((*sorted(self.fields | self.parameters), "sum(votes)", "1 2 3 …"))

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self, *allowed: str, expected: str = "") -> str:
        token = self.peek()
        if not token or (allowed and token not in allowed):
            raise self.error("SAYS-SYNTAX", expected or " ".join(allowed))
        self.at += 1
        return token

    def error(self, code: str, expected: str) -> Refusal:
        start = self.tokens[self.at][1] if self.at < len(self.tokens) else len(self.text)
        end = start + len(self.peek())
        return refuse(code, found=f"{self.text[:start]}»{self.text[start:end]}«{self.text[end:]}", expected=expected)


def fields(says: Says) -> tuple[str, ...]:
    """The fields a statement is about, each once, in the order it names them."""
    return tuple(dict.fromkeys(t.name for t in _terms(says) if t.kind == "field"))


def uses_votes(says: Says) -> bool:
    """Whether the statement is about the votes of the selections."""
    return any(t.kind == "votes" for t in _terms(says))


def votes_sum(columns: Sequence[str]) -> str:
    """SQL: the sum of the vote columns, NULL where one of them is not known."""
    return "(" + " + ".join(columns) + ")"


def left_sql(says: Says, parameters: Mapping[str, int], votes_sum: str) -> str:
    """SQL: the left side as a bigint, NULL where one of its fields or votes is not known."""
    return _side_sql(says.left, parameters, votes_sum)


def right_sql(says: Says, parameters: Mapping[str, int], votes_sum: str) -> str:
    """SQL: the right side as a bigint, NULL where one of its fields or votes is not known."""
    return _side_sql(says.right, parameters, votes_sum)


def gap_sql(says: Says, parameters: Mapping[str, int], votes_sum: str) -> str:
    """SQL: left minus right as a bigint, NULL where anything the statement is about is not known."""
    return f"{left_sql(says, parameters, votes_sum)} - {right_sql(says, parameters, votes_sum)}"


def broken_sql(says: Says, parameters: Mapping[str, int], votes_sum: str) -> str:
    """SQL: true where the statement does not hold, NULL where it cannot be told."""
    return f"{gap_sql(says, parameters, votes_sum)} {'<>' if says.relation == '=' else '>'} 0"


def _side_sql(terms: Sequence[Term], parameters: Mapping[str, int], votes: str) -> str:
    shown = [_term_sql(t, parameters, votes) for t in terms]
    return "(" + " + ".join(shown).replace("+ -", "- ") + ")"


def _term_sql(term: Term, parameters: Mapping[str, int], votes: str) -> str:
    if term.kind == "constant":
        return str(term.coefficient)
    if term.kind == "parameter":
        return str(term.coefficient * parameters[term.name])
    name = votes if term.kind == "votes" else term.name
    return {1: name, -1: f"-{name}"}.get(term.coefficient, f"{term.coefficient} * {name}")


def evaluate(says: Says, values: Values, votes: Votes) -> tuple[int | None, int | None]:
    """Left and right side of the statement; None for a side of which something is not known.

    `values` holds the fields and the parameters.
    """
    return _side(says.left, values, votes), _side(says.right, values, votes)


def broken(says: Says, values: Values, votes: Votes) -> bool | None:
    """Whether the statement does not hold; None where it cannot be told."""
    left, right = evaluate(says, values, votes)
    if left is None or right is None:
        return None
    return left != right if says.relation == "=" else left > right


def _side(terms: Sequence[Term], values: Values, votes: Votes) -> int | None:
    total = 0
    for term in terms:
        parts = votes if term.kind == "votes" else [1 if term.kind == "constant" else values.get(term.name)]
        for part in parts:
            if part is None:
                return None
            total += term.coefficient * part
    return total


def sentence(says: Says, values: Mapping[str, int], votes: Sequence[int], say: Say) -> str:
    """The statement with its numbers filled in: "134 + 54 = 188, the sheet says 198".

    `values` holds the fields and the parameters, all of them known. The side of one number is what is written.
    """
    columns = [f"v{n:02d}" for n in range(1, len(votes) + 1)]
    return Telling(says, columns, say).sentence({**values, **dict(zip(columns, votes, strict=True))})


Numbers = list[int | None]


class Telling:
    """A statement made ready to be told often, in one language and about ballots with these vote columns.

    Its values are fields and vote columns by name, and parameters that were not given with it.
    """

    def __init__(self, says: Says, votes: Sequence[str], say: Say, parameters: Mapping[str, int] | None = None) -> None:
        self._relation = says.relation
        self._say = say
        given = parameters or {}
        self._left, self._right = (_Side(side, votes, say, given) for side in (says.left, says.right))

    def if_kept(self, values: Values) -> str | None:
        """The statement with its numbers filled in where it holds; None where it does not or cannot be told."""
        left, right = self._left.numbers(values), self._right.numbers(values)
        if None in left or None in right:
            return None
        a, b = self._left.total(left), self._right.total(right)
        return self._told(left, right, a, b) if (a == b if self._relation == "=" else a <= b) else None

    def sentence(self, values: Values) -> str:
        """The statement with its numbers filled in; all of them are known."""
        left, right = self._left.numbers(values), self._right.numbers(values)
        return self._told(left, right, self._left.total(left), self._right.total(right))

    def _told(self, lefts: Numbers, rights: Numbers, left: int, right: int) -> str:
        sums = self._left.told(lefts, left), self._right.told(rights, right)
        if self._relation == "<=":
            return self._say("says.over" if left > right else "says.within", left=sums[0], right=sums[1])
        if self._left.alone == self._right.alone:
            return self._say("says.differs" if left != right else "says.equals", left=sums[0], right=sums[1])
        computed, written = (sums[1], left) if self._left.alone else (sums[0], right)
        message = "says.written" if left != right else "says.agrees"
        return self._say(message, computed=computed, written=self._left.number(written))


class _Side:
    """One side of a statement: which numbers it adds up, and how the sum is written."""

    def __init__(self, terms: Sequence[Term], votes: Sequence[str], say: Say, parameters: Mapping[str, int]) -> None:
        self._mark = say("number.thousands")
        self._constant = 0
        self._names: list[tuple[str, int]] = []
        shown, parts = "", 0
        for term in terms:
            factor, names = term.coefficient, votes if term.kind == "votes" else [term.name]
            fixed: int | None = None
            if term.kind == "constant":
                factor, fixed = (1 if factor >= 0 else -1), abs(factor)
            elif term.kind == "parameter" and term.name in parameters:
                fixed = parameters[term.name]
            for name in names:
                sign = (" - " if factor < 0 else " + ") if parts else ("-" if factor < 0 else "")
                times = "" if abs(factor) == 1 else f"{abs(factor)} × "
                parts += 1
                if fixed is None:
                    self._names.append((name, factor))
                    shown += f"{sign}{times}{{}}"
                else:
                    self._constant += factor * fixed
                    shown += f"{sign}{times}{self.number(fixed)}"
        self._order = [name for name, _ in self._names]
        self._plain = all(factor == 1 for _, factor in self._names)
        self.alone = parts == 1
        """Whether the side is one number."""
        self._shown = "" if parts == 1 and not shown.startswith("-") and "×" not in shown else shown

    def numbers(self, values: Values) -> Numbers:
        """What stands in its places, None where a value is not known."""
        return [*map(values.get, self._order)]

    def total(self, numbers: Numbers) -> int:
        """The sum of numbers that are all known."""
        if self._plain:
            return sum(numbers, self._constant)  # type: ignore[arg-type]
        return sum((f * n for (_, f), n in zip(self._names, numbers, strict=True) if n is not None), self._constant)

    def told(self, numbers: Numbers, total: int) -> str:
        if not self._shown:
            return self.number(total)
        if (
            total >= 1000 or not self._plain or self._constant < 0
        ):  # then one of them may be written with a mark between its thousands
            return f"{self._shown.format(*map(self.number, numbers))} = {self.number(total)}"
        return f"{self._shown.format(*numbers)} = {total}"

    def number(self, n: int | None) -> str:
        assert n is not None
        return str(n) if -1000 < n < 1000 else f"{n:,}".replace(",", self._mark)


def candidates(says: Says, votes: Sequence[str], parameters: Mapping[str, int]) -> list[tuple[str, str]]:
    """The numbers a repair may change, each with SQL for the value that makes the statement hold, the others kept.

    In the order the statement names them; a value is NULL where something is not known. None for `<=`.
    """
    gap = gap_sql(says, parameters, votes_sum(votes))
    return [(name, f"{name} {'-' if factor == 1 else '+'} ({gap})") for name, factor in _net(says, votes)]


def near_sql(old: str, new: str) -> str:
    """SQL: whether two numbers' texts part by one digit changed, added or lost, or by two neighbours exchanged."""
    swaps = ", ".join(
        f"substr({old}, 1, {i - 1}) || substr({old}, {i + 1}, 1) || substr({old}, {i}, 1) || substr({old}, {i + 2})"
        for i in range(1, _SWAPS)
    )
    return f"(levenshtein({old}, {new}) = 1 or {new} in ({swaps})) and {old} <> {new}"


def repairs(says: Says, values: Values, votes: Votes) -> str | None:
    """The smallest repairs as proposals, `valid=188 v02=64`, in the order the statement names its numbers.

    A proposal changes one number, by one digit or by two neighbouring digits exchanged, so that the statement holds
    with all others kept. A number that the statement takes several times is never proposed. None where there is none,
    where the statement holds or where something is not known.
    """
    left, right = evaluate(says, values, votes)
    if left is None or right is None:
        return None
    columns = [f"v{n:02d}" for n in range(1, len(votes) + 1)]
    known = {**values, **dict(zip(columns, votes, strict=True))}
    found = []
    for name, factor in _net(says, columns):
        old = known[name]
        assert old is not None
        new = old - factor * (left - right)
        if new >= 0 and one_digit(str(old), str(new)):
            found.append(f"{name}={new}")
    return " ".join(found) or None


def one_digit(old: str, new: str) -> bool:
    """Whether two numbers' texts part by one digit changed, added or lost, or by two neighbours exchanged."""
    if old == new or abs(len(old) - len(new)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest, other = old[start:], new[start:]
    if len(old) == len(new):
        return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    return rest[1:] == other or rest == other[1:]


def _net(says: Says, votes: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What a repair may change: fields and vote columns with their coefficient, all on the left, of 1 or -1."""
    if says.relation != "=":
        return
    net: dict[str, int] = {}
    for sign, terms in ((1, says.left), (-1, says.right)):
        for term in terms:
            for name in votes if term.kind == "votes" else [term.name] if term.kind == "field" else []:
                net[name] = net.get(name, 0) + sign * term.coefficient
    yield from ((name, factor) for name, factor in net.items() if abs(factor) == 1)


def _terms(says: Says) -> tuple[Term, ...]:
    return says.left + says.right


def _written(terms: Sequence[Term]) -> str:
    shown = ""
    for term in terms:
        name = "sum(votes)" if term.kind == "votes" else term.name
        number = abs(term.coefficient)
        text = str(number) if term.kind == "constant" else name if number == 1 else f"{number}*{name}"
        sign = (" - " if term.coefficient < 0 else " + ") if shown else ("-" if term.coefficient < 0 else "")
        shown += sign + text
    return shown
