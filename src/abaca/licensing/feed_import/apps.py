from django.apps import AppConfig


class FeedImport(AppConfig):
    name = "abaca.licensing.feed_import"
    label = "licensing_feed_import"

    def ready(self) -> None:
        from abaca.dispatch.due_work import DueWork, register  # noqa: PLC0415  # models are loaded only now

        from . import jobs  # noqa: PLC0415

        register(DueWork(name="licensing.feed", due=jobs.due, next_at=jobs.next_at, do=jobs.read_on))
