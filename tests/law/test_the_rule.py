"""The law on pure values: any order, any repetition, any collapsing ends at the same page (P-2.1, P-2.2)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.wire.change import Change, Cursor, MalformedCursor, Page, Part, collapse

KEYS = ["header", "post/a", "post/b", "post/c"]


def _steps(wishes: list[tuple[str, str, int]]) -> list[Change]:
    changes = []
    for number, (key, html, place) in enumerate(wishes, 1):
        if html:
            changes.append(Change(number, "put", key, "stream", place, html))
        else:
            changes.append(Change(number, "remove", key))
    return changes


wires = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(["", "<p>1</p>", "<p>2</p>"]), st.integers(1, 3)),
    max_size=12,
).map(_steps)


def _page_at(changes: list[Change], number: int) -> Page:
    page = Page()
    for change in changes[:number]:
        page.apply(change)
    return Page(number, page.parts.values())


@settings(max_examples=2_000, deadline=None)
@given(wires, st.randoms(use_true_random=False), st.data())
def test_page_at_n_plus_changes_in_any_order_equals_page_at_m(changes, random, data):  # type: ignore[no-untyped-def]
    n = data.draw(st.integers(0, len(changes)))
    travelling = changes[n:] + random.choices(changes, k=len(changes)) if changes else []
    random.shuffle(travelling)
    page = _page_at(changes, n)
    for change in travelling:
        page.apply(change)
    assert page.parts == _page_at(changes, len(changes)).parts


@settings(max_examples=500, deadline=None)
@given(wires, st.data())
def test_collapsed_changes_lead_to_the_same_page(changes, data):  # type: ignore[no-untyped-def]
    n = data.draw(st.integers(0, len(changes)))
    page = _page_at(changes, n)
    for change in collapse(changes[n:]):
        page.apply(change)
    assert page.parts == _page_at(changes, len(changes)).parts


def test_a_removal_is_remembered() -> None:
    page = Page()
    page.apply(Change(2, "remove", "post/a"))
    page.apply(Change(1, "put", "post/a", "stream", 1, "<p>old</p>"))
    assert page.parts == {}


def test_a_page_loaded_at_n_ignores_what_is_older() -> None:
    page = Page(5, [Part("post/a", "stream", 1, "<p>new</p>")])
    page.apply(Change(4, "put", "post/b", "stream", 2, "<p>old</p>"))
    assert list(page.parts) == ["post/a"]


@given(st.text())
def test_whatever_is_no_cursor_says_what_one_looks_like(text: str) -> None:
    try:
        cursor = Cursor.parse(text)
    except MalformedCursor as error:
        assert "q7m2x0ab-482" in str(error)
    else:
        assert str(cursor) == text


def test_a_flipped_bit_changes_the_checksum() -> None:
    change = Change(7, "put", "post/a", "stream", 3, "<p>water</p>")
    assert change.checksum() != Change(7, "put", "post/a", "stream", 3, "<p>waver</p>").checksum()
