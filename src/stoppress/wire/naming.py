"""The names of wires: which are taken, and where one that has moved is found now."""

from __future__ import annotations

from stoppress.wire.models import FormerName, Wire


def is_taken(name: str, by_other_than: Wire | None = None) -> bool:
    """Say whether a wire has this name or has had it; its own earlier names a wire may have again."""
    former = FormerName.objects.filter(name=name)
    if by_other_than is not None:
        former = former.exclude(wire=by_other_than)
    return Wire.objects.filter(name=name).exists() or former.exists()


def rename(wire: Wire, name: str) -> None:
    """Give the wire this name, within an act's transaction; the one that readers know is kept as a former name."""
    FormerName.objects.filter(wire=wire, name=name).delete()
    if wire.head:
        FormerName.objects.create(wire=wire, name=wire.name)
    wire.name = name
    wire.save(update_fields=["name"])


def moved_to(name: str) -> str | None:
    """The name under which the wire that once had this one is found now; None if there is no such wire."""
    found = FormerName.objects.filter(name=name, wire__head__gt=0).select_related("wire").first()
    return found.wire.name if found else None
