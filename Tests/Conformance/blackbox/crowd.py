"""Many callers at once, on kept connections, released together."""
import threading
from concurrent.futures import ThreadPoolExecutor

WIDTH = 32


def crowd(provider, count, call, width=WIDTH) -> list:
    """`count` results of `call(connection, index)`, `width` at a time, the first `width` released together."""
    width = min(width, count)
    gate = threading.Barrier(width)

    def worker(first):
        connection = provider.connection()
        connection.connect()
        gate.wait(60)
        try:
            return [call(connection, index) for index in range(first, count, width)]
        finally:
            connection.close()

    with ThreadPoolExecutor(width) as pool:
        return [result for results in pool.map(worker, range(width)) for result in results]
