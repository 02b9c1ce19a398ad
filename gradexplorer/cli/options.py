"""What may be typed: one argparse parser a command, and one for the window."""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import textwrap
from collections.abc import Callable, Sequence

from msgspec import Struct

from gradexplorer import __version__

_SHORT = ("-h", "-o")
COMMANDS = {
    "eval": "the value and the gradient of an expression at a point",
    "descend": "gradient descent from a point, step by step",
    "graph": "the computation graph of an expression at a point, as text, DOT or JSON",
    "explain": "how a text is read: its names, its LaTeX, its tree",
    "render": "a picture of the plot, into a PNG, SVG or PDF file",
    "devices": "what the engine computes on here, and why not on more",
    "demos": "the demos that --demo opens",
}
_AT = "x=-2, 'x=[-5,-2]', x[0]=-5; repeats, or takes x=1,y=2; sliders as well"


class Command(Struct, frozen=True):
    """A parsed command line: what to run, and on what."""

    run: Callable[[argparse.Namespace], int]
    options: argparse.Namespace


def parse(arguments: Sequence[str]) -> Command:
    """Return what `arguments` ask for; SystemExit after --help and --version (0) and for bad usage (2)."""
    words = _guarded(arguments)
    if words and words[0] in COMMANDS:
        name, words = words[0], words[1:]
        parser = _parser(f"gradexplorer {name}", COMMANDS[name])
        module, function = _FILL[name](parser)
    else:
        parser = _parser("gradexplorer", "A desktop laboratory for gradients.", epilog=_overview())
        parser.usage = "%(prog)s [FILE | --demo NAME | --function EXPR]\n       %(prog)s COMMAND ..."
        module, function = _fill_window(parser)
        if len(words) > 1 and not words[0].startswith("-") and not os.path.lexists(words[0]):
            near = difflib.get_close_matches(words[0], COMMANDS, n=1)
            parser.error(f"there is no command {words[0]}" + (f"; did you mean {near[0]}?" if near else ""))
    options = parser.parse_args(words)
    # A command's module is imported when it is asked for, so that no other command waits for it.
    return Command(getattr(importlib.import_module(f"gradexplorer.cli.{module}"), function), options)


def _guarded(arguments: Sequence[str]) -> list[str]:
    """Put a space before what begins with `-` and is no option (`-x^2`): argparse then takes it for a value."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    for index, word in enumerate(words[:end]):
        if word.startswith("-") and not word.startswith("--") and len(word) > 1 and word not in _SHORT:
            words[index] = f" {word}"
    return words


def _parser(prog: str, description: str, epilog: str | None = None) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=prog,
        description=description[:1].upper() + description[1:].rstrip(".") + ".",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _overview() -> str:
    rows = "\n".join(f"  {name:<9} {text}" for name, text in COMMANDS.items())
    return textwrap.dedent(
        """\
        commands (gradexplorer COMMAND --help tells more):
        {rows}

        examples:
          gradexplorer --demo tangent
          gradexplorer eval 'x^3 + 3x^2 - 5x + 4' --at x=-2
          gradexplorer eval - --at x=0.5 --json < formulas.txt
          gradexplorer eval 'mean((a D.x - D.y)^2)' --data D=points.csv --at a=1
          gradexplorer descend 'x cos(4x) + 2|x|' --start x=-3.5 --step-size 0.07 --steps 100
          gradexplorer graph '3 sin(x) + x + 3' --at x=5 --format dot
        """
    ).format(rows=rows)


def _fill_window(parser: argparse.ArgumentParser) -> tuple[str, str]:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("file", metavar="FILE", nargs="?", type=_text, help="a session (.gradx) to open")
    what.add_argument("--demo", metavar="NAME", type=_text, help="open a demo; `gradexplorer demos` lists them")
    what.add_argument("--function", metavar="EXPR", type=_text, help="open the window on this expression")
    parser.add_argument("--version", action="version", version=f"gradexplorer {__version__}")
    return "window", "open_window"


def _fill_eval(parser: argparse.ArgumentParser) -> tuple[str, str]:
    _expression(parser)
    parser.add_argument("--at", metavar="x=VALUE", action="append", default=[], type=_text, help=f"the point: {_AT}")
    parser.add_argument(
        "--order", type=int, choices=(1, 2), default=1, help="of the derivatives: 2 adds the Hessian (1)"
    )
    _common(parser)
    return "point", "evaluate"


def _fill_descend(parser: argparse.ArgumentParser) -> tuple[str, str]:
    _expression(parser)
    parser.add_argument(
        "--start", metavar="x=VALUE", action="append", default=[], type=_text, help=f"where it begins: {_AT}"
    )
    parser.add_argument("--step-size", metavar="NUMBER", type=float, default=0.05, help="the step size (0.05)")
    parser.add_argument("--momentum", metavar="NUMBER", type=float, default=0.0, help="the momentum (0)")
    parser.add_argument("--steps", metavar="COUNT", type=int, default=100, help="how many steps (100)")
    parser.add_argument(
        "--zero-grad",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="zero .grad before each step, or let it add up",
    )
    _common(parser)
    return "descent", "descend"


def _fill_graph(parser: argparse.ArgumentParser) -> tuple[str, str]:
    _expression(parser)
    parser.add_argument("--at", metavar="x=VALUE", action="append", default=[], type=_text, help=f"the point: {_AT}")
    parser.add_argument("--format", choices=("text", "dot", "json"), default="text", help="how it is written (text)")
    _common(parser)
    return "trace", "graph"


def _fill_render(parser: argparse.ArgumentParser) -> tuple[str, str]:
    parser.add_argument("source", metavar="EXPR|FILE", type=_text, help="an expression, or a session (.gradx)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, type=_text, help="the file to write: .png, .svg or .pdf"
    )
    parser.add_argument("--size", metavar="WxH", type=_size, default=None, help="in pixels (800x600)")
    parser.add_argument("--scale", metavar="NUMBER", type=float, default=1.0, help="of a PNG: pixels a unit (1)")
    parser.add_argument("--window", action="store_true", help="draw the whole window (PNG, 1280x800)")
    parser.add_argument("--mode", choices=("explore", "descend", "graph"), help="what the window shows")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="its colours (light)")
    parser.add_argument("--at", metavar="x=VALUE", action="append", default=[], type=_text, help=f"the point: {_AT}")
    _data(parser)
    return "window", "render"


def _fill_explain(parser: argparse.ArgumentParser) -> tuple[str, str]:
    _expression(parser)
    parser.add_argument("--json", action="store_true", help="write JSON, errors too")
    return "explain", "explain"


def _fill_devices(parser: argparse.ArgumentParser) -> tuple[str, str]:
    parser.add_argument("--json", action="store_true", help="write JSON")
    return "lists", "devices"


def _fill_demos(parser: argparse.ArgumentParser) -> tuple[str, str]:
    parser.add_argument("--json", action="store_true", help="write JSON")
    return "lists", "demos"


_FILL = {
    "eval": _fill_eval,
    "descend": _fill_descend,
    "graph": _fill_graph,
    "explain": _fill_explain,
    "render": _fill_render,
    "devices": _fill_devices,
    "demos": _fill_demos,
}


def _expression(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "expression",
        metavar="EXPR",
        nargs="?",
        type=_text,
        help="what to compute: 'x^2 + 2y^2'; with eval, - reads one expression a line from standard input",
    )
    parser.add_argument(
        "--program", metavar="FILE", type=_text, help="a program in place of EXPR; - for standard input"
    )
    parser.add_argument(
        "--define",
        metavar="TEXT",
        action="append",
        default=[],
        type=_text,
        help="a line that EXPR may use: 'g(x) = x(x+1)'; repeats",
    )
    _data(parser)
    parser.add_argument(
        "--variables",
        metavar="NAMES",
        action="append",
        default=[],
        type=_text,
        help="which names are variables, 'x,a'; the others are sliders",
    )


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="D=FILE",
        action="append",
        default=[],
        type=_text,
        help="a CSV or TSV file whose columns are D.x, D.y, …; repeats",
    )


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dtype", choices=("float64", "float32"), default="float64", help="of every number (float64)")
    parser.add_argument("--json", action="store_true", help="write JSON, errors too")


def _text(word: str) -> str:
    """Undo what `_guarded` did."""
    return word[1:] if word.startswith(" -") else word


def _size(word: str) -> tuple[int, int]:
    width, cross, height = word.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{word} is no size; write it like 1280x800")
    size = int(width), int(height)
    if not all(64 <= side <= 16_384 for side in size):
        raise argparse.ArgumentTypeError("a side has between 64 and 16384 pixels")
    return size
