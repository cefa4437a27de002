"""Write the golden files of the version at hand: python -m tests.golden.write, once a release."""

import json
from pathlib import Path

import itsmcore
from tests.golden.cases import CASES, CONVERTER


def main() -> None:
    """Write those that are not there; those that are stay as they are."""
    folder = Path(__file__).parent / itsmcore.__version__
    folder.mkdir(exist_ok=True)
    for name, value in CASES.items():
        path = folder / f"{name}.json"
        if not path.exists():
            text = json.dumps(CONVERTER.unstructure(value), indent=1, ensure_ascii=False)
            path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
