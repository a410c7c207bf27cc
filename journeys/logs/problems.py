"""What can be wrong with a file as a whole, as codes with details; the words, in the person's language, are in `wording.py`.

Pure: readers run in a child process that knows neither Django nor languages. A problem refuses the whole file; what concerns
one line is a reject, what deserves a look is a caution.
"""


class Problem(Exception):
    """The file cannot be read as asked. `code` names the wording, `details` fills it (plain JSON values, no personal data)."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code, self.details = code, details

    def as_dict(self):
        return {"problem": self.code, "details": self.details}
