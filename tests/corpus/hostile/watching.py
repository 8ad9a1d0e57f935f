"""Who listens for requests that must not come, and who looks how much memory the server and its children take."""

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path


class Canary:
    """A door on this computer at which nobody may knock."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.knocks: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                guest, _ = self._door.accept()
                with guest, suppress(OSError):
                    guest.settimeout(1)
                    self.knocks.append(guest.recv(200))

    def close(self) -> list[bytes]:
        """Who knocked; proves first that it would have been heard."""
        with socket.create_connection(("127.0.0.1", self.port)) as own:
            own.sendall(b"it listens")
        until = time.monotonic() + 60
        while b"it listens" not in self.knocks and time.monotonic() < until:
            time.sleep(0.01)
        assert b"it listens" in self.knocks, "the canary was deaf"
        self._door.close()
        return [knock for knock in self.knocks if knock != b"it listens"]


class Memory:
    """Looks, fifty times a second, how large a server and the children of its workers are; the kernel keeps each one's peak."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._over = threading.Event()
        self.child = 0
        """Largest peak of a child since the last `begin`, in bytes."""
        self.seen: set[int] = set()
        """Children seen since then."""
        self.workers = {pid: _settled(pid) for pid in children(master)}
        """Workers at the start, and how large they were."""
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """Forget the children before."""
        self.child = 0
        self.seen.clear()

    def growth(self) -> int:
        """Bytes that the largest worker has grown by at its largest."""
        return max(_peak(pid) - before for pid, before in self.workers.items())

    def crashed(self) -> bool:
        """A worker is no more, or another has taken its place."""
        return set(children(self._master)) != set(self.workers)

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join(5)

    def _look(self) -> None:
        while not self._over.wait(0.02):
            for worker in self.workers:
                for child in children(worker):
                    if _begun(child):
                        self.seen.add(child)
                        self.child = max(self.child, _peak(child))


def children(pid: int) -> list[int]:
    """Processes that a process has started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in task.read_text("ascii").split()]
    return found


def _begun(pid: int) -> bool:
    """Until it has become a program of its own, a child still counts its worker's memory."""
    with suppress(OSError):
        return b"child\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _settled(pid: int) -> int:
    """Bytes of memory of a process now; its peak is counted anew from here."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")
    return _peak(pid)


def _peak(pid: int) -> int:
    """Bytes of memory that a process has had at most; 0 when it is over."""
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/status").read_text("ascii").split("VmHWM:")[1].split()[0]) * 1024
    return 0
