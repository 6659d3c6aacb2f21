"""What Redis says of the stream of jobs and of its group."""

import subprocess

import rendering
from scaling import Measured


def stream(scaled_object):
    """The stream of the triggers, and the group that one of them names."""
    metadata = [trigger["metadata"] for trigger in scaled_object["spec"]["triggers"]]
    streams = {item["stream"] for item in metadata}
    groups = {item["consumerGroup"] for item in metadata if "consumerGroup" in item}
    if len(streams) != 1 or len(groups) != 1:
        raise rendering.Fault(f"one stream and one group were expected, not {streams} and {groups}")
    return streams.pop(), groups.pop()


def measure(url, stream, group):
    """Asks as KEDA does: XLEN, XPENDING, XINFO GROUPS."""
    length = int(ask(url, "XLEN", stream))
    pending = lag = None
    if ask(url, "EXISTS", stream) == "1":
        # `redis-cli` prints an answer's fields and values, one a line; nil is an empty line.
        lines = ask(url, "XINFO", "GROUPS", stream).split("\n")
        pairs = list(zip(lines[::2], lines[1::2]))
        for index, pair in enumerate(pairs):
            if pair == ("name", group):
                fields = dict(pairs[index : index + 6])
                pending = int(ask(url, "XPENDING", stream, group).split("\n")[0])
                lag = int(fields["lag"]) if fields.get("lag") else None
    return Measured(length, pending, lag)


def ask(url, *command):
    """The answer of Redis, as `redis-cli` prints it."""
    place = ["-s", url.removeprefix("unix://")] if url.startswith("unix://") else ["-u", url]
    result = subprocess.run(
        ["redis-cli", "-e", *place, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if result.returncode != 0:
        raise rendering.Fault(f"Redis does not answer {' '.join(command)}: {(result.stderr or result.stdout).strip()}")
    return result.stdout.removesuffix("\n")
