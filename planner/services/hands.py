"""Somebody's hand, ready for one signature: with a key of ours that the PIN has opened, or with a credential at the signing
provider, which alone can say whether the PIN is right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from planner.kernel.errors import Invalid, Unavailable
from planner.kernel.i18n import Text
from planner.models import SignInSession
from planner.services import attempts
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.house import House, Transaction
from planner.services.sign_in import token_digest
from planner.signing.remote import WrongFactor
from planner.signing.sign import SignatureRequest, Signer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tries:
    """One person's tries with a PIN, each counted before it is looked at.

    :param opens: token of the session in which a good one opens a sitting, None for none
    """

    transaction: Transaction
    house: House
    actor: Actor
    opens: str | None = None

    @property
    def subject(self) -> str:
        """Under which they are counted."""
        return f"person:{self.actor.person_id}"

    def begin(self) -> None:
        """Count one.

        :raises Locked: too many wrong ones
        """
        with self.transaction() as session:
            attempts.reserve(session, self.house, "pin", self.subject)

    def good(self) -> None:
        """It was right."""
        with self.transaction() as session:
            attempts.note(session, self.house, "pin", True, self.subject)
            if self.opens and (sitting := session.get(SignInSession, token_digest(self.opens))):
                sitting.signing_since = self.house.clock()

    def bad(self) -> int:
        """It was wrong; returns how many are left."""
        with self.transaction() as session:
            record(session, self.house, Event.PIN_FAILED, self.actor)
            return attempts.tries_left(session, self.house, "pin", self.subject)

    def untried(self) -> None:
        """Nobody has looked at it."""
        with self.transaction() as session:
            attempts.take_back(session, "pin", self.subject)


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who may sign right now.

    :param tries: where the PIN is looked at only while signing; None when it was right already
    """

    signer: Signer
    certificate_id: int
    tries: Tries | None = None

    def sign(self, pdf: bytes, request: SignatureRequest) -> bytes:
        """The file with one more signature. Slow where a provider signs: outside any transaction.

        :raises Invalid: by field of the signing form: `pin`, `code`, or `signer` for all that the person cannot mend by typing
        :raises NotAllowed: the certificate does not hold
        :raises Locked: too many wrong tries
        """
        if self.tries is None:
            return self.signer.sign(pdf, request)
        return settled(self.tries, lambda: self.signer.sign(pdf, request))


def settled(tries: Tries, act: Callable[[], T]) -> T:
    """Let the provider look at PIN and code, and count what it says of them.

    :raises Invalid: by field of the form
    :raises Locked: too many wrong tries
    """
    tries.begin()
    try:
        done = act()
    except WrongFactor as wrong:
        left = tries.bad()
        raise Invalid({field: _more(words, left) for field, words in wrong.errors.items()}) from None
    except Unavailable as away:
        tries.untried()
        raise Invalid({"signer": away.message}, away.message) from away
    except BaseException:
        tries.untried()
        raise
    tries.good()
    return done


def _more(words: Text, left: int) -> Text:
    """The provider has a limit of its own, which it does not tell."""
    return Text(
        f"{words.zh}，这里还可以试 {left} 次；签名服务可能更早锁定。",
        f"{words.en}. Tries left here: {left}; the signing service may lock it sooner.",
    )
