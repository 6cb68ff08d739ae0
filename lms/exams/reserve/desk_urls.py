"""Addresses of the officer's pages, below a sitting."""

from django.urls import URLPattern, path

from lms.exams.reserve.views import hand_in, officer, packets


def desk_patterns(sitting: str) -> list[URLPattern]:
    """Return the addresses of the reserve of a sitting."""
    sheet = f"{sitting}reserve/<uuid:sheet_uuid>/"
    packet = f"{sitting}reserve/packets/<uuid:packet_uuid>/"
    return [
        path(f"{sitting}reserve/", officer.ReservePage.as_view(), name="reserve"),
        path(f"{sitting}reserve/print/", packets.PrintReserve.as_view(), name="print_reserve"),
        path(packet, packets.PacketPage.as_view(), name="packet"),
        path(f"{packet}file/", packets.PacketFile.as_view(), name="packet_file"),
        path(f"{packet}again/", packets.LayOutAgain.as_view(), name="packet_again"),
        path(f"{packet}strike/", packets.StrikePacket.as_view(), name="strike_packet"),
        path(f"{sitting}reserve/hand-in/", hand_in.HandInSheets.as_view(), name="hand_in_sheets"),
        path(sheet, officer.SheetPage.as_view(), name="sheet"),
        path(f"{sheet}hand-in/", officer.HandInSheet.as_view(), name="hand_in_sheet"),
        path(f"{sheet}none/", officer.NoSheetPage.as_view(), name="no_sheet"),
        path(f"{sheet}turns/<uuid:keyer_uuid>/free/", officer.FreeTurn.as_view(), name="free_turn"),
    ]
