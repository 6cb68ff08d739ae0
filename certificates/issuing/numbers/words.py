"""What is wrong with a pool, as sentences in the reader's language."""

from django.utils.translation import gettext as _

from certificates.issuing.numbers.rules import Fault


def fault_text(fault: Fault) -> str:
    """Return what does not fit, and what would be right."""
    return {
        Fault.CHARACTERS: _(
            "A pattern holds digits and capital letters without I, L, O and U, and in braces YY or YYYY, L, and one N "
            "for each digit of the serial."
        ),
        Fault.SERIAL: _("A pattern has the serial just once, for example {NNNN}."),
        Fault.LENGTH: _(
            "Numbers have 30 characters at most, and do not look like those that are drawn at random."
        ),
        Fault.PLACE: _(
            "The pattern holds the code of a training site. A number must not tell where somebody trained."
        ),
        Fault.CODE_FORM: _(
            "A code of 22 characters is one letter, 12 digits, {YY}, the level or {L}, and {NNNNNN}."
        ),
        Fault.LEVEL: _("Certificates of this kind have no level. Leave out {L}."),
        Fault.RANGE: _(
            "Serials begin at 1 or later, the last is not before the first, and both fit into the digits of the "
            "pattern."
        ),
    }[fault]
