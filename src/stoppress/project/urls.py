"""Every address that Django answers; the page, the delta and the stream are the edge's."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", include("stoppress.desk.urls")),
    path("api/v1/", include("stoppress.api.urls")),
    path("", include("stoppress.reader.urls")),
]

handler400 = "stoppress.project.refusals.bad_request"
handler404 = "stoppress.project.refusals.not_there"
handler500 = "stoppress.project.refusals.server_error"
