"""Which topic of a bank a file or an author means: by its code, or by its title in either language."""

from collections.abc import Mapping

from lms.core.language import in_language
from lms.exams.bank import rules
from lms.exams.bank.models import Item, Topic

LONGEST_NAME = 26
LONGEST_SAID = 60  # of the words by which a question names its topic


class TopicBook:
    """The topics of one bank, asked once for many questions."""

    def __init__(self, bank: str) -> None:
        self.bank = bank
        rows = Topic.objects.filter(code__begins=f"{bank}/").order_by("pk")
        self.titles: Mapping[str, tuple[str, str]] = {row.code: (row.title_zh, row.title_en) for row in rows}
        # Questions of packs may carry topics that nobody named.
        used = Item.objects.filter(topic__begins=f"{bank}/").order_by("topic")
        self.codes = {*self.titles, *used.values_list("topic", flat=True).distinct()}
        self._by_title = {
            title.strip().casefold(): code
            for code, titles in self.titles.items()
            for title in titles
            if title
        }

    def find(self, said: str) -> str:
        """Return the full code of the topic that is meant, or nothing."""
        word = said.strip()
        code = rules.in_bank(self.bank, word)
        if code in self.codes:
            return code
        return self._by_title.get(word.casefold(), "")

    def name_of(self, said: str) -> str:
        """Return the name of a topic in the reader's language; one that nobody named stays as it is said."""
        zh, en = self.titles.get(self.find(said), ("", ""))
        return in_language({"zh": zh, "en": en}) or said

    def in_words(self, said: str) -> str:
        """Return the Chinese name of a topic, if it leads back to it: what another system's people can read."""
        code = self.find(said)
        title = self.titles.get(code, ("", ""))[0].strip()
        leads_back = 0 < len(title) <= LONGEST_SAID and self.find(title) == code
        return title if leads_back else said

    def choices(self) -> list[tuple[str, str]]:
        """Return every topic of the bank as (code without the bank, words)."""
        short = [rules.without_bank(self.bank, code) for code in sorted(self.codes)]
        return [(code, self.name_of(code)) for code in short]
