"""Templates: fundamentals stay, versions say how big the step is, variants follow only once people have answered."""
import copy

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from observations.grids import actions as grids
from observations.grids import queries
from observations.grids.library import actions, nodes, variants
from observations.grids.library.models import GridTemplate, TemplateVersion
from observations.grids.library.shipped import SHIPPED
from project.sealing import verify
from tests.observations import make

BASE = SHIPPED["non-demand"]["nodes"]


def changed(node, **fields):
    """The base with one node changed."""
    return [{**n, **fields} if n["id"] == node else n for n in copy.deepcopy(BASE)]


@pytest.mark.parametrize("slug", SHIPPED)
def test_shipped_templates_are_whole_in_both_languages(slug):
    found = SHIPPED[slug]
    assert nodes.problems(found["nodes"]) == [] and {"fr", "en"} == set(found["title"])
    for n in found["nodes"]:
        words = [n["label"], n["definition"] or {"fr": 1, "en": 1}, *(label for _key, label in n["choices"])]
        assert all(set(said) == {"fr", "en"} and all(said.values()) for said in words), n["id"]
    assert {"dissent", "confidence", "disproof"} <= {column.key for column in nodes.columns(found["nodes"])}


@pytest.mark.parametrize(
    "after, size, what",
    [
        (BASE, None, []),
        (changed("reading", label={"fr": "Autre", "en": "Other"}), "patch", ["reworded"]),
        (changed("lens", order=9), "patch", ["moved"]),
        (changed("lens", hidden="pas ici"), "minor", ["hidden"]),
        (changed("lens", policy="local"), "minor", ["policy"]),
        (changed("lens", policy="fundamental"), "major", ["policy"]),
        (changed("lens", definition={"fr": "x", "en": "x"}), "minor", ["redefined"]),
        (changed("reading", definition={"fr": "x", "en": "x"}), "major", ["redefined"]),
        (changed("state", choices=[["a", {}], ["b", {}]]), "major", ["scale"]),
        ([*BASE, nodes.node(id="more", label={"fr": "Plus", "en": "More"})], "minor", ["added"]),
        ([*BASE, nodes.node(id="more", label={"fr": "Plus", "en": "More"}, policy="fundamental")], "major", ["added"]),
        ([n for n in BASE if n["id"] != "lens"], "minor", ["removed"]),
        ([n for n in BASE if n["id"] != "reading"], "major", ["removed"]),
    ],
)
def test_the_size_of_a_step_follows_what_it_touches(after, size, what):
    assert nodes.level(BASE, after) == size
    assert [change.what for change in nodes.compare(BASE, after)] == what


@pytest.mark.parametrize("size, number", [("major", "2.0.0"), ("minor", "1.5.0"), ("patch", "1.4.3")])
def test_versions_are_semantic(size, number):
    assert nodes.next_version("1.4.2", size) == number and nodes.next_version("", size) == "1.0.0"


@pytest.mark.parametrize(
    "variant, breaches",
    [
        (BASE, []),
        (changed("lens", label={"fr": "Pourquoi ?", "en": "Why?"}, hidden="autre outil"), []),
        (changed("reading", gloss={"fr": "mot de l’équipe"}), []),
        (changed("reading", label={"fr": "Autre", "en": "Other"}), [("reading", "label")]),
        (changed("reading", hidden="non"), [("reading", "hidden")]),
        (changed("lens", definition={"fr": "x"}), [("lens", "definition")]),
        (changed("lens", choices=[]), [("lens", "choices")]),
        (changed("lens", policy="local"), [("lens", "policy")]),
        ([n for n in BASE if n["id"] != "dissent"], [("dissent", "presence")]),
        ([*BASE, nodes.node(id="own", label={"fr": "À nous"}, policy="local")], []),
        ([*BASE, nodes.node(id="own", label={"fr": "À nous"}, policy="fundamental")], [("own", "policy")]),
    ],
)
def test_a_variant_keeps_the_fundamentals(variant, breaches):
    report = variants.conformance(BASE, variant)
    assert report.breaches == breaches and report.conforms == (not breaches)


def test_an_upgrade_asks_about_each_fundamental_and_keeps_local_words():
    ours = [{**n, "label": {"fr": "Pourquoi ?", "en": "Why?"}} if n["id"] == "lens" else n for n in copy.deepcopy(BASE)]
    ours.append(nodes.node(id="own", label={"fr": "À nous"}, policy="local"))
    theirs = changed("reading", definition={"fr": "Autre sens", "en": "Other meaning"})
    theirs = [{**n, "label": {"fr": "Prisme", "en": "Prism"}} if n["id"] == "lens" else n for n in theirs]
    merged, still_open, met = variants.merge(BASE, theirs, ours)
    assert {conflict.key for conflict in still_open} == {"reading.definition", "lens.label"} and met == still_open
    answers = {"reading.definition": "theirs", "lens.label": "ours"}
    merged, still_open, met = variants.merge(BASE, theirs, ours, answers)
    found = nodes.by_id(merged)
    assert not still_open and found["lens"]["label"]["fr"] == "Pourquoi ?" and "own" in found
    assert found["reading"]["definition"]["fr"] == "Autre sens" and variants.conformance(theirs, merged).conforms


def test_what_nobody_else_touched_merges_alone():
    theirs = changed("lens", help={"fr": "Aide", "en": "Help"})
    ours = changed("lens", label={"fr": "Pourquoi ?", "en": "Why?"})
    merged, still_open, met = variants.merge(BASE, theirs, ours)
    lens = nodes.by_id(merged)["lens"]
    assert not met and not still_open and (lens["help"]["fr"], lens["label"]["fr"]) == ("Aide", "Pourquoi ?")


def test_a_dropped_node_that_a_team_worded_is_asked_about():
    theirs = [n for n in BASE if n["id"] != "lens"]
    ours = changed("lens", label={"fr": "Pourquoi ?", "en": "Why?"})
    assert [conflict.kind for conflict in variants.merge(BASE, theirs, ours)[1]] == ["removed"]
    kept = variants.merge(BASE, theirs, ours, {"lens.presence": "ours"})[0]
    assert nodes.by_id(kept)["lens"]["policy"] == "local"
    assert "lens" not in nodes.by_id(variants.merge(BASE, theirs, ours, {"lens.presence": "theirs"})[0])


@pytest.mark.django_db
def test_publish_read_fork_and_publish_a_fundamental_again(claire, mehdi, ines):
    """The second check of the domain model, from end to end."""
    template = actions.take_in(by=claire, slug="non-demand")
    first = template.latest
    assert first.version == "1.0.0" and actions.take_in(by=claire, slug="non-demand") == template
    grid = grids.open_grid(by=mehdi, journey=make.journey(mehdi.space))
    grids.choose_template(by=claire, grid=grid, version=first)
    grid.refresh_from_db()
    row = grids.add_row(by=mehdi, grid=grid, silence=make.silence(grid.journey))
    grids.write_cell(by=mehdi, row=row, column="reading", text="Personne ne sait que l’aide existe.")
    variant = actions.make_variant(by=claire, version=first, team="Terrain", slug="non-demand-terrain")

    definition = {"fr": "Autre sens", "en": "Other meaning"}
    reading = {**nodes.by_id(template.draft)["reading"], "definition": definition, "label": {"fr": "Lecture", "en": "Reading"}}
    template = actions.write_node(by=claire, template=template, node=reading, base=template.revision)
    with pytest.raises(PermissionDenied):  # critical: answers stand on 1.0.0
        actions.publish(by=claire, template=template)
    second = actions.publish(by=ines, template=template, notes="Sens précisé")
    assert second.version == "2.0.0" and second.critical and verify() is None
    assert nodes.comparable(first.nodes, second.nodes)["reading"] is False

    with pytest.raises(ValidationError):
        actions.upgrade(by=claire, variant=variant, to=second, answers={}, base=variant.revision)
    grids.choose_template(by=claire, grid=grid, version=second)
    grid.refresh_from_db()
    line = queries.draft_lines(grid, queries.draft_rows(grid))[0]
    cell = next(cell for cell in line.cells if cell.column == "reading")
    assert line.old == "1.0.0" and cell.asked == "Lecture retenue" and cell.heading == "Lecture retenue"
    sealed = grids.seal_version(by=claire, grid=grid, title="Octobre")
    held = sealed.content["rows"][0]
    assert held["template"] == {"version": str(first.uuid), "semantic": "1.0.0", "digest": first.digest}
    assert [column["label"]["fr"] for column in held["columns"] if column["key"] == "reading"] == ["Lecture retenue"]
    line = queries.compared_lines(None, sealed.content, claire.space)[0]
    assert next(cell.asked for cell in line.cells if cell.column == "reading") == "Lecture retenue"

    variant = actions.upgrade(
        by=claire, variant=variant, to=second, answers={"reading.definition": "theirs"}, base=variant.revision
    )
    assert variant.parent == second and actions.publish(by=claire, template=variant).version == "1.0.0"
    grids.transpose_row(by=claire, row=row)
    assert queries.draft_lines(grid, queries.draft_rows(grid))[0].old == ""
    assert sealed.content["rows"][0]["template"]["semantic"] == "1.0.0"


@pytest.mark.django_db
def test_a_variant_that_touches_a_fundamental_is_not_published(claire):
    template = actions.take_in(by=claire, slug="journey-review")
    variant = actions.make_variant(by=claire, version=template.latest, team="Terrain", slug="terrain")
    node = {**nodes.by_id(variant.draft)["meaning"], "label": {"fr": "Autre", "en": "Other"}}
    variant = actions.write_node(by=claire, template=variant, node=node, base=variant.revision)
    with pytest.raises(ValidationError) as refused:
        actions.publish(by=claire, template=variant)
    assert "meaning" in refused.value.messages[0]
    with pytest.raises(actions.Stale):
        actions.remove_node(by=claire, template=variant, node="watch", base=1)


@pytest.mark.django_db
def test_templates_are_written_by_facilitators_and_asked_about_by_anyone(mehdi, claire, victor):
    template = actions.take_in(by=claire, slug="non-demand")
    for who in (mehdi, victor):
        for act in (
            lambda who=who: actions.publish(by=who, template=template),
            lambda who=who: actions.make_variant(by=who, version=template.latest, team="x", slug="x"),
            lambda who=who: actions.remove_node(by=who, template=template, node="lens", base=1),
        ):
            with pytest.raises(PermissionDenied):
                act()
    asked = actions.ask_change(by=mehdi, template=template, text="Le mot « prisme » n’aide pas.", node="lens")
    answered = actions.answer_change(by=claire, request=asked, answer="Changé.", version=template.latest)
    assert answered.answered_at and answered.answered_in == template.latest
    with pytest.raises(PermissionDenied):
        actions.ask_change(by=victor, template=template, text="x")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make_row",
    [
        lambda t: GridTemplate.objects.create(space=t.space, slug=t.slug),
        lambda t: GridTemplate.objects.create(space=t.space, slug="x", parent=t.latest),
        lambda t: TemplateVersion.objects.create(template=t, number=1, version="9.0.0", revision=t.latest.revision),
        lambda t: TemplateVersion.objects.create(template=t, number=2, version="deux", revision=t.latest.revision),
        lambda t: TemplateVersion.objects.create(template=t, number=2, version="1.0.0", revision=t.latest.revision),
        lambda t: t.requests.create(text=""),
        lambda t: t.requests.create(text="x", answer="y"),
        lambda t: TemplateVersion.objects.filter(pk=t.latest.pk).update(version="9.9.9"),
    ],
)
def test_the_database_refuses_templates_that_cannot_be(claire, make_row):
    template = actions.take_in(by=claire, slug="non-demand")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(template)


@pytest.mark.django_db
def test_templates_are_taken_in_written_published_forked_and_followed_from_their_pages(client_of, claire, mehdi, victor):
    client, all_of_them = client_of(claire), "/telecom/grids/templates/"
    assert client.get(all_of_them).status_code == 200
    page = client.post(all_of_them, {"take": "non-demand"}).url
    assert "1.0.0" in client.get(all_of_them).content.decode()
    template = GridTemplate.objects.get()
    assert client.get(page).status_code == 200 and client.get(f"{page}nodes/reading/").status_code == 200
    sealed = f"/telecom/grids/template-versions/{template.latest.uuid}/"
    assert client.get(sealed).status_code == 200
    variant = client.post(f"{sealed}variants/", {"team": "Terrain"}).url
    written = {
        "kind": "choice", "label_fr": "Pourquoi ?", "choices": "a = Un | One\nb = Deux", "order": 2, "policy": "adaptable",
        "base": 1, "definition_fr": "x", "parent": "seen", "id": "lens",
    }  # fmt: skip
    assert client.post(f"{variant}nodes/lens/", {**written, "base": 9}).status_code == 409
    kept = client.post(f"{variant}nodes/lens/", written)
    assert kept.status_code == 302
    assert client.post(f"{variant}versions/", {}).status_code == 422  # it lost the choices of its common frame
    lines = client.get(f"{page}nodes/lens/").context["form"].initial["choices"]
    assert client.post(f"{variant}nodes/lens/", {**written, "base": 2, "choices": f"{lines}\nown = À nous"}).status_code == 302
    assert client.post(f"{variant}versions/", {"notes": "Nos mots"}).status_code == 302

    reading = {**written, "id": "reading", "kind": "question", "label_fr": "Lecture", "definition_fr": "Autre", "choices": "",
               "policy": "fundamental", "order": 3}  # fmt: skip
    assert client.post(f"{page}nodes/reading/", reading).status_code == 302
    assert client.post(f"{page}versions/", {"notes": "Sens précisé"}).status_code == 302
    upgrade = client.get(f"{variant}upgrade/")
    keys = [conflict["key"] for conflict in upgrade.context["conflicts"]]
    assert keys == ["reading.definition"] and client.post(f"{variant}upgrade/", {"base": 3}).status_code == 422
    assert client.post(f"{variant}upgrade/", {"base": 3, keys[0]: "theirs"}).status_code == 302
    assert client.get(f"{variant}upgrade/").status_code == 404 and client.get(variant).context["report"]["conforms"]
    assert client.post(f"{page}nodes/watch/removal/").status_code == 302

    assert client_of(mehdi).post(f"{page}requests/", {"text": "Un mot plus simple"}).status_code == 302
    asked = template.requests.get()
    assert client.post(f"{page}requests/{asked.uuid}/answer/", {"answer": "Oui"}).status_code == 302
    assert client_of(mehdi).get(page).status_code == 200 and client_of(mehdi).get(f"{page}nodes/lens/").status_code == 403
    for path in (page, sealed, variant, f"{variant}upgrade/", f"{page}nodes/lens/"):
        assert client_of(victor).get(path.replace("telecom", "elsewhere")).status_code == 404
    made = client.post(all_of_them, {"fr": "La nôtre", "en": ""})
    assert made.status_code == 302 and client.get(f"{made.url}nodes/new/").status_code == 200
    assert client.post(f"{made.url}nodes/new/", {**written, "id": "Majuscule", "parent": ""}).status_code == 422
    assert client.post(f"{made.url}versions/", {}).status_code == 422  # it asks nothing

    grid = grids.open_grid(by=claire, journey=make.journey(claire.space))
    row = grids.add_row(by=claire, grid=grid, silence=make.silence(grid.journey))
    grids.write_cell(by=claire, row=row, column="state", text="open")
    base = f"/telecom/grids/{grid.uuid}/"
    assert client.post(f"{base}template/", {"version": template.latest.uuid}).status_code == 302
    assert client.post(f"{base}template/", {"version": "x"}).status_code == 404
    assert client.get(base).context["lines"][0].old == "0"
    assert client.post(f"{base}rows/{row.uuid}/transposition/").status_code == 302
    assert client.get(base).context["lines"][0].old == "" and client_of(mehdi).post(f"{base}template/").status_code == 403
