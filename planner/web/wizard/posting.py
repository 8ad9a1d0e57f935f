"""One posted form of a step: everything typed is saved first, then the one thing the button asked for is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.services import library_offers, offering, submission, wizard, wizard_rows
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.step_view import StepView
from planner.services.wizard import Change, Clash, Written, base_of
from planner.web.forms.build import BASE, posted_changes
from planner.web.language import language
from planner.web.wizard import answering, suggestions, tool_acts
from planner.web.wizard.controls import control_id
from planner.wizards.answers import Answers, leaf
from planner.wizards.schema import Field, Group, Step

TIDYING = ("save", "next", "previous", "tidy")
"""Buttons that take out lines left empty; what saves by itself does not, somebody may be about to write there."""

Posted = MultiDict[str, str]
Fields = tuple[Field | Group, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a posted form.

    :param typed: path → what could not be saved, to be shown again
    :param place: id of the part of the page to come back to
    :param open: rows that should stand open
    :param taken: number of a removed row, for the undo
    :param leave: slug of the step to go on to
    """

    view: StepView
    changed: tuple[str, ...] = ()
    errors: dict[str, Text] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)
    typed: dict[str, str | list[str]] = field(default_factory=dict)
    place: str = ""
    open: frozenset[str] = frozenset()
    taken: tuple[int, str] | None = None
    leave: str | None = None
    group: str = ""

    @property
    def status(self) -> int:
        """409 for two texts, 422 for what cannot be read, else 200."""
        return 409 if self.clashes else 422 if self.errors else 200


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, stored and not yet checked.

    :param changes: everything that was posted, as it was read
    """

    written: Written
    changes: tuple[Change, ...]
    posted: Posted

    def check(self) -> Done:
        """The step as it reads now. Asks the database nothing."""
        verb, about = _button(self.posted)
        saved, slug = self.written.check(), self.written.slug
        doomed = f"{slug}." + about.split(".", 1)[-1].replace(":", ".") + "." if verb == "remove" else None
        errors = {path: message for path, message in saved.errors.items() if not (doomed and path.startswith(doomed))}
        typed = {change.path: change.typed for change in self.changes if change.path in saved.errors or change.path in saved.clashes}
        return Done(saved.view, saved.changed, errors, dict(saved.clashes), typed, open=frozenset(self.posted.getlist("open")))


def keep(session: Session, house: House, actor: Actor, number: str, slug: str, posted: Posted) -> Kept:
    """Store what was typed: all that an autosave does before its commit.

    :raises NotFound, WrongState: as `services.wizard`
    """
    changes: list[Change] = []

    def wanted(step: Step, answers: Answers) -> list[Change]:
        changes.extend(_changes(step, answers, posted, *_button(posted)))
        return changes

    return Kept(wizard.write_posted(session, house, actor, number, slug, wanted), tuple(changes), posted)


def carry_out(session: Session, house: House, actor: Actor, number: str, slug: str, posted: Posted) -> Done:
    """Save, then act; with anything left unsaved the act waits, except taking away the very row that cannot be saved.

    :raises NotFound, WrongState: as `services.wizard`
    """
    verb, about = _button(posted)
    done = keep(session, house, actor, number, slug, posted).check()
    if done.errors or done.clashes:
        return done
    if "do" in posted and verb in TIDYING and wizard_rows.has_lines(done.view.step):
        done = replace(done, view=wizard_rows.drop_empty_lines(session, house, actor, number, slug) or done.view)
    return _act(session, house, actor, number, slug, posted, verb, about, done)


def _button(posted: Posted) -> tuple[str, str]:
    """What the pressed button asks for, and of what."""
    verb, _, about = posted.get("do", "save").partition(":")
    return verb, about


def _changes(step: Step, answers: Answers, posted: Posted, verb: str, about: str) -> Iterator[Change]:
    seen: set[str] = set()
    yield from tool_acts.only_one_changes(step, answers, posted)
    for change in _read(step.items, answers, step.slug, posted):
        seen.add(change.path)
        if verb == "theirs" and change.path == about:
            continue
        if verb == "mine" and change.path == about:
            yield replace(change, base=posted.get(f"clash:{about}", ""))
            continue
        yield change
    for key in posted:
        path = key.removeprefix(BASE)
        if key.startswith(BASE) and path not in seen and path.startswith(f"{step.slug}.") and posted.get(path):
            yield Change(path, posted[path], posted[key])  # its row is gone: the service says so, the words come back


def _read(items: Fields, answers: dict[str, object], path: str, posted: Posted) -> Iterator[Change]:
    """What was posted below a path; rows of which nothing was posted are passed over."""
    sent = [key for key in posted if key.startswith(f"{BASE}{path}.")]
    if not sent:
        return
    yield from posted_changes(tuple(i for i in items if isinstance(i, Field)), path, posted)
    for group in items:
        if isinstance(group, Group) and any(key.startswith(f"{BASE}{path}.{group.name}.") for key in sent):
            for row in answers.get(group.name) or ():  # type: ignore[attr-defined]
                yield from _read(group.fields, row, f"{path}.{group.name}.{row['id']}", posted)


def _act(session: Session, house: House, actor: Actor, number: str, slug: str, posted: Posted, verb: str, about: str, done: Done) -> Done:
    where = (session, house, actor, number, slug)
    match verb:
        case "next":
            return replace(done, leave=done.view.next)
        case "previous":
            return replace(done, leave=done.view.previous)
        case "add":
            group, values, after = tool_acts.wanted_row(about)
            view, row = wizard_rows.add_row(*where, group, values, after)
            return replace(
                done, view=view, open=done.open | {row, *group.split(".")[2::2]}, place=control_id(f"{group}.{row}"), group=group
            )
        case "to":
            group, row, target = tool_acts.wanted_move(about)
            view = wizard_rows.transfer_row(*where, group, row, target)
            return replace(done, view=view, place=control_id(f"{target}.{row}"), group=target)
        case "tidy":
            return replace(done, group=about)
        case "remove":
            return _remove(where, about, done)
        case "up" | "down":
            group, _, row = about.rpartition(":")
            view = wizard.move_row(*where, group, row, -1 if verb == "up" else 1)
            return replace(done, view=view, place=control_id(f"{group}.{row}"), group=group)
        case "restore":
            if not about.isdecimal():
                raise NotFound
            return replace(done, view=wizard.restore_row(*where, int(about)), group="*")
        case "offer":
            row, _, key = about.partition(":")
            view = offering.take_offer(*where, row, key, language())
            group = row.rpartition(".")[0]
            return replace(done, view=view, open=done.open | {row.rpartition(".")[2]}, place=control_id(f"{row}.metric"), group=group)
        case "adopt" | "phrase":
            return (_adopt if verb == "adopt" else _take_phrase)(where, about, done)
        case "take" | "decline" | "say" | "explain":
            return _answer(where, verb, about, posted, done)
    return done


def _answer(where: tuple[Session, House, Actor, str, str], verb: str, about: str, posted: Posted, done: Done) -> Done:
    """What the author says to compliance; words that cannot be taken come back with the reason."""
    try:
        if verb == "take":
            saved, path = answering.take(where, done.view, about)
            return replace(done, view=saved.view, errors=saved.errors, clashes=dict(saved.clashes), place=control_id(path))
        if verb == "decline":
            answering.decline(where, about, posted)
        elif verb == "explain":
            kind = suggestions.kind_of(done.view, about)
            submission.explain(where[0], where[1], where[2], where[3], about, posted.get(f"explain:{about}", ""), kind)
        else:
            answering.say(where, about, posted)
    except Invalid as problem:
        return replace(done, errors=problem.errors)
    return replace(done, view=wizard.open_step(*where), place="notes")


def _remove(where: tuple[Session, House, Actor, str, str], about: str, done: Done) -> Done:
    group, _, row = about.rpartition(":")
    if _is_preset(done.view, group.rpartition(".")[2], group, row):
        raise NotFound
    view, taken = wizard.remove_row(*where, group, row)
    return replace(done, view=view, taken=(taken, group), place=control_id(group), group=group)


def _is_preset(view: StepView, name: str, group: str, row: str) -> bool:
    """Rows a plan starts with stay; the page offers no button for them."""
    declared = next((i for i in view.step.items if isinstance(i, Group) and i.name == name), None)
    found = next((r for r in view.answers.get(name) or () if r["id"] == row), None)
    if declared is None or found is None or group.count(".") != 1:
        return False
    return any(all(found.get(key) == value for key, value in preset[:1]) for preset in declared.presets)


def _adopt(where: tuple[Session, House, Actor, str, str], about: str, done: Done) -> Done:
    fingerprint, _, path = about.partition(":")
    finding = next((f for f in done.view.findings if f.fingerprint == fingerprint and f.path == path), None)
    wanted = suggestions.adoptable(finding) if finding else None
    if finding is None or wanted is None:
        raise NotFound(Text("这处提示已经不在了。", "This finding is gone."))
    stored = str(leaf(done.view.step, done.view.answers, path).value or "")
    text = stored[: finding.start] + wanted + stored[finding.end :]
    saved = wizard.save_fields(*where, [Change(path, text, base_of(stored))])
    kept: dict[str, str | list[str]] = {path: text} if saved.errors else {}
    return replace(done, view=saved.view, errors=saved.errors, typed=kept, place=control_id(path))


def _take_phrase(where: tuple[Session, House, Actor, str, str], about: str, done: Done) -> Done:
    """Put approved wording in place of a sentence close to it."""
    key, _, path = about.partition(":")
    session, house, _, _, _ = where
    beside = library_offers.for_step(session, house, done.view.plan, done.view.step).get(path)
    near = next((one for one in beside.near if str(one.phrase.id) == key), None) if beside else None
    if near is None:
        raise NotFound(Text("这句话已经改过了。", "This sentence was changed already."))
    stored = str(leaf(done.view.step, done.view.answers, path).value or "")
    text = stored[: near.start] + near.phrase.text.rstrip("。.") + stored[near.end :]
    saved = wizard.save_fields(*where, [Change(path, text, base_of(stored))])
    kept: dict[str, str | list[str]] = {path: text} if saved.errors else {}
    return replace(done, view=saved.view, errors=saved.errors, typed=kept, place=control_id(path))
