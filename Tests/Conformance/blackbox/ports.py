"""Free loopback ports."""
import socket


def free_port() -> int:
    """A port that is free on 127.0.0.1 and on ::1 at the time of asking."""
    while True:
        with socket.socket(socket.AF_INET) as four, socket.socket(socket.AF_INET6) as six:
            four.bind(("127.0.0.1", 0))
            port = four.getsockname()[1]
            try:
                six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                six.bind(("::1", port))
            except OSError:
                continue
            return port
