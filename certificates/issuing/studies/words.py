"""Why a kind of certificate is not for somebody, in the reader's language."""

from django.utils.translation import gettext as _

from certificates.issuing.studies.rules import Against


def transcript_refused_text() -> str:
    """Return why there is no transcript."""
    return _("Only diploma programmes have a transcript.")


def against_text(reason: Against) -> str:
    """Return the reason in words; the audit's own words stand beside it where something is missing."""
    return {
        Against.OTHER_PROGRAMME: _("This kind of certificate is not for programmes of this kind."),
        Against.NOT_COMPLETED: _("Not completed."),
        Against.DIPLOMA_IS_DUE: _("Everything is met: a diploma is due, not this certificate."),
        Against.COMPLETION_IS_DUE: _(
            "All teaching is done: a certificate of completed study is due instead."
        ),
        Against.NOT_ALL_TAUGHT: _("Not everything is taught yet."),
        Against.NOT_CERTIFIED: _(
            "A transcript goes with the diploma, or with another certificate of these studies: issue that first."
        ),
        Against.STILL_IN_TRAINING: _("Still in training. A record of study is for those who have left."),
    }[reason]
