"""The trail as who may read it sees it: the newest entries first, and whether the chain holds."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bukti.office.trail.chain import broken
from bukti.office.trail.models import Entry, Head

ON_A_PAGE: Final = 50


def trail(request: HttpRequest) -> HttpResponse:
    """Entries and the state of the chain."""
    pages = Paginator(Entry.objects.order_by("-number"), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = [(e.number, e.at, e.by, e.what.rpartition(".")[2], e.key, e.digest[:12]) for e in page]
    head = Head.objects.get(pk=1)
    held = broken()
    context = {
        "entries": shown, "page": page.number, "pages": pages.num_pages, "count": head.number, "head": head.digest,
        "broken": [b.number for b in held],
    }  # fmt: skip
    return render(request, "trail.html", context)
