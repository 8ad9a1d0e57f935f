"""Three ways of using the pages, with the same words: by mouse, without JavaScript, by keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 400
_HAS_FOCUS = """(wanted) => {
  const here = document.activeElement;
  if (here === wanted) return "here";
  if (wanted.type === "radio" && here.type === "radio" && here.name === wanted.name && here.form === wanted.form) return "here";
  const back = here !== document.body && (wanted.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING);
  return back ? "before" : "after";
}"""


class Hand(Protocol):
    """Somebody using a page.

    :param scripted: whether the page runs scripts
    """

    page: Page
    scripted: bool

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, fold a part open."""

    def write(self, field: Locator, text: str) -> None:
        """Replace what stands in a field."""

    def pick(self, option: Locator) -> None:
        """Choose a radio button, or tick a box."""

    def choose(self, select: Locator, value: str) -> None:
        """Choose an option of a list by its value."""

    def attach(self, field: Locator, path: str) -> None:
        """Choose a file."""


def value_for(select: Locator, words: str) -> str:
    """The value of the option that begins with these words; the words themselves where none does."""
    found = select.evaluate("e => [...e.options].map(o => [o.text.trim(), o.value])")
    return next((str(value) for text, value in found if text.startswith(words)), words)


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page, *, scripted: bool = True) -> None:
        self.page = page
        self.scripted = scripted

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def pick(self, option: Locator) -> None:
        option.locator("xpath=ancestor::label").click()  # the control itself lies hidden under the words that stand for it
        assert option.is_checked(), "the click did not choose it"

    def choose(self, select: Locator, value: str) -> None:
        select.select_option(value)

    def attach(self, field: Locator, path: str) -> None:
        field.set_input_files(path)


class Keyboard:
    """Never touches the mouse: Tab, Shift+Tab, Enter, Space, arrows, and typing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.scripted = True
        page.on("filechooser", lambda chooser: None)  # from now on: a listener that comes with the key press comes too late

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        kind = field.get_attribute("type")
        if kind in ("date", "month"):
            self._type_date(field, text)
            return
        self.page.keyboard.press("Control+A")
        if text:
            self.page.keyboard.insert_text(text)  # as an input method hands over what it composed
        else:
            self.page.keyboard.press("Delete")

    def pick(self, option: Locator) -> None:
        self.reach(option)
        if option.get_attribute("type") == "checkbox":
            if not option.is_checked():
                self.page.keyboard.press("Space")
            return
        for _ in range(30):
            if option.evaluate("e => e === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not option.is_checked():
            self.page.keyboard.press("Space")
        assert option.is_checked(), "the arrows do not reach this option"

    def choose(self, select: Locator, value: str) -> None:
        self.reach(select)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if select.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {value!r}")

    def attach(self, field: Locator, path: str) -> None:
        self.reach(field)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(path)

    def reach(self, target: Locator) -> None:
        """Tab to something; fails when it cannot be reached, or the focus would not be seen there."""
        target.wait_for(state="attached")
        for _ in range(MOST_TABS):
            where = target.evaluate(_HAS_FOCUS)
            if where == "here":
                return
            self.page.keyboard.press("Tab" if where == "after" else "Shift+Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def _type_date(self, field: Locator, text: str) -> None:
        """Year, month and day in the order of this browser's own field, which follows the system it runs on."""
        year, *rest = text.split("-")
        separate = len(rest) == 1  # the month of a month field is a word and does not pass on by itself
        for orders in ((*rest, year), (year, *rest)):
            for part in orders:
                self.page.keyboard.type(part)
                if separate or part is year:
                    self.page.keyboard.press("ArrowRight")
            if field.input_value() == text:
                return
            for _ in range(3):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"the date field does not take {text}: it holds {field.input_value()!r}")
