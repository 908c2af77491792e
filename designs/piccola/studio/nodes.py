"""Short spellings for node trees of Blender that are built from nothing."""

from __future__ import annotations

import bpy


class Nodes:
    """Short spellings for a node tree that is built from nothing."""

    def __init__(self, owner):
        owner.use_nodes = True
        self.tree = owner.node_tree
        self.tree.nodes.clear()

    def add(self, kind, settings=None, **inputs):
        """A new shader node; `inputs` by name (spaces as _) or position (_0) are values or sockets."""
        made = self.tree.nodes.new(f"ShaderNode{kind}")
        for key, value in (settings or {}).items():
            setattr(made, key, value)
        for key, value in inputs.items():
            self.put(made.inputs[int(key[1:]) if key[1:].isdigit() else key.replace("_", " ")], value)
        return made

    def put(self, socket, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif socket.type == "RGBA" and len(value) == 3:
            socket.default_value = (*value, 1)
        else:
            socket.default_value = value

    def math(self, operation, a, b=0.0):
        return self.add("Math", {"operation": operation}, _0=a, _1=b).outputs[0]

    def ramp(self, value, low, high, start=0.0, end=1.0):
        """`value` from `low` to `high` becomes smoothly `start` to `end`, and stays there outside."""
        settings = {"interpolation_type": "SMOOTHSTEP"}
        return self.add("MapRange", settings, _0=value, _1=low, _2=high, _3=start, _4=end).outputs[0]

    def blend(self, factor, a, b):
        """Colours (or values of three numbers) a … b by `factor`."""
        return self.add("Mix", {"data_type": "RGBA"}, _0=factor, _6=a, _7=b).outputs[2]

    def mixed(self, factor, a, b):
        """Shaders a … b by `factor`."""
        return self.add("MixShader", None, _0=factor, _1=a, _2=b).outputs[0]
