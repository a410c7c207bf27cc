"""Who may do what with grids and their templates (see tests/permissions.py)."""
import json
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.maps.models import Journey
from journeys.silences import actions as silences
from journeys.silences.models import Silence
from observations.grids import actions as grids
from observations.grids.library import actions
from observations.grids.library.models import GridTemplate
from observations.grids.library.nodes import BLANK as NODE
from observations.grids.library.nodes import columns
from observations.grids.models import Cell, Grid

OWN_WORDS = "La honte de demander"


def arguments(world):
    """The grid of the example; a template taken in, then published again, so that its variant has something to follow."""
    claire = world.cast["Claire"]
    grid = Grid.objects.get(journey__space=world.space, journey__slug="example")
    silences.note_silence(by=claire, journey=grid.journey, touchpoint_key="speed")
    row = grid.rows.order_by("pk").first()
    template = actions.take_in(by=claire, slug="non-demand")
    first = template.latest
    variant = actions.make_variant(by=claire, version=first, team="Boutiques", slug="boutiques")
    actions.write_node(by=claire, template=template, node=node("added"), base=GridTemplate.objects.get(pk=template.pk).revision)
    actions.publish(by=claire, template=template)
    asked = actions.ask_change(by=claire, template=template, text="Une question de moins.")
    grids.choose_template(by=claire, grid=grid, version=first)
    blank = grid.rows.kept().filter(template_version=first).first()
    grids.write_cell(by=claire, row=blank, column="lens", text=OWN_WORDS)
    return {
        "row": row.uuid, "column": "disproof", "form": "csv", "node": "added", "asked": asked.uuid,
        ("grid-template", "uuid"): template.uuid, ("grid-template-upgrade", "uuid"): variant.uuid,
        **{(f"api-grid-template{noun}", "uuid"): template.uuid
           for noun in ("", "-nodes", "-versions", "-version", "-map", "-file")},
        ("api-grid-template-version", "number"): 1,
        ("grid-template-version", "uuid"): first.uuid, ("grid-template-variants", "uuid"): first.uuid,
    } | {(f"grid-template-{noun}", "uuid"): template.uuid for noun in ("export", "node-new", "node", "node-removal", "versions",
                                                                      "requests", "trials", "answer")}  # fmt: skip


def node(name):
    return {"id": name, "kind": "question", "label": {"fr": "Et après ?"}, "policy": "adaptable", "order": 9}


def template(world):
    return GridTemplate.objects.get(uuid=world.arguments["grid-template", "uuid"])


def typed_node(world):
    words = {"kind": "question", "label_fr": "Et avant ?", "order": 9, "policy": "adaptable"}
    return words | {"id": "before", "base": template(world).revision}


def retyped_node(world):
    return typed_node(world) | {"id": "added"}


def upgrade(world):
    return {"base": GridTemplate.objects.get(uuid=world.arguments["grid-template-upgrade", "uuid"]).revision}


def sent_node(world):
    return {"base": template(world).revision, "node": node("before")}


A_TEMPLATE = {"slug": "short", "title": {"fr": "Courte"}, "nodes": [{"id": "why", "label": {"fr": "Pourquoi ?"}}]}


def other_version(world):
    return {"version": str(world.arguments["grid-template-version", "uuid"])}


def journey_without_grid(world):
    return {"journey": str(Journey.objects.get(space=world.space, slug="unpublished").uuid)}


def silence_without_row(world):
    return {"silence": str(silences.note_silence(
        by=world.cast["Claire"], journey=Grid.objects.get(journey__space=world.space, journey__slug="example").journey,
        touchpoint_key="speed").uuid)}  # fmt: skip


def cell(world):
    standing = Cell.objects.filter(row__uuid=world.arguments["row"], column="disproof").first()
    return {"text": "Le taux baisse seul.", "base": standing.revision if standing else 0}


def cell_of_a_row(world):
    return cell(world) | {"row": str(world.arguments["row"]), "column": "disproof", "answer": "given"}


def new_file(world):
    """The file of a template that nobody has yet."""
    nodes = [{**NODE, "id": "why", "label": {"fr": "Pourquoi ?"}}]
    held = {"uuid": str(uuid4()), "slug": "brought", "title": {"fr": "Reprise"}, "team": "", "parent": None, "nodes": nodes}
    return {"format": "silences/template-file@1", "template": held, "versions": [], "frames": []}


def sent_file(world):
    return {"file": new_file(world)}


def chosen_file(world):
    return {"file": SimpleUploadedFile("template.json", json.dumps(new_file(world)).encode())}


def trial(world):
    asked = {f"{column.key}-base": 0 for column in columns(template(world).draft) if column.written}
    return asked | {"silence": str(Silence.objects.to_choose().filter(space=world.space).first().uuid)}


SURE = {"sure": "yes"}

ROWS = {
    "grids": {"GET": "contributor", "POST": ("contributor", journey_without_grid)},
    "grid": {"GET": "contributor"},
    "grid-news": {"GET": "contributor"},
    "grid-writing": {"POST": "contributor"},  # in the cache: nothing is written
    "grid-rows": {"POST": ("contributor", silence_without_row)},
    "grid-row-withdrawal": {"POST": ("facilitator", SURE)},
    "grid-cell": {"GET": "contributor", "POST": ("contributor", cell)},
    "grid-own-words": {"POST": ("facilitator", {"column": "lens", "text": OWN_WORDS, "under": "giving_up"})},
    "grid-feedback": {"POST": ("contributor", {"kind": "helped", "text": "Les trois lectures."})},
    "grid-template-trials": {"GET": "contributor", "POST": ("contributor", trial)},
    "grid-confidence": {"POST": ("contributor", {"level": "3"})},
    "grid-dissents": {"POST": ("contributor", {"text": "Je lis autrement."})},
    "grid-versions": {"POST": ("facilitator", {"title": "Novembre"})},
    "grid-version": {"GET": "contributor"},
    "grid-version-export": {"GET": "contributor"},
    "grid-draft-export": {"GET": "contributor"},
    "grid-history": {"GET": "contributor"},
    "grid-comparison": {"GET": "contributor"},
    "grid-import": {"GET": "facilitator", "POST": ("facilitator", chosen_file)},
    "grid-template-export": {"GET": "contributor"},
    "grid-templates": {"GET": "contributor", "POST": ("facilitator", {"fr": "Retours"})},
    "grid-template": {"GET": "contributor"},
    "grid-template-node-new": {"GET": "facilitator", "POST": ("facilitator", typed_node)},
    "grid-template-node": {"GET": "facilitator", "POST": ("facilitator", retyped_node)},
    "grid-template-node-removal": {"POST": ("facilitator", SURE)},
    "grid-template-versions": {"POST": "facilitator"},  # a critical step, once answers stand on it: guardian
    "grid-template-upgrade": {"GET": "contributor", "POST": ("facilitator", upgrade)},
    "grid-template-requests": {"POST": ("contributor", {"text": "Une question de moins."})},
    "grid-template-answer": {"POST": ("facilitator", {"answer": "Dans la prochaine version."})},
    "grid-template-version": {"GET": "contributor"},
    "grid-template-variants": {"POST": ("facilitator", {"team": "Terrain"})},
    "grid-template-choice": {"POST": ("facilitator", other_version)},
    "grid-row-transposition": {"POST": ("facilitator", SURE)},
    "api-grids": {"GET": "contributor"},
    "api-grid": {"GET": "contributor"},
    "api-grid-cells": {"POST": ("contributor", cell_of_a_row)},
    "api-grid-versions": {"GET": "contributor", "POST": ("facilitator", {"title": "Novembre"})},
    "api-grid-version": {"GET": "contributor"},
    "api-grid-templates": {"GET": "contributor", "POST": ("facilitator", A_TEMPLATE)},
    "api-grid-template": {"GET": "contributor"},
    "api-grid-template-nodes": {"POST": ("facilitator", sent_node)},
    "api-grid-template-versions": {"POST": "facilitator"},
    "api-grid-template-version": {"GET": "contributor"},
    "api-grid-template-map": {"GET": "contributor"},
    "api-grid-file": {"GET": "contributor"},
    "api-grid-imports": {"POST": ("facilitator", sent_file)},
    "api-grid-template-file": {"GET": "contributor"},
    "api-grid-history": {"GET": "contributor"},
    "api-grid-comparison": {"GET": "contributor"},
}
