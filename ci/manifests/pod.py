"""Prints the pod template of a workload of deploy/kubernetes, as JSON."""

import argparse
import json
import pathlib
import sys

import rendering

ROOT = pathlib.Path(__file__).parents[2]


def main():
    parser = argparse.ArgumentParser(prog="ci/pod", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="such as ingest")
    parser.add_argument("--manifests", metavar="DIR", default=ROOT / "deploy/kubernetes/base", help="a kustomization")
    arguments = parser.parse_args()
    try:
        found = [
            document["spec"]["template"]["spec"]
            for (_, name), document in rendering.rendered(arguments.manifests).items()
            if name == arguments.name and "template" in document.get("spec", {})
        ]
        if len(found) != 1:
            raise rendering.Fault(f"one workload {arguments.name} was expected, not {len(found)}")
    except (rendering.Fault, OSError) as fault:
        sys.exit(f"ci/pod: {fault}")
    print(json.dumps(found[0]))


main()
