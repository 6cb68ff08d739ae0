"""What a reader raises where one entry cannot become an item; the entry is then listed as refused."""


class Refused(Exception):
    """The entry is refused. `code` is one of `reasons.OF_ENTRIES`, `detail` names what of the entry."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail[:200]
