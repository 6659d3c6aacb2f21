"""How many workers KEDA and Kubernetes ask for, by the ScaledObject of a manifest.

The rules are those of KEDA's scaler `redis-streams` (2.16 and later) and of Kubernetes' horizontal pod autoscaler. See
docs/decisions/kubernetes.md, « Scaling ».
"""

import dataclasses
import math

from rendering import Fault

# Kubernetes does not act on a smaller difference between the metric and its target
# (--horizontal-pod-autoscaler-tolerance).
TOLERANCE = 0.1


@dataclasses.dataclass
class Measured:
    """What Redis says of the stream and its group. None: there is no such number."""

    length: int  # XLEN
    pending: int | None  # XPENDING; None without a group: it answers NOGROUP
    lag: int | None  # XINFO GROUPS; None after an unread entry was deleted, until that is passed


@dataclasses.dataclass
class Trigger:
    """One trigger of the ScaledObject."""

    factor: str  # length, pending or lag
    target: int
    activation: int

    @classmethod
    def read(cls, trigger):
        if trigger["type"] != "redis-streams" or trigger.get("metricType", "AverageValue") != "AverageValue":
            raise Fault(f"this rule is not known: {trigger}")
        metadata = trigger["metadata"]
        activation = int(metadata.get("activationLagCount", 0))
        # The order in which KEDA decides. Without a group it reads the length; with one, it never does.
        if not metadata.get("consumerGroup"):
            return cls("length", int(metadata.get("streamLength", 5)), activation)
        if int(metadata.get("lagCount", 0)):
            return cls("lag", int(metadata["lagCount"]), activation)
        return cls("pending", int(metadata.get("pendingEntriesCount", 5)), activation)

    def value(self, measured):
        """The metric; None if KEDA reports an error."""
        if self.factor == "length":
            return measured.length
        if measured.pending is None:
            # Without a group, KEDA takes the length for the lag, and has no pending entries.
            return measured.length if self.factor == "lag" else None
        if self.factor == "pending":
            return measured.pending
        # Where the lag is nil, go-redis gives KEDA -1, in older versions 0: nothing to do, for KEDA.
        return -1 if measured.lag is None else measured.lag


class Rule:
    """The rule of a ScaledObject."""

    def __init__(self, scaled_object):
        spec = scaled_object["spec"]
        advanced = spec.get("advanced", {})
        if "scalingModifiers" in advanced or "fallback" in spec or "idleReplicaCount" in spec:
            raise Fault("this rule does not know scalingModifiers, fallback and idleReplicaCount")
        behavior = advanced.get("horizontalPodAutoscalerConfig", {}).get("behavior", {})
        self.keeps_workers = behavior.get("scaleDown", {}).get("selectPolicy") == "Disabled"
        self.minimum = spec.get("minReplicaCount", 0)
        self.maximum = spec.get("maxReplicaCount", 100)
        self.triggers = [Trigger.read(trigger) for trigger in spec["triggers"]]

    def wanted(self, measured, current=0):
        """The number of workers once both controllers have acted, from `current` ones."""
        values = [(trigger, trigger.value(measured)) for trigger in self.triggers]
        known = [(trigger, value) for trigger, value in values if value is not None]
        if not known:
            return current
        if not any(value > trigger.activation for trigger, value in known):
            # KEDA's part: no trigger is active. It keeps the workers where one gave an error.
            return self.minimum if len(known) == len(values) else max(current, self.minimum)
        # Kubernetes' part, which begins at one worker. The largest of the triggers counts.
        workers = max(current, self.minimum, 1)
        desired = max(self.desired(trigger, value, workers) for trigger, value in known)
        if desired < workers and (self.keeps_workers or len(known) < len(values)):
            desired = workers
        return min(max(desired, self.minimum, 1), self.maximum)

    @staticmethod
    def desired(trigger, value, workers):
        if abs(1 - value / (trigger.target * workers)) <= TOLERANCE:
            return workers
        return math.ceil(value / trigger.target)


def scaled_object(found):
    """The one ScaledObject of a rendered folder."""
    objects = [document for (kind, _), document in found.items() if kind == "ScaledObject"]
    if len(objects) != 1:
        raise Fault(f"one ScaledObject was expected, not {len(objects)}")
    return objects[0]
