"""Prints how many workers KEDA and Kubernetes would ask for, by the ScaledObject of deploy/kubernetes.

The stream and its group are those of the ScaledObject. With --redis the numbers are measured there, as KEDA does: XLEN,
XPENDING, XINFO GROUPS. Otherwise they are those of --waiting and --running.
"""

import argparse
import pathlib
import sys

import redis_numbers
import rendering
import scaling

ROOT = pathlib.Path(__file__).parents[2]


def main():
    parser = argparse.ArgumentParser(prog="ci/workers-wanted", description=__doc__)
    parser.add_argument("--manifests", metavar="DIR", default=ROOT / "deploy/kubernetes/base", help="a kustomization")
    parser.add_argument("--current", metavar="N", type=int, default=0, help="the workers that there are (default: 0)")
    parser.add_argument("--redis", metavar="URL", help="redis://… or unix://PATH")
    parser.add_argument("--waiting", metavar="N", type=int, default=0, help="jobs that no worker has taken")
    parser.add_argument("--running", metavar="N", type=int, default=0, help="jobs that workers have taken")
    parser.add_argument("--lag-unknown", action="store_true", help="the lag is nil")
    parser.add_argument("--explain", action="store_true", help="say the numbers, on standard error")
    arguments = parser.parse_args()
    if min(arguments.current, arguments.waiting, arguments.running) < 0:
        parser.error("numbers are 0 or more")
    try:
        rule = scaling.scaled_object(rendering.rendered(arguments.manifests))
        if arguments.redis:
            measured = redis_numbers.measure(arguments.redis, *redis_numbers.stream(rule))
        else:
            measured = scaling.Measured(
                length=arguments.waiting + arguments.running,
                pending=arguments.running,
                lag=None if arguments.lag_unknown else arguments.waiting,
            )
        wanted = scaling.Rule(rule).wanted(measured, arguments.current)
    except (rendering.Fault, OSError) as fault:
        sys.exit(f"ci/workers-wanted: {fault}")
    if arguments.explain:
        for trigger in scaling.Rule(rule).triggers:
            print(f"{trigger.factor}: {trigger.value(measured)}, target {trigger.target}", file=sys.stderr)
        print(f"lag: {'nil' if measured.lag is None else measured.lag}", file=sys.stderr)
    print(wanted)


main()
