"""Checks deploy/kubernetes: the base and every overlay, the scaling rule on a real Redis, and that checks can fail.

See docs/decisions/kubernetes.md, « Checked without a cluster ».

With --server it also checks what needs the built server: that it takes the settings of the manifests, and that the
Containerfile installs the libraries that it is linked with.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import checks
import measured
import mutants
import rendering
import scaling

ROOT = checks.ROOT
FOLDER = ROOT / "deploy/kubernetes"


def main():
    parser = argparse.ArgumentParser(prog="ci/kubernetes", description=__doc__)
    parser.add_argument("--server", metavar="FILE", help="the built roadwave-server")
    arguments = parser.parse_args()
    faults = []
    folders = [FOLDER / "base", *sorted(path.parent for path in FOLDER.glob("overlays/*/kustomization.yaml"))]
    try:
        for folder in folders:
            name = folder.relative_to(FOLDER)
            found = rendering.rendered(folder)
            faults += [f"{name}: {fault}" for fault in [*checks.all_checks(found), *witness(folder, found)]]
            if folder != FOLDER / "base":
                faults += [
                    f"{name}: {checks.label(pod.owner)}: the image has no version"
                    for pod in checks.templates(found)
                    if not re.search(r":[^/]+$", pod.container["image"])
                ]
            if arguments.server:
                faults += [f"{name}: {fault}" for fault in accepted(arguments.server, found)]
        base = rendering.rendered(FOLDER / "base")
        faults += [f"no check finds this mutant: {name}" for name in mutants.survivors(base)]
        faults += measured.cases(scaling.scaled_object(base))
        if arguments.server:
            faults += libraries(arguments.server)
    except rendering.Fault as fault:
        faults.append(str(fault))
    for fault in faults:
        print(f"ci/kubernetes: {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)
    names = ", ".join(str(folder.relative_to(FOLDER)) for folder in folders)
    print(f"{names}: valid for Kubernetes {' and '.join(checks.KUBERNETES)}; {len(mutants.mutants())} mutants found")


def witness(folder, found):
    """`kubectl kustomize` renders the same documents, where there is a kubectl that knows our kustomizations."""
    kubectl = shutil.which("kubectl")
    if not kubectl:
        return
    nowhere = {**os.environ, "KUBECONFIG": os.devnull}
    version = subprocess.run(
        [kubectl, "version", "--client", "-o", "json"], capture_output=True, text=True, env=nowhere, check=False
    )
    # Debian 12's own is older: its kubectl is 1.20.
    if not re.search(r'"kustomizeVersion": "v[5-9]\.', version.stdout):
        return
    result = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True, env=nowhere, check=False)
    if result.returncode != 0:
        yield f"kubectl kustomize: {result.stderr.strip()}"
        return
    theirs = {
        (document["kind"], document["metadata"]["name"]): document
        for document in rendering.yaml.load_all(result.stdout, rendering.Loader)
    }
    for key in sorted(theirs.keys() | found.keys()):
        ours = json.dumps(found.get(key), sort_keys=True)
        if ours != json.dumps(theirs.get(key), sort_keys=True):
            yield f"kubectl kustomize renders another {' '.join(key)}"


def accepted(server, found):
    """`roadwave-server config` takes the settings of each pod."""
    known = checks.known_settings()
    with tempfile.TemporaryDirectory() as folder:
        keys = pathlib.Path(folder, "keys.json")
        subprocess.run([server, "token", "--new-keys", keys], capture_output=True, check=True)
        secrets = {
            "ROADWAVE_POSTGRES_URL": "postgres://roadwave:secret@postgres.example/roadwave",
            "ROADWAVE_REDIS_URL": "redis://roadwave:secret@redis.example:6379",
            "ROADWAVE_S3_KEY": "key",
            "ROADWAVE_S3_SECRET": "secret",
            "ROADWAVE_S3_SECONDARY_KEY": "key",
            "ROADWAVE_S3_SECONDARY_SECRET": "secret",
        }
        for pod in checks.templates(found):
            variables = {
                name: secrets.get(name, "") if value is None else value
                for name, value in checks.environment(found, pod).items()
                if name in known
            }
            if "ROADWAVE_JWT_KEYS" in variables:
                variables["ROADWAVE_JWT_KEYS"] = str(keys)
            result = subprocess.run(
                [server, "config"], capture_output=True, text=True, cwd=folder, check=False,
                env={"PATH": os.environ["PATH"], **variables},
            )
            if result.returncode != 0 or result.stderr.strip():
                yield f"{checks.label(pod.owner)}: {result.stderr.strip()}"
            for name, value in variables.items():
                if name not in result.stdout and result.returncode == 0:
                    yield f"{checks.label(pod.owner)}: {name} is not printed by config"


def libraries(server):
    """The Containerfile installs the Debian packages of the libraries that the server names."""
    text = (ROOT / "Containerfile").read_text()
    runtime = text[text.rindex("\nFROM ") :]
    dynamic = subprocess.run(["objdump", "-p", server], capture_output=True, text=True, check=True).stdout
    for library in re.findall(r"NEEDED +(\S+)", dynamic):
        # Swift's own are linked statically in the image; the C library is in every image.
        if re.match(r"lib(swift|Foundation|_Foundation|dispatch|BlocksRuntime|c\.|m\.|gcc_s)|ld-", library):
            continue
        owner = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=False).stdout
        packages = set(re.findall(r"(?m)^([^:\s]+):", owner))
        if not packages & set(re.findall(r"[\w.+-]+", runtime)):
            yield f"the Containerfile does not install {library} ({', '.join(sorted(packages)) or 'of no package'})"


main()
