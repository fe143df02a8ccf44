"""Addresses of the desk. A slug holds no slash, so what has two names before the last slash is no live blog's."""

from django.urls import URLPattern, URLResolver, path, re_path

from stoppress.desk.views import (
    account,
    drafts,
    header,
    key_points,
    live_blogs,
    phase,
    pictures,
    pins,
    posts,
    question_box,
    questions,
    round_ups,
    stream,
    trouble,
)

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", live_blogs.show_all, name="live-blogs"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/session/", account.session, name="session"),
    path("live-blogs/new/", live_blogs.new, name="new"),
    path("pictures/<str:name>", pictures.show, name="picture"),
    path("<slug:slug>/", live_blogs.show, name="blog"),
    path("<slug:slug>/older/", stream.older, name="older"),
    path("<slug:slug>/tools/", stream.tools, name="tools"),
    path("<slug:slug>/pulse/", stream.pulse, name="pulse"),
    path("<slug:slug>/posts/", posts.publish, name="publish"),
    path("<slug:slug>/posts/<slug:post>/amend/", posts.amend, name="amend"),
    path("<slug:slug>/posts/<slug:post>/correct/", posts.correct, name="correct"),
    path("<slug:slug>/posts/<slug:post>/withdraw/", posts.withdraw, name="withdraw"),
    path("<slug:slug>/posts/<slug:post>/restore/", posts.restore, name="restore"),
    path("<slug:slug>/posts/<slug:post>/take-down/", posts.take_down, name="take-down"),
    path("<slug:slug>/posts/<slug:post>/key-event/", posts.mark_key_event, name="key-event"),
    path("<slug:slug>/posts/<slug:post>/pin/", pins.pin, name="pin"),
    path("<slug:slug>/unpin/", pins.unpin, name="unpin"),
    path("<slug:slug>/drafts/", drafts.show, name="drafts"),
    path("<slug:slug>/drafts/<slug:post>/", drafts.edit, name="draft"),
    path("<slug:slug>/drafts/<slug:post>/discard/", drafts.discard, name="discard"),
    path("<slug:slug>/key-points/", key_points.edit, name="key-points"),
    path("<slug:slug>/key-points/suggestions/", key_points.suggest, name="key-points-suggestions"),
    path("<slug:slug>/key-points/history/", key_points.history, name="key-points-history"),
    path(
        "<slug:slug>/key-points/history/<int:number>/restore/", key_points.restore, name="restore-key-points"
    ),
    path("<slug:slug>/round-up/", round_ups.edit, name="round-up"),
    path("<slug:slug>/round-up/reminder/", round_ups.remind, name="round-up-reminder"),
    path("<slug:slug>/round-up/line/", round_ups.line, name="round-up-line"),
    path("<slug:slug>/header/", header.edit, name="header"),
    path("<slug:slug>/phase/", phase.enter, name="phase"),
    path("<slug:slug>/questions/", questions.show, name="questions"),
    path("<slug:slug>/questions/pulse/", questions.pulse, name="questions-pulse"),
    path("<slug:slug>/questions/panel/", questions.panel, name="questions-panel"),
    path("<slug:slug>/questions/sort/", questions.sort, name="sort-questions"),
    path("<slug:slug>/questions/<slug:question>/", questions.open_one, name="question"),
    path("<slug:slug>/questions/<slug:question>/split/", questions.split, name="split-question"),
    path("<slug:slug>/question-box/", question_box.edit, name="question-box"),
    path("<slug:slug>/question-box/abuse-list/", question_box.abuse_list, name="abuse-list"),
    re_path("", trouble.not_there, name="not-there"),
]
