"""What has to happen to a row before it can be as the copy has it: appeals go forward step by step (trigger)."""

from django.db.models import Model

from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.secondcopy.files import Values


def lead_up_to(model: type[Model], here: Values, copied: Values) -> None:
    """Take an appeal that the copy has as decided, or withdrawn, through the state before."""
    if model is not Appeal:
        return
    fields, state = copied["fields"], here["fields"]["state"]
    row = Appeal.objects.filter(pk=copied["pk"])
    if fields["state"] == AppealState.DECIDED and state == AppealState.FILED:
        row.update(state=AppealState.IN_REVIEW, reviewer=fields["reviewer"], taken_at=fields["taken_at"])
    elif fields["state"] == AppealState.WITHDRAWN and state == AppealState.IN_REVIEW:
        row.update(state=AppealState.FILED, reviewer=None, taken_at=None)
