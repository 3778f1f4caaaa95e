"""The authenticator app of a person: RFC 6238 with its defaults."""
import base64
import hashlib
import hmac
import secrets
import struct
import time

PERIOD = 30


class App:
    """Shows codes, and remembers which were typed: each counts once, and none older than the last."""

    def __init__(self, secret: str):
        self.secret = secret
        self.last = 0

    @staticmethod
    def new_secret() -> str:
        return base64.b32encode(secrets.token_bytes(20)).decode()

    def code(self, steps: int = 0) -> str:
        """What is shown now, or `steps` steps from now."""
        return self.at(int(time.time() // PERIOD) + steps)

    def at(self, step: int) -> str:
        mac = hmac.new(base64.b32decode(self.secret), struct.pack(">Q", step), hashlib.sha1).digest()
        offset = mac[-1] & 15
        return f"{(struct.unpack_from('>I', mac, offset)[0] & 0x7FFFFFFF) % 1_000_000:06}"

    def next(self) -> str:
        """A code that was not typed yet; waits when the app would have to be waited for."""
        now = int(time.time() // PERIOD)
        self.last = max(now - 1, self.last + 1)
        while self.last > int(time.time() // PERIOD) + 1:
            time.sleep(0.5)
        return self.at(self.last)

    def wrong(self) -> str:
        """No code that could count now."""
        return next(text for text in ("000000", "111111", "222222", "333333", "444444", "555555")
                    if text not in [self.code(steps) for steps in range(-2, 4)])
