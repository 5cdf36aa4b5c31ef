"""Why there is no product key, in words for the staff: the names of the protocol and our own."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FAILURES = {
    "ERC_ERROR": gettext_lazy("The generator reports an error (exit code 10)."),
    "ERC_MEMORY": gettext_lazy("The generator ran out of memory (exit code 11)."),
    "ERC_FILE_IO": gettext_lazy("The generator could not read or write a file (exit code 12)."),
    "ERC_BAD_ARGS": gettext_lazy("The generator did not understand how it was called (exit code 13)."),
    "ERC_BAD_INPUT": gettext_lazy(
        "A value is missing or wrong for the generator (exit code 14). Check the encoding, and the length of the name."
    ),
    "ERC_EXPIRED": gettext_lazy("The generator has reached the end of its life (exit code 15)."),
    "ERC_INTERNAL": gettext_lazy("The generator broke inside (exit code 16)."),
    "no_exit_of_the_protocol": gettext_lazy("The generator ended with an exit code that the protocol does not know."),
    "signal": gettext_lazy("The system ended the generator by a signal, for instance over its memory."),
    "time_out": gettext_lazy("The generator did not answer in time."),
    "too_large": gettext_lazy("The generator wrote more than a product key or a licence file may have."),
    "no_output": gettext_lazy("The generator said that all is well and wrote no product key."),
    "wrong_encoding": gettext_lazy("The answer is not in the encoding that was chosen for the generator."),
    "program_missing": gettext_lazy("The program is not in the folder of generators, or it cannot be run."),
    "cannot_start": gettext_lazy("The system could not start the program."),
    "address_unsafe": gettext_lazy("The address is not safe: it must begin with https://."),
    "no_connection": gettext_lazy("No connection to the generator."),
    "redirect": gettext_lazy("The address leads to another one. Please enter the final address."),
    "refused_by_server": gettext_lazy("The generator's server refused the question."),
    "web_page": gettext_lazy("A web page came instead of a product key. Something else answers at this address."),
    "lost": gettext_lazy(
        "The shop broke off during the call again and again; nobody knows what the generator answered."
    ),
    "broken": gettext_lazy("The call failed by a fault of the shop; its log tells more."),
    "sold_before": gettext_lazy("The generator made a product key that is in stock or was sold before."),
    "source_changed": gettext_lazy("The plan has no generator any more. Try again to use the source that it has now."),
    "list_empty": gettext_lazy("The list of product keys is empty. What you bring goes first to those who wait."),
}
UNLIMITED = {
    "network": gettext_lazy("its access to the network"),
    "processes": gettext_lazy("processes that it leaves behind"),
    "user": gettext_lazy("which files it may read, since the shop does not run as root"),
    "memory": gettext_lazy("its memory"),
    "time": gettext_lazy("its time on the processor"),
    "size": gettext_lazy("the size of its files"),
    "number": gettext_lazy("the number of its processes"),
    "files": gettext_lazy("the number of its open files"),
}


def failure_words(name: str, said: str = "") -> str:
    """Say why there is no product key, with what the generator itself said."""
    words = str(FAILURES.get(name, name))
    return _("{reason} It said: “{said}”").format(reason=words, said=said) if said else words


def unlimited_words(names: tuple[str, ...]) -> list[str]:
    """Name what this system could not limit."""
    return [str(UNLIMITED.get(name, name)) for name in names]
