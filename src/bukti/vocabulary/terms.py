"""The glossary: one word for each thing, its Indonesian, its meaning, and the words not to be used instead."""

from __future__ import annotations

import functools
from importlib import resources

from bukti.vocabulary.declared import Declared, read, shaped


class GlossaryTerm(Declared):
    """A word of the code with its Indonesian, its meaning, its name in NIST SP 1500-100 where it has one."""

    term: str
    indonesian: str
    english: str
    nist: str | None = None
    instead_of: tuple[str, ...] = ()


class Glossary(Declared):
    """All terms, in the order in which they are best read."""

    terms: tuple[GlossaryTerm, ...]


@functools.cache
def terms() -> tuple[GlossaryTerm, ...]:
    """Every term of `terms.yaml`, in its order."""
    file = resources.files("bukti.vocabulary").joinpath("terms.yaml")
    return shaped(Glossary, read(file, "terms.yaml")).terms
