"""A text in both languages of the product, standing together at the place of use."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Chinese and in English.

    Both are written side by side, so that a missing translation is a missing
    argument and not a mixed page (docs/adr/0003).

    :param zh: Chinese wording; may hold `{name}` placeholders
    :param en: English wording with the same placeholders
    :param en_one: English wording when the value `n` is 1, where it differs
    """

    zh: str
    en: str
    en_one: str | None = None

    def in_(self, language: Language, **values: object) -> str:
        """Return the wording in one language, placeholders filled in.

        :param values: what the placeholders stand for; `n` also picks the singular
        """
        if language == "zh":
            wording = self.zh
        elif self.en_one is not None and values.get("n") == 1:
            wording = self.en_one
        else:
            wording = self.en
        return wording.format(**values) if values else wording

    def with_(self, **values: object) -> "Text":
        """Return the same message with its placeholders filled in, in both languages."""
        return Text(self.in_("zh", **values), self.in_("en", **values))
