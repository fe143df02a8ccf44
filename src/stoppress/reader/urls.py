"""Addresses of the readers' pages that Django answers."""

from django.urls import URLPattern, URLResolver, path

from stoppress.reader import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_page, name="front-page"),
    path("robots.txt", views.robots, name="robots"),
]
