"""Free loopback ports."""
import random
import socket

# Below the range from which the kernel takes the ports of outgoing connections: nobody else gets one between asking and listening.
CANDIDATES = range(10_000, 32_000)


def free_port() -> int:
    """A port that is free on 127.0.0.1 and on ::1 at the time of asking."""
    while True:
        port = random.choice(CANDIDATES)
        with socket.socket(socket.AF_INET) as four, socket.socket(socket.AF_INET6) as six:
            six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                four.bind(("127.0.0.1", port))
                six.bind(("::1", port))
            except OSError:
                continue
            return port
