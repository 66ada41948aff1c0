"""Put first on PYTHONPATH, it guards every Python process of a run: no connection but to this computer.

Each process writes that it was guarded, and what it tried to reach, into the file GUARD_RECORD; a try ends
in an error there. Programs that are no Python are not seen by this: a network-less namespace holds those.
"""

import ipaddress
import os
import sys

_WATCHED = ("socket.connect", "socket.sendto", "socket.sendmsg")
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_HERE = ("localhost", "", None)


def _write(line: str) -> None:
    record = os.environ.get("GUARD_RECORD")
    if record:
        handle = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(handle, f"{line}\n".encode())
        os.close(handle)


def _is_here(host: object) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host in _HERE:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _hear(event: str, arguments: tuple) -> None:
    if event in _WATCHED:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""  # others never leave the computer
    elif event in _NAMES:
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        _write(f"reached for {host!r} by {event}")
        raise PermissionError(f"no network: {event} to {host!r}")


sys.addaudithook(_hear)
_write(f"guarded {os.getpid()}")
