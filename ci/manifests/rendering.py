"""Renders a folder of deploy/kubernetes as `kubectl kustomize` does, without it.

It knows what our kustomizations use, and refuses the rest: what it passed over would be checked by nobody.
"""

import pathlib

import yaml

FIELDS = {"apiVersion", "kind", "namespace", "resources", "patches", "images"}

# Kinds of our documents that belong to no namespace.
CLUSTER_WIDE = {"Namespace"}


class Fault(Exception):
    """Why a folder cannot be rendered, or a manifest is wrong, in one line."""


def documents(path):
    """The documents of a YAML file."""
    try:
        return [document for document in yaml.load_all(path.read_text(), Loader) if document is not None]
    except yaml.YAMLError as error:
        raise Fault(f"{path}: {error}") from None


class Loader(yaml.SafeLoader):
    """Refuses a key that comes twice in a map: PyYAML would take the last one, Kubernetes refuses it."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for key in keys:
            if keys.count(key) > 1:
                raise Fault(f"{node.start_mark.name}, line {node.start_mark.line + 1}: {key} comes twice")
        return super().construct_mapping(node, deep)


def rendered(folder):
    """The documents of a folder with a kustomization, by kind and name."""
    folder = pathlib.Path(folder)
    [kustomization] = documents(folder / "kustomization.yaml")
    if unknown := set(kustomization) - FIELDS:
        raise Fault(f"{folder}: this renderer does not know {', '.join(sorted(unknown))}")
    found = {}
    for resource in kustomization.get("resources", []):
        path = folder / resource
        for document in rendered(path).values() if path.is_dir() else documents(path):
            key = (document["kind"], document["metadata"]["name"])
            if key in found:
                raise Fault(f"{path}: {' '.join(key)} comes twice")
            found[key] = document
    for patch in kustomization.get("patches", []):
        if set(patch) != {"path"}:
            raise Fault(f"{folder}: this renderer knows patches of files only")
        for change in documents(folder / patch["path"]):
            key = (change["kind"], change["metadata"]["name"])
            if key not in found:
                raise Fault(f"{folder}/{patch['path']}: there is no {' '.join(key)}")
            merge(found[key], change)
    for image in kustomization.get("images", []):
        replace_image(list(found.values()), image)
    if namespace := kustomization.get("namespace"):
        for document in found.values():
            if document["kind"] not in CLUSTER_WIDE:
                document["metadata"]["namespace"] = namespace
    return found


def merge(target, change):
    """A strategic merge of maps. How lists are merged depends on the field: such a patch is refused."""
    for key, value in change.items():
        if isinstance(value, list):
            raise Fault(f"this renderer does not merge the list {key}")
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value


def replace_image(value, image):
    """Gives containers the name and tag of an entry of `images`."""
    if isinstance(value, list):
        for item in value:
            replace_image(item, image)
    elif isinstance(value, dict):
        name = value.get("image")
        if isinstance(name, str) and name.split("@")[0].split(":")[0] == image["name"]:
            value["image"] = f"{image.get('newName', image['name'])}:{image['newTag']}"
        for item in value.values():
            replace_image(item, image)
