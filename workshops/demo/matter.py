"""The matter of the example: what people told, redacted and read, and the shared library of grid templates with a team's variant.

Every word is invented, names and numbers included. It is brought through the same actions that people use, so that something
waits for a redactor, something for a release, and a variant waits for somebody to follow its common frame.
"""
from django.utils import translation

from observations.grids.library import actions as library
from observations.grids.library import nodes
from observations.traces import actions as traces
from observations.traces import declaring, reading
from observations.traces.models import Label

WORDS = {
    "fr": {
        "source": "Appels et courriers au service client", "channel": "téléphone, courrier",
        "permission": "Être cité sans être reconnu, pendant un an",
        "bias": "Manquent ceux qui n’appellent pas : surtout les plus âgés et ceux qui ont renoncé tout de suite.",
        "logbook": "Carnet des techniciens", "logbook_prompt": "Qu’avez-vous vu, que personne n’a dit ?",
        "protocol": "Raconter un renoncement",
        "prompts": ["À quel moment vous êtes-vous arrêté ?", "Qu’aviez-vous sous les yeux ?", "Qu’auriez-vous voulu dire, et à qui ?"],
        "told": [  # kind, silence, text, where
            ("unsent_message", "guide", "Bonjour, je suis Mme Paulette Armandin. J’ai écrit trois fois ce message sans l’envoyer : le guide me demande un numéro de série que je ne trouve pas. J’ai fini par refermer la boîte. Vous pouvez me rappeler au 06 12 34 56 78.", "Agence de Tours"),
            ("interrupted_attempt", "guide", "Il a commencé le guide le soir, seul. À l’écran du numéro de série il a retourné la box, puis il l’a posée. Il dit qu’il avait peur de casser quelque chose.", ""),
            ("erratic_navigation", "wifi", "Elle ouvre l’application, revient à l’accueil, cherche « Wi-Fi » dans les factures, revient, ferme. Quatre minutes, rien de réglé.", ""),
            ("narrative", "guide", "Le technicien m’a dit de laisser, qu’il s’en occupait. Depuis, je n’ouvre plus rien moi-même. Ça marche, alors je ne pose pas de question.", "Tours"),
            ("verbatim", "parental", "Si je règle ça, il faudra que je lui dise que je l’ai fait. Je préfère attendre.", ""),
            ("verbatim", "welcome", "Votre message est parti avec les publicités. Je croyais que c’en était une.", ""),
        ],
        "entry": "Troisième foyer cette semaine où l’on me tend la box encore emballée. Personne ne dit « je n’ose pas ».",
        "waiting": "Je m’appelle Roland Vauquier, dossier CMD-204518. On m’a dit d’écrire à roland.vauquier@example.org pour la suite.",
        "confirmed": "M. Tessandier a rappelé deux fois sans dire pourquoi il avait arrêté.",
        "marks": [  # text number, passage, label, memo, emotional moment
            (0, "J’ai fini par refermer la boîte", "abandon", "Le mot est doux, le geste est définitif.", "break"),
            (0, "un numéro de série que je ne trouve pas", "objet introuvable", "", ""),
            (1, "il avait peur de casser quelque chose", "peur d’abîmer", "", ""),
            (3, "je n’ouvre plus rien moi-même", "délégué à quelqu’un", "", ""),
            (4, "Je préfère attendre", "remis à plus tard", "", ""),
            (5, "avec les publicités", "pas reconnu comme nôtre", "", ""),
            (2, "revient, ferme", "laisser tomber", "", ""),
        ],
        "merge": ("laisser tomber", "abandon"), "second": "cannot_tell",
        "motif": "S’arrêter devant l’objet", "confronted": "Le même écran que dans les comptes d’octobre.",
        "team": "Terrain", "note": "Vu chez le client", "field": "« Lecture retenue » fait croire qu’il n’en faut qu’une.",
        "definition": "Les lectures que le groupe garde, une ou plusieurs, sans les départager.", "notes": "Plusieurs lectures peuvent être gardées.",
    },
    "en": {
        "source": "Calls and letters to customer service", "channel": "telephone, letters",
        "permission": "To be quoted without being recognised, for one year",
        "bias": "Those who do not call are missing: mostly older people, and those who gave up at once.",
        "logbook": "Technicians’ logbook", "logbook_prompt": "What did you see that nobody said?",
        "protocol": "Telling a giving up",
        "prompts": ["When did you stop?", "What was before your eyes?", "What would you have wanted to say, and to whom?"],
        "told": [
            ("unsent_message", "guide", "Hello, I am Mrs Paulette Armandin. I wrote this message three times and never sent it: the guide asks for a serial number that I cannot find. I ended up closing the box. You can call me on +33 6 12 34 56 78.", "Tours branch"),
            ("interrupted_attempt", "guide", "He began the guide in the evening, alone. At the serial-number screen he turned the box over, then put it down. He says he was afraid of breaking something.", ""),
            ("erratic_navigation", "wifi", "She opens the application, goes back to the start, looks for “Wi-Fi” in the bills, comes back, closes. Four minutes, nothing set.", ""),
            ("narrative", "guide", "The technician told me to leave it, that he would do it. Since then I open nothing myself. It works, so I ask no question.", "Tours"),
            ("verbatim", "parental", "If I set that, I shall have to tell him that I did. I would rather wait.", ""),
            ("verbatim", "welcome", "Your message went with the advertisements. I thought it was one.", ""),
        ],
        "entry": "Third home this week where I am handed the box still wrapped. Nobody says “I dare not”.",
        "waiting": "My name is Roland Vauquier, case CMD-204518. I was told to write to roland.vauquier@example.org about what comes next.",
        "confirmed": "Mr Tessandier called back twice without saying why he had stopped.",
        "marks": [
            (0, "I ended up closing the box", "giving up", "The word is soft, the gesture is final.", "break"),
            (0, "a serial number that I cannot find", "object not found", "", ""),
            (1, "he was afraid of breaking something", "fear of damage", "", ""),
            (3, "I open nothing myself", "left to somebody else", "", ""),
            (4, "I would rather wait", "put off", "", ""),
            (5, "with the advertisements", "not recognised as ours", "", ""),
            (2, "comes back, closes", "letting go", "", ""),
        ],
        "merge": ("letting go", "giving up"), "second": "cannot_tell",
        "motif": "Stopping before the object", "confronted": "The same screen as in the counts of October.",
        "team": "Field", "note": "Seen at the customer’s", "field": "“Reading retained” makes one believe that there must be only one.",
        "definition": "The readings that the group keeps, one or several, without deciding between them.", "notes": "Several readings may be kept.",
    },
}


def load_matter(*, members, silences, language):
    """Traces and templates. members: {first name: Member}, with a guardian; silences: {touchpoint: Silence}."""
    words = WORDS[language]
    with translation.override(language):
        load_traces(members, silences, words, language)
        load_library(members, words)


def load_traces(members, silences, words, language):
    claire, ines, mehdi, sophie = (members[name] for name in ("Claire", "Inès", "Mehdi", "Sophie"))
    source = traces.add_source(
        by=claire, name=words["source"], basis="consent", bias=words["bias"], channel=words["channel"],
        permission=words["permission"], patterns=["CMD-######"],
    )  # fmt: skip
    traces.approve_source(by=ines, source=source)
    shown = declaring.write_protocol(by=claire, title=words["protocol"], prompts=words["prompts"])
    logbook = traces.open_logbook(by=claire, title=words["logbook"], prompt=words["logbook_prompt"])
    told = []
    for kind, silence, text, where in words["told"]:
        fragment = traces.welcome(
            by=mehdi, source=source, text=text, kind=kind, where=where, language=language, silences=[silences[silence]],
            shown=shown if kind == "narrative" else None,
        )  # fmt: skip
        told.append(released(ines, fragment, where))
    entry = traces.welcome(by=sophie, source=source, text=words["entry"], kind="logbook_entry", language=language, logbook=logbook)
    released(ines, entry)
    traces.welcome(by=mehdi, source=source, text=words["waiting"], language=language)
    confirmed(ines, traces.welcome(by=mehdi, source=source, text=words["confirmed"], language=language))
    marks = [
        reading.mark_passage(by=sophie, fragment=told[number], exact=exact, label=label, memo=memo, feeling=feeling)
        for number, exact, label, memo, feeling in words["marks"]
    ]
    reading.read_again(by=mehdi, mark=marks[0], feeling=words["second"])
    small, large = (Label.objects.get(space=claire.space, name=name) for name in words["merge"])
    reading.merge_labels(by=claire, label=small, into=large)
    for number, against in ((0, False), (1, False), (3, True)):
        reading.gather(by=sophie, fragment=told[number], motif=words["motif"], counter_example=against)
    reading.confront(by=mehdi, fragment=told[1], silence=silences["guide"], verdict="resonates", note=words["confronted"])
    reading.confront(by=sophie, fragment=told[3], silence=silences["guide"], verdict="contradicts")
    reading.keep_on_purpose(by=sophie, fragment=told[3], marginal=True)


def confirmed(by, fragment, where=""):
    """Everything that the rules proposed is hidden, as a redactor would."""
    decisions = {span.pk: ("accepted", "") for span in fragment.spans.all()}
    return traces.confirm_redaction(by=by, fragment=fragment, decisions=decisions, residual="no", where=where)


def released(by, fragment, where=""):
    return traces.release(by=by, fragment=confirmed(by, fragment, where))


def load_library(members, words):
    """The shipped templates, a team's variant of one, then a next version of it that changes a fundamental, not followed yet."""
    claire, ines, sophie = (members[name] for name in ("Claire", "Inès", "Sophie"))
    common = [library.take_in(by=claire, slug=slug) for slug in ("non-demand", "interrupted-attempt", "journey-review")][0]
    variant = library.make_variant(by=sophie, version=common.latest, team=words["team"], slug=f"non-demand-{words['team'].lower()}")
    local = nodes.node(id="seen_there", kind="question", policy="local", order=40, label={"fr": words["note"], "en": words["note"]})
    library.write_node(by=sophie, template=variant, node=local, base=variant.revision)
    variant.refresh_from_db()
    library.publish(by=sophie, template=variant)
    asked = library.ask_change(by=members["Mehdi"], template=common, text=words["field"], kind="forced", told_of=common.latest)
    changed = {**nodes.by_id(common.draft)["reading"], "definition": {"fr": words["definition"], "en": words["definition"]}}
    common = library.write_node(by=claire, template=common, node=changed, base=common.revision)
    version = library.publish(by=ines, template=common, notes=words["notes"])
    library.answer_change(by=claire, request=asked, answer=words["notes"], version=version)
