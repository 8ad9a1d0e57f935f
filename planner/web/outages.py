"""What people are told while the database or the disk cannot do its part; nothing was written, and the page keeps what was typed."""

import errno

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

from planner.kernel.i18n import Text

OF_THE_DATABASE = (OperationalError, InterfaceError, InternalError)
"""Kinds that speak of the server, the file or the lock, and not of what somebody asked."""

BUSY = Text(
    "数据库正忙或暂时连不上，没有写入任何内容。过一会儿再试一次；打开的计划会自己再存。",
    "The database is busy or cannot be reached, and nothing was written. Try again in a moment; an open plan saves itself again.",
)
FULL = Text(
    "服务器的磁盘满了，没有写入任何内容。请告诉管理员；腾出空间以后，打开的计划会自己再存。",
    "The server's disk is full and nothing was written. Please tell your administrator; "
    "once there is room, an open plan saves itself again.",
)
READ_ONLY = Text(
    "服务器现在只能读，不能写，没有写入任何内容。请告诉管理员；恢复以后，打开的计划会自己再存。",
    "The server can only read at the moment and nothing was written. Please tell your administrator; "
    "once it can write, an open plan saves itself again.",
)
_FULL_DISK, _READ_ONLY_SERVER = "53100", "25006"
"""SQLSTATE of PostgreSQL, appendix A of its manual."""


def of_database(error: DBAPIError) -> Text:
    """What to say to an error of the database."""
    state, words = getattr(error.orig, "sqlstate", None), str(error.orig)
    if state == _FULL_DISK or "disk is full" in words:
        return FULL
    if state == _READ_ONLY_SERVER or "readonly database" in words:
        return READ_ONLY
    return BUSY


def of_system(error: OSError) -> Text | None:
    """What to say to an error of the file system; None for one that is a fault of ours."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return FULL
    return READ_ONLY if error.errno == errno.EROFS else None
