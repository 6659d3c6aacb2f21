"""Starts OpenStack Swift, as ci/services/s3 says: four servers, forked from one process that loaded Swift once."""
import argparse
import ctypes
import getpass
import http.client
import logging
import os
import pathlib
import select
import signal
import socket
import stat
import string
import sys
import time
import traceback

from swift.common import utils, wsgi
from swift.common.ring import RingBuilder

# Loaded before the fork, so that the four servers share them.
import swift.account.server  # noqa: F401
import swift.container.server  # noqa: F401
import swift.obj.server  # noqa: F401
import swift.proxy.server  # noqa: F401

HERE = pathlib.Path(__file__).resolve().parent
STORES = ("account", "container", "object")
ACCOUNT, USER, SECRET, REGION = "test", "tester", "testing", "gra"
# A machine that builds at the same time may need a while; a server that does not start must say so.
START_SECONDS = 60
PR_SET_PDEATHSIG = 1


def log_accesses(path):
    """Writes the access log of the proxy, which goes to the machine's syslog otherwise, to a file."""
    handler = logging.FileHandler(path)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("proxy-access").addHandler(handler)


def listen():
    """A socket on a free port: held from now on, so that no one else takes it before the server runs."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    return listener


def write_configuration(directory, ports):
    values = {"directory": directory, "user": getpass.getuser(), "region": REGION,
              "account": f"{ACCOUNT}_{USER}", "secret": SECRET}
    templates = [("swift", "swift.conf"), ("proxy", "proxy.conf")] + [(name, "server.conf") for name in STORES]
    for name, template in templates:
        text = string.Template((HERE / template).read_text()).substitute(values, name=name, port=ports.get(name))
        (directory / f"{name}.conf").write_text(text)
    for name in STORES:
        ring = RingBuilder(part_power=4, replicas=1, min_part_hours=1)
        ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": ports[name], "device": "d1", "weight": 1.0})
        ring.rebalance(seed="roadwave")
        ring.get_ring().save(str(directory / f"{name}.ring.gz"))
    (directory / "devices" / "d1").mkdir(parents=True, exist_ok=True)


def fork_server(name, directory, listeners):
    """The process id of a server; in the server's own process, never returns."""
    parent = os.getpid()
    pid = os.fork()
    if pid != 0:
        return pid
    # Even a parent that is killed leaves no server behind.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other, listener in listeners.items():
        if other != name:
            listener.close()
    with open(directory / f"{name}.log", "w") as out:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    configuration = str(directory / f"{name}.conf")
    try:
        # What `swift-NAME-server` does, on a socket that is bound already.
        conf, logger, global_conf, _ = wsgi.check_config(configuration, f"{name}-server", verbose=True)
        if name == "proxy":
            log_accesses(directory / "access.log")
        wsgi.run_server(conf, logger, green(listeners[name]), global_conf=global_conf)
    except BaseException:
        traceback.print_exc()
    os._exit(1)


def green(listener):
    """The socket as eventlet takes it."""
    from eventlet.greenio import GreenSocket
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return GreenSocket(listener)


class Storage:
    """What this launcher asks of the storage, through Swift's own API."""

    def __init__(self, port):
        self.port = port
        self.token = None

    def request(self, method, path, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            response.read()
            return response
        finally:
            connection.close()

    def sign_in(self):
        answer = self.request("GET", "/auth/v1.0", {"X-Storage-User": f"{ACCOUNT}:{USER}", "X-Storage-Pass": SECRET})
        self.token = answer.headers.get("X-Auth-Token")
        if answer.status != 200 or not self.token:
            raise RuntimeError(f"no token: {answer.status}")

    def account_answers(self):
        return self.request("HEAD", f"/v1/AUTH_{ACCOUNT}", {"X-Auth-Token": self.token}).status // 100 == 2

    def make_bucket(self, name):
        # `.r:*` without `.rlistings`: an object for any reader, the listing for none.
        headers = {"X-Auth-Token": self.token, "X-Container-Read": ".r:*", "Content-Length": "0"}
        # The second holds the parts of objects that S3 puts in parts.
        for container in (name, f"{name}+segments"):
            status = self.request("PUT", f"/v1/AUTH_{ACCOUNT}/{container}", headers).status
            if status not in (201, 202):
                raise RuntimeError(f"bucket {container}: {status}")


def wait_for(storage, pids):
    deadline = time.monotonic() + START_SECONDS
    while True:
        if ended := [pid for pid in pids if os.waitpid(pid, os.WNOHANG)[0]]:
            raise RuntimeError(f"a server ended at its start: {ended}")
        try:
            storage.sign_in()
            if storage.account_answers():
                return
            reason = "the account does not answer"
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            reason = error
        if time.monotonic() > deadline:
            raise RuntimeError(f"no answer after {START_SECONDS} s: {reason}")
        time.sleep(0.1)


def stop(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    for pid in pids:
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            pass


def wait_for_the_end(pids, stay):
    """Returns at the end of standard input, unless it is to be left alone, or when a server ends."""
    while True:
        readable, _, _ = select.select([] if stay else [sys.stdin], [], [], 1.0)
        if readable and not os.read(sys.stdin.fileno(), 4096):
            # The end of a pipe is intended; a missing standard input may not be.
            if not stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
                print("s3: standard input has ended; --stay goes on without it", file=sys.stderr)
            return
        if any(os.waitpid(pid, os.WNOHANG)[0] for pid in pids):
            raise RuntimeError("a server ended")


def main():
    parser = argparse.ArgumentParser(prog="s3", description="OpenStack Swift as an S3 server.")
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--bucket", action="append", default=[])
    parser.add_argument("--stay", action="store_true", help="go on after the end of the standard input")
    options = parser.parse_args()
    directory = options.directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))

    listeners = {name: listen() for name in STORES + ("proxy",)}
    ports = {name: listener.getsockname()[1] for name, listener in listeners.items()}
    write_configuration(directory, ports)
    utils.set_swift_dir(str(directory))
    sys.path.insert(0, str(HERE))
    pids = []
    try:
        for name in listeners:
            pids.append(fork_server(name, directory, listeners))
        for listener in listeners.values():
            listener.close()
        storage = Storage(ports["proxy"])
        wait_for(storage, pids)
        for bucket in options.bucket:
            storage.make_bucket(bucket)
        print(f"ready endpoint=http://127.0.0.1:{ports['proxy']} region={REGION} key={ACCOUNT}:{USER} secret={SECRET} "
              f"public=/v1/AUTH_{ACCOUNT} access={directory}/access.log pids={','.join(map(str, pids))}", flush=True)
        wait_for_the_end(pids, options.stay)
    finally:
        stop(pids)


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(f"s3: {error}")
