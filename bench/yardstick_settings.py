"""The shop's own settings, with one more address."""

from abaca.config.settings import *  # noqa: F403 - the settings as they are

ROOT_URLCONF = "yardstick_urls"
