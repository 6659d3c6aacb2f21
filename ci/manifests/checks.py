"""What must hold of the manifests of deploy/kubernetes. Each check yields faults, one line each."""

import functools
import json
import pathlib
import re
import typing

import kubernetes_validate
import pydantic
from cloudcoil.models.keda import v1alpha1 as keda

import scaling
from rendering import Fault

ROOT = pathlib.Path(__file__).parents[2]

# The oldest version of Kubernetes that the manifests need, and the newest that is known here.
KUBERNETES = ("1.32", "1.37")

LISTENERS = [
    ("http", "ROADWAVE_HTTP", "TCP"),
    ("media", "ROADWAVE_UDP", "UDP"),
    ("admin", "ROADWAVE_ADMIN", "TCP"),
]
COMMANDS = {"serve", "worker", "sweep", "migrate", "billing"}
PROBES = {"startupProbe": {"/livez"}, "livenessProbe": {"/livez"}, "readinessProbe": {"/readyz"}}


def all_checks(found):
    # Schemas take longest: a mutant that another check finds does not wait for them.
    for check in (pods, images, names, selectors, settings, ports, lives, stops, scaling_rule, scaled, schemas):
        yield from check(found)


def label(document):
    return f"{document['kind']} {document['metadata']['name']}"


# Schemas

def schemas(found):
    for document in found.values():
        if document["apiVersion"].startswith("keda.sh/"):
            continue
        for version in KUBERNETES:
            if fault := schema_fault(json.dumps(document), version):
                yield f"{label(document)}, Kubernetes {version}: {fault}"


@functools.cache
def schema_fault(document, version):
    """Remembered: most documents are the same in every folder and in every mutant."""
    try:
        kubernetes_validate.validate(json.loads(document), version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{'.'.join(str(part) for part in error.path)}: {error.message}"
    return None


def scaled(found):
    """KEDA's schema, as its 2.16.1 has it."""
    for document in found.values():
        if not document["apiVersion"].startswith("keda.sh/"):
            continue
        model = getattr(keda, document["kind"], None)
        if model is None:
            yield f"{label(document)}: KEDA has no such kind"
            continue
        try:
            read = model.model_validate(document).model_dump(by_alias=True, exclude_unset=True, mode="json")
        except pydantic.ValidationError as error:
            for fault in error.errors():
                yield f"{label(document)}: {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            continue
        # The models ignore a field that they do not know: what was read must be what was written.
        yield from (f"{label(document)}: KEDA does not know {path}" for path in lost(document, read))


def lost(written, read, path=""):
    if isinstance(written, dict):
        for key, value in written.items():
            if not isinstance(read, dict) or key not in read:
                yield f"{path}{key}"
            else:
                yield from lost(value, read[key], f"{path}{key}.")
    elif isinstance(written, list):
        for index, value in enumerate(written):
            yield from lost(value, read[index], f"{path}{index}.")


# Pods

class Pod(typing.NamedTuple):
    """A pod template."""

    owner: dict
    template: dict

    @property
    def spec(self):
        return self.template["spec"]

    @property
    def labels(self):
        return self.template["metadata"]["labels"]

    @property
    def container(self):
        return self.spec["containers"][0]


def templates(found):
    for document in found.values():
        spec = document.get("spec", {})
        if document["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            yield Pod(document, spec["template"])


def pods(found):
    for pod in templates(found):
        where = label(pod.owner)
        spec, container = pod.spec, pod.container
        if len(spec["containers"]) != 1 or spec.get("initContainers"):
            yield f"{where}: one container was expected"
        if container.get("args", [""])[0] not in COMMANDS:
            yield f"{where}: {container.get('args')} is no command of roadwave-server"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{where}: the pod gets a token"
        if spec.get("enableServiceLinks") is not False:
            yield f"{where}: Services would give the pod variables that are no settings"
        if ("ServiceAccount", spec.get("serviceAccountName")) not in found:
            yield f"{where}: its ServiceAccount is missing"
        security = spec.get("securityContext", {})
        if security.get("runAsNonRoot") is not True or not security.get("runAsUser"):
            yield f"{where}: it may run as root"
        if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{where}: it has no seccomp profile"
        if container.get("securityContext") != {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }:
            yield f"{where}: its container has more rights than it needs"
        resources = container.get("resources", {})
        if set(resources.get("requests", {})) != {"cpu", "memory"} or "memory" not in resources.get("limits", {}):
            yield f"{where}: CPU and memory to reserve, and a limit of memory, were expected"
    for document in found.values():
        if document["kind"] == "ServiceAccount" and document.get("automountServiceAccountToken") is not False:
            yield f"{label(document)}: pods get its token"
        if document["kind"] == "Secret":
            yield f"{label(document)}: no secret belongs in the manifests"


def images(found):
    names = {pod.container["image"] for pod in templates(found)}
    if len(names) != 1:
        yield f"all parts must run one image, not {', '.join(sorted(names))}"
    if any(name.endswith(":latest") for name in names):
        yield "an image without a version changes by itself"


# References

def names(found):
    """References to ConfigMaps, Secrets and Services."""
    secrets = secret_keys()
    for pod in templates(found):
        where = label(pod.owner)
        for source in pod.container.get("envFrom", []):
            if "configMapRef" in source and ("ConfigMap", source["configMapRef"]["name"]) not in found:
                yield f"{where}: there is no ConfigMap {source['configMapRef']['name']}"
            if "secretRef" in source and source["secretRef"]["name"] not in secrets:
                yield f"{where}: there is no example of the Secret {source['secretRef']['name']}"
        for variable in pod.container.get("env", []):
            source = variable.get("valueFrom", {})
            if key := source.get("configMapKeyRef"):
                data = found.get(("ConfigMap", key["name"]), {}).get("data", {})
                if key["key"] not in data:
                    yield f"{where}: there is no {key['key']} in the ConfigMap {key['name']}"
            if key := source.get("secretKeyRef"):
                if key["key"] not in secrets.get(key["name"], ()):
                    yield f"{where}: there is no {key['key']} in the example of the Secret {key['name']}"
            earlier = [other["name"] for other in pod.container["env"]]
            earlier = earlier[: earlier.index(variable["name"])]
            for name in re.findall(r"\$\((\w+)\)", variable.get("value", "")):
                if name not in earlier:
                    yield f"{where}: {variable['name']} uses {name}, which is not set before it"
        mounted = {mount["name"] for mount in pod.container.get("volumeMounts", [])}
        volumes = {volume["name"] for volume in pod.spec.get("volumes", [])} | {
            claim["metadata"]["name"] for claim in pod.owner["spec"].get("volumeClaimTemplates", [])
        }
        if mounted != volumes:
            yield f"{where}: volumes {volumes}, mounts {mounted}"
    for document in found.values():
        if document["kind"] == "TriggerAuthentication":
            for target in document["spec"]["secretTargetRef"]:
                if target["key"] not in secrets.get(target["name"], ()):
                    yield f"{label(document)}: no {target['key']} in the example of the Secret {target['name']}"
        if document["kind"] == "Ingress":
            for rule in document["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    service = path["backend"]["service"]["name"]
                    if ("Service", service) not in found:
                        yield f"{label(document)}: there is no Service {service}"
        if document["kind"] == "StatefulSet":
            if ("Service", document["spec"]["serviceName"]) not in found:
                yield f"{label(document)}: there is no Service {document['spec']['serviceName']}"
            for ordinal in range(document["spec"]["replicas"]):
                if ("Service", f"{document['metadata']['name']}-{ordinal}") not in found:
                    yield f"{label(document)}: replica {ordinal} has no Service, which its public URL needs"


def secret_keys():
    """The keys of the Secrets that are made by hand, from their examples."""
    keys = {
        path.name.removesuffix(".env.example"): set(re.findall(r"(?m)^([A-Za-z]\w*)=", path.read_text()))
        for path in (ROOT / "deploy/kubernetes/secrets").glob("*.env.example")
    }
    return keys | {"roadwave-tokens": {"keys.json"}}


def selectors(found):
    """Every selector finds a pod, and that of a workload its own."""
    every = list(templates(found))
    components = {pod.labels.get("app.kubernetes.io/component") for pod in every}
    for pod in every:
        selector = pod.owner["spec"].get("selector")
        if selector is not None and not selects(selector, pod.labels):
            yield f"{label(pod.owner)}: its selector does not find its pods"
        if selector is not None and sum(selects(selector, other.labels) for other in every) != 1:
            yield f"{label(pod.owner)}: its selector finds other pods"
        for name, terms in pod.spec.get("affinity", {}).get("podAntiAffinity", {}).items():
            for term in terms:
                term = term.get("podAffinityTerm", term)
                if not any(selects(term["labelSelector"], other.labels) for other in every):
                    yield f"{label(pod.owner)}: {name} finds no pods"
    guarded = set()
    for document in found.values():
        spec = document.get("spec", {})
        if document["kind"] == "Service":
            selector = {"matchLabels": dict(spec["selector"])}
            replica = selector["matchLabels"].pop("statefulset.kubernetes.io/pod-name", None)
            if replica not in (None, document["metadata"]["name"]):
                yield f"{label(document)}: it leads to {replica}"
            ports = {port["targetPort"] for port in spec["ports"]}
            chosen = [pod for pod in every if selects(selector, pod.labels)]
            for pod in chosen:
                if missing := ports - {port["name"] for port in pod.container.get("ports", [])}:
                    yield f"{label(document)}: {label(pod.owner)} has no port {', '.join(missing)}"
        elif document["kind"] == "PodDisruptionBudget":
            chosen = [pod for pod in every if selects(spec["selector"], pod.labels)]
            guarded |= {pod.labels["app.kubernetes.io/component"] for pod in chosen}
        elif document["kind"] == "NetworkPolicy":
            chosen = [pod for pod in every if selects(spec["podSelector"], pod.labels)]
        else:
            continue
        if not chosen:
            yield f"{label(document)}: its selector finds no pods"
    if guarded != {"ingest", "worker"}:
        yield f"PodDisruptionBudgets of ingest and worker were expected, not of {sorted(guarded)}"
    if components - {"billing"} != {"ingest", "worker", "sweep", "migrate"}:
        yield f"ingest, worker, sweep and migrate were expected, not {sorted(map(str, components))}"


def selects(selector, labels):
    if any(labels.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    for expression in selector.get("matchExpressions", []):
        if expression["operator"] != "In":
            raise Fault(f"the operator {expression['operator']} of a selector is not known here")
        if labels.get(expression["key"]) not in expression["values"]:
            return False
    return True


# Settings

def known_settings():
    source = (ROOT / "Sources/RoadWave/Engine/Settings/NodeConfiguration+Key.swift").read_text()
    return set(re.findall(r'"(ROADWAVE_\w+)"', source))


def environment(found, pod):
    """The variables of a pod; None: it is not known before the pod runs, or is a secret."""
    secrets = secret_keys()
    variables = {}
    for source in pod.container.get("envFrom", []):
        if "configMapRef" in source:
            variables |= found.get(("ConfigMap", source["configMapRef"]["name"]), {}).get("data", {})
        else:
            variables |= dict.fromkeys(secrets.get(source["secretRef"]["name"], ()))
    own = {}
    for variable in pod.container.get("env", []):
        value = variable.get("value")
        if key := variable.get("valueFrom", {}).get("configMapKeyRef"):
            value = found.get(("ConfigMap", key["name"]), {}).get("data", {}).get(key["key"])
        elif field := variable.get("valueFrom", {}).get("fieldRef"):
            value = {"metadata.name": "ingest-0", "status.hostIP": "192.0.2.7"}[field["fieldPath"]]
        if value is not None:
            value = re.sub(r"\$\((\w+)\)", lambda match: own.get(match[1]) or match[0], value)
        own[variable["name"]] = value
    return variables | own


def settings(found):
    known = known_settings()
    for pod in templates(found):
        for name in environment(found, pod):
            if name.startswith("ROADWAVE_") and name not in known:
                yield f"{label(pod.owner)}: {name} is not a setting"
            elif not name.startswith("ROADWAVE_") and name not in {"DOMAIN", "POD_NAME", "HOST_IP"}:
                yield f"{label(pod.owner)}: nobody reads {name}"


def ports(found):
    """Ports of the settings, of the container and of the probes are the same ones."""
    for pod in templates(found):
        where, container = label(pod.owner), pod.container
        declared = {port["name"]: port for port in container.get("ports", [])}
        variables = environment(found, pod)
        if container["args"][0] != "serve":
            if declared or any(probe in container for probe in PROBES):
                yield f"{where}: nothing listens in it"
            continue
        for name, setting, protocol in LISTENERS:
            _, _, port = (variables.get(setting) or "").rpartition(":")
            found_port = declared.get(name, {})
            if (str(found_port.get("containerPort")), found_port.get("protocol")) != (port, protocol):
                yield f"{where}: the port {name} is {found_port}, and {setting} is {variables.get(setting)}"
        host = (variables.get("ROADWAVE_ADMIN") or "").rpartition(":")[0]
        loopback = host == "127.0.0.1"
        if loopback and not pod.spec.get("hostNetwork"):
            yield f"{where}: the kubelet does not reach {host} of a pod"
        if not loopback and variables.get("ROADWAVE_ADMIN_OPEN") != "yes":
            yield f"{where}: probes have no token, and /readyz wants one beyond the loopback"
        for probe, paths in PROBES.items():
            request = container.get(probe, {}).get("httpGet", {})
            if request.get("path") not in paths or request.get("port") != "admin":
                yield f"{where}: {probe} asks for {request}"
            if loopback and request.get("host") != host:
                yield f"{where}: {probe} does not ask {host}"
        # How UDP reaches the pod.
        if not pod.spec.get("hostNetwork") or variables.get("ROADWAVE_ADVERTISE") != "192.0.2.7":
            yield f"{where}: creators are not given the address of the machine on whose network the node is"
        if pod.spec.get("dnsPolicy") != "ClusterFirstWithHostNet":
            yield f"{where}: a pod on the host's network does not resolve the cluster's names"
        terms = pod.spec.get("affinity", {}).get("podAntiAffinity", {})
        terms = terms.get("requiredDuringSchedulingIgnoredDuringExecution", [])
        if not any(selects(term["labelSelector"], pod.labels) for term in terms):
            yield f"{where}: two nodes on one machine would use the same ports"
        data = variables.get("ROADWAVE_DATA") or ""
        mounts = [mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")]
        if not any(data.startswith(mount + "/") for mount in mounts):
            yield f"{where}: the data directory {data} must be inside a volume, not its root"


# A pod that dies, that is stopped, or whose Redis is away

def lives(found):
    """A pod that ends starts again, a machine at a time is emptied, and nobody is cut off from running lives."""
    for pod in templates(found):
        where, owner, container = label(pod.owner), pod.owner, pod.container
        command = container["args"][0]
        if command not in {"serve", "worker"}:
            continue
        # A StatefulSet and a Deployment allow nothing else; a node says it for whoever reads, and for the specification.
        if pod.spec.get("restartPolicy", "Always" if command == "worker" else None) != "Always":
            yield f"{where}: a process that dies must start again: restartPolicy {pod.spec.get('restartPolicy')}"
        budgets = [
            document
            for document in found.values()
            if document["kind"] == "PodDisruptionBudget" and selects(document["spec"]["selector"], pod.labels)
        ]
        # With a single replica, `minAvailable: 1` would block the drain of its machine for ever.
        if [budget["spec"].get("maxUnavailable") for budget in budgets] != [1]:
            yield f"{where}: one budget of maxUnavailable 1 was expected"
        if any(budget["spec"].get("unhealthyPodEvictionPolicy") != "AlwaysAllow" for budget in budgets):
            yield f"{where}: pods that are not ready would block the drain of a machine while Redis is away"
        if command != "serve":
            continue
        # Two pods of one machine's network need the same ports: the old one goes before the new one comes. A StatefulSet has
        # no other way; a Deployment makes the new one first unless told.
        surge = owner["spec"].get("strategy", {}).get("rollingUpdate", {}).get("maxSurge")
        if pod.spec.get("hostNetwork") and owner["kind"] != "StatefulSet" and surge != 0:
            yield f"{where}: an update would start a second node on the ports of the first one"
        # While Redis is away no node is ready, and all of them have running lives.
        for document in found.values():
            if document["kind"] != "Service":
                continue
            named = {**pod.labels, "statefulset.kubernetes.io/pod-name": document["metadata"]["name"]}
            leads_here = selects({"matchLabels": document["spec"]["selector"]}, named)
            if leads_here and document["spec"].get("publishNotReadyAddresses") is not True:
                yield f"{label(document)}: without Redis, running lives could not be reached"


# The constants that bound the parts of a stop, by the command: a file of the engine and their name there.
STOPS = {
    "serve": [
        ("Lives/LiveRegistry.swift", "closingTimeout"),
        ("API/HTTPListener.swift", "stopTimeout"),
        ("Lives/Catalogue/LiveCatalogue.swift", "stopTimeout"),
        ("Audit/AuditTrail.swift", "stopTimeout"),
        ("Engine/RunningJournal.swift", "stopTimeout"),
        # The node's own workers, its keeper of the queue, and the copies of recordings.
        ("Engine/RunningReplays.swift", "stopTimeout"),
        ("Replay/ReplayConfiguration.swift", "(?:cancellation|handBack|leave)Timeout"),
    ],
    "worker": [("Replay/ReplayConfiguration.swift", "(?:cancellation|handBack|leave)Timeout")],
}

# What the connections take that are closed last, and a busy machine.
RESERVE = 10


def stops(found):
    """Nodes are drained, and the time until SIGKILL is longer than the drain and the longest stop."""
    for pod in templates(found):
        places = STOPS.get(pod.container["args"][0], [])
        longest = sum(bounds(*place) for place in places)
        grace = pod.spec.get("terminationGracePeriodSeconds", 30)
        drain = 0
        if pod.container["args"][0] == "serve":
            command = pod.container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command")
            if command != ["roadwave-server", "drain"]:
                yield f"{label(pod.owner)}: a stop ends the lives, which `roadwave-server drain` lets end by themselves"
            standard = bounds("Engine/Settings/NodeConfiguration.swift", "drainTimeout")
            drain = float(environment(found, pod).get("ROADWAVE_DRAIN_SECONDS") or standard)
            for name in ("startupProbe", "livenessProbe"):
                bound = pod.container.get(name, {}).get("terminationGracePeriodSeconds")
                if bound is None or not longest + RESERVE <= bound <= 120:
                    yield f"{label(pod.owner)}: after its {name} failed, a hanging node is killed after {bound} s"
        if places and grace < drain + longest + RESERVE:
            yield f"{label(pod.owner)}: {grace} s of grace, and a stop takes up to {drain + longest:g} s"


@functools.cache
def bounds(path, name):
    """The seconds of the constants of a name in a file of the engine, together."""
    text = (ROOT / "Sources/RoadWave" / path).read_text()
    found = re.findall(rf"\b(?:let|var) {name} = Duration\.(milliseconds|seconds)\(([\d_.]+)\)", text)
    if not found:
        raise Fault(f"{path}: {name}, which bounds a stop, is not there any more")
    return sum(float(number.replace("_", "")) / (1000 if unit == "milliseconds" else 1) for unit, number in found)


# Scaling

def scaling_rule(found):
    """What is said of the rule in docs/decisions/kubernetes.md, for all numbers of jobs up to thrice the maximum."""
    document = scaling.scaled_object(found)
    where, spec = label(document), document["spec"]
    target = found.get((spec["scaleTargetRef"]["kind"], spec["scaleTargetRef"]["name"]))
    if target is None:
        yield f"{where}: what it scales is missing"
    elif "replicas" in target["spec"]:
        yield f"{label(target)}: each apply would set the number of workers back"
    for trigger in spec["triggers"]:
        if ("TriggerAuthentication", trigger["authenticationRef"]["name"]) not in found:
            yield f"{where}: there is no TriggerAuthentication {trigger['authenticationRef']['name']}"
        metadata = trigger["metadata"]
        if metadata["stream"] != "replay:jobs" or metadata.get("consumerGroup", "workers") != "workers":
            yield f"{where}: workers use the group workers of replay:jobs"
        if "streamLength" in metadata and "consumerGroup" in metadata:
            yield f"{where}: KEDA does not read streamLength where a consumerGroup is named"
    try:
        rule = scaling.Rule(document)
    except Fault as fault:
        yield f"{where}: {fault}"
        return
    most = rule.maximum
    for running in range(most + 1):
        for waiting in range(2 * most):
            for current in range(most + 1):
                for lag in (waiting, None):
                    measured = scaling.Measured(waiting + running, running, lag)
                    wanted = rule.wanted(measured, current)
                    case = f"{waiting} wait, {running} run, {current} workers, lag {lag}: {wanted} wanted"
                    if wanted < min(waiting + running, most):
                        yield f"{where}: too few: {case}"
                        return
                    if running and wanted < current:
                        yield f"{where}: a busy worker may be taken away: {case}"
                        return
                    if not waiting + running and wanted != 0:
                        yield f"{where}: workers stay without a job: {case}"
                        return
                    if not current and wanted > waiting + running:
                        yield f"{where}: one job wakes more than one worker: {case}"
                        return
    # A job runs on after its entry was deleted or trimmed.
    if rule.wanted(scaling.Measured(length=0, pending=3, lag=0), current=3) != 3:
        yield f"{where}: workers of deleted entries are taken away"
    # The first job, before the first worker has made the group.
    if rule.wanted(scaling.Measured(length=1, pending=None, lag=None)) != 1:
        yield f"{where}: the first job wakes no worker"
