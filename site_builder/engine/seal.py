"""The seal: what is remembered between builds is believed only where this user's own program wrote it.

Remembered values are read with marshal and pickle, which are fast and believe everything. So each is sealed with a
secret of the user's: a value that was damaged, or came along with somebody else's folder, is as good as none.
"""

import hashlib
import hmac
import os
import secrets
import sys
from contextlib import suppress
from functools import cache

SIZE = 16


@cache
def secret() -> bytes:
    """The user's secret, made at first use; one for this process alone where none can be kept."""
    file = os.path.join(_folder(), "key")
    with suppress(OSError):
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            unfinished = f"{file}.{os.getpid()}.tmp"
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as new:
                new.write(secrets.token_bytes(32))
            try:
                os.link(unfinished, file)  # fails where another build has just made one
            finally:
                os.unlink(unfinished)
        with open(file, "rb") as kept:
            found = kept.read()
        if len(found) == 32:
            return found
    return secrets.token_bytes(32)


def _folder() -> str:
    """Where this program keeps what belongs to the user: outside of every site."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA", home), "site-builder")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"), "site-builder")


def seal(name: str, data: bytes, key: bytes) -> bytes:
    """The data behind its seal. name: what it is remembered under, so that two values cannot be exchanged."""
    return _mark(name, data, key) + data


def opened(name: str, sealed: bytes, key: bytes) -> memoryview | None:
    """The data, or None where the seal is broken or not ours."""
    data = memoryview(sealed)[SIZE:]
    return data if _mark(name, data, key) == sealed[:SIZE] else None


def _mark(name: str, data: bytes | memoryview, key: bytes) -> bytes:
    # HMAC (RFC 2104) with SHA-256, for which processors have instructions: half the time of keyed BLAKE2b.
    return hmac.digest(hashlib.blake2b(name.encode(), key=key, digest_size=32).digest(), data, "sha256")[:SIZE]
