"""« Anonyme » is a word that takes three answers, and that goes as soon as something could undo it."""
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from observations.traces import actions, declaring
from observations.traces.anonymity import AnonymityCheck, Word, word_for
from observations.traces.models import Original
from tests import messages
from tests.observations import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NO = {"individualisation": "no", "correlation": "no", "inference": "no", "why": "Relu à deux, cinq textes sur cinq."}


@pytest.mark.parametrize(
    "facts, word",
    [
        ({"passes": False, "checked_at": None}, Word.REDACTED),
        ({"passes": True}, Word.ANONYMOUS),
        ({"passes": True, "released_at": None}, Word.REDACTED),
        ({"passes": False}, Word.REDACTED),
        ({"passes": True, "released_at": NOW + timedelta(seconds=1)}, Word.REDACTED),
        ({"passes": True, "keys": 1}, Word.PSEUDONYMISED),
        ({"passes": False, "keys": 2}, Word.PSEUDONYMISED),
        ({"passes": True, "originals": 1}, Word.REDACTED),
    ],
)
def test_a_corpus_is_called_what_it_is(facts, word):
    assert word_for(**{"checked_at": NOW, "released_at": NOW, "keys": 0, "originals": 0, **facts}) == word


def called(source):
    return declaring.words_of([source])[source.pk]


def test_the_word_comes_with_three_answers_and_goes_with_the_next_trace(source, fragment, ines):
    assert called(source) == Word.REDACTED
    declaring.check_anonymity(by=ines, source=source, **NO)
    assert called(source) == Word.REDACTED  # its original is still kept
    Original.objects.all().delete()
    assert called(source) == Word.ANONYMOUS
    make.trace(ines, source, "Un autre récit.")
    Original.objects.all().delete()
    assert called(source) == Word.REDACTED
    declaring.check_anonymity(by=ines, source=source, **NO)
    assert called(source) == Word.ANONYMOUS
    declaring.check_anonymity(by=ines, source=source, **NO | {"inference": "unknown"})
    assert called(source) == Word.REDACTED


def test_an_alias_that_leads_to_someone_is_a_pseudonym(source, ines, claire, mehdi):
    logbook = actions.open_logbook(by=claire, title="Carnet")
    entry = actions.welcome(by=mehdi, source=source, text="Rien osé dire.", logbook=logbook)
    actions.confirm_redaction(by=ines, fragment=entry, decisions={}, residual="no")
    actions.release(by=ines, fragment=entry)
    declaring.check_anonymity(by=ines, source=source, **NO)
    assert called(source) == Word.PSEUDONYMISED
    actions.erase_narrator(by=ines, narrator=entry.narrator)
    assert called(source) == Word.ANONYMOUS


def test_only_a_guardian_answers_and_says_how(source, claire, ines, victor, client_of):
    for who in (claire, victor):
        with pytest.raises(PermissionDenied):
            declaring.check_anonymity(by=who, source=source, **NO)
    for wrong in ({"why": " "}, {"correlation": "perhaps"}):
        with pytest.raises(ValidationError):
            declaring.check_anonymity(by=ines, source=source, **NO | wrong)
    path = f"/telecom/traces/sources/{source.uuid}/anonymity/"
    assert client_of(claire).post(path, NO).status_code == 403
    assert client_of(ines).post(path, NO | {"why": ""}).status_code == 422
    assert client_of(ines).post(path, NO).status_code == 302 and AnonymityCheck.objects.get().passes
    for wrong in ({"why": ""}, {"inference": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnonymityCheck.objects.create(source=source, checked_by="member:x", **NO | wrong)


def test_no_page_says_anonymous_before_the_three_answers(source, fragment, ines, claire, mehdi, client_of):
    pages = ["", "new/", "import/", "labels/", "sources/", "redaction/", f"{fragment.uuid}/"]

    def saying(word):
        found = set()
        for who in (ines, claire, mehdi):
            for page in pages:
                answer = client_of(who).get(f"/telecom/traces/{page}", headers={"Accept-Language": "fr"})
                read = re.sub(r"<[^>]*>", " ", answer.content.decode()).lower()  # what is read, addresses left out
                if answer.status_code == 200 and word in read:
                    found.add(page)
        return found

    assert saying("anonym") == set() and f"{fragment.uuid}/" in saying("expurgé")
    declaring.check_anonymity(by=ines, source=source, **NO)
    Original.objects.all().delete()
    assert saying("anonyme (vérifié)") == {"sources/", f"{fragment.uuid}/"}


def test_no_sentence_about_meanings_says_anonymous_but_the_word_of_the_check():
    """The word of the check, and the sentence that asks for it; a person's choice to stay unnamed says « sans mon nom »."""
    allowed = {"anonymous (checked)", "Say how it was checked: the word “anonymous” rests on it."}
    for subject in ("traces", "hypotheses", "grids"):
        for entry in messages.catalogue(subject)[1]:
            said = " ".join([entry.msgid, entry.msgstr, *entry.msgstr_plural.values()]).lower()
            assert "anonym" not in said or entry.msgid in allowed, entry.msgid
