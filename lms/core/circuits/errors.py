"""What can go wrong between the words of a circuit and its drawing."""

from django.utils.translation import gettext as _

from lms.core.errors import Busy, InvalidInput


class CircuitError(InvalidInput):
    """A line of the description cannot be drawn; the message names the line."""

    code = "pages.circuit.unreadable"

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem})
        self.line = line


class DrawingFailed(Busy):
    """The drawing program did not answer as it should; nothing of the description is wrong."""

    code = "pages.circuit.not_drawn"
