"""A plenary's paper as PDF: the same tables and publication give the same bytes, on any machine at any time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources

from bukti.evidence.ballots import Contest
from bukti.locale import Language
from bukti.publish.labels import Labels
from bukti.publish.lookup import Named
from bukti.publish.opened import Opened
from bukti.publish.papers.beside import beside, names_of
from bukti.publish.papers.form import form_of
from bukti.publish.papers.published import published
from bukti.vocabulary.problems import Place, refuse

TEMPLATE = "paper.typ"
PACKAGE = "typst"


def paper(opened: Opened, contest: Contest, unit: Named, language: Language) -> bytes:
    """The unit's recap for signature, with what belongs beside its numbers.

    Raises Refusal: what `form_of` and `published` refuse, and extra-missing without the package that prints.
    """
    must_be_installed()
    from bukti.publish.papers.words import Words

    form = form_of(opened, contest, unit)
    shown = published(opened)
    as_of = _as_of(opened)
    noted = beside(opened, form)
    texts = Words(Labels(opened.terms, language), form).paper(noted, shown, as_of, names_of(opened, noted))
    moment = shown.time if shown else as_of or f"{opened.terms.day.isoformat()}T00:00:00+00:00"
    return printed(texts, datetime.fromisoformat(moment))


def printed(texts: dict[str, object], at: datetime, template: str = TEMPLATE) -> bytes:
    """The PDF of these texts, dated by the evidence; fonts come with the typesetter, none from the machine."""
    import typst

    found = typst.compile(
        resources.files(__package__).joinpath(template).read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"texts": json.dumps(texts, ensure_ascii=False)},
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(found, bytes)
    return found


def must_be_installed() -> None:
    """Raises Refusal (PAPER-EXTRA) without the package that prints."""
    try:
        import typst  # noqa: F401
    except ImportError:
        raise refuse("PAPER-EXTRA", Place(), PACKAGE, 'pip install "bukti[paper]"') from None


def _as_of(opened: Opened) -> str:
    """The latest moment that a file states; empty where none states any."""
    opened.show(["source"])
    return str(opened.rows("select coalesce(max(as_of), '') as as_of from source")[0]["as_of"])


__all__ = ["must_be_installed", "paper", "printed"]
