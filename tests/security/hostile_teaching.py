"""The forms of counted tools and of equipment, as hostile values are sent to them."""

from __future__ import annotations

from typing import Any

from lms.core.enums import Role


def teaching_rows(own: dict[str, Any]) -> list[tuple]:
    """Return address, values and role of each form of counted tools and of equipment."""
    tool = own["tool_uuid"]
    counted = {f"{tool.hex}-issued": "1", f"{tool.hex}-returned": "1", f"{tool.hex}-note": "x"}
    return [
        (
            "/authoring/tools/add/",
            {"site": str(own["site_uuid"]), "name": "钳", "quantity": "3"},
            Role.REGISTRAR,
        ),
        (f"/authoring/tools/{tool}/change/", {"name": "钳", "quantity": "3"}, Role.REGISTRAR),
        *_equipment(own),
        (f"/authoring/tools/sessions/{own['session_uuid']}/", {"seen": "0", **counted}, Role.INSTRUCTOR),
    ]


def _equipment(own: dict[str, Any]) -> list[tuple]:
    desk, kind = "/authoring/equipment", own["equipment_kind_uuid"]
    names = {"name_zh": "烤箱", "name_en": "Oven"}
    return [
        (f"{desk}/kinds/add/", {"code": "OVEN-2", **names}, Role.ADMINISTRATOR),
        (f"{desk}/kinds/{kind}/", names, Role.ADMINISTRATOR),
        (f"{desk}/rooms/{own['room_uuid']}/equip/", {"kind": str(kind), "count": "4"}, Role.ADMINISTRATOR),
        (
            f"{desk}/items/{own['room_equipment_uuid']}/out-of-order/",
            {"count": "1", "first": "2026-11-01", "last": "", "reason": "x"},
            Role.REGISTRAR,
        ),
        (f"{desk}/out-of-order/{own['outage_uuid']}/", {"last": "2026-10-02"}, Role.REGISTRAR),
    ]
