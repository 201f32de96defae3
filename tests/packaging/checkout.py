"""A checkout of its own for `make`: a PATH that holds what the test put there, and packages from a folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "make", "rm", "cp", "touch", "grep", "sed", "expand", "dirname", "basename", "sleep", "echo")
COMPILER = (sysconfig.get_config_var("CC") or "cc").split()[0]
INTERPRETER = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
PATIENCE = 60.0

VERSION = "sys.version_info = {version}"
NO_HEADERS = "sysconfig.get_path = lambda name, *_: '/nowhere'"
NO_VENV = "sys.modules['ensurepip'] = None"


@dataclass
class Checkout:
    """A folder with the Makefile, the installer and lock files that name stand-ins for packages."""

    folder: Path
    template: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def venv(self) -> Path:
        """The virtual environment that make is to fill."""
        return self.folder / ".venv"

    @property
    def mark(self) -> Path:
        """What says that .venv is complete."""
        return self.venv / "installed"

    def tool(self, name: str, script: str) -> Path:
        """A program on the PATH that is not the real one."""
        file = self.folder / "bin" / name
        file.unlink(missing_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    def python(self, name: str = "python3", *, version: tuple[int, int] = (3, 12), lacks: str = "") -> None:
        """An interpreter on the PATH: this one, with another version number and without what it lacks.

        Its `-m venv` copies a virtual environment that was made before; pip in it is real.
        """
        lies = self.folder / "lies" / name
        lies.mkdir(parents=True, exist_ok=True)
        claimed = VERSION.format(version=version)
        (lies / "sitecustomize.py").write_text(f"import sys, sysconfig\n{claimed}\n{lacks}\n")
        number = ".".join(map(str, version))
        self.tool(
            name,
            f'[ "$1" = --version ] && echo "Python {number}.0" && exit\n'
            f'[ "$1 $2" = "-m venv" ] && exec cp -R "{self.template}" "$3"\n'
            f'PYTHONPATH="{lies}" exec "{INTERPRETER}" "$@"',
        )

    def package(self, lock: str, name: str, *, module: str = "durable_rules_engine.py", content: str = "") -> None:
        """Make a lock file that names a package, and the package."""
        wheel = self.folder / "packages" / f"{name}-1.0-py3-none-any.whl"
        wheel.parent.mkdir(exist_ok=True)
        about = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(module, content)
            archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{about}/RECORD", "")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.folder / "requirements" / lock).write_text(f"{name}==1.0 --hash=sha256:{digest}\n")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start make with nothing in its environment but what the test put there."""
        return subprocess.Popen(
            ["/bin/sh", "-c", 'exec make "$@"', "make", *arguments],
            cwd=self.folder,
            env=self._environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def make(self, *arguments: str, **environment: str) -> tuple[int, str, list[str]]:
        """The exit code of make, what it printed, and the lines that it complained with, its own last one apart."""
        with self.start(*arguments, **environment) as run:
            out, err = run.communicate(timeout=PATIENCE)
        return run.returncode, out, [line for line in err.splitlines() if not line.startswith("make: ***")]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": str(self.folder / "bin"),
            "HOME": str(self.folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.folder / "packages"),
            "PIP_RETRIES": "0",
        } | self.environment


def new_checkout(folder: Path, template: Path) -> Checkout:
    """A checkout on a machine that has everything."""
    (folder / "requirements").mkdir(parents=True)
    (folder / "bin").mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "requirements/install.sh", folder / "requirements")
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"this machine has no {name}"
        (folder / "bin" / name).symlink_to(found)
    made = Checkout(folder, template)
    made.python()
    made.tool(COMPILER, "cat >/dev/null 2>&1 || true")
    made.package("build.txt", "builder", module="builder.py")
    made.package("test.txt", "engine")
    return made


def empty_venv(folder: Path) -> Path:
    """A virtual environment with pip in it and nothing else."""
    subprocess.run([INTERPRETER, "-m", "venv", folder], check=True, timeout=PATIENCE)
    return folder
