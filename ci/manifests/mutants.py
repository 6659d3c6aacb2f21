"""Faults that the checks must find: a check that finds nothing any more would otherwise pass for ever."""

import copy

import checks


def mutants():
    """Pairs of a name and a change of the rendered base."""
    ingest, worker = ("StatefulSet", "ingest"), ("Deployment", "worker")
    budget = ("PodDisruptionBudget", "ingest")
    scaled, settings = ("ScaledObject", "worker"), ("ConfigMap", "roadwave-settings")

    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}}

    def pod(found, key):
        return found[key]["spec"]["template"]["spec"]

    def container(found, key):
        return pod(found, key)["containers"][0]

    def variable(found, name):
        return next(item for item in container(found, ingest)["env"] if item["name"] == name)

    def probe(found, name):
        return container(found, ingest)[name]["httpGet"]

    def triggers(found):
        return found[scaled]["spec"]["triggers"]

    def surging(found):
        """A Deployment as most people write one: it makes a new pod before the old one goes."""
        document = found.pop(ingest)
        spec = document["spec"]
        spec["template"]["spec"]["volumes"].append({"name": "data", "emptyDir": {}})
        for field in ("serviceName", "podManagementPolicy", "updateStrategy", "volumeClaimTemplates",
                      "persistentVolumeClaimRetentionPolicy"):
            del spec[field]
        found[("Deployment", "ingest")] = {**document, "kind": "Deployment"}

    def lag_only(found):
        metadata = triggers(found)[1]["metadata"]
        del metadata["pendingEntriesCount"]
        metadata["lagCount"] = "1"
        del triggers(found)[0]

    return [
        ("a misspelt field", lambda found: pod(found, worker).update(hostNetwerk=True)),
        ("a misspelt field of KEDA", lambda found: found[scaled]["spec"].update(pollInterval=1)),
        ("a number where KEDA wants text", lambda found: triggers(found)[0]["metadata"].update(streamLength=1)),
        ("a misspelt setting", lambda found: found[settings]["data"].update(ROADWAVE_MAX_LIVS="1")),
        ("another image", lambda found: container(found, worker).update(image="another")),
        ("another port of UDP", lambda found: variable(found, "ROADWAVE_UDP").update(value="0.0.0.0:8082")),
        ("another port of health", lambda found: variable(found, "ROADWAVE_ADMIN").update(value="127.0.0.1:9091")),
        ("health for all", lambda found: variable(found, "ROADWAVE_ADMIN").update(value="0.0.0.0:9090")),
        ("a restart for want of Redis", lambda found: probe(found, "livenessProbe").update(path="/readyz")),
        ("no host's network", lambda found: pod(found, ingest).pop("hostNetwork")),
        ("two nodes a machine", lambda found: pod(found, ingest).pop("affinity")),
        ("data in the root of the volume", lambda f: variable(f, "ROADWAVE_DATA").update(value="/var/lib/roadwave")),
        ("a name before it is set", lambda found: container(found, ingest)["env"].reverse()),
        ("a node without a Service", lambda found: found.pop(("Service", "ingest-1"))),
        ("a selector that finds nothing", lambda f: f[("Service", "ingest-http")]["spec"]["selector"].update(a="b")),
        ("no budget of workers", lambda found: found.pop(("PodDisruptionBudget", "worker"))),
        ("a node that stays dead", lambda found: pod(found, ingest).update(restartPolicy="Never")),
        ("a restart that nobody asked for", lambda found: pod(found, ingest).pop("restartPolicy")),
        ("no probe of life", lambda found: container(found, ingest).pop("livenessProbe")),
        ("no probe of the start", lambda found: container(found, ingest).pop("startupProbe")),
        ("no probe of readiness", lambda found: container(found, ingest).pop("readinessProbe")),
        ("a stop that is cut off", lambda found: pod(found, ingest).update(terminationGracePeriodSeconds=20)),
        ("lives that a new version ends", lambda found: container(found, ingest).pop("lifecycle")),
        ("a drain that is cut off", lambda found: found[settings]["data"].update(ROADWAVE_DRAIN_SECONDS="7200")),
        ("a hanging node that stays",
            lambda found: container(found, ingest)["livenessProbe"].pop("terminationGracePeriodSeconds")),
        ("a worker that cannot hand its job back",
            lambda found: pod(found, worker).update(terminationGracePeriodSeconds=5)),
        ("all nodes away at once", lambda found: found[budget]["spec"].update(maxUnavailable=2)),
        ("a budget that blocks drains", lambda found: found[budget]["spec"].update(
            minAvailable=found[budget]["spec"].pop("maxUnavailable"))),
        ("drains that wait for Redis", lambda found: found[budget]["spec"].pop("unhealthyPodEvictionPolicy")),
        ("lives cut off without Redis", lambda f: f[("Service", "ingest-1")]["spec"].pop("publishNotReadyAddresses")),
        ("an entry cut off without Redis",
            lambda f: f[("Service", "ingest-http")]["spec"].update(publishNotReadyAddresses=False)),
        ("two nodes on the ports of one", surging),
        ("a container as root", lambda found: pod(found, worker)["securityContext"].pop("runAsNonRoot")),
        ("no limit of memory", lambda found: container(found, worker)["resources"].pop("limits")),
        ("a Secret", lambda found: found.update({("Secret", "a"): secret})),
        ("replicas of KEDA's Deployment", lambda found: found[worker]["spec"].update(replicas=1)),
        ("scaled by what waits", lag_only),
        ("scaled by what runs", lambda found: triggers(found).pop(0)),
        ("scaled by entries", lambda found: triggers(found).pop(1)),
        ("a length that KEDA does not read", lambda f: triggers(f)[0]["metadata"].update(consumerGroup="workers")),
        ("ten jobs a worker", lambda found: triggers(found)[0]["metadata"].update(streamLength="10")),
        ("workers that Kubernetes takes away", lambda found: found[scaled]["spec"].pop("advanced")),
        ("more workers than the tolerance allows", lambda found: found[scaled]["spec"].update(maxReplicaCount=12)),
        ("a worker that waits for jobs", lambda found: found[scaled]["spec"].update(minReplicaCount=1)),
        ("another stream", lambda found: triggers(found)[1]["metadata"].update(stream="replay:dead")),
    ]


def survivors(found):
    """The names of the mutants of the base that no check finds."""
    for name, change in mutants():
        mutant = copy.deepcopy(found)
        change(mutant)
        if next(iter(checks.all_checks(mutant)), None) is None:
            yield name
