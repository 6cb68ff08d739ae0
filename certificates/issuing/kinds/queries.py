"""Which definition holds on a day, and whether it can be issued by what this release prints and signs."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.issuing.documents.printing import PRINTED
from certificates.issuing.errors import NotIssuable, VersionNotFound
from certificates.issuing.kinds.models import CredentialKind, KindDefinition, KindProposal
from certificates.issuing.payload import Award


def definition_on(kind: str, day: date) -> KindDefinition:
    """Return the version of a kind that is in force on a day.

    :raises NotIssuable: when the kind is not defined for that day.
    """
    rows = KindDefinition.objects.filter(kind=kind, from_date__lte=day).order_by("-from_date")
    definition = rows.first()
    if definition is None:
        raise NotIssuable(_("This kind of certificate is not defined for that day."))
    return definition


def is_ready(definition: KindDefinition) -> bool:
    """Return whether there is a document for a kind, and a place for each of its fields."""
    known = set(Award.__slots__)
    return definition.template == definition.kind in PRINTED and known.issuperset(definition.fields)


def ready_kinds(day: date) -> list[CredentialKind]:
    """Return the kinds that can be issued on a day."""
    found = []
    for kind in CredentialKind:
        row = KindDefinition.objects.filter(kind=kind, from_date__lte=day).order_by("-from_date").first()
        if row is not None and is_ready(row):
            found.append(kind)
    return found


def refuse_unready(definition: KindDefinition) -> None:
    """Refuse a kind that cannot be printed and signed yet.

    :raises NotIssuable: when something of it is missing in this release.
    """
    if not is_ready(definition):
        raise NotIssuable(_("There is no template for this kind of certificate yet."))


def refuse_incomplete(definition: KindDefinition, award: Award) -> None:
    """Refuse an award in which something is empty that the kind asks for.

    :raises NotIssuable: naming what is missing.
    """
    missing = [field for field in definition.fields if not getattr(award, field)]
    if missing:
        names = {
            "name": _("full name"),
            "title_zh": _("programme"),
            "school_zh": _("school"),
            "principal": _("principal"),
            "occupation_zh": _("occupation"),
            "sex": _("sex"),
            "birth_date": _("date of birth"),
            "years": _("length of schooling"),
            "photo": _("photograph"),
            "level": pgettext("skill", "level"),
            "identity": _("identity number"),
            "records": _("courses with marks"),
        }
        listed = _(", ").join(names.get(field, field) for field in missing)
        raise NotIssuable(_("The certificate would lack: %(fields)s") % {"fields": listed})


def last_version(kind: str) -> KindDefinition:
    """Return the version of a kind that comes last, whether its day has come or not.

    :raises NotIssuable: when the kind is not defined.
    """
    row = KindDefinition.objects.filter(kind=kind).order_by("from_date").last()
    if row is None:
        raise NotIssuable(_("This kind of certificate is not defined for that day."))
    return row


def list_versions() -> list[KindDefinition]:
    """Return all versions by kind, the newest first. One query."""
    rows = KindDefinition.objects.select_related("approval").order_by("kind", "-from_date")
    order = {kind.value: place for place, kind in enumerate(CredentialKind)}
    return sorted(rows, key=lambda row: order[row.kind])


def list_proposals() -> QuerySet[KindProposal]:
    """Return what was proposed and not approved, newest first, with how it ended if it did."""
    rows = KindProposal.objects.filter(approval__isnull=True).select_related("approval", "closing")
    return rows.order_by("-made_at", "-pk")


def get_proposal(uuid: UUID) -> KindProposal:
    """Return a proposal, approved or not.

    :raises VersionNotFound: when there is none.
    """
    row = KindProposal.objects.select_related("approval", "closing").filter(uuid=uuid).first()
    if row is None:
        raise VersionNotFound
    return row
