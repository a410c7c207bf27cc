"""What browsers download."""
import re

from django.core.files.storage import storages
from django.core.management import call_command


def test_modules_import_each_other_under_their_hashed_names(settings, tmp_path):
    """Only hashed files are kept: an import left as it was written would be a 404, and a room without its script."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "project.storage.HashedStatic"}}
    storages._storages.clear()
    call_command("collectstatic", interactive=False, verbosity=0)
    modules = list((tmp_path / "static" / "js").glob("*.js"))
    assert modules
    for module in modules:
        for name in re.findall(r"""(?:from|import)\s*["']\./([^"']+)["']""", module.read_text()):
            assert (module.parent / name).exists(), (module.name, name)
    storages._storages.clear()
