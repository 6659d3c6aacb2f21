"""Opens many connections to a server and keeps them open: crowd.py HOST PORT COUNT [PATH].

With a path each asks for it once; without one it says nothing. Prints one line of JSON when every connection has its
status, is closed or has waited 60 s; then holds what is open until its standard input ends.
"""

import collections
import errno
import json
import resource
import selectors
import socket
import sys
import time

host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
path = sys.argv[4] if len(sys.argv) > 4 else None
resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)

# Fewer than the shortest queue of a listening socket: more would wait a second for the kernel's next try.
AT_ONCE = 100

selector = selectors.DefaultSelector()
waiting, statuses = set(), collections.Counter()
opened = closed = failed = started = 0
deadline = time.monotonic() + 60


def begin():
    client = socket.socket()
    client.setblocking(False)
    result = client.connect_ex((host, port))
    if result not in (0, errno.EINPROGRESS):
        raise OSError(result, "connect")
    selector.register(client, selectors.EVENT_WRITE)
    waiting.add(client)


def connected(client):
    global opened, failed
    if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        failed += 1
        return leave(client)
    opened += 1
    if path:
        client.send(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    selector.modify(client, selectors.EVENT_READ)


def readable(client):
    global closed
    try:
        data = client.recv(4096)
    except ConnectionResetError:
        data = b""
    if data.startswith(b"HTTP/1.1 ") and client in waiting:
        statuses[data[9:12].decode()] += 1
        waiting.discard(client)
    if not data:
        closed += 1
        leave(client)


def leave(client):
    waiting.discard(client)
    selector.unregister(client)
    client.close()


connecting = lambda: started - opened - failed
while time.monotonic() < deadline and (started < count or waiting):
    while started < count and connecting() < AT_ONCE:
        begin()
        started += 1
    for key, events in selector.select(0.2):
        connected(key.fileobj) if events & selectors.EVENT_WRITE else readable(key.fileobj)
print(json.dumps({"opened": opened, "failed": failed, "closed": closed, "silent": len(waiting), **statuses}), flush=True)
sys.stdin.read()
