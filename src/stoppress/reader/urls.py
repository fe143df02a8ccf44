"""Addresses of the readers' pages that Django answers."""

from django.urls import URLPattern, URLResolver, path

from stoppress.reader import as_of, corrections, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_page, name="front-page"),
    path("robots.txt", views.robots, name="robots"),
    path("<slug:slug>/as-of/", as_of.choose, name="as-of-chosen"),
    path("<slug:slug>/as-of/<str:moment>/", as_of.as_of, name="as-of"),
    path("<slug:slug>/corrections/", corrections.corrections, name="corrections"),
]
