"""A text in both languages of the product, standing together at the place of use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


def wording(zh: str, en: str, en_one: str | None, language: Language, values: Mapping[str, object]) -> str:
    """One of the wordings, placeholders filled in; parameters as of `Text` and `Text.in_`."""
    chosen = zh if language == "zh" else en_one if en_one is not None and values.get("n") == 1 else en
    return chosen.format(**values) if values else chosen


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
        return wording(self.zh, self.en, self.en_one, language, values)

    def with_(self, **values: object) -> "Text":
        """Return the same message with its placeholders filled in, in both languages."""
        return Text(self.in_("zh", **values), self.in_("en", **values))
