"""The numbers of a Redis server in a folder of its own, for the cases in which others lost their workers."""

import contextlib
import pathlib
import subprocess
import tempfile

import redis_numbers
import scaling
from rendering import Fault

ROOT = pathlib.Path(__file__).parents[2]


def cases(document):
    """Yields a fault for each case in which the rule asks for the wrong number of workers."""
    stream, group = redis_numbers.stream(document)
    rule = scaling.Rule(document)

    def expect(case, wanted, current=0):
        measured = redis_numbers.measure(url, stream, group)
        found = rule.wanted(measured, current)
        if found != wanted:
            yield f"{case}: {found} workers wanted, not {wanted}: {measured}"

    with server() as url:

        def ask(*command):
            return redis_numbers.ask(url, *command)

        yield from expect("no stream", 0)
        ask("XADD", stream, "*", "job", "0")
        yield from expect("the first job, before the first worker made the group", 1)
        ask("XGROUP", "CREATE", stream, group, "0")
        yield from expect("the first job", 1)
        ask("FLUSHALL")

        ask("XGROUP", "CREATE", stream, group, "0", "MKSTREAM")
        for number in range(3):
            ask("XADD", stream, "*", "job", str(number))
            ask("XREADGROUP", "GROUP", group, f"worker-{number}", "COUNT", "1", "STREAMS", stream, ">")
        yield from expect("three long jobs run, nothing waits", 3)
        yield from expect("three long jobs run, nothing waits", 3, current=3)
        ask("XTRIM", stream, "MAXLEN", "0")
        yield from expect("the entries of three jobs that run are trimmed", 3, current=3)
        ask("FLUSHALL")

        ask("XGROUP", "CREATE", stream, group, "0", "MKSTREAM")
        entries = [ask("XADD", stream, "*", "job", str(number)) for number in range(10)]
        ask("XDEL", stream, entries[3])
        if redis_numbers.measure(url, stream, group).lag is not None:
            yield "the lag is known after an unread entry was deleted: this Redis is not the one that the case is about"
        yield from expect("ten jobs wait, one of them is dropped", 9)
        yield from expect("ten jobs wait, one of them is dropped", 9, current=1)
        for entry in entries:
            ask("XDEL", stream, entry)
        yield from expect("all jobs are dropped", 0, current=9)


@contextlib.contextmanager
def server():
    """A server of ci/services/redis, and its address; it ends with its standard input."""
    with tempfile.TemporaryDirectory() as folder:
        service = subprocess.Popen(
            [ROOT / "ci/services/redis", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            line = service.stdout.readline()
            if not line.startswith("ready url="):
                raise Fault("Redis does not start")
            yield line.split()[1].removeprefix("url=")
        finally:
            service.stdin.close()
            service.wait()
            service.stdout.close()
