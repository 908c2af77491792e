"""The painted shell: body, doors, bonnet, tailgate, with their gaps."""

from __future__ import annotations

from materials import zone
from meshes import mesh
from openings import opened
from registry import part


@part("car.shell")
def shell(body):
    return [mesh("shell", *opened(body, body.vertices, body.triangles), zone("body"))]
