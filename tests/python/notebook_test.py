#!/usr/bin/python3
"""Does the notebook of docs/ run as it stands, and draw its picture?  notebook_test.py PROGRAM FOLDER

Its trainings are shortened, nothing else.
"""
import os
import pathlib
import sys

import matplotlib.image

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "notebook.py"


def main():
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if not pathlib.Path("/usr/share/datasets/fashion-mnist").exists():
        print("skipped: dataset-fashion-mnist is not installed")
        return
    os.chdir(folder)
    text = SOURCE.read_text()
    short = text.replace('"steps": 40, "seeds": 3', '"steps": 2, "seeds": 2')
    assert short != text
    names = {"__name__": "__main__"}
    exec(compile(short, str(SOURCE), "exec"), names)
    assert names["study"].finished and names["asked"].finished
    assert len(names["front"]) > 5 and not names["asked"].ask()
    assert len(names["asked"].front()) > 0
    height, width = matplotlib.image.imread("notebook.png").shape[:2]
    assert width > height > 300, (width, height)


if __name__ == "__main__":
    main()
