"""How the parts of the row reader say that a row cannot become an item."""

from lms.exams.interchange.drafts import Remark


class Refusal(Exception):
    """A row is refused; the remark says why, `remedy` what to do where that does not follow from it."""

    def __init__(self, code: str, detail: str = "", *, remedy: str = "") -> None:
        super().__init__(code)
        self.remark = Remark(code, detail[:200])
        self.remedy = (Remark(remedy),) if remedy else ()
