"""Where the data files lie: icons, themes, demos.

A wheel carries them inside the package (`force-include` in pyproject.toml); an editable install and a checkout have
them in the folder `resources` beside the packages. Everything that opens one goes through `folder()`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder() -> Path:
    """The folder that holds `icons/`, `demos/` and the other resources.

    Raises FileNotFoundError, naming the places looked at, when the installation lacks it.
    """
    package = Path(__file__).resolve().parent
    places = (package / "resources", package.parent / "resources")
    for place in places:
        if place.is_dir():
            return place
    looked = " and ".join(str(place) for place in places)
    raise FileNotFoundError(f"gradexplorer's resources are missing: looked at {looked}. Install gradexplorer again.")
