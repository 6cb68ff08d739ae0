"""The forms of counted tools, equipment and credit tables, as hostile values are sent to them."""

from __future__ import annotations

from typing import Any

from lms.core.enums import Role


def teaching_rows(own: dict[str, Any]) -> list[tuple]:
    """Return address, values and role of each form of counted tools, equipment and credit tables."""
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
        *_credit_tables(own),
        (f"/authoring/tools/sessions/{own['session_uuid']}/", {"seen": "0", **counted}, Role.INSTRUCTOR),
    ]


def _credit_tables(own: dict[str, Any]) -> list[tuple]:
    desk, keys = "/authoring/credit-tables", (own["tabled_school_uuid"], own["tabled_programme_uuid"])
    values = {"valid_from": "2030-02-01", "cap_percent": "40", "cap_blocks": "core", "kind_training": "1"}
    said = {**values, "key": str(own["credit_table_uuid"]), "reason": "decision 4", "propose": "1"}
    return [
        (f"{desk}/{keys[0]}/{keys[1]}/", said, Role.ISSUING_OFFICER),
        (f"{desk}/{own['credit_table_uuid']}/decide/", {"agree": "1"}, Role.ISSUING_OFFICER),
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
