"""Reads of stocks and prints, by what an officer is in charge of."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from certificates.issuing.batches.models import Batch, BatchEntry, EntryState
from certificates.issuing.errors import DeliveryNotFound, SheetNotFound
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.prints.models import BlankDelivery, BlankStock, PrintedSheet
from certificates.issuing.queries import award_of_credential
from lms.accounts.api import sort_name_of
from lms.organisations.api import School


def standing_sheets() -> QuerySet[PrintedSheet]:
    """Return the sheets that count: those that were noted wrongly were taken back."""
    return PrintedSheet.objects.filter(taken_back__isnull=True)


def kept_stocks() -> QuerySet[BlankStock]:
    """Return the stocks that are kept: of one whose deliveries were all taken back nothing is left to count."""
    return BlankStock.objects.filter(received__gt=0)


def list_stocks(schools: Iterable[School]) -> QuerySet[BlankStock]:
    """Return the stocks of schools; one query."""
    rows = kept_stocks().filter(school__in=schools).select_related("school")
    return rows.order_by("school__name_zh", "kind")


def list_deliveries(schools: Iterable[School]) -> QuerySet[BlankDelivery]:
    """Return what was delivered to schools, newest first, each with `is_used`: a blank of it went through."""
    # Numbers of one run are equally long and begin alike, so the order of texts is that of numbers.
    same_length = (
        standing_sheets()
        .annotate(length=Length("blank_number"))
        .filter(stock=OuterRef("stock"), length=Length(OuterRef("first_number")))
    )
    gone = same_length.filter(
        blank_number__gte=OuterRef("first_number"), blank_number__lte=OuterRef("last_number")
    )
    rows = BlankDelivery.objects.filter(stock__school__in=schools).annotate(is_used=Exists(gone))
    return rows.select_related("stock__school", "taken_back").order_by("-pk")


def delivery_of(schools: Iterable[School], key: UUID) -> BlankDelivery:
    """Return a delivery to one of these schools, with `is_used`.

    :raises DeliveryNotFound: when there is none.
    """
    delivery = list_deliveries(schools).filter(key=key).first()
    if delivery is None:
        raise DeliveryNotFound
    return delivery


def list_sheets(credential: Credential) -> QuerySet[PrintedSheet]:
    """Return on which sheets a certificate was printed, those taken back, too, oldest first; one query."""
    return credential.sheets.select_related("taken_back").order_by("pk")


def sheet_of(schools: Iterable[School], uuid: UUID) -> PrintedSheet:
    """Return a sheet of one of these schools.

    :raises SheetNotFound: when there is none.
    """
    of_schools = Q(stock__school__in=schools) | Q(credential__school__in=schools)
    rows = PrintedSheet.objects.select_related("stock__school", "credential__person", "taken_back")
    sheet = rows.filter(of_schools, uuid=uuid).first()
    if sheet is None:
        raise SheetNotFound
    return sheet


def list_spoiled(schools: Iterable[School]) -> QuerySet[PrintedSheet]:
    """Return the blanks of schools that were spoiled, those taken back, too, newest first."""
    rows = PrintedSheet.objects.filter(stock__school__in=schools, credential__isnull=True)
    return rows.select_related("stock__school", "taken_back").order_by("-pk")


def has_stock(credential: Credential) -> bool:
    """Return whether certificates of its school and kind are printed on counted blanks."""
    return kept_stocks().filter(school=credential.school_id, kind=credential.kind).exists()


def handed_over(batch: Batch) -> list[tuple[BatchEntry, str]]:
    """Return who of a batch has a certificate in force, with the number of the blank it was printed on last.

    Of what was corrected or replaced since it is the newer one. What was revoked is left out, also when a later batch
    issued it again: it is handed over with that. They stand in the order of the names that the batch printed: whoever
    is called otherwise since, the sheets of a printed pile keep their places, and so their blanks. Three queries.
    """
    later = BatchEntry.objects.filter(
        pk__gt=OuterRef("pk"), enrolment=OuterRef("enrolment"), kind=batch.kind, state=EntryState.ISSUED
    )
    issued = batch.entries.filter(~Exists(later), state=EntryState.ISSUED)
    rows = issued.select_related("enrolment__person__user", "credential").defer("credential__token")
    found = sorted(rows, key=_printed_place)
    kept = Credential.objects.filter(
        enrolment__in=[row.enrolment_id for row in found], kind=batch.kind, state=CredentialState.ISSUED
    )
    in_force = {row.enrolment_id: row for row in kept.defer("token")}
    entries = [row for row in found if row.enrolment_id in in_force]
    for row in entries:
        row.credential = in_force[row.enrolment_id]
        row.credential.person = row.enrolment.person  # whose it is; not asked again for each
    sheets = standing_sheets().filter(credential__in=[row.credential_id for row in entries]).order_by("pk")
    blanks = {sheet.credential_id: sheet.blank_number for sheet in sheets}
    return [(row, blanks.get(row.credential_id, "")) for row in entries]


def _printed_place(entry: BatchEntry) -> tuple[str, int]:
    award = award_of_credential(entry.credential)  # type: ignore[arg-type]  # one that is issued has a certificate
    return sort_name_of(award.name), entry.pk


def unprinted(batch: Batch) -> list[BatchEntry]:
    """Return who of a batch has a certificate in force that was never printed, in the order of the hand-over list."""
    entries = [entry for entry, _blank in handed_over(batch)]
    sheets = standing_sheets().filter(credential__in=[entry.credential_id for entry in entries])
    printed = set(sheets.values_list("credential", flat=True))
    return [entry for entry in entries if entry.credential_id not in printed]
