"""Pages of equipment: rooms with what they have, one room, what is out of order, and the kinds there are."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lms.accounts.api import Listing, actor_of, searches_beside
from lms.core.clock import local_date, now
from lms.core.tables import MOST_EXPORTED, table_response
from lms.delivery.classdesk.views.base import Crumb, DeskPage, FormPage
from lms.delivery.equipment import forms
from lms.delivery.equipment.policies import KEEP, NAME_KINDS, READ, rooms_kept_by, sites_with_rooms
from lms.delivery.equipment.queries import (
    Wish,
    get_kept_equipment,
    get_kept_outage,
    get_kept_room,
    get_kind,
    get_room,
    items_of,
    list_rooms,
    programmes_in,
    unfit_to_come,
)
from lms.delivery.equipment.words import enough_text, item_text, outage_text, unfit_text
from lms.delivery.timetable.models import ClassSession
from lms.organisations.api import (
    EquipmentKind,
    EquipmentOutage,
    NewKind,
    NewOutage,
    Room,
    RoomEquipment,
    add_kind,
    end_outage,
    equip_room,
    kind_names,
    rename_kind,
    report_outage,
)

ON_A_PAGE = 50
_ASKED = ("words", "site", "kind", "state")
SEARCHED = Listing("rooms", "equipment:index", READ, _ASKED)


def wish_of(query: QueryDict) -> Wish:
    """Return what an address asks for."""
    return Wish(**{name: query.get(name, "").strip()[:100] for name in _ASKED})


class Rooms(DeskPage):
    """The rooms of the user's sites with what they have."""

    access = READ
    header_icon = "desktop"
    page_title = gettext_lazy("Rooms and equipment")
    template_name = "delivery/equipment/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wish, user, today = wish_of(self.request.GET), self.request.user, local_date(now())
        page = Paginator(list_rooms(user, wish, today=today), ON_A_PAGE).get_page(self.request.GET.get("p"))
        asked = {name: getattr(wish, name) for name in _ASKED if getattr(wish, name)}
        return super().get_context_data(
            wish=wish,
            page=page,
            rows=[(room, [item_text(one) for one in items_of(room, today=today)]) for room in page],
            sites=list(sites_with_rooms(user).order_by("code")),
            kinds=list(EquipmentKind.objects.order_by("code")),
            address=urlencode(asked),
            searches=searches_beside(self.request, SEARCHED),
            may_name=NAME_KINDS.admits(user),
            **kwargs,
        )


class Export(DeskPage):
    """What the list shows as a table to keep: a line for each kind in each room."""

    access = READ

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today = local_date(now())
        rooms = list_rooms(request.user, wish_of(request.GET), today=today)
        head = [
            _("Training site"),
            pgettext("classroom", "Room"),
            _("Seats"),
            _("Code"),
            _("Equipment"),
            _("How many there are"),
            _("Usable today"),
            _("Out of order"),
        ]
        table: list[list[str | int]] = []
        for room in rooms[:MOST_EXPORTED]:
            start: list[str | int] = [room.site.name, room.name, room.seats]
            items = items_of(room, today=today)
            table += [
                [
                    *start,
                    one.row.kind.code,
                    one.row.kind.name,
                    one.row.count,
                    one.usable,
                    _("; ").join(outage_text(row) for row in one.outages),
                ]
                for one in items
            ] or [[*start, "", "", "", "", ""]]
        return table_response(request, "rooms", head=head, rows=table)


def _room_url(room: Room) -> str:
    return reverse("equipment:room", args=[room.uuid])


def _to_rooms() -> Crumb:
    return Crumb(reverse("equipment:index"), _("Rooms and equipment"))


class ShowRoom(DeskPage):
    """One room: what it has, for which programmes that is enough, and sessions to come that lack something."""

    access = READ
    header_icon = "desktop"
    page_title = pgettext_lazy("classroom", "Room")
    template_name = "delivery/equipment/room.html"

    def room(self) -> Any:
        if not hasattr(self, "_room"):
            self._room = get_room(self.request.user, self.kwargs["room_uuid"])
        return self._room

    def crumbs(self) -> list[Crumb]:
        return [_to_rooms()]

    def get_page_subtitle(self) -> str:
        return self.room().name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        room = self.room()
        today, names = local_date(now(), zone=room.site.time_zone), kind_names()
        return super().get_context_data(
            room=room,
            items=[
                (one, [(row, outage_text(row)) for row in one.outages]) for one in items_of(room, today=today)
            ],
            programmes=[(one, enough_text(one, names)) for one in programmes_in(room, today=today)],
            unfit=unfit_in(room, names),
            may_keep=rooms_kept_by(self.request.user).filter(pk=room.pk).exists(),
            **kwargs,
        )


def unfit_in(room: Room, names: dict[str, str]) -> list[str]:
    """Return in words which sessions to come lack something in a room."""
    return [
        unfit_text(one, names) for one in unfit_to_come(ClassSession.objects.filter(room=room), now=now())
    ]


class RoomDeed(FormPage):
    """A form about what a room has; it leads back to the room, where stands which sessions lack something now."""

    access = KEEP
    header_icon = "desktop"
    button = gettext_lazy("Keep it")
    told = gettext_lazy("It is kept.")

    def room(self) -> Room:
        """Return the room that the form is about."""
        raise NotImplementedError

    def crumbs(self) -> list[Crumb]:
        return [_to_rooms(), Crumb(_room_url(self.room()), self.room().name)]

    def back(self, done: Any = None) -> str:
        return _room_url(self.room())


class Equip(RoomDeed):
    """Says how many of a kind stand in a room."""

    page_title = gettext_lazy("Equipment of the room")
    form_class = forms.EquipForm

    def room(self) -> Room:
        if not hasattr(self, "_room"):
            self._room = get_kept_room(self.request.user, self.kwargs["room_uuid"])
        return self._room

    def get_page_subtitle(self) -> str:
        return self.room().name

    def facts(self) -> list[tuple[Any, Any]]:
        return [(pgettext("classroom", "Room"), self.room().name)]

    def initial(self) -> dict[str, Any]:
        row = self.room().equipment.filter(kind__code=self.request.GET.get("kind", "")[:20])
        known = row.select_related("kind").first()
        return forms.first_choice(known.kind if known else None, known.count if known else None)

    def act(self, said: dict[str, Any]) -> RoomEquipment:
        return equip_room(
            room_uuid=self.room().uuid,
            kind_uuid=said["kind"].uuid,
            count=said["count"],
            actor=actor_of(self.request),
            now=now(),
        )


class Report(RoomDeed):
    """Says that some of a room's equipment are out of order."""

    page_title = gettext_lazy("Out of order")
    form_class = forms.OutageForm

    def equipment(self) -> RoomEquipment:
        if not hasattr(self, "_equipment"):
            self._equipment = get_kept_equipment(self.request.user, self.kwargs["room_equipment_uuid"])
        return self._equipment

    def room(self) -> Room:
        return self.equipment().room

    def get_page_subtitle(self) -> str:
        return self.equipment().kind.name

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.equipment()
        return [
            (_("Equipment"), row.kind.name),
            (pgettext("classroom", "Room"), row.room.name),
            (_("How many there are"), row.count),
        ]

    def initial(self) -> dict[str, Any]:
        return forms.from_today(local_date(now(), zone=self.room().site.time_zone))

    def act(self, said: dict[str, Any]) -> EquipmentOutage:
        outage = NewOutage(self.equipment().uuid, **said)
        return report_outage(outage=outage, actor=actor_of(self.request), now=now())


class End(RoomDeed):
    """Says until when something was out of order."""

    page_title = gettext_lazy("Usable again")
    form_class = forms.EndForm

    def outage(self) -> EquipmentOutage:
        if not hasattr(self, "_outage"):
            self._outage = get_kept_outage(self.request.user, self.kwargs["outage_uuid"])
        return self._outage

    def room(self) -> Room:
        return self.outage().equipment.room

    def get_page_subtitle(self) -> str:
        return self.outage().equipment.kind.name

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("Equipment"), self.outage().equipment.kind.name),
            (pgettext("classroom", "Room"), self.room().name),
            (_("Out of order"), outage_text(self.outage())),
        ]

    def initial(self) -> dict[str, Any]:
        return {"last": local_date(now(), zone=self.room().site.time_zone)}

    def act(self, said: dict[str, Any]) -> EquipmentOutage:
        return end_outage(outage_uuid=self.outage().uuid, **said, actor=actor_of(self.request), now=now())


class Kinds(DeskPage):
    """The kinds of equipment that rooms have and programmes ask for."""

    access = READ
    header_icon = "desktop"
    page_title = gettext_lazy("Kinds of equipment")
    template_name = "delivery/equipment/kinds.html"

    def crumbs(self) -> list[Crumb]:
        return [_to_rooms()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = EquipmentKind.objects.order_by("code")
        return super().get_context_data(kinds=kinds, may_name=NAME_KINDS.admits(self.request.user), **kwargs)


class KindDeed(FormPage):
    """A form about a kind; it leads back to the list."""

    access = NAME_KINDS
    header_icon = "desktop"
    button = gettext_lazy("Keep it")
    told = gettext_lazy("It is kept.")

    def crumbs(self) -> list[Crumb]:
        return [_to_rooms(), Crumb(reverse("equipment:kinds"), _("Kinds of equipment"))]

    def back(self, done: Any = None) -> str:
        return reverse("equipment:kinds")


class AddKind(KindDeed):
    """Adds a kind."""

    page_title = gettext_lazy("Add a kind of equipment")
    form_class = forms.KindForm

    def act(self, said: dict[str, Any]) -> EquipmentKind:
        return add_kind(kind=NewKind(**said), actor=actor_of(self.request), now=now())


class RenameKind(KindDeed):
    """Calls a kind by other names."""

    page_title = gettext_lazy("Names of a kind of equipment")
    form_class = forms.KindNamesForm

    def kind(self) -> EquipmentKind:
        if not hasattr(self, "_kind"):
            self._kind = get_kind(self.kwargs["equipment_kind_uuid"])
        return self._kind

    def get_page_subtitle(self) -> str:
        return self.kind().code

    def facts(self) -> list[tuple[Any, Any]]:
        return [(_("Code"), self.kind().code)]

    def initial(self) -> dict[str, Any]:
        return {"name_zh": self.kind().name_zh, "name_en": self.kind().name_en}

    def act(self, said: dict[str, Any]) -> EquipmentKind:
        return rename_kind(kind_uuid=self.kind().uuid, **said, actor=actor_of(self.request), now=now())
