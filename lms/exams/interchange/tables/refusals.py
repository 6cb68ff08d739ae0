"""How the parts of the row reader say that a row cannot become an item."""

from lms.exams.interchange.drafts import Remark


class Refusal(Exception):
    """A row is refused; the remark says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.remark = Remark(code, detail[:200])
