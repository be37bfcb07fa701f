"""Every address of the office, in either language; files that pages need have none of either."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from bukti.office import views
from bukti.office.apps import routes

urlpatterns = [
    path("assets/<str:name>", views.asset, name="asset"),
    path("", views.start, name="start"),
    *i18n_patterns(*(route.pattern for route in routes())),
]
handler400 = "bukti.office.views.wrong"
handler403 = "bukti.office.views.forbidden"
handler404 = "bukti.office.views.absent"
handler500 = "bukti.office.views.fault"
