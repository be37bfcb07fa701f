"""How the pages of one language speak: its sentences, its numbers and the names of a contest, each made once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from bukti.evidence.ballots import Contest, Selection
from bukti.evidence.terms import Terms
from bukti.locale import Language, messages
from bukti.locale import format as formats
from bukti.publish.labels import Labels, display, printed
from bukti.publish.pages import colours
from bukti.publish.pages.markup import Html, html, name
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.says import Telling

REMEMBERED = 20_000


class Figures(dict[int | None, Any]):
    """Numbers as a language writes them, each made once; None stays None."""

    def __init__(self, language: Language) -> None:
        super().__init__({None: None})
        self._language = language

    def __missing__(self, n: int | None) -> str:
        assert n is not None
        found = formats.number(n, self._language)
        if len(self) < REMEMBERED:
            self[n] = found
        return found


class Speech:
    """The words of one language for the pages of one contest, or for pages of none."""

    def __init__(self, terms: Terms, language: Language, contest: Contest | None) -> None:
        self.terms = terms
        self.language = language
        self.contest = contest
        self.labels = Labels(terms, language)
        self.votes = terms.shape.votes[: len(contest.selection)] if contest else ()
        """The vote columns of the contest."""
        self._selections = dict(zip(self.votes, contest.selection, strict=True)) if contest else {}
        self._messages = messages(language)
        self._sentences: dict[str, Html] = {}
        self.provisional = contest is not None and contest.id in terms.provisional
        of_totals = contest is not None and contest.id not in terms.with_stations
        self._variants = [v for v, own in (("stated", self.provisional), ("totals", of_totals)) if own]
        self._moments: dict[str, str] = {}
        self.figures = Figures(language)
        self._fields: dict[str, Html] = {}
        self.shorts = {v: name(s.short or s.name) for v, s in self._selections.items()}
        self.places = {v: printed(n, self._selections[v]) for n, v in enumerate(self.votes, 1)}
        """The number of each selection as the ballot prints it."""
        self.ballot = [(self.places[v], self.plain(v)) for v in self.votes]
        """The selections in ballot order: number and short name."""
        self._rules: dict[tuple[str, str], tuple[Html, Html, Html]] = {}
        self.states: dict[str, tuple[tuple[str, Html], ...]] = {}
        """The states of stations as classes and words, by how the table of stations has them."""
        self._kept: dict[str, list[tuple[str, Telling]]] = {}
        self.papers: dict[str, Any] = {}
        """Each sheet kind as its paper has it."""
        self.links: dict[str, Html] = {}
        """Pieces of pages that depend on how deep the page stands, and on nothing else that changes."""

    def say(self, message: str, /, **values: object) -> Html:
        """A sentence of the pages' words, its values escaped unless they are HTML made here.

        A sentence about sheets of stations or of plenaries has one of its own where no such sheet was received:
        `<message>.totals`, `<message>.stated`.
        """
        sentence = self._sentences.get(message)
        if sentence is None:
            keys = [*(f"pages.{message}.{v}" for v in self._variants), f"pages.{message}"]
            key = next((k for k in keys if k in self._messages), keys[-1])
            sentence = self._sentences[message] = html(self._messages[key])
        for value in values.values():
            if type(value) is not Html:
                break
        else:
            return Html(sentence.format_map(values)) if values else sentence
        return Html(sentence.format_map({k: v if type(v) is Html else html(v) for k, v in values.items()}))

    def count(self, message: str, n: int, /, **values: object) -> Html:
        """A sentence about n things; English has one of its own for one thing."""
        if n == 1 and f"pages.{message}.one" in self._messages:
            message += ".one"
        return self.say(message, n=self.number(n), **values)

    def number(self, n: int | None) -> Html:
        """A count as the language writes it, or the word for not known, as HTML for sentences."""
        return html(self.labels.number(None)) if n is None else Html(self.figures[n])

    def signed(self, n: int) -> Html:
        """A difference with its sign, a true minus."""
        return Html(f"{'+' if n > 0 else '−' if n < 0 else ''}{self.number(abs(n))}")

    def moment(self, at: str) -> str:
        """A moment with its zone; files state few."""
        found = self._moments.get(at)
        if found is None:
            found = self.labels.moment(at)
            if len(self._moments) < REMEMBERED:
                self._moments[at] = found
        return found

    def selection(self, column: str) -> Selection:
        return self._selections[column]

    def plain(self, column: str) -> str:
        """A selection's short name as text, for where no HTML can stand."""
        chosen = self._selections[column]
        return chosen.short or chosen.name

    def field(self, field: str) -> Html:
        """A field's label on the form, or a vote column's selection."""
        found = self._fields.get(field)
        if found is None:
            found = self._fields[field] = html(self.labels.field(field, self.contest))
        return found

    def station(self, unit_id: str) -> str:
        """TPS 003."""
        return self._station.format(number=unit_id[-3:])

    @cached_property
    def alike(self) -> frozenset[str]:
        """The selections whose colour some readers cannot tell from that of one before: they bear a pattern too."""
        hatched = {pair.second for pair in colours.alike(self.contest)} if self.contest else set()
        return frozenset(v for n, v in enumerate(self.votes, 1) if n in hatched)

    @cached_property
    def _station(self) -> str:
        return self.labels.unit("{number}", "station")

    @staticmethod
    def unit(unit: str) -> str:
        """A unit's name as people write it, as text."""
        return display(unit)

    def rule(self, rule: str, severity: str) -> tuple[Html, Html, Html]:
        """How grave a finding is in a word, which rule is not met, what to do next."""
        found = self._rules.get((rule, severity))
        if found is None:
            labels = self.labels
            words = (labels.severity(severity), labels.rule_title(rule), labels.rule_next(rule))
            found = self._rules[rule, severity] = (
                html(words[0]),
                self.say("rule.broken", title=words[1]),
                html(words[2]),
            )
        return found

    def tellings(self, sheet: SheetKind) -> list[tuple[str, Telling]]:
        """The linear rules of a sheet kind, each with its statement ready to be told."""
        found = self._kept.get(sheet.id)
        if found is None:
            told = [(rule.rule, self.labels.telling(rule.rule, len(self.votes))) for rule in sheet.rules]
            found = self._kept[sheet.id] = [(rule, telling) for rule, telling in told if telling is not None]
        return found

    @cached_property
    def series(self) -> dict[str, Html]:
        """The titles of the series."""
        return {s.id: html(self.labels.series(s.id)) for s in self.terms.configuration.series}

    def basis(self, basis: str) -> Html:
        """counted, declared, declared-below, or a series by its title."""
        return html(self.labels.basis(basis, self.contest))

    def series_title(self, series: str) -> Html:
        """The title of a series; of what is none its own word."""
        return self.series.get(series) or html(self.labels.series(series))

    @cached_property
    def sheets(self) -> dict[str, SheetKind]:
        return {s.id: s for s in self.terms.profile.sheets}
