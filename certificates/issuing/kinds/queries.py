"""Which definition holds on a day, and whether it can be issued by what this release prints and signs."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.issuing.documents.printing import PRINTED
from certificates.issuing.errors import NotIssuable
from certificates.issuing.kinds.models import CredentialKind, KindDefinition
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
        }
        listed = _(", ").join(names.get(field, field) for field in missing)
        raise NotIssuable(_("The certificate would lack: %(fields)s") % {"fields": listed})
