"""The desk's pages: the queue, one finding with its sheet, and what is proposed about it."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bukti.intake.numbers import read_count
from bukti.office.approvals.models import Approval
from bukti.office.caller import caller_of
from bukti.office.desk.laying import is_taken_in
from bukti.office.desk.models import Proposal
from bukti.office.desk.tables import ON_A_PAGE, SEVERITIES, Desk, Row, desk
from bukti.office.settings import here
from bukti.office.words import language, say
from bukti.publish.pages.here import Here
from bukti.publish.pages.sheet import Column, table

KIND: Final = "decision"


def page_of(request: HttpRequest) -> int:
    """The number of the page that is asked for, from 1."""
    return read_count(request.GET.get("page", "")).value or 1


def findings(request: HttpRequest) -> HttpResponse:
    """The queue: open findings within the caller's scope, the gravest and largest first."""
    severity = request.GET.get("severity", "")
    page = page_of(request)
    scopes = caller_of(request).scopes("see")
    with desk(language()) as at:
        counts = at.count(scopes)
        rows = at.queue(scopes, severity, page)
        total = counts[severity] if severity in SEVERITIES else sum(counts.values())
        asked = {p.finding_id for p in Proposal.objects.filter(finding_id__in=[r["finding_id"] for r in rows])}
        units = {u for row in rows for u in (row["unit_id"], *_units_in(row))}
        contests = dict.fromkeys([at.opened.terms.configuration.contest[0].id, *(row["contest"] for row in rows)])
        speaking = {contest: at.speaking(contest, units) for contest in contests}
        labels = next(iter(speaking.values())).labels
        lines = [_line(at, speaking[row["contest"]], row, asked) for row in rows]
    context = {
        "severities": [(s, labels.severity(s), labels.number(n), s == severity) for s, n in counts.items()],
        "severity": severity if severity in SEVERITIES else "", "lines": lines,
        "total": labels.number(total), "page": page, "pages": max(1, -(-total // ON_A_PAGE)),
    }  # fmt: skip
    return render(request, "findings_queue.html", context)


def _line(at: Desk, speaking: Here, row: Row, asked: set[str]) -> dict[str, Any]:
    word, _, _ = speaking.speech.rule(row["rule"], row["severity"])
    return {
        "id": row["finding_id"], "severity": row["severity"], "word": word, "rule": row["rule"],
        "unit": at.unit(speaking, row["unit_id"]), "sentence": at.sentence(speaking, row),
        "size": speaking.labels.number(row["size"]) if row["size"] else "", "asked": row["finding_id"] in asked,
    }  # fmt: skip


def _units_in(row: Row) -> list[str]:
    """The units that a finding names beside its own."""
    return [t for t in str(row["terms"]).split() if "=" not in t and ":" in t]


def found(request: HttpRequest, at: Desk, finding_id: str, right: Any = "see") -> Row:
    """The finding, where the caller may have it. Raises Http404 or PermissionDenied."""
    row = at.finding(finding_id)
    if row is None:
        raise Http404
    caller_of(request).must(right, at.above(row["unit_id"]))
    return row


def sheet_of(at: Desk, row: Row, readings: list[Row]) -> dict[str, Any] | None:
    """The sheet of a finding, its readings side by side, as the public page has them."""
    if not readings:
        return None
    speaking = at.speaking(row["contest"], [row["unit_id"]])
    sheet = speaking.speech.sheets[readings[0]["kind"]]
    columns = []
    for reading in readings:
        note = "reading.stands" if reading["stands"] else "reading.beside" if reading["last"] else "reading.earlier"
        title = speaking.speech.series_title(reading["series"])
        columns.append(Column(title, speaking.say(note), at.figures(reading), {}))
    return table(speaking, sheet, columns)


def finding(request: HttpRequest, finding_id: str) -> HttpResponse:
    """One finding: what was noticed, the sheet with its readings, its pictures, what was proposed."""
    with desk(language()) as at:
        row = found(request, at, finding_id)
        readings = at.readings(row["sheet_id"], row["unit_id"], row["partition"])
        speaking = at.speaking(row["contest"], [row["unit_id"], *_units_in(row)])
        labels = speaking.labels
        may = caller_of(request).may("propose", at.above(row["unit_id"]))
        context = {
            "row": row, "unit": at.unit(speaking, row["unit_id"]),
            "contest": labels.titles(at.contest(row["contest"]).title),
            "word": labels.severity(row["severity"]), "sentence": at.sentence(speaking, row),
            "rule_title": labels.rule_title(row["rule"]), "next": labels.rule_next(row["rule"]),
            "proposal": labels.proposal(row["proposal"]) if row["proposal"] else "",
            "life": "" if row["life"] == "open" else labels.say(f"life.{row['life']}", decision=row["decision"]),
            "sheet": sheet_of(at, row, readings), "pictures": at.pictures(readings),
            "effects": effects_for(readings) if may else [],
            "proposals": [_proposed(p) for p in Proposal.objects.filter(finding_id=finding_id).order_by("-made_at")],
        }  # fmt: skip
        return render(request, "finding_sheet.html", context)


def effects_for(readings: list[Row]) -> list[tuple[str, str]]:
    """What can be proposed: figures are set only where a reading is there to be corrected."""
    possible = ("set-field", "explain-finding", "accept-finding") if readings else ("explain-finding", "accept-finding")
    return [(effect, say(f"office.propose.{effect}")) for effect in possible]


def approval_of(proposal: Proposal) -> Approval:
    """The last approval that was asked for."""
    asked: Approval = Approval.objects.filter(kind=KIND, subject=str(proposal.pk)).order_by("-pk").first()
    return asked


def state_of(proposal: Proposal, asked: Approval) -> str:
    """Where a proposal stands, as a message."""
    if proposal.file:
        return "office.state.taken-in" if is_taken_in(proposal) else "office.state.waiting"
    return f"office.state.{asked.state}"


def _proposed(proposal: Proposal) -> dict[str, Any]:
    asked = approval_of(proposal)
    return {
        "number": proposal.pk, "effect": say(f"effect.{proposal.effect}"), "author": proposal.author.title,
        "made_at": proposal.made_at, "state": say(state_of(proposal, asked)), "approval": asked.pk,
    }  # fmt: skip


def proposals(request: HttpRequest) -> HttpResponse:
    """Everything that was proposed within the caller's scope, the newest first."""
    pages = Paginator(Proposal.objects.order_by("-pk"), ON_A_PAGE)
    page = pages.get_page(page_of(request))
    caller = caller_of(request)
    with desk(language()) as at:
        lines = []
        for one in page:
            if caller.may("see", at.above(one.unit_id)):
                speaking = at.speaking(one.contest, [one.unit_id])
                lines.append({**_proposed(one), "unit": at.unit(speaking, one.unit_id)})
    return render(request, "proposals.html", {"lines": lines, "page": page.number, "pages": pages.num_pages})


def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """A proposal is shown as it stands before the second person."""
    one = Proposal.objects.filter(pk=number).first()
    if one is None:
        raise Http404
    with desk(language()) as at:
        caller_of(request).must("see", at.above(one.unit_id))
    return redirect("approval", number=approval_of(one).pk)


def document(request: HttpRequest, digest: str) -> HttpResponseBase:
    """A document that a proposal rests on, to be saved: never shown as a page of this office."""
    named = Proposal.objects.filter(says__contains=f'"document": "{digest}"').first()
    path = here().documents / digest
    if named is None or not path.is_file():
        raise Http404
    with desk(language()) as at:
        caller_of(request).must("see", at.above(named.unit_id))
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=digest, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
