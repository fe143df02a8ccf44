"""The command palette: everything that can be done or opened here, found by its words."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stoppress.desk import commands
from stoppress.desk.answers import base, wants_json
from stoppress.desk.gates import DeskRequest, on_blog
from stoppress.stories.models import LiveBlog


@require_safe
@on_blog()
def show(request: DeskRequest, blog: LiveBlog) -> HttpResponse:
    """All commands, panels and live blogs, and the newest posts or those with these words."""
    query = request.GET.get("words", "")[: commands.LONGEST_QUERY]
    found = commands.commands(request.user, request.role, blog, query)
    if wants_json(request):
        return JsonResponse({"commands": [asdict(command) for command in found]})
    context = {"base": base(request), "blog": blog, "commands": found, "query": query}
    return render(request, "desk/commands.html", context)
