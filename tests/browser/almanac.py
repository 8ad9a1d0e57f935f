"""A clock that a test turns while server and test both read it, so that a month passes in minutes."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from planner.kernel.clock import SHANGHAI, local_date, utc_now
from planner.services.workdays import WorkingDays

LENGTH = 26
"""Days before the real present on which the month begins: long enough for twelve working days in any season."""


class Almanac:
    """The present of a month that ends with the real one.

    How far it lies behind the real present stands in a file; in between it runs as every clock does.

    :param file: read by the server, written by the test
    """

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        return utc_now() - timedelta(seconds=float(self.file.read_text("ascii")))

    def begin(self) -> None:
        """Turn it back to the morning of the first day."""
        self._set(datetime.combine(local_date(utc_now()) - timedelta(days=LENGTH), time(9), SHANGHAI))

    def go_to(self, day: date, hour: int = 10) -> None:
        """Turn it on to an hour of a day in Asia/Shanghai.

        :raises ValueError: that lies in its past; nobody signs behind the signature before
        """
        wanted = datetime.combine(day, time(hour), SHANGHAI)
        if wanted < self():
            raise ValueError(f"{wanted} has passed")
        self._set(wanted)

    def catch_up(self) -> None:
        """The month is over: on with the real present."""
        self._write(0.0)

    def working_day(self, n: int) -> date:
        """The n-th working day of the month, from 1."""
        return WorkingDays().after(local_date(utc_now()) - timedelta(days=LENGTH), n)

    def _set(self, moment: datetime) -> None:
        self._write((utc_now() - moment.astimezone(UTC)).total_seconds())

    def _write(self, behind: float) -> None:
        part = self.file.with_suffix(".part")
        part.write_text(f"{behind}", "ascii")
        part.replace(self.file)
