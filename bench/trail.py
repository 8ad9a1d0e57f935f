"""`python -m bench.trail`: proving the trail is linear; ten times the events take at most twelve times the time."""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from planner.models import AuditEvent
from planner.models.engine import make_engine
from planner.services.audit import GENESIS, Event, event_hash, verify_chain
from planner.services.database import upgrade

KEY = b"b" * 32
START = datetime(2026, 1, 1, tzinfo=UTC)
SHORT, LONG = 10_000, 100_000
MOST = 12.0


def write(session: Session, count: int) -> None:
    """A trail as the services write it, in bulk."""
    previous, events = GENESIS, list(Event)
    for first in range(1, count + 1, 5_000):
        rows = []
        for seq in range(first, min(first + 5_000, count + 1)):
            row = AuditEvent(
                seq=seq,
                at=START + timedelta(seconds=seq),
                event=events[seq % len(events)].value,
                actor_id=seq % 90,
                plan_number=f"2026-LA-{seq % 9000:04}",
                address="10.0.0.1",
                detail={"revision": 1, "round": seq % 4},
                previous=previous,
            )
            row.hash = previous = event_hash(KEY, row)
            rows.append(row)
        session.add_all(rows)
        session.flush()
        session.expunge_all()
    session.commit()


def seconds(folder: Path, count: int) -> float:
    """Best of three proofs of a whole trail, in seconds of this process, so that neighbours do not count."""
    url = f"sqlite:///{folder / f'{count}.sqlite'}"
    upgrade(url)
    engine = make_engine(url)
    with Session(engine) as session:
        write(session, count)
    taken = []
    for _ in range(3):
        with Session(engine) as session:
            started = time.process_time()
            chain = verify_chain(session, KEY)
            taken.append(time.process_time() - started)
            if not chain.whole or chain.count != count:
                raise SystemExit("the trail of the measurement does not prove itself")
    engine.dispose()
    return min(taken)


def main() -> int:
    """Print both times and their ratio; 1 when it is more than `MOST`."""
    with tempfile.TemporaryDirectory() as folder:
        short, long = (seconds(Path(folder), count) for count in (SHORT, LONG))
    print(f"{SHORT:,} events {short:.2f} s, {LONG:,} events {long:.2f} s: {long / short:.1f} times (goal {MOST:.0f})")
    return 0 if long <= MOST * short else 1


if __name__ == "__main__":
    sys.exit(main())
