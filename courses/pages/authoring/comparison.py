"""How a changed moment is shown when two versions are compared: as the clock shows it, and a dash for none."""

from datetime import datetime

from django.db.models import DateTimeField
from django.utils.timezone import localtime
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class


class MomentComparison(FieldComparison):
    """Wagtail's own writes None, and the seconds with the offset of the time zone."""

    def htmldiff(self) -> str:
        before, after = _words(self.val_a), _words(self.val_b)
        return TextDiff(
            [("deletion", before), ("addition", after)] if before != after else [("equal", after)]
        ).to_html()


def _words(moment: datetime | None) -> str:
    return "–" if moment is None else f"{localtime(moment):%Y-%m-%d %H:%M}"


register_comparison_class(DateTimeField, comparison_class=MomentComparison)
