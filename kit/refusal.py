"""The expected "no"."""


class Refusal(Exception):
    """A request that the house understands and declines: a slug, one sentence, an HTTP status.

    HTTP answers it as problem+json (RFC 9457), a command as a refused reply, which a workflow
    sees as a Refusal again, and a stream entry as a dead letter. Any other exception is a bug
    or bad weather, and is retried.
    """

    def __init__(self, slug: str, sentence: str, status: int = 409) -> None:
        super().__init__(slug, sentence, status)
        self.slug = slug
        self.sentence = sentence
        self.status = status

    def __str__(self) -> str:
        return f"{self.slug}: {self.sentence}"
