"""Addresses of the readers' pages that Django answers."""

from django.urls import URLPattern, URLResolver, path

from stoppress.reader import (
    as_of,
    asking,
    corrections,
    expert,
    feeds,
    following,
    key_events,
    original,
    receipts,
    search,
    sitemaps,
    versions,
    views,
    voting,
    worker,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:slug>/ask/", asking.ask, name="ask"),
    path("<slug:slug>/ask/stamp", asking.stamp, name="ask-stamp"),
    path("<slug:slug>/ask/<str:secret>/", receipts.receipt, name="receipt"),
    path("<slug:slug>/follow/", following.follow, name="follow"),
    path("follow/moved", following.moved, name="follow-moved"),
    path("sw.js", worker.service_worker, name="service-worker"),
    path("manifest.webmanifest", worker.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("feed.atom", feeds.house_atom, name="house-atom"),
    path("feed.json", feeds.house_json, name="house-json"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap-index"),
    path("sitemap-news.xml", sitemaps.news_sitemap, name="sitemap-news"),
    path("<slug:slug>/sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("expert/<slug:secret>/", expert.show, name="expert"),
    path("<slug:slug>/as-of/", as_of.choose, name="as-of-chosen"),
    path("<slug:slug>/as-of/<str:moment>/", as_of.as_of, name="as-of"),
    path("<slug:slug>/search/", search.search, name="search"),
    path("<slug:slug>/corrections/", corrections.corrections, name="corrections"),
    path("<slug:slug>/key-events/", key_events.key_events, name="key-events"),
    path("<slug:slug>/key-events/before/<slug:post>/", key_events.key_events, name="key-events-before"),
    path("<slug:slug>/p/<slug:post>/versions/", versions.versions, name="versions"),
    path("<slug:slug>/p/<slug:post>/vote/", voting.vote, name="vote"),
    path("<slug:slug>/p/<slug:post>/original/<int:position>/", original.original, name="original"),
]
