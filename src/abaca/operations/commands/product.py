"""`abaca product`: in which ways the programs of a product may ask about it."""

import argparse

from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.licensing.facades.actions import settle_in
from abaca.licensing.licences.actions import set_switches
from abaca.licensing.licences.models import Product
from abaca.licensing.licences.queries import products
from abaca.licensing.licences.switches import SWITCHES
from abaca.operations import embedded_postgres

WORDS = {"on": True, "off": False}


def describe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", help="the product; without it all are listed")
    for name, meaning in SWITCHES.items():
        parser.add_argument(f"--{name.replace('_', '-')}", choices=WORDS, dest=name, help=meaning)
    parser.add_argument("--host", action="append", help="a host name under which its programs call; repeat it")
    parser.add_argument("--no-hosts", action="store_true", help="forget the host names")


def run(options: argparse.Namespace) -> int:
    """List the products, or set the switches of one."""
    embedded_postgres.ensure_running()
    at = present()
    if options.code is None:
        _list(products())
        here = settle_in(at=at)
        print(f"\nKeygen account: {here.account} or {here.slug}")
        return 0
    wished = {name: WORDS[word] for name in SWITCHES if (word := getattr(options, name))}
    hosts = [] if options.no_hosts else options.host
    try:
        _list([set_switches(options.code, wished, hosts=hosts, at=at, by="the command line")])
    except Refusal as refusal:
        print(refusal)
        return 1
    return 0


def _list(rows: list[Product]) -> None:
    for product in rows:
        print(f"{product.code}  {product.name}  {product.uuid}")
        for name, meaning in SWITCHES.items():
            print(f"  {'on ' if getattr(product, name) else 'off'}  {name.replace('_', '-'):<26} {meaning}")
        print(f"  hosts: {', '.join(product.hosts) or 'none'}")
