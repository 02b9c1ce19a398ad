"""Pictures to be compared: what a file of shapes looks like beside the pixels of the same scene."""

from __future__ import annotations

import io
import shutil
import subprocess
from itertools import product
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def pixels(image: QImage) -> np.ndarray:
    """Red, green and blue, shape (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).astype(np.int16)


def png(content: bytes) -> np.ndarray:
    """A PNG file in pixels."""
    return pixels(QImage.fromData(content, "PNG"))


def svg(content: bytes, width: int, height: int) -> np.ndarray:
    """An SVG file as Qt draws it."""
    renderer = QSvgRenderer(content)
    assert renderer.isValid()
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFF00FF)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    return pixels(image)


def pdf(content: bytes, scale: float = 96 / 72) -> np.ndarray:
    """The one page of a PDF file; at this scale its logical pixels are pixels."""
    import pypdfium2

    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        assert len(document) == 1
        return document[0].render(scale=scale).to_numpy()[:, :, 2::-1].astype(np.int16)
    finally:
        document.close()


def browser() -> str | None:
    """A Chromium that is installed here."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def screenshot(file: Path, width: int, height: int, folder: Path) -> np.ndarray:
    """A file as Chromium shows it. The window is larger, for one as small as a picture is not to be had."""
    target = folder / "screenshot.png"
    program = browser()
    assert program is not None
    subprocess.run(
        [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={max(width, 600) + 40},{max(height, 500) + 140}",
            f"--screenshot={target}",
            file.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=50,
    )
    return png(target.read_bytes())[:height, :width]


def colours(picture: np.ndarray) -> int:
    """How many colours there are."""
    return len(np.unique(picture @ np.array([0x10000, 0x100, 1])))


def apart(one: np.ndarray, other: np.ndarray, reach: int = 1) -> float:
    """The share of pixels of another colour, by more than smoothing explains, than all of the other within `reach`."""
    height, width = (side - 2 * reach for side in one.shape[:2])
    inner, same = (each[reach : reach + height, reach : reach + width] for each in (one, other))
    rows, columns = np.nonzero((inner != same).any(axis=2))
    for down, across in product(range(2 * reach + 1), repeat=2):
        away = np.abs(inner[rows, columns] - other[rows + down, columns + across]).max(axis=1) > 40
        rows, columns = rows[away], columns[away]
    return len(rows) / (height * width)
