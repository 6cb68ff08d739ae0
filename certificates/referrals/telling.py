"""What of an opening would tell, on a referral sheet, where or why somebody learnt (invariant I3).

An employer's own form never refuses by it: its answers would say which places are training sites. Officers decide.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from certificates.issuing.places import site_named_in, site_names
from certificates.referrals.models import Opening
from lms.core.sentences import enumerated
from lms.core.unsaid import unsaid_word, unsaid_words


def site_in(text: str) -> str:
    """Return which training site a text names, in the site's own words; empty for none."""
    return site_named_in(text, site_names())


def said_beyond(opening_texts: Iterable[str], reason: str) -> str:
    """Return the first word of a reason that would tell, and that these texts do not say themselves; empty for none.

    An officer may quote to the employer what is to go.
    """
    own = {word for text in opening_texts for word in unsaid_words(text)}
    return next((word for word in unsaid_words(reason) if word not in own), "")


def why_it_tells(opening: Opening) -> str:
    """Return in words what of an opening no sheet can say; "" where there is nothing. For officers alone."""
    employer = opening.employer
    return why_they_tell(
        work=opening.title, district=opening.district, employer=(employer.name_zh, employer.name_en)
    )


def why_they_tell(*, work: str, district: str, employer: tuple[str, str]) -> str:
    """Return the same of what a sheet says of an opening.

    An employer is called what it is called: a hospital may have a word in its name that says why somebody learnt
    elsewhere. Its name may be no site's.
    """
    names = site_names()
    found = {
        _("What the work is called"): unsaid_word(work) or site_named_in(work, names),
        _("Place of work"): unsaid_word(district) or site_named_in(district, names),
        _("Employer"): site_named_in(employer[0], names) or site_named_in(employer[1], names),
    }
    return _sentence({part: word for part, word in found.items() if word})


def _sentence(found: Mapping[str, str]) -> str:
    if not found:
        return ""
    parts = [_("“%(word)s” in “%(part)s”") % {"word": word, "part": part} for part, word in found.items()]
    words = _(
        "The referral sheet would tell where or why somebody learnt: %(parts)s. Refuse the opening and ask the "
        "employer to write it another way, in neutral words; do not tell it why."
    )
    return words % {"parts": enumerated(parts)}
