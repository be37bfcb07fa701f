"""What belongs to no capability: the files of pages, the way in, and pages for what cannot be answered."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.csrf import requires_csrf_token

ASSETS: Final = {
    "site.css": ("bukti.publish.pages", "text/css"),
    "office.css": ("bukti.office", "text/css"),
    "favicon.ico": ("bukti.publish.pages", "image/x-icon"),
}
"""The files that pages need: those of the public site, and the office's own."""


def asset(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the pages, by its name; nothing else is served from the disk."""
    if name not in ASSETS or request.method not in ("GET", "HEAD"):
        raise Http404
    package, kind = ASSETS[name]
    content = resources.files(package).joinpath(name).read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "max-age=300"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type=kind, headers=headers)


def start(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The way in: the language that the browser asks for, Indonesian where it asks for neither."""
    return redirect("home")


def _told(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "office_told.html", {"status": status}, status=status)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return _told(request, 403)


def absent(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    return _told(request, 404)


def wrong(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001
    return _told(request, 400)


def fault(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("500", status=500, content_type="text/plain")
