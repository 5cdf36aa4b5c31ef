from django.apps import AppConfig


class Answers(AppConfig):
    name = "abaca.licensing.answers"
    label = "licensing_answers"

    def ready(self) -> None:
        from abaca.dispatch.due_work import DueWork, register  # noqa: PLC0415  # models are loaded only now

        from . import jobs  # noqa: PLC0415

        register(DueWork(name="licensing.answers", due=jobs.due, next_at=jobs.next_at, do=jobs.forget))
