"""Which computer this is, said so that no two vendors can put their names for it together."""

import hashlib
import hmac
import re
import subprocess
import sys
from pathlib import Path

LINUX = ("/etc/machine-id", "/var/lib/dbus/machine-id")

if sys.platform == "win32":
    import winreg

    def _windows() -> str | None:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, access) as place:
                return str(winreg.QueryValueEx(place, "MachineGuid")[0])
        except OSError:
            return None


def fingerprint_of(product: str, machine_id: str) -> str:
    """Return 64 hex digits: HMAC-SHA256 of the machine's id under the product's code."""
    return hmac.new(product.encode(), machine_id.encode(), hashlib.sha256).hexdigest()


def machine_id() -> str | None:
    """Return the id that the operating system gave this computer; None where it has none."""
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _macos()
    return next((found for place in LINUX if (found := _text(Path(place)))), None)


def _text(place: Path) -> str:
    try:
        return place.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _macos() -> str | None:
    command = ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'"IOPlatformUUID" = "([^"]+)"', said)
    return found[1] if found else None
