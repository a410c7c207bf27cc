"""Compiles the catalogues (one per subject, in locale/<subject>/) without gettext installed."""
import polib


def compile_catalogues(folders):
    """Write each django.mo that is missing or older than its django.po. folders: paths holding <language>/LC_MESSAGES/."""
    for folder in folders:
        for source in folder.glob("*/LC_MESSAGES/django.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
